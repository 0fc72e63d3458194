import JobModel
import LibAV
import Testing

@testable import MediaPipeline

/// The parts of the plan that need no media.
@Suite("Geometry and time")
struct PlanTests {
    private func geometry(
        _ width: Int, _ height: Int, _ pixel: Rational = .one, box: (Int?, Int?), fit: Fit = .contain,
        turned: Bool = false
    ) -> PictureGeometry {
        PictureGeometry(
            .init(width: width, height: height, sampleAspectRatio: pixel, chroma: (2, 2)),
            VideoSpec(codec: "libx264", width: box.0, height: box.1, fit: fit), turned: turned, multiple: (2, 2))
    }

    @Test("A box bounds the shown picture")
    func contain() {
        let wide = geometry(1920, 800, box: (1280, 720))
        #expect(wide.canvasWidth == 1280 && wide.canvasHeight == 534)
        let tall = geometry(1080, 1920, box: (1280, 720))
        #expect(tall.canvasWidth == 406 && tall.canvasHeight == 720)
        #expect(tall.sampleAspectRatio == Rational(405, 406))
        let phone = geometry(1920, 1080, box: (1280, 720), turned: true)
        #expect(phone.canvasWidth == 720 && phone.canvasHeight == 406)
    }

    @Test("Only one side given: the other follows the shape")
    func oneSide() {
        #expect(geometry(720, 576, Rational(16, 15), box: (nil, 360)).canvasWidth == 480)
        #expect(geometry(1920, 1080, box: (640, nil)).canvasHeight == 360)
    }

    @Test("Without a box nothing is scaled, and an odd line is left out")
    func untouched() {
        let plan = geometry(853, 479, Rational(4, 3), box: (nil, nil))
        #expect(!plan.needsScaling)
        #expect(plan.canvasWidth == 852 && plan.canvasHeight == 478)
        #expect(plan.sampleAspectRatio == Rational(4, 3))
    }

    @Test("Padding is centred and black bars begin at whole chroma samples")
    func pad() {
        let plan = geometry(1920, 800, box: (1280, 720), fit: .pad)
        #expect(plan.canvasWidth == 1280 && plan.canvasHeight == 720)
        #expect(plan.scaledHeight == 534 && plan.offsetY == 92 && plan.offsetX == 0)
    }

    @Test("Cover cuts around the centre")
    func cover() {
        let plan = geometry(1920, 800, box: (640, 480), fit: .cover)
        #expect(plan.cropWidth == 1066 && plan.cropHeight == 800)
        #expect(plan.cropX == 426)
        #expect(plan.canvasWidth == 640 && plan.canvasHeight == 480)
    }

    @Test("Extreme shapes keep at least one chroma sample")
    func extreme() {
        let plan = geometry(8192, 2, box: (64, 64))
        #expect(plan.canvasWidth == 64 && plan.canvasHeight == 2)
    }

    @Test("Frames get times in order, whatever the decoder says")
    func timeline() {
        var timeline = FrameTimeline(timeBase: Rational(1, 1000), frameRate: Rational(25, 1))
        let given: [Int64?] = [nil, 40, 40, 30, nil, 200]
        #expect(given.map { timeline.place($0, duration: 0).time } == [0, 40, 41, 42, 82, 200])
        #expect(timeline.missing == 2 && timeline.moved == 2)
    }

    @Test("Packets leave by decoding time; an ended stream is not waited for, nor a sparse one")
    func interleaving() throws {
        func packet(_ time: Int64) throws -> Packet {
            let packet = try Packet()
            packet.dts = time
            return packet
        }
        var lanes = Interleaver()
        lanes.add(stream: 0, timeBase: Rational(1, 25), isSparse: false)
        lanes.add(stream: 1, timeBase: Rational(1, 1000), isSparse: false)
        lanes.add(stream: 2, timeBase: Rational(1, 1000), isSparse: true)
        try lanes.append(packet(1), stream: 0)
        #expect(lanes.next(all: false) == nil)
        try lanes.append(packet(39), stream: 1)
        #expect(lanes.next(all: false) == 1)
        _ = lanes.take(stream: 1)
        #expect(lanes.next(all: false) == nil)
        lanes.end(stream: 1)
        #expect(lanes.next(all: false) == 0)
        for time in 0..<300 { try lanes.append(packet(Int64(time) + 41), stream: 2) }
        for time in 0..<300 where lanes.next(all: true) == 2 {
            #expect(lanes.take(stream: 2).dts == Int64(time) + 41)
        }
    }
}
