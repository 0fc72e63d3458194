import CLibAV
import CLibAVShim

/// What a stream carries.
package enum MediaKind: Sendable, Hashable {
    case video, audio, subtitle, data, attachment, unknown

    init(_ raw: AVMediaType) {
        self =
            switch raw {
            case AVMEDIA_TYPE_VIDEO: .video
            case AVMEDIA_TYPE_AUDIO: .audio
            case AVMEDIA_TYPE_SUBTITLE: .subtitle
            case AVMEDIA_TYPE_DATA: .data
            case AVMEDIA_TYPE_ATTACHMENT: .attachment
            default: .unknown
            }
    }
}

/// A codec as libav numbers it.
package struct CodecID: Sendable, Hashable, CustomStringConvertible {
    let raw: AVCodecID

    init(_ raw: AVCodecID) { self.raw = raw }

    /// The codec of that name, such as `h264`; nil where libav has none.
    package init?(name: String) {
        guard let descriptor = unsafe avcodec_descriptor_get_by_name(name) else { return nil }
        unsafe raw = descriptor.pointee.id
    }

    /// libav's short name, such as `h264`; `none` for no codec.
    package var name: String { unsafe String(cString: avcodec_get_name(raw)) }
    package var description: String { name }

    package static func == (left: CodecID, right: CodecID) -> Bool { left.raw.rawValue == right.raw.rawValue }
    package func hash(into hasher: inout Hasher) { hasher.combine(raw.rawValue) }
}

/// A format of pixels, such as `yuv420p`.
package struct PixelFormat: Sendable, Hashable, CustomStringConvertible {
    let rawValue: Int32

    init(rawValue: Int32) { self.rawValue = rawValue }
    init(_ raw: AVPixelFormat) { rawValue = raw.rawValue }
    var raw: AVPixelFormat { AVPixelFormat(rawValue) }

    /// The format of that name; nil where libav has none.
    package init?(name: String) {
        let raw = unsafe av_get_pix_fmt(name)
        guard raw != AV_PIX_FMT_NONE else { return nil }
        rawValue = raw.rawValue
    }

    package var name: String {
        guard let name = unsafe av_get_pix_fmt_name(raw) else { return "none" }
        return unsafe String(cString: name)
    }
    package var description: String { name }
    package var isKnown: Bool { unsafe av_pix_fmt_desc_get(raw) != nil }

    private var descriptor: AVPixFmtDescriptor? { unsafe av_pix_fmt_desc_get(raw)?.pointee }

    /// log2 of the chroma subsampling across and down.
    package var chromaShift: (horizontal: Int, vertical: Int) {
        unsafe descriptor.map { unsafe (Int($0.log2_chroma_w), Int($0.log2_chroma_h)) } ?? (0, 0)
    }
    /// Bits of the deepest component.
    package var depth: Int { unsafe descriptor.map { unsafe Int($0.comp.0.depth) } ?? 8 }
    package var hasAlpha: Bool {
        unsafe descriptor.map { unsafe $0.flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0 } ?? false
    }
    package var isRGB: Bool { unsafe descriptor.map { unsafe $0.flags & UInt64(AV_PIX_FMT_FLAG_RGB) != 0 } ?? false }
    /// Each component in a plane of its own.
    package var isPlanar: Bool {
        unsafe descriptor.map { unsafe $0.nb_components == 1 || $0.flags & UInt64(AV_PIX_FMT_FLAG_PLANAR) != 0 }
            ?? false
    }
    package var planes: Int { Int(max(0, av_pix_fmt_count_planes(raw))) }

    /// The same samples without the range in the name: `yuvj420p` is `yuv420p` in full range.
    package var withoutRange: PixelFormat {
        switch raw {
        case AV_PIX_FMT_YUVJ420P: PixelFormat(AV_PIX_FMT_YUV420P)
        case AV_PIX_FMT_YUVJ422P: PixelFormat(AV_PIX_FMT_YUV422P)
        case AV_PIX_FMT_YUVJ444P: PixelFormat(AV_PIX_FMT_YUV444P)
        case AV_PIX_FMT_YUVJ440P: PixelFormat(AV_PIX_FMT_YUV440P)
        default: self
        }
    }
    /// Whether the name says full range.
    package var namesFullRange: Bool { withoutRange != self }

    /// The format of `list` that keeps most of this one.
    package func best(of list: [PixelFormat]) -> PixelFormat? {
        var raw = list.map(\.raw)
        raw.append(AV_PIX_FMT_NONE)
        let best = unsafe avcodec_find_best_pix_fmt_of_list(raw, self.raw, 0, nil)
        return best == AV_PIX_FMT_NONE ? nil : PixelFormat(best)
    }
}

/// A format of audio samples, such as `fltp`.
package struct SampleFormat: Sendable, Hashable, CustomStringConvertible {
    let rawValue: Int32

    init(rawValue: Int32) { self.rawValue = rawValue }
    init(_ raw: AVSampleFormat) { rawValue = raw.rawValue }
    var raw: AVSampleFormat { AVSampleFormat(rawValue) }

    package var name: String {
        guard let name = unsafe av_get_sample_fmt_name(raw) else { return "none" }
        return unsafe String(cString: name)
    }
    package var description: String { name }
    package var isPlanar: Bool { av_sample_fmt_is_planar(raw) != 0 }
    package var bytes: Int { Int(av_get_bytes_per_sample(raw)) }
    package var isFloat: Bool { name.hasPrefix("flt") || name.hasPrefix("dbl") }
    package var isKnown: Bool { bytes > 0 }
}
