import JobModel
import Platform
import Scheduling
import Telemetry
import WorkerProtocol

/// How an attempt ends in the store: after its own run, and after the crash of the coordinator that ran it.
struct AttemptEnding: Sendable {
    let claimed: ClaimedJob
    let house: AttemptHouse

    var key: AttemptKey { claimed.key }

    // MARK: With a result

    /// Steps 4 to 7 of ``Publication`` for a job whose intent is committed. Running it again does what was left.
    func publish(_ intents: [PublicationIntent], _ result: JobResult) async {
        do throws(Failure) {
            try await publishRetryingNoSpace(intents)
        } catch {
            // Nothing of the job has its final name now.
            house.log.error("an output could not be published", ["job": key.job.text, "cause": error.detail])
            await commit("fail") { () async throws(StoreFailure) in
                try await house.store.fail(key, error, then: .final)
            }
            return await sweep()
        }
        await commit("finish") { () async throws(StoreFailure) in try await house.store.finish(key, result) }
        await sweep()
        house.log.info("job succeeded", ["job": key.job.text])
    }

    /// A link needs space for a name. The encode is done and verified: waiting is cheaper than a new attempt.
    private func publishRetryingNoSpace(_ intents: [PublicationIntent]) async throws(Failure) {
        let overwrite = claimed.record.spec.overwrite
        for _ in 1..<5 {
            do throws(Failure) {
                return try await house.disk.run { [house] () throws(Failure) in
                    try house.publication.publish(intents, overwrite: overwrite)
                }
            } catch  where error.code == .noSpace {
                house.log.warning("no space to publish; trying again", ["job": key.job.text, "cause": error.detail])
                house.noSpace()
                do { try await Task.sleep(for: .seconds(house.timing.noSpacePause)) } catch { break }
            }
        }
        try await house.disk.run { [house] () throws(Failure) in
            try house.publication.publish(intents, overwrite: overwrite)
        }
    }

    // MARK: Without one

    /// Commits how an attempt ended whose temporary files are removed.
    func end(_ stop: AttemptStop) async {
        switch stop {
        case .failed(let failure): await fail(failure)
        case .interrupted(.cancelled):
            await commit("cancel") { () async throws(StoreFailure) in try await house.store.finishCancelled(key) }
        case .interrupted(.handedBack):
            await commit("hand back") { () async throws(StoreFailure) in
                try await house.store.fail(key, .handedBack, then: .retry(afterSeconds: 0, reason: "handed_back"))
            }
        case .interrupted(.leaseLost):
            // Where someone else has the row by now, the store refuses this with a stale fence.
            await commit("give up") { () async throws(StoreFailure) in
                try await house.store.fail(key, .leaseLost, then: .retry(afterSeconds: 0, reason: "lease_lost"))
            }
        case .disowned(let refusal):
            house.log.warning("the store refused an attempt's result", ["job": key.job.text, "cause": "\(refusal)"])
        }
    }

    private func fail(_ failure: Failure) async {
        if failure.code == .noSpace { house.noSpace() }
        var generator = SystemRandomNumberGenerator()
        let disposition = house.timing.retry.disposition(
            after: failure.code, earlier: await earlierFailures(), using: &generator)
        house.log.warning(
            "attempt failed", ["job": key.job.text, "code": failure.code.rawValue, "detail": failure.detail])
        await commit("fail") { () async throws(StoreFailure) in
            try await house.store.fail(key, failure, then: disposition)
        }
    }

    /// How the attempts before this one failed, since the job was submitted or last retried by request.
    private func earlierFailures() async -> [Failure.Code] {
        guard let attempts = try? await house.store.attempts(key.job), let round = attempts.last?.round else {
            return []
        }
        return attempts.filter { $0.round == round && $0.key != key }.compactMap { $0.problem?.code }
    }

    // MARK: Both

    /// Removes the temporary names of this attempt and of those before it.
    func sweep() async {
        await house.disk.run { [house, claimed] in
            house.publication.sweep(
                claimed.record.spec.outputs, job: claimed.key.job, fences: 1...max(1, claimed.key.fence))
        }
    }

    private func commit(_ what: StaticString, _ write: () async throws(StoreFailure) -> Void) async {
        do throws(StoreFailure) {
            try await house.persist(what, key, write)
        } catch .cancelRequested {
            await end(.interrupted(.cancelled))
        } catch {
            house.log.warning(
                "the store refused the end of an attempt",
                ["job": key.job.text, "what": "\(what)", "cause": "\(error)"])
        }
    }
}
