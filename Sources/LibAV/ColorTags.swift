import CLibAV

/// How the numbers of a picture are to be read as light.
package struct ColorTags: Sendable, Equatable {
    var range: AVColorRange
    var primaries: AVColorPrimaries
    var transfer: AVColorTransferCharacteristic
    var matrix: AVColorSpace
    var location: AVChromaLocation

    /// Nothing said.
    package static let unspecified = ColorTags(
        range: AVCOL_RANGE_UNSPECIFIED, primaries: AVCOL_PRI_UNSPECIFIED, transfer: AVCOL_TRC_UNSPECIFIED,
        matrix: AVCOL_SPC_UNSPECIFIED, location: AVCHROMA_LOC_UNSPECIFIED)

    /// libav's names; nil where nothing is said.
    package var rangeName: String? {
        unsafe Self.name(range == AVCOL_RANGE_UNSPECIFIED, unsafe av_color_range_name(range))
    }
    package var primariesName: String? {
        unsafe Self.name(primaries == AVCOL_PRI_UNSPECIFIED, unsafe av_color_primaries_name(primaries))
    }
    package var transferName: String? {
        unsafe Self.name(transfer == AVCOL_TRC_UNSPECIFIED, unsafe av_color_transfer_name(transfer))
    }
    package var matrixName: String? {
        unsafe Self.name(matrix == AVCOL_SPC_UNSPECIFIED, unsafe av_color_space_name(matrix))
    }

    package var isFullRange: Bool { range == AVCOL_RANGE_JPEG }
    /// Perceptual quantizer (SMPTE ST 2084).
    package var isPQ: Bool { transfer == AVCOL_TRC_SMPTE2084 }

    /// Where something is unsaid here, what `other` says.
    package func filled(from other: ColorTags) -> ColorTags {
        var tags = self
        if range == AVCOL_RANGE_UNSPECIFIED { tags.range = other.range }
        if primaries == AVCOL_PRI_UNSPECIFIED { tags.primaries = other.primaries }
        if transfer == AVCOL_TRC_UNSPECIFIED { tags.transfer = other.transfer }
        if matrix == AVCOL_SPC_UNSPECIFIED { tags.matrix = other.matrix }
        if location == AVCHROMA_LOC_UNSPECIFIED { tags.location = other.location }
        return tags
    }

    package func withFullRange(_ full: Bool) -> ColorTags {
        var tags = self
        tags.range = full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
        return tags
    }

    /// For a picture that was RGB: the matrix that swscale converts with, chosen by height as ITU-R does.
    package func forYUV(fromRGBOfHeight height: Int) -> ColorTags {
        var tags = self
        tags.matrix = height >= 720 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M
        tags.range = AVCOL_RANGE_MPEG
        return tags
    }

    var isRGBMatrix: Bool { matrix == AVCOL_SPC_RGB }

    package static func == (left: ColorTags, right: ColorTags) -> Bool {
        left.range == right.range && left.primaries == right.primaries && left.transfer == right.transfer
            && left.matrix == right.matrix && left.location == right.location
    }

    private static func name(_ unsaid: Bool, _ raw: UnsafePointer<CChar>?) -> String? {
        guard !unsaid, let raw = unsafe raw else { return nil }
        return unsafe String(cString: raw)
    }
}
