package import ControlAPI
package import JobModel
import Telemetry
import WorkerProtocol

/// What can be asked without changing anything.
extension Coordinator: JobService {
    package func job(_ id: JobID) async throws(ServiceFailure) -> JobRecord {
        let record: JobRecord?
        do throws(StoreFailure) { record = try await house.store.job(id) } catch { throw ServiceFailure(error) }
        guard let record else { throw .notFound(id) }
        return withProgress(record)
    }

    package func job(_ id: JobID, waitingUpTo seconds: Double) async throws(ServiceFailure) -> JobRecord {
        // Listen before looking: an end between the two is not missed.
        let end = house.bus.expectFinal(id)
        let record: JobRecord
        do throws(ServiceFailure) {
            record = try await job(id)
        } catch {
            end.abandon()
            throw error
        }
        if record.state.isFinal || seconds <= 0 {
            end.abandon()
            return record
        }
        await end.wait(upTo: seconds)
        return try await job(id)
    }

    package func jobs(_ query: JobQuery) async throws(ServiceFailure) -> JobPage {
        do throws(StoreFailure) {
            var page = try await house.store.list(query)
            page.jobs = page.jobs.map(withProgress)
            return page
        } catch {
            throw ServiceFailure(error)
        }
    }

    /// The store does not know how far a running job is.
    private func withProgress(_ record: JobRecord) -> JobRecord {
        var record = record
        if !record.state.isFinal { record.progress = house.bus.progress(of: record.id) }
        return record
    }

    package func events(
        since sequence: Int64?, job: JobID?
    ) async throws(ServiceFailure) -> AsyncStream<EventItem> {
        let oldest: Int64
        do throws(StoreFailure) {
            if let job, try await house.store.job(job) == nil { throw StoreFailure.notFound(job) }
            if let stream = try await house.bus.events(since: sequence, job: job) { return stream }
            oldest = try await house.store.eventRange().lowerBound
        } catch {
            throw ServiceFailure(error)
        }
        throw .eventsTrimmed(oldest: oldest)
    }

    package func backends() async -> [BackendStatus] { await house.executor.backends() }

    package func presets() -> [Preset] { PresetCatalog.standard.presets }

    package func readiness() async -> Readiness {
        var checks = [
            Readiness.Check(
                name: "accepting", ok: isAccepting,
                detail: isAccepting ? nil : isStopping ? "stopping" : "starting")
        ]
        do throws(StoreFailure) {
            _ = try await house.store.counts()
            checks.append(.init(name: "store", ok: house.health.trouble == nil, detail: house.health.trouble))
        } catch {
            checks.append(.init(name: "store", ok: false, detail: "\(error)"))
        }
        let backends = await house.executor.backends()
        checks.append(
            .init(
                name: "backend", ok: backends.contains { $0.health == .ready },
                detail: backends.isEmpty ? "no backend is installed" : nil))
        checks += backends.filter { $0.health != .ready }.map {
            .init(name: "backend \($0.name)", ok: $0.health != .failed, detail: $0.detail ?? $0.health.rawValue)
        }
        let paused = pause.secondsLeft
        if paused > 0 { checks.append(.init(name: "space", ok: false, detail: "a disk was full; claims are paused")) }
        return Readiness(checks: checks)
    }

    package func serverInfo() async -> ServerInfo {
        let counts = (try? await house.store.counts()) ?? [:]
        return ServerInfo(
            version: Millrace.version, features: Millrace.features, workers: configuration.workers,
            counts: Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) }))
    }
}

/// What this build calls itself.
package enum Millrace {
    package static let version = JobModel.productVersion
    package static let features = ["jobs", "events", "idempotency-key", "prefer-wait", "probe"]
}
