import Dispatch
import Platform
import Synchronization
import Testing

private actor Counter {
    nonisolated let executor = DispatchExecutor(label: "counter")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private(set) var count = 0

    func add() { count += 1 }

    /// What a source's handler does: it is on the actor's queue already.
    nonisolated func addFromQueue() { assumeIsolated { $0.count += 1 } }
}

@Suite struct DispatchTests {
    @Test func anActorRunsOnItsQueueAndSourcesShareIt() async throws {
        let counter = Counter()
        let pipe = try Pipe.make()
        await counter.add()
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let reader = pipe.first.rawValue
            let box = SourceBox()
            box.source.withLock {
                $0 = ReadSource(reader, queue: counter.executor.queue) { @Sendable in
                    counter.addFromQueue()
                    box.source.withLock { $0.take() }?.cancel { continuation.resume() }
                }
            }
            try? File.writeAll([1], to: pipe.second.rawValue)
        }
        #expect(await counter.count == 2)
    }

    @Test func nothingIsToldWhileSuspendedOrAfterTheEnd() async throws {
        let queue = DispatchQueue(label: "suspended")
        let told = Atomic<Int>(0)
        let pipe = try Pipe.make()
        let source = ReadSource(pipe.first.rawValue, queue: queue) { told.add(1, ordering: .relaxed) }
        source.suspend()
        try File.writeAll([1], to: pipe.second.rawValue)
        try await Task.sleep(nanoseconds: 30_000_000)
        #expect(told.load(ordering: .relaxed) == 0)
        source.resume()
        while told.load(ordering: .relaxed) < 3 { try await Task.sleep(nanoseconds: 1_000_000) }
        await withCheckedContinuation { done in source.cancel { done.resume() } }
        let count = told.load(ordering: .relaxed)
        try await Task.sleep(nanoseconds: 30_000_000)
        #expect(told.load(ordering: .relaxed) == count)
    }

    @Test func aPidfdIsReadableAtTheEnd() async throws {
        let child = try SpawnThread.shared.spawn(
            executable: "/bin/true", arguments: [], environment: [:], descriptors: [])
        let queue = DispatchQueue(label: "pidfd")
        let pidfd = child.pidfd.rawValue
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let box = SourceBox()
            box.source.withLock {
                $0 = ReadSource(pidfd, queue: queue) { @Sendable in
                    box.source.withLock { $0.take() }?.cancel { continuation.resume() }
                }
            }
        }
        #expect(try child.reap()?.status == .exited(0))
    }

    /// Peers that close while their sources are torn down on several queues: with the descriptors in Dispatch's own
    /// hands this ends in a use after free within a second.
    @Test func hangUpsOnManyQueuesAreSafe() async throws {
        await withTaskGroup(of: Int.self) { group in
            for lane in 0..<8 {
                group.addTask {
                    let queue = DispatchQueue(label: "hang-up \(lane)")
                    var ended = 0
                    for _ in 0..<400 {
                        guard var pair = try? SocketPair.stream() else { break }
                        let end = SharedDescriptor(pair.takeFirst())
                        let peer = Mutex<SharedDescriptor?>(SharedDescriptor(pair.takeSecond()))
                        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                            let box = SourceBox()
                            box.source.withLock {
                                $0 = ReadSource(end.rawValue, queue: queue) { @Sendable in
                                    let source = box.source.withLock { $0.take() }
                                    source?.cancel { withExtendedLifetime(end) { continuation.resume() } }
                                }
                            }
                            peer.withLock { $0 = nil }
                        }
                        ended += 1
                    }
                    return ended
                }
            }
            for await ended in group { #expect(ended == 400) }
        }
    }

    @Test func timersFireOnceOrRepeatedly() async {
        let queue = DispatchQueue(label: "timer")
        let fired = Atomic<Int>(0)
        await confirmation(expectedCount: 1) { once in
            let single = TimerSource(seconds: 0.01, queue: queue) { @Sendable in once() }
            let repeated = TimerSource(seconds: 0.005, repeating: true, queue: queue) { @Sendable in
                fired.add(1, ordering: .relaxed)
            }
            let start = MonotonicClock.nanoseconds()
            while fired.load(ordering: .relaxed) < 5 && MonotonicClock.nanoseconds() - start < 10_000_000_000 {
                try? await Task.sleep(nanoseconds: 5_000_000)
            }
            try? await Task.sleep(nanoseconds: 50_000_000)
            single.cancel()
            repeated.cancel()
        }
        #expect(fired.load(ordering: .relaxed) >= 5)
    }
}

private final class SourceBox: Sendable {
    let source = Mutex<ReadSource?>(nil)
}
