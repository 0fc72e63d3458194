import JobModel
import Testing
import WorkerProtocol

@Suite struct WorkerFrameTests {
    @Test(arguments: SampleFrames.all)
    func comesBackAsItWasSent(frame: WorkerFrame) throws {
        let bytes = frame.encoded(fence: 42)
        #expect(bytes.count <= WorkerProtocol.maxFrameBytes)
        let decoded = try WorkerFrame.decode(bytes[...])
        #expect(decoded.frame == frame)
        #expect(decoded.fence == 42)
    }

    @Test(arguments: SampleFrames.all)
    func refusesEveryTruncation(frame: WorkerFrame) {
        let bytes = frame.encoded(fence: 1)
        for count in 0..<bytes.count where count < 200 || count > bytes.count - 4 {
            #expect(throws: ProtocolViolation.self) { try WorkerFrame.decode(bytes[..<count]) }
        }
    }

    @Test(arguments: SampleFrames.all)
    func refusesTrailingBytes(frame: WorkerFrame) {
        var bytes = frame.encoded(fence: 1)
        guard bytes.count < WorkerProtocol.maxFrameBytes else { return }
        bytes.append(0)
        #expect(throws: ProtocolViolation.badHeader) { try WorkerFrame.decode(bytes[...]) }
        if case .report = frame { return }  // There any length is sound.
        bytes[6] = UInt8((bytes.count - WorkerFrame.headerBytes) & 0xFF)
        bytes[7] = UInt8((bytes.count - WorkerFrame.headerBytes) >> 8)
        #expect(throws: ProtocolViolation.trailingBytes(1)) { try WorkerFrame.decode(bytes[...]) }
    }

    @Test func refusesAWrongHeader() {
        let good = WorkerFrame.done.encoded(fence: 1)
        func decoding(_ change: (inout [UInt8]) -> Void) -> ProtocolViolation? {
            var bytes = good
            change(&bytes)
            do throws(ProtocolViolation) {
                _ = try WorkerFrame.decode(bytes[...])
                return nil
            } catch {
                return error
            }
        }
        #expect(decoding { _ in } == nil)
        #expect(decoding { $0[0] = 0 } == .badMagic)
        #expect(decoding { $0[4] = 0 } == .unknownKind(0))
        #expect(decoding { $0[4] = 10 } == .unknownKind(10))
        #expect(decoding { $0[5] = 1 } == .badHeader)
        #expect(decoding { $0[6] = 1 } == .badHeader)
        #expect(decoding { $0[15] = 0x80 } == .outOfRange(field: "fence"))
        #expect(decoding { $0 += [UInt8](repeating: 0, count: 4096) } == .oversize(4112))
    }

    @Test func refusesValuesOutOfRange() {
        // Offsets in the payload: phase 0, percent presence 1, percent 2..., frames 10, fps 18.
        let progress = WorkerFrame.progress(JobProgress(phase: .transcoding, percent: 1, frames: 1, fps: 1))
        func violation(at offset: Int, _ values: [UInt8]) -> ProtocolViolation? {
            var bytes = progress.encoded(fence: 1)
            bytes.replaceSubrange((16 + offset)..<(16 + offset + values.count), with: values)
            do throws(ProtocolViolation) {
                _ = try WorkerFrame.decode(bytes[...])
                return nil
            } catch {
                return error
            }
        }
        func littleEndian(_ value: Double) -> [UInt8] { (0..<8).map { UInt8(value.bitPattern >> ($0 * 8) & 0xFF) } }
        #expect(violation(at: 0, [5]) == .outOfRange(field: "phase"))
        #expect(violation(at: 1, [2]) == .outOfRange(field: "percent"))
        for value in [Double.nan, .infinity, -0.001, 100.001] {
            #expect(violation(at: 2, littleEndian(value)) == .outOfRange(field: "percent"))
        }
        #expect(violation(at: 10, [0, 0, 0, 0, 0, 0, 0, 0x80]) == .outOfRange(field: "frames"))
        #expect(violation(at: 18, littleEndian(-.infinity)) == .outOfRange(field: "fps"))
        #expect(violation(at: 18, littleEndian(1e9)) == nil)
    }

    @Test func keepsAWorkerFromClaimingTheCoordinatorsFindings() throws {
        for code in Failure.Code.allCases where !Failure.claimableCodes.contains(code) {
            let sent = WorkerFrame.failed(Failure(code, "x")).encoded(fence: 1)
            #expect(try WorkerFrame.decode(sent[...]).frame == .failed(Failure(.internal, "x")))
            var forged = WorkerFrame.failed(Failure(.internal, "x")).encoded(fence: 1)
            let name = Array(code.rawValue.utf8)
            forged.replaceSubrange(16..<26, with: [UInt8(name.count), 0] + name)
            let length = forged.count - 16
            forged[6] = UInt8(length)
            #expect(throws: ProtocolViolation.outOfRange(field: "failure code")) {
                try WorkerFrame.decode(forged[...])
            }
        }
    }

    @Test func cleansAndCutsText() throws {
        let nasty = Failure(.internal, "a\u{1B}[31mb\nc\u{202E}d" + String(repeating: "é", count: 2000))
        let bytes = WorkerFrame.failed(nasty).encoded(fence: 1)
        guard case .failed(let failure) = try WorkerFrame.decode(bytes[...]).frame else {
            Issue.record("not a failure")
            return
        }
        #expect(failure.detail.hasPrefix("a [31mb c dé"))
        #expect(failure.detail.utf8.count <= 1024)
        #expect(failure.detail.last == "é")
    }

    @Test func refusesTextThatIsNotUTF8() {
        var bytes = WorkerFrame.refused("abc").encoded(fence: 0)
        bytes[bytes.count - 1] = 0xFF
        #expect(throws: ProtocolViolation.badText(field: "refusal")) { try WorkerFrame.decode(bytes[...]) }
    }
}
