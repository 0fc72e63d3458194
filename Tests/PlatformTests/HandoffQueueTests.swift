import Platform
import Synchronization
import TestSupport
import Testing

/// Counts its lives, so that a lost or doubled element shows.
private struct Token: ~Copyable {
    static let alive = Atomic<Int>(0)
    let value: Int

    init(_ value: Int) {
        self.value = value
        Self.alive.add(1, ordering: .relaxed)
    }

    deinit { Self.alive.subtract(1, ordering: .relaxed) }
}

private final class Tally: Sendable {
    let seen = Mutex<[Int: Int]>([:])
    let inOrder = Atomic<Bool>(true)
}

@Suite(.serialized) struct HandoffQueueTests {
    @Test func elementsComeInOrderAndTheEndAfterThem() {
        let queue = HandoffQueue<Int>(capacity: 4)
        for value in 1...4 { #expect(queue.push(value)) }
        queue.finishSending()
        for value in 1...4 { #expect(queue.pop() == value) }
        #expect(queue.pop() == nil)
        #expect(queue.pop() == nil)
        #expect(!queue.push(5))
    }

    @Test func aFinishedReceiverIsToldToTheSenderAndElementsAreDestroyed() {
        let before = Token.alive.load(ordering: .relaxed)
        let queue = HandoffQueue<Token>(capacity: 4)
        let taken = [queue.push(Token(1)), queue.push(Token(2))]
        #expect(taken == [true, true])
        queue.finishReceiving()
        queue.finishReceiving()
        let late = queue.push(Token(3))
        #expect(!late)
        #expect(Token.alive.load(ordering: .relaxed) == before)
    }

    @Test func whatIsLeftIsDestroyedWithTheQueue() {
        let before = Token.alive.load(ordering: .relaxed)
        do {
            let queue = HandoffQueue<Token>(capacity: 3)
            _ = queue.push(Token(1))
            _ = queue.pop()
            _ = queue.push(Token(2))
            _ = queue.push(Token(3))
            _ = queue.push(Token(4))
        }
        #expect(Token.alive.load(ordering: .relaxed) == before)
    }

    /// A blocked sender and a blocked receiver are both let go.
    @Test(arguments: [true, false]) func abortFreesWhoWaits(senderWaits: Bool) throws {
        let queue = HandoffQueue<Int>(capacity: 1)
        if senderWaits { _ = queue.push(0) }
        let thread = try NamedThread.start(name: "waits") {
            if senderWaits { #expect(!queue.push(1)) } else { #expect(queue.pop() == nil) }
        }
        Sleep.milliseconds(20)
        queue.abort()
        thread.join()
        #expect(queue.pop() == nil)
    }

    /// Noise: several senders and receivers; every element arrives once, and each sender's in order.
    @Test(arguments: [1, 2, 7]) func nothingIsLostOrDoubledUnderNoise(capacity: Int) throws {
        let before = Token.alive.load(ordering: .relaxed)
        let queue = HandoffQueue<Token>(capacity: capacity)
        let senders = 3
        let each = 4000
        let tally = Tally()
        let receiving = try (0..<2).map { index in
            try NamedThread.start(name: "receiver-\(index)") {
                var last = [Int](repeating: -1, count: senders)
                while let token = queue.pop() {
                    let (sender, number) = (token.value / each, token.value % each)
                    if number <= last[sender] { tally.inOrder.store(false, ordering: .relaxed) }
                    last[sender] = number
                    tally.seen.withLock { $0[token.value, default: 0] += 1 }
                }
            }
        }
        let sending = try (0..<senders).map { sender in
            try NamedThread.start(name: "sender-\(sender)") {
                for number in 0..<each { _ = queue.push(Token(sender * each + number)) }
            }
        }
        for thread in sending { thread.join() }
        queue.finishSending()
        for thread in receiving { thread.join() }
        #expect(tally.seen.withLock { $0.count } == senders * each)
        #expect(tally.seen.withLock { $0.values.allSatisfy { $0 == 1 } })
        #expect(tally.inOrder.load(ordering: .relaxed) == true)
        #expect(Token.alive.load(ordering: .relaxed) == before)
    }
}
