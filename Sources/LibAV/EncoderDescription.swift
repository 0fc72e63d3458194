import CLibAV
import CLibAVShim

/// What libav says of one of its encoders.
package struct EncoderDescription: Sendable {
    package let name: String
    package let codec: CodecID
    package let pixelFormats: [PixelFormat]
    package let sampleFormats: [SampleFormat]
    /// Empty: any.
    package let sampleRates: [Int]
    /// Empty: any.
    package let layouts: [ChannelLayout]
    /// Names of its options, its own first.
    package let options: [String]

    /// - Returns: nil where this build of libav has no encoder of that name.
    package init?(_ name: String) {
        guard let codec = unsafe avcodec_find_encoder_by_name(name) else { return nil }
        self.name = name
        self.codec = unsafe CodecID(codec.pointee.id)
        pixelFormats = unsafe Self.list(codec.pointee.pix_fmts) { $0.rawValue == -1 }.map { PixelFormat($0) }
        sampleFormats = unsafe Self.list(codec.pointee.sample_fmts) { $0.rawValue == -1 }.map { SampleFormat($0) }
        sampleRates = unsafe Self.list(codec.pointee.supported_samplerates) { $0 == 0 }.map { Int($0) }
        layouts = unsafe Self.layouts(codec.pointee.ch_layouts)
        let kind = unsafe codec.pointee.type == AVMEDIA_TYPE_VIDEO ? AV_OPT_FLAG_VIDEO_PARAM : AV_OPT_FLAG_AUDIO_PARAM
        let own = unsafe Self.options(of: codec.pointee.priv_class, flags: AV_OPT_FLAG_ENCODING_PARAM)
        let general = unsafe Self.options(of: avcodec_get_class(), flags: AV_OPT_FLAG_ENCODING_PARAM | kind)
        options = own + general.filter { !own.contains($0) }
    }

    private static func list<Element>(_ start: UnsafePointer<Element>?, isEnd: (Element) -> Bool) -> [Element] {
        var all: [Element] = []
        guard var next = unsafe start else { return all }
        while unsafe !isEnd(next.pointee) {
            unsafe all.append(next.pointee)
            unsafe next += 1
        }
        return all
    }

    private static func layouts(_ start: UnsafePointer<AVChannelLayout>?) -> [ChannelLayout] {
        var all: [ChannelLayout] = []
        guard var next = unsafe start else { return all }
        while unsafe next.pointee.nb_channels > 0 {
            unsafe all.append(ChannelLayout(copying: next))
            unsafe next += 1
        }
        return all
    }

    private static func options(of owner: UnsafePointer<AVClass>?, flags: Int32) -> [String] {
        guard unsafe owner != nil else { return [] }
        var holder = unsafe owner
        var names: [String] = []
        unsafe withUnsafeMutablePointer(to: &holder) { object in
            var option: UnsafePointer<AVOption>? = nil
            while true {
                unsafe option = av_opt_next(object, option)
                guard let found = unsafe option else { return }
                let isConstant = unsafe found.pointee.type == AV_OPT_TYPE_CONST
                if unsafe !isConstant && found.pointee.flags & flags == flags {
                    unsafe names.append(String(cString: found.pointee.name))
                }
            }
        }
        return names
    }
}
