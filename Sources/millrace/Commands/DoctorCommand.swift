import Client
import JobModel
import Platform

/// `millrace doctor`: whether this machine can do the work, and what to do where it cannot.
enum DoctorCommand {
    static let spec = CommandSpec(
        name: "doctor", group: .local, summary: "check this installation and say what to do", usage: "[options]",
        details: "Checks that the programs, libraries and backends start, which sandbox this machine allows, the "
            + "coordinator's socket, and the disk. Ends with 0 where jobs can run here.",
        options: [.socket, .json, .backends],
        run: { invocation throws(CommandFailure) in
            let findings = examine(invocation)
            if invocation.isJSON {
                invocation.output(json: JSONValue.object(["checks": .array(findings.map(\.json))]).bytes)
            } else {
                for finding in findings { invocation.output(finding.text) }
            }
            return findings.contains { $0.grade == .bad } ? .configuration : .done
        })

    /// One thing that was looked at.
    struct Finding {
        enum Grade: String { case good = "ok", fair = "warning", bad = "failed" }

        var name: String
        var grade: Grade
        var detail: String
        /// What to do about it.
        var advice: String?

        var text: String {
            "\(Format.padded(grade.rawValue, 8)) \(Format.padded(name, 18)) \(detail)"
                + (advice.map { "\n\(String(repeating: " ", count: 28))\($0)" } ?? "")
        }

        var json: JSONValue {
            var members: [String: JSONValue] = [
                "name": .string(name), "result": .string(grade.rawValue), "detail": .string(detail),
            ]
            if let advice { members["advice"] = .string(advice) }
            return .object(members)
        }
    }

    private static func examine(_ invocation: Invocation) -> [Finding] {
        var findings = [machine()]
        do throws(CommandFailure) {
            let coordinator = try PrivateCoordinator(.init(invocation.arguments), Interruption())
            defer { coordinator.stop() }
            findings.append(Finding(name: "coordinator", grade: .good, detail: "millraced starts and answers"))
            findings += try CatalogueCommands.settledBackends(coordinator).backends.flatMap(backend)
            if !findings.contains(where: { $0.name.hasPrefix("backend") }) {
                findings.append(
                    Finding(
                        name: "backends", grade: .bad, detail: "none is installed",
                        advice: "put a manifest into the folder \"backends\" beside millraced; \"make build\" does"))
            }
        } catch {
            findings.append(
                Finding(
                    name: "coordinator", grade: .bad, detail: error.message,
                    advice: "start millraced by hand to see its log"))
        }
        findings.append(socket(invocation))
        findings.append(disk(CurrentProcess.directory ?? "/", "disk, here"))
        findings.append(disk(Environment.variable("TMPDIR") ?? "/tmp", "disk, temporary"))
        return findings
    }

    private static func machine() -> Finding {
        Finding(
            name: "machine", grade: .good,
            detail: "\(Machine.processors) processors, \(Format.bytes(Machine.memoryBytes)) of memory")
    }

    private static func backend(_ backend: BackendStatus) -> [Finding] {
        let name = "backend \(backend.name)"
        guard backend.health == .ready else {
            return [
                Finding(
                    name: name, grade: .bad, detail: backend.detail ?? backend.health.rawValue,
                    advice: "its program must start by hand and find its libraries (ldd shows which are missing)")
            ]
        }
        var findings: [Finding] = []
        if let can = backend.capabilities {
            findings.append(
                Finding(
                    name: name, grade: .good,
                    detail: "version \(can.version), \(can.videoEncoders.count + can.audioEncoders.count) encoders, "
                        + "\(can.containers.count) containers"))
        }
        if let sandbox = backend.sandbox { findings.append(self.sandbox(sandbox, of: backend.name)) }
        return findings
    }

    private static func sandbox(_ stamp: SandboxStamp, of backend: String) -> Finding {
        let layers = stamp.layers.joined(separator: ", ")
        switch stamp.tier {
        case .a:
            return Finding(name: "sandbox \(backend)", grade: .good, detail: "tier A: \(layers)")
        case .b:
            return Finding(
                name: "sandbox \(backend)", grade: .fair, detail: "tier B, without namespaces: \(layers)",
                advice: "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1, "
                    + "kernel.apparmor_restrict_unprivileged_userns=0), or run as root")
        case .c, .none:
            return Finding(
                name: "sandbox \(backend)", grade: .fair, detail: "tier \(stamp.tier.rawValue): \(layers)",
                advice: "this machine allows neither namespaces nor Landlock: process trusted files only, or use "
                    + "another kernel")
        }
    }

    private static func socket(_ invocation: Invocation) -> Finding {
        let client = invocation.client()
        client.answerSeconds = 5
        let path = client.socketPath
        do throws(ClientFailure) {
            let facts = try client.serverFacts()
            return Finding(name: "socket", grade: .good, detail: "millraced \(facts.version) answers at \(path)")
        } catch .unreachable(_, let failure) where failure.errno == .noEntry {
            return Finding(
                name: "socket", grade: .good,
                detail: "no coordinator runs at \(path); \"millrace run\" needs none")
        } catch {
            return Finding(name: "socket", grade: .fair, detail: "\(error)")
        }
    }

    private static func disk(_ path: String, _ name: String) -> Finding {
        do throws(SystemFailure) {
            let free = try FileSystem.freeBytes(at: path)
            let isNetwork = try FileSystem.isNetwork(at: path)
            let detail = "\(Format.bytes(free)) free at \(path)\(isNetwork ? ", a network file system" : "")"
            if free < 1_000_000_000 {
                return Finding(name: name, grade: .fair, detail: detail, advice: "outputs will soon not fit")
            }
            if isNetwork {
                return Finding(
                    name: name, grade: .fair, detail: detail,
                    advice: "outputs may be here; the coordinator's state (--state) has to be on a local disk")
            }
            return Finding(name: name, grade: .good, detail: detail)
        } catch {
            return Finding(name: name, grade: .bad, detail: "\(error)")
        }
    }
}
