import JobModel
import Scheduling
import Telemetry

/// Takes over what a dead coordinator left. Runs before the first claim.
///
/// No process of the former life is alive by now: each dies with the thread that started it (parent-death signal), and
/// a parked worker also at the end of its socket. What can be left is rows and files: publications begun, which are
/// completed; attempts cut short, whose temporary files are removed and whose jobs go back into the queue or end; and
/// temporary names beside outputs that were published in the last moment.
extension Coordinator {
    /// How far back the log of events is searched for jobs that ended just before the crash.
    private static let tail: Int64 = 4096

    func recover() async throws(StoreFailure) {
        let recovery = try await house.store.recover()
        for row in recovery.publishing {
            house.log.notice("completing a publication of the former life", ["job": row.key.job.text])
            await AttemptEnding(claimed: ClaimedJob(key: row.key, record: row.record), house: house)
                .publish(row.intents, row.result)
        }
        for row in recovery.interrupted {
            let ending = AttemptEnding(claimed: ClaimedJob(key: row.key, record: row.record), house: house)
            await ending.sweep()
            await ending.end(row.cancelRequested ? .interrupted(.cancelled) : .failed(.coordinatorDied))
        }
        try await sweepLastEnded()
        if !recovery.publishing.isEmpty || !recovery.interrupted.isEmpty {
            house.log.notice(
                "recovered",
                [
                    "published": "\(recovery.publishing.count)", "interrupted": "\(recovery.interrupted.count)",
                ])
        }
    }

    /// A crash between the commit of an end and the removal of the temporary names leaves those.
    private func sweepLastEnded() async throws(StoreFailure) {
        let newest = try await house.store.eventRange().upperBound
        var ended: Set<JobID> = []
        for event in try await house.store.events(since: max(0, newest - Self.tail), limit: Int(Self.tail))
        where event.state.isFinal {
            ended.insert(event.job)
        }
        for id in ended {
            guard let record = try await house.store.job(id), record.state.isFinal, record.attempt > 0 else { continue }
            let key = AttemptKey(job: id, fence: Int64(record.attempt))
            await AttemptEnding(claimed: ClaimedJob(key: key, record: record), house: house).sweep()
        }
    }
}

extension Failure {
    /// The attempt was cut short by the end of the coordinator that ran it.
    static let coordinatorDied = Failure(
        .backendUnavailable, "the coordinator ended while the job ran; it is run again", stage: "dispatch")
    /// The attempt was cut short by an orderly stop.
    static let handedBack = Failure(
        .backendUnavailable, "the coordinator stopped while the job ran; it is run again", stage: "dispatch")
    /// The attempt was ended because its lease could not be renewed in time.
    static let leaseLost = Failure(
        .backendUnavailable, "the job's lease could not be renewed in time; it is run again", stage: "dispatch")
}
