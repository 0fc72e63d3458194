package import JobModel
package import Scheduling
package import Telemetry

/// What a coordinator is told at start. Plain values; ``Options`` makes one from a command line.
package struct Configuration: Sendable {
    /// The Unix socket to serve; its folder is made 0700 where it is missing.
    package var socketPath: String
    /// The queue, its lock file and nothing else; made 0700 where it is missing.
    package var stateDirectory: String
    /// Attempts that run at a time.
    package var workers: Int
    /// Folder of the backend manifests.
    package var backendsDirectory: String
    /// False with `--unsafe-no-sandbox`: trusted local input only, stamped in every result.
    package var isSandboxed = true
    /// The weakest sandbox tier that may run jobs.
    package var weakestTier: SandboxStamp.Tier = .b
    package var logLevel: LogLevel = .info
    package var logFormat: LogFormat?
    package var timing = Timing()

    /// Seconds; defaults suit a farm, tests shorten them.
    package struct Timing: Sendable {
        /// How long a claim holds without a heartbeat; renewed every third of it.
        package var lease = 30.0
        /// How long a stop waits for running attempts before it hands them back.
        package var drain = 30.0
        /// How long handing back may take before attempts are left as they are, for the next life to take over.
        package var handBack = 10.0
        /// How long no job is claimed after a disk was found full.
        package var noSpacePause = 5.0
        /// Bounds of every attempt; nil takes them from the operation and the size of its file.
        package var attempt: AttemptTimeouts?
        /// Pauses and tries of failed attempts.
        package var retry = RetryPolicy()
        /// Between two tries of a store that does not answer.
        package var storeRetry = 1.0
        /// Least time between two looks at the queue when nobody says that it changed.
        package var poll = 5.0

        package init() {}
    }

    package init(socketPath: String, stateDirectory: String, workers: Int, backendsDirectory: String) {
        self.socketPath = socketPath
        self.stateDirectory = stateDirectory
        self.workers = workers
        self.backendsDirectory = backendsDirectory
    }

    /// The queue.
    var databasePath: String { stateDirectory + "/millrace.sqlite" }
    /// Held as long as a coordinator lives: one coordinator for each state folder.
    var lockPath: String { stateDirectory + "/lock" }
}
