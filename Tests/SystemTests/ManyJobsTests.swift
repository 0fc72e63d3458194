import Client
import JobModel
import Platform
import TestSupport
import Testing

/// Two hundred jobs, and the death of everything in the middle of them.
@Suite(.serialized) struct ManyJobsTests {
    @Test func twoHundredJobsSurviveTheKillOfTheCoordinator() throws {
        let mill = try Mill()
        let client = mill.client()
        var ids: [JobID] = []
        for index in 0..<200 {
            // Every tenth goes through real codecs.
            let document =
                index % 10 == 0
                ? mill.mediaJob("\(index).mp4") : mill.syntheticJob("\(index).syn", frames: 10, frameMilliseconds: 2)
            ids.append(try client.submit(Array(document.utf8)).job.id)
        }
        // The middle: some are done, many wait.
        while try client.jobs(states: [.succeeded], limit: 1000).jobs.count < 40 { Sleep.milliseconds(5) }
        let published = try client.jobs(states: [.succeeded], limit: 1000).jobs
        let before = try published.map { try File.status(try #require($0.result?.outputs.first).path) }
        #expect(try mill.killCoordinator() == [], "processes of the first life are left")

        try mill.restart()
        let second = mill.client()
        var ended: [JobRecord] = []
        for id in ids { ended.append(try second.job(id.text, waitingUpTo: 120).job) }
        let ledger = try Ledger(mill)
        for job in ended {
            #expect(job.state == .succeeded, "\(job.id): \(String(describing: job.problem))")
            if job.state == .succeeded { try ledger.checkSucceeded(job) }
        }
        // What was published before the kill was not touched again.
        for (job, status) in zip(published, before) {
            let now = try File.status(try #require(job.result?.outputs.first).path)
            #expect(now.inode == status.inode && now.modifiedNanoseconds == status.modifiedNanoseconds, "\(job.id)")
        }
        #expect(try Directory.names(in: mill.folder.file("out")).filter { $0 != "marker.syn" }.count == 200)
        #expect(mill.leftovers == [])
        let retried = ended.count { $0.attempt > 1 }
        #expect(retried <= mill.workers, "\(retried) jobs ran again, and only \(mill.workers) can have been running")
    }
}
