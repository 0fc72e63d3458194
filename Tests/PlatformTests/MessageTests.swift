import Platform
import Testing

@Suite struct MessageTests {
    @Test func bytesAndDescriptorsArriveTogether() throws {
        let pair = try SocketPair.sequencedPackets()
        let null = try File.open("/dev/null", .readOnly)
        let zero = try File.open("/dev/zero", .readOnly)
        try Message.send([1, 2, 3], descriptors: [null.rawValue, zero.rawValue], to: pair.first.rawValue)

        var room = [UInt8](repeating: 0, count: 16)
        let received = try Message.receive(from: pair.second.rawValue, into: &room, maxDescriptors: 4)
        guard case .message(let count, let descriptors) = received else {
            Issue.record("received \(received)")
            return
        }
        #expect(count == 3)
        #expect(room.prefix(3) == [1, 2, 3])
        try #require(descriptors.count == 2)
        let owned = descriptors.map { SharedDescriptor(Descriptor(adopting: $0)) }
        let arrived = try SharedDescriptor.use(owned) { numbers throws(SystemFailure) in
            [try File.status(numbers[0]), try File.status(numbers[1])]
        }
        #expect(arrived[0].isSameFile(as: try File.status("/dev/null")))
        #expect(arrived[1].isSameFile(as: try File.status("/dev/zero")))
    }

    /// What does not fit is reported and nothing leaks, also where only descriptors are too many.
    @Test(arguments: [(2, 4), (8, 1), (8, 0)])
    func whatDoesNotFitIsReportedAndClosed(bytes: Int, room: Int) throws {
        let pair = try SocketPair.sequencedPackets()
        var pipe = try Pipe.make()
        let copies = [pipe.second.rawValue, pipe.second.rawValue, pipe.second.rawValue]
        try Message.send([1, 2, 3, 4], descriptors: copies, to: pair.first.rawValue)
        var buffer = [UInt8](repeating: 0, count: bytes)
        #expect(try Message.receive(from: pair.second.rawValue, into: &buffer, maxDescriptors: room) == .truncated)
        // The reader sees the end once no copy of the writing end is left.
        _ = pipe.takeSecond()
        #expect(try Poll.wait(pipe.first.rawValue, for: .readable, milliseconds: 5000))
    }

    @Test func theEndOfThePeerIsAResult() throws {
        var pair = try SocketPair.sequencedPackets()
        var buffer = [UInt8](repeating: 0, count: 8)
        try File.setNonBlocking(pair.second.rawValue)
        #expect(try Message.receive(from: pair.second.rawValue, into: &buffer) == .wouldBlock)
        _ = pair.takeFirst()
        let second = pair.second.rawValue
        #expect(try Message.receive(from: second, into: &buffer) == .endOfStream)
        #expect(throws: SystemFailure("sendmsg", .brokenPipe)) { try Message.send([1], to: second) }
    }

    /// A packet socket whose peer closed with unread data reports ECONNRESET before the packets that are queued.
    @Test func lastWordsSurviveAPeerThatDidNotRead() throws {
        var pair = try SocketPair.sequencedPackets()
        try Message.send([9], to: pair.second.rawValue)
        try Message.send([1, 2], to: pair.first.rawValue)
        _ = pair.takeFirst()
        var buffer = [UInt8](repeating: 0, count: 8)
        #expect(
            try Message.receive(from: pair.second.rawValue, into: &buffer) == .message(count: 2, descriptors: []))
        #expect(try Message.receive(from: pair.second.rawValue, into: &buffer) == .endOfStream)
    }
}
