import JobModel
import Platform
import Telemetry

/// Keeps the leases of running attempts, and ends attempts whose lease could not be kept.
extension Coordinator {
    /// Every third of a lease, until cancelled.
    func keepLeases() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(configuration.timing.lease / 3))
            await renewLeases()
            endUnrenewed()
        }
    }

    private func renewLeases() async {
        let keys = Array(running.keys)
        guard !keys.isEmpty else { return }
        let asked = MonotonicClock.nanoseconds()
        do throws(StoreFailure) {
            let lost = Set(try await house.store.heartbeat(keys, lease: configuration.timing.lease))
            for key in keys where !lost.contains(key) { running[key]?.renewed(at: asked) }
            for key in lost { endWithoutLease(key) }
        } catch {
            house.log.error("leases cannot be renewed", ["cause": "\(error)"])
        }
    }

    /// An attempt that could not renew for two thirds of its lease ends before the lease does, so that no second one
    /// ever encodes beside it.
    private func endUnrenewed() {
        let limit = UInt64(configuration.timing.lease * 2 / 3 * 1e9)
        let now = MonotonicClock.nanoseconds()
        for (key, control) in running where now > control.lastRenewal + limit { endWithoutLease(key) }
    }

    private func endWithoutLease(_ key: AttemptKey) {
        guard let control = running[key], control.interruption == nil, control.interrupt(.leaseLost)
        else { return }
        house.log.error("a job lost its lease and is ended", ["job": key.job.text])
        terminate(key)
    }
}
