import ControlAPI
import JobModel
import JobStore
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Coordinator

@Suite("Submission") struct SubmissionTests {
    private func complaints(_ house: House, _ document: JobDocument) async -> [FieldError] {
        do throws(ServiceFailure) {
            _ = try await house.coordinator.submit(document, requester: house.me, idempotency: nil)
            return []
        } catch .invalid(let errors) {
            return errors
        } catch {
            Issue.record("\(error)")
            return []
        }
    }

    private func expect(
        _ detail: String, at pointer: String, _ house: House, _ document: JobDocument,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let errors = await complaints(house, document)
        #expect(
            errors.contains { $0.pointer == pointer && $0.detail.contains(detail) }, "\(errors)",
            sourceLocation: sourceLocation)
        let page = try? await house.store.list(JobQuery())
        #expect(page?.jobs.isEmpty == true, sourceLocation: sourceLocation)
        #expect(house.leftovers.isEmpty, sourceLocation: sourceLocation)
    }

    @Test func whatIsWrongWithTheInputIsSaid() async throws {
        let house = try House()
        try await house.start()
        var document = house.document("out.syn")
        document.input.path = house.folder.file("none.mov")
        await expect("No such file", at: "/input/path", house, document)
        try house.write("", to: house.folder.file("empty.mov"))
        document.input.path = house.folder.file("empty.mov")
        await expect("is empty", at: "/input/path", house, document)
        document.input.path = house.folder.path
        await expect("is a folder", at: "/input/path", house, document)
        makeFIFO(house.folder.file("fifo"))
        document.input.path = house.folder.file("fifo")
        await expect("is not a regular file", at: "/input/path", house, document)
        await house.stop()
    }

    @Test func whatIsWrongWithAnOutputIsSaid() async throws {
        let house = try House()
        try await house.start()
        await expect("does not exist", at: "/outputs/0/path", house, house.document("none/out.syn"))
        await expect("is not a folder", at: "/outputs/0/path", house, house.document("in.mov/out.syn"))
        try house.write("old", to: house.output())
        await expect("exists; set \"overwrite\"", at: "/outputs/0/path", house, house.document("out.syn"))
        try Directory.create(house.output("folder.syn"))
        await expect(
            "is a folder", at: "/outputs/0/path", house, house.document("folder.syn", overwrite: true))
        await expect(
            "unknown", at: "/outputs/0/container", house,
            {
                var document = house.document("new.syn")
                document.outputs[0].container = "avi"
                return document
            }())
        await house.stop()
    }

    @Test func theInputIsNeverTheOutput() async throws {
        let house = try House()
        try await house.start()
        makeHardLink(house.output("same.syn"), to: house.input)
        await expect(
            "is the input itself", at: "/outputs/0/path", house, house.document("same.syn", overwrite: true))
        makeLink(house.output("link.syn"), to: house.input)
        await expect(
            "is the input itself", at: "/outputs/0/path", house, house.document("link.syn", overwrite: true))
        await house.stop()
    }

    @Test func oneFileIsWrittenByOneJob() async throws {
        let house = try House(executor: ScriptedExecutor(ScriptedExecutor.hang))
        try await house.start()
        try Directory.create(house.folder.file("real"))
        makeLink(house.folder.file("alias"), to: house.folder.file("real"))
        // Two names of one file in one document.
        let twice = await complaints(house, house.document("real/out.syn", "alias/out.syn"))
        #expect(twice.contains { $0.pointer == "/outputs/1/path" && $0.detail.contains("/outputs/0/path") })
        // And in two jobs.
        let first = try await house.submit("real/out.syn")
        let second = await complaints(house, house.document("x.syn", "alias/out.syn"))
        #expect(second.count == 1)
        #expect(second.first?.pointer == "/outputs/1/path")
        #expect(second.first?.detail.contains("being written by job \(first)") == true)
        _ = try await house.coordinator.cancel(first)
        _ = try await house.end(first)
        #expect(await complaints(house, house.document("alias/out.syn")).isEmpty)
        await house.stop()
    }

    @Test func validationChangesNothing() async throws {
        let house = try House()
        try await house.start()
        let spec = try await house.coordinator.validate(house.document("out.syn"), requester: house.me)
        #expect(spec.backend == "scripted")
        #expect(try await house.store.list(JobQuery()).jobs.isEmpty)
        await house.stop()
    }

    /// The output of the first submission exists by the time of the replay.
    @Test func aReplayIsAnsweredAfterTheJobEnded() async throws {
        let house = try House()
        try await house.start()
        let key = IdempotencyKey(key: "k", fingerprint: "f")
        let document = house.document("out.syn")
        let first = try await house.coordinator.submit(document, requester: house.me, idempotency: key)
        #expect(!first.replayed)
        _ = try await house.end(first.record.id)
        let again = try await house.coordinator.submit(document, requester: house.me, idempotency: key)
        #expect(again.replayed)
        #expect(again.record.id == first.record.id)
        await #expect(throws: ServiceFailure.idempotencyMismatch(key: "k")) {
            try await house.coordinator.submit(
                document, requester: house.me, idempotency: IdempotencyKey(key: "k", fingerprint: "other"))
        }
        await house.stop()
    }

    @Test func withoutABackendNothingIsAccepted() async throws {
        let house = try House()
        house.executor.state.withLock { $0.isReady = false }
        try await house.start()
        await #expect(throws: ServiceFailure.self) { try await house.submit("out.syn") }
        #expect(await house.coordinator.readiness().ready == false)
        house.executor.state.withLock { $0.isReady = true }
        #expect(await house.coordinator.readiness().ready)
        await house.stop()
        await #expect(throws: ServiceFailure.self) { try await house.submit("out.syn") }
    }
}
