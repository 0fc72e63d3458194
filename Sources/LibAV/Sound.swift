import CLibAV
import CLibAVShim

/// Format, rate and channels of sound.
package struct SoundShape: Sendable {
    package var format: SampleFormat
    package var sampleRate: Int
    package var layout: ChannelLayout

    package init(format: SampleFormat, sampleRate: Int, layout: ChannelLayout) {
        self.format = format
        self.sampleRate = sampleRate
        self.layout = layout
    }

    package init(of frame: borrowing Frame) {
        self.init(format: frame.sampleFormat, sampleRate: frame.sampleRate, layout: frame.layout)
    }

    package func isSame(as other: SoundShape) -> Bool {
        format == other.format && sampleRate == other.sampleRate && layout.isSame(as: other.layout)
    }

    /// Whether the frame has this shape, without making a value of its layout.
    package func matches(_ frame: borrowing Frame) -> Bool {
        unsafe frame.sampleFormat == format && frame.sampleRate == sampleRate
            && av_channel_layout_compare(&frame.raw.pointee.ch_layout, layout.raw) == 0
    }

    /// A frame with room for `samples`, from libav's allocator.
    package func frame(samples: Int) throws(AVFailure) -> Frame {
        let frame = try Frame()
        unsafe frame.raw.pointee.format = format.rawValue
        unsafe frame.raw.pointee.sample_rate = Int32(sampleRate)
        unsafe frame.raw.pointee.nb_samples = Int32(samples)
        try AVFailure.check(
            "av_channel_layout_copy", unsafe av_channel_layout_copy(&frame.raw.pointee.ch_layout, layout.raw))
        try AVFailure.check("av_frame_get_buffer", unsafe av_frame_get_buffer(frame.raw, 0))
        return frame
    }
}

/// Changes sample format, rate and channels (swresample).
@safe package struct Resampler: ~Copyable {
    private let raw: OpaquePointer
    package let source: SoundShape
    package let target: SoundShape

    private init(adopting raw: OpaquePointer, source: SoundShape, target: SoundShape) {
        unsafe self.raw = raw
        self.source = source
        self.target = target
    }

    deinit {
        var raw: OpaquePointer? = unsafe raw
        unsafe swr_free(&raw)
    }

    package static func make(from source: SoundShape, to target: SoundShape) throws(AVFailure) -> Resampler {
        var raw: OpaquePointer? = nil
        try AVFailure.check(
            "swr_alloc_set_opts2",
            unsafe swr_alloc_set_opts2(
                &raw, UnsafeMutablePointer(mutating: target.layout.raw), target.format.raw, Int32(target.sampleRate),
                UnsafeMutablePointer(mutating: source.layout.raw), source.format.raw, Int32(source.sampleRate), 0,
                nil))
        guard let context = unsafe raw else { throw .noMemory("swr_alloc_set_opts2") }
        let resampler = unsafe Resampler(adopting: context, source: source, target: target)
        try AVFailure.check("swr_init", unsafe swr_init(context))
        return resampler
    }

    /// Converts a frame; the result may have no samples while the filter fills.
    package borrowing func convert(_ frame: borrowing Frame) throws(AVFailure) -> Frame {
        let room = unsafe swr_get_out_samples(raw, frame.raw.pointee.nb_samples)
        let output = try target.frame(samples: max(1, Int(room)))
        let got = unsafe swr_convert(
            raw, output.raw.pointee.extended_data, room,
            UnsafeMutableRawPointer(frame.raw.pointee.extended_data!).assumingMemoryBound(
                to: UnsafePointer<UInt8>?.self), frame.raw.pointee.nb_samples)
        output.samples = Int(try AVFailure.check("swr_convert", got))
        return output
    }

    /// What the filter still holds at the end.
    package borrowing func drain() throws(AVFailure) -> Frame {
        let room = unsafe swr_get_out_samples(raw, 0)
        let output = try target.frame(samples: max(1, Int(room)))
        let got = unsafe swr_convert(raw, output.raw.pointee.extended_data, room, nil, 0)
        output.samples = Int(try AVFailure.check("swr_convert", got))
        return output
    }
}

/// Sound waiting to be cut into frames of the encoder's size.
@safe package struct SampleFIFO: ~Copyable {
    private let raw: OpaquePointer
    private let shape: SoundShape

    private init(adopting raw: OpaquePointer, shape: SoundShape) {
        unsafe self.raw = raw
        self.shape = shape
    }

    deinit { unsafe av_audio_fifo_free(raw) }

    package static func make(_ shape: SoundShape) throws(AVFailure) -> SampleFIFO {
        guard let raw = unsafe av_audio_fifo_alloc(shape.format.raw, Int32(shape.layout.channels), 4096) else {
            throw .noMemory("av_audio_fifo_alloc")
        }
        return unsafe SampleFIFO(adopting: raw, shape: shape)
    }

    /// Samples that wait.
    package var count: Int { unsafe Int(av_audio_fifo_size(raw)) }

    /// Adds samples from an offset in the frame on.
    package borrowing func write(_ frame: borrowing Frame, from offset: Int = 0) throws(AVFailure) {
        let count = frame.samples - offset
        guard count > 0 else { return }
        let planar = shape.format.isPlanar
        let planes = planar ? shape.layout.channels : 1
        let skip = offset * shape.format.bytes * (planar ? 1 : shape.layout.channels)
        var pointers: [UnsafeMutableRawPointer?] = unsafe (0..<planes).map {
            unsafe UnsafeMutableRawPointer(frame.raw.pointee.extended_data[$0]!) + skip
        }
        try AVFailure.check("av_audio_fifo_write", unsafe av_audio_fifo_write(raw, &pointers, Int32(count)))
    }

    /// Adds silence.
    package borrowing func writeSilence(_ samples: Int) throws(AVFailure) {
        var left = samples
        while left > 0 {
            let frame = try shape.frame(samples: min(left, 8192))
            unsafe _ = av_samples_set_silence(
                frame.raw.pointee.extended_data, 0, frame.raw.pointee.nb_samples, Int32(shape.layout.channels),
                shape.format.raw)
            try write(frame)
            left -= frame.samples
        }
    }

    /// Takes exactly `samples`, which must be there.
    package borrowing func read(_ samples: Int) throws(AVFailure) -> Frame {
        let frame = try shape.frame(samples: samples)
        let planes = unsafe UnsafeMutableRawPointer(frame.raw.pointee.extended_data!).assumingMemoryBound(
            to: UnsafeMutableRawPointer?.self)
        try AVFailure.check("av_audio_fifo_read", unsafe av_audio_fifo_read(raw, planes, Int32(samples)))
        return frame
    }
}
