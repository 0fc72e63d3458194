import Platform

/// What a figure depends on besides the program.
package struct MachineFacts: Sendable, Codable, Equatable {
    package var processor: String
    package var processors: Int
    package var memoryBytes: Int64
    package var kernel: String
    /// Mean number of runnable processes over the last minute, before the benchmark began: above the number of
    /// processors the figures are a lower bound.
    package var load: String
    package var build: String

    package enum CodingKeys: String, CodingKey {
        case processor, processors, kernel, load, build
        case memoryBytes = "memory_bytes"
    }

    package static func gather() -> MachineFacts {
        let model = line(of: "/proc/cpuinfo") { $0.hasPrefix("model name") }
        #if DEBUG
            let build = "debug (figures of a debug build mean nothing)"
        #else
            let build = "release"
        #endif
        return MachineFacts(
            processor: model.split(separator: ":").last.map { String($0.drop(while: { $0 == " " })) } ?? "unknown",
            processors: Machine.processors, memoryBytes: Machine.memoryBytes,
            kernel: line(of: "/proc/sys/kernel/osrelease") { _ in true },
            load: line(of: "/proc/loadavg") { _ in true }.split(separator: " ").first.map(String.init) ?? "unknown",
            build: build)
    }

    package var text: String {
        "\(processor) x \(processors), \(memoryBytes >> 30) GiB, Linux \(kernel), load \(load), \(build) build\n"
    }

    private static func line(of path: String, where matches: (Substring) -> Bool) -> String {
        let text = String(decoding: (try? File.contents(of: path)) ?? [], as: UTF8.self)
        return text.split(separator: "\n").first(where: matches).map(String.init) ?? ""
    }
}
