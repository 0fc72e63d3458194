import CLibAV

/// The display a film was graded on (SMPTE ST 2086): chromaticities and luminance as exact fractions.
package struct MasteringDisplay: Sendable, Equatable {
    /// x and y of red, green and blue, in that order.
    package let primaries: [(x: Rational, y: Rational)]
    package let whitePoint: (x: Rational, y: Rational)
    /// Candela per square metre.
    package let minLuminance: Rational
    package let maxLuminance: Rational

    init?(bytes: [UInt8]) {
        guard bytes.count >= MemoryLayout<AVMasteringDisplayMetadata>.size else { return nil }
        let raw = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: AVMasteringDisplayMetadata.self) }
        guard raw.has_primaries != 0, raw.has_luminance != 0 else { return nil }
        let p = raw.display_primaries
        primaries = [p.0, p.1, p.2].map { (Rational($0.0), Rational($0.1)) }
        whitePoint = (Rational(raw.white_point.0), Rational(raw.white_point.1))
        minLuminance = Rational(raw.min_luminance)
        maxLuminance = Rational(raw.max_luminance)
    }

    /// `G(x,y)B(x,y)R(x,y)WP(x,y)L(max,min)` in units of 0.00002 and 0.0001 cd/m², as x264 and x265 take it.
    package var x26xText: String {
        func point(_ p: (x: Rational, y: Rational)) -> String {
            "(\(Self.scaled(p.x, 50_000)),\(Self.scaled(p.y, 50_000)))"
        }
        return "G\(point(primaries[1]))B\(point(primaries[2]))R\(point(primaries[0]))WP\(point(whitePoint))"
            + "L(\(Self.scaled(maxLuminance, 10_000)),\(Self.scaled(minLuminance, 10_000)))"
    }

    /// `G(x,y)B(x,y)R(x,y)WP(x,y)L(max,min)` in plain numbers, as SVT-AV1 takes it.
    package var svtText: String {
        func point(_ p: (x: Rational, y: Rational)) -> String { "(\(p.x.value),\(p.y.value))" }
        return "G\(point(primaries[1]))B\(point(primaries[2]))R\(point(primaries[0]))WP\(point(whitePoint))"
            + "L(\(maxLuminance.value),\(minLuminance.value))"
    }

    private static func scaled(_ value: Rational, _ unit: Int64) -> Int64 {
        value.den == 0 ? 0 : av_rescale(Int64(value.num), unit, Int64(value.den))
    }

    package static func == (left: MasteringDisplay, right: MasteringDisplay) -> Bool {
        left.x26xText == right.x26xText
    }
}

/// Greatest and greatest frame-average light of a film (CTA-861.3), candela per square metre.
package struct ContentLight: Sendable, Equatable {
    package let maxContent: UInt32
    package let maxFrameAverage: UInt32

    init?(bytes: [UInt8]) {
        guard bytes.count >= MemoryLayout<AVContentLightMetadata>.size else { return nil }
        let raw = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: AVContentLightMetadata.self) }
        maxContent = raw.MaxCLL
        maxFrameAverage = raw.MaxFALL
    }

    /// `max,average`, as x264, x265 and SVT-AV1 take it.
    package var text: String { "\(maxContent),\(maxFrameAverage)" }
}
