import Client
import JobModel
import Platform

/// Follows jobs to their end.
struct JobFollower {
    /// Follows the events.
    var events: Client
    /// Looks at jobs meanwhile: a client does one thing at a time.
    var jobs: Client
    var view: any ProgressView
    /// Monotonic nanoseconds; ``ClientFailure/timedOut`` is thrown then.
    var deadline: UInt64?

    /// Returns the jobs as they ended, in the order of the ids, each with its JSON.
    func follow(_ ids: [String]) throws(ClientFailure) -> [JobAnswer] {
        var ended: [String: JobAnswer] = [:]
        func look(_ id: String) throws(ClientFailure) {
            let answer = try jobs.job(id)
            view.show(answer.job)
            if answer.job.state.isFinal { ended[id] = answer }
        }
        defer { view.finish() }
        let isInterrupted = events.isInterrupted
        var isLate = false
        if let deadline {
            events.isInterrupted = {
                isLate = MonotonicClock.nanoseconds() > deadline
                return isLate || isInterrupted()
            }
        }
        defer { events.isInterrupted = isInterrupted }
        do throws(ClientFailure) {
            try events.events(job: ids.count == 1 ? ids[0] : nil) { (item) throws(ClientFailure) in
                switch item {
                case .connected:
                    // From here on nothing is missed; what was before has to be looked up.
                    for id in ids where ended[id] == nil { try look(id) }
                case .event(let event, let json):
                    let id = event.job.text
                    guard ids.contains(id), ended[id] == nil else { return true }
                    view.show(event, json: json)
                    if event.state.isFinal { try look(id) }
                }
                return ended.count < Set(ids).count
            }
        } catch .interrupted where isLate {
            throw .timedOut
        }
        return ids.compactMap { ended[$0] }
    }
}
