package import ControlAPI
package import JobModel

/// Changes of a job by request.
extension Coordinator {
    /// A waiting job is cancelled at once; a running one when its worker is gone.
    package func cancel(_ id: JobID) async throws(ServiceFailure) -> JobRecord {
        do throws(StoreFailure) {
            switch try await house.store.cancel(id) {
            case .cancelled(let record):
                house.bus.storeChanged()
                return record
            case .kill(let key, let record):
                // An attempt that is not here has just ended; its end finds the request in the store.
                if let control = running[key], control.interrupt(.cancelled) { terminate(key) }
                return record
            }
        } catch .wrongState(_, let state) {
            throw .conflict(detail: "job \(id) is \(state.rawValue) and cannot be cancelled", job: id)
        } catch {
            throw ServiceFailure(error)
        }
    }

    /// Puts a failed or cancelled job back into the queue.
    package func retry(_ id: JobID) async throws(ServiceFailure) -> JobRecord {
        do throws(StoreFailure) {
            let record = try await house.store.retry(id)
            house.bus.storeChanged()
            doorbell.ring()
            return record
        } catch .wrongState(_, let state) {
            throw .conflict(
                detail: "job \(id) is \(state.rawValue); only a failed or cancelled job can be retried", job: id)
        } catch .outputClaimed(let path, let other) {
            throw .conflict(detail: "\(path) is being written by job \(other)", job: id)
        } catch {
            throw ServiceFailure(error)
        }
    }
}
