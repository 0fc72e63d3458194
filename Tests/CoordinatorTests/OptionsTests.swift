import JobModel
import Scheduling
import Telemetry
import Testing

@testable import Coordinator

@Suite("Command line of millraced") struct OptionsTests {
    private func parse(_ arguments: String...) throws -> Configuration? {
        guard
            case .run(let configuration) = try Options.parse(
                arguments, programDirectory: "/opt/millrace", processors: 6)
        else { return nil }
        return configuration
    }

    private func complaint(_ arguments: String...) -> String? {
        do {
            _ = try Options.parse(arguments, programDirectory: "/", processors: 1)
            return nil
        } catch { return error.description }
    }

    @Test func defaultsFollowTheMachineAndTheProgram() throws {
        let configuration = try #require(try parse("--socket", "/run/m.sock", "--state", "/var/lib/m"))
        #expect(configuration.socketPath == "/run/m.sock")
        #expect(configuration.stateDirectory == "/var/lib/m")
        #expect(configuration.workers == 6)
        #expect(configuration.backendsDirectory == "/opt/millrace/backends")
        #expect(configuration.isSandboxed)
        #expect(configuration.weakestTier == .b)
    }

    @Test func everyOptionIsRead() throws {
        let configuration = try #require(
            try parse(
                "--socket=/s", "--state=/d", "--workers=3", "--backends", "/b", "--allow-tier", "C",
                "--unsafe-no-sandbox", "--no-retry", "--log-level", "debug", "--log-format", "json"))
        #expect(configuration.workers == 3)
        #expect(configuration.backendsDirectory == "/b")
        #expect(!configuration.isSandboxed)
        #expect(configuration.timing.retry.transient.tries == 1)
        #expect(configuration.weakestTier == .c)
        #expect(configuration.logLevel == .debug)
        #expect(configuration.logFormat != nil)
    }

    @Test func helpAndVersionNeedNothingElse() throws {
        guard case .help = try Options.parse(["--socket", "--help"], programDirectory: "/", processors: 1) else {
            Issue.record("not help")
            return
        }
        guard case .version = try Options.parse(["--version"], programDirectory: "/", processors: 1) else {
            Issue.record("not version")
            return
        }
        for name in ["--socket", "--state", "--workers", "--backends", "--allow-tier", "--unsafe-no-sandbox"] {
            #expect(Options.usage.contains(name))
        }
    }

    @Test func mistakesAreNamed() {
        #expect(complaint("--state", "/d") == "--socket PATH is missing: say where to listen")
        #expect(complaint("--socket", "/s") == "--state DIR is missing: say where to keep the queue")
        #expect(complaint("--sockte", "/s") == "unknown option --sockte; did you mean --socket?")
        #expect(complaint("--frobnicate-all") == "unknown option --frobnicate-all")
        #expect(complaint("start") == "unexpected argument \"start\"")
        #expect(complaint("--socket") == "--socket needs a value")
        #expect(complaint("--socket", "--state") == "--socket needs a value")
        #expect(
            complaint("--workers", "0") == "--workers: \"0\" is not a whole number from 1 to 1024")
        #expect(complaint("--allow-tier", "D") == "--allow-tier: \"D\" is not one of C")
        #expect(complaint("--unsafe-no-sandbox=yes") == "--unsafe-no-sandbox takes no value")
        #expect(
            complaint("--log-level", "loud")
                == "--log-level: \"loud\" is not one of debug, error, info, notice, warning")
        let long = "/" + String(repeating: "s", count: 120)
        #expect(
            complaint("--socket", long, "--state", "/d")
                == "--socket: \(long) has 121 bytes; the system allows 107 for a socket's path")
    }
}
