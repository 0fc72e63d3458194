import JobModel
import Sandbox
import WorkerProtocol

/// The sandbox's own words as the protocol's values.
enum ReadyReport {
    static func make(_ tier: Tier, _ report: WorkerSeal.Report) -> WorkerFrame.Ready {
        WorkerFrame.Ready(
            version: WorkerProtocol.version, tier: stampTier(tier),
            landlockABI: UInt8(clamping: report.landlockVersion), layers: report.layers.map(\.rawValue))
    }

    private static func stampTier(_ tier: Tier) -> SandboxStamp.Tier {
        switch tier {
        case .a: .a
        case .b: .b
        case .c: .c
        case .none: .none
        }
    }
}

extension ResourceLimits {
    init(_ limits: ProcessLimits) {
        self.init(
            memoryBytes: limits.memoryBytes, cpuSeconds: limits.cpuSeconds, fileBytes: limits.fileBytes,
            openFiles: limits.openFiles, threads: limits.threads)
    }
}
