import CLibAV
import CLibAVShim

/// A fraction, as libav counts time and shape in.
package struct Rational: Sendable, Hashable, CustomStringConvertible {
    package var num: Int32
    package var den: Int32

    package init(_ num: Int32, _ den: Int32) {
        self.num = num
        self.den = den
    }

    init(_ raw: AVRational) { self.init(raw.num, raw.den) }
    var raw: AVRational { AVRational(num: num, den: den) }

    /// Microseconds, libav's common clock.
    package static let microseconds = Rational(1, 1_000_000)
    package static let zero = Rational(0, 1)
    package static let one = Rational(1, 1)

    /// Whether both parts are above zero.
    package var isPositive: Bool { num > 0 && den > 0 }
    package var inverse: Rational { Rational(den, num) }
    package var value: Double { den == 0 ? 0 : Double(num) / Double(den) }

    /// Seconds of `ticks` of this time base.
    package func seconds(_ ticks: Int64) -> Double { Double(ticks) * value }

    /// `ticks` of this time base in `other`'s, rounded to the nearest; extreme values pass through.
    package func rescale(_ ticks: Int64, to other: Rational) -> Int64 {
        av_rescale_q_rnd(
            ticks, raw, other.raw, AVRounding(AV_ROUND_NEAR_INF.rawValue | AV_ROUND_PASS_MINMAX.rawValue))
    }

    /// Nearest fraction to `num`/`den` whose parts are at most `limit`.
    package static func reduced(_ num: Int64, _ den: Int64, limit: Int64 = Int64(Int32.max)) -> Rational {
        var (n, d): (Int32, Int32) = (0, 1)
        unsafe _ = av_reduce(&n, &d, num, den, limit)
        return Rational(n, d)
    }

    package static func * (left: Rational, right: Rational) -> Rational { Rational(av_mul_q(left.raw, right.raw)) }
    package static func / (left: Rational, right: Rational) -> Rational { Rational(av_div_q(left.raw, right.raw)) }

    package var description: String { "\(num)/\(den)" }
}

extension Int64 {
    /// nil for libav's "no timestamp".
    init?(timestamp raw: Int64) {
        guard raw != cav_no_timestamp else { return nil }
        self = raw
    }
}

/// libav's form of an optional timestamp.
func rawTimestamp(_ value: Int64?) -> Int64 { value ?? cav_no_timestamp }
