import CLibAV

/// The 3×3 matrix by which a player turns or mirrors the coded picture for display.
package struct DisplayMatrix: Sendable, Equatable {
    package let numbers: [Int32]

    init?(bytes: [UInt8]) {
        guard bytes.count >= 36 else { return nil }
        numbers = unsafe bytes.withUnsafeBytes { raw in
            (0..<9).map { unsafe raw.loadUnaligned(fromByteOffset: $0 * 4, as: Int32.self) }
        }
    }

    package init(numbers: [Int32]) { self.numbers = numbers }

    var bytes: [UInt8] { unsafe numbers.withUnsafeBytes { unsafe Array($0) } }

    /// The same turn without a shift, which counts pixels of the original size.
    package var withoutTranslation: DisplayMatrix {
        var numbers = numbers
        numbers[6] = 0
        numbers[7] = 0
        return DisplayMatrix(numbers: numbers)
    }

    /// Clockwise degrees in 0..<360 for display, as libav reads the matrix; nil where it is singular.
    package var clockwiseDegrees: Double? {
        let angle = unsafe numbers.withUnsafeBufferPointer { unsafe av_display_rotation_get($0.baseAddress) }
        guard !angle.isNaN else { return nil }
        let degrees = (-angle).truncatingRemainder(dividingBy: 360)
        return degrees < 0 ? degrees + 360 : degrees
    }

    /// The transform in whole quarter turns and mirrors; nil for any other matrix.
    package var transform: PictureTransform? {
        let (a, b, c, d) = (numbers[0], numbers[1], numbers[3], numbers[4])
        if a != 0, d != 0, b == 0, c == 0 {
            return PictureTransform(transpose: false, mirrorHorizontally: a < 0, mirrorVertically: d < 0)
        }
        // Column vectors: x' = a·x + c·y, y' = b·x + d·y.
        if a == 0, d == 0, b != 0, c != 0 {
            return PictureTransform(transpose: true, mirrorHorizontally: c < 0, mirrorVertically: b < 0)
        }
        return nil
    }
}

/// A picture turned by quarter turns or mirrored: first transposed, then mirrored.
package struct PictureTransform: Sendable, Equatable {
    package var transpose: Bool
    package var mirrorHorizontally: Bool
    package var mirrorVertically: Bool

    package init(transpose: Bool, mirrorHorizontally: Bool, mirrorVertically: Bool) {
        self.transpose = transpose
        self.mirrorHorizontally = mirrorHorizontally
        self.mirrorVertically = mirrorVertically
    }

    package var isIdentity: Bool { !transpose && !mirrorHorizontally && !mirrorVertically }

    var bits: Int32 { (transpose ? 1 : 0) | (mirrorHorizontally ? 2 : 0) | (mirrorVertically ? 4 : 0) }
}
