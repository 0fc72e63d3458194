import CLibAV
import CLibAVShim

/// The channels of an audio stream and where they stand. Immutable.
@safe package final class ChannelLayout: @unchecked Sendable {
    // Proof: written in initializers only, read only afterwards.
    private let storage: UnsafeMutablePointer<AVChannelLayout>

    private init(empty: Void) {
        unsafe storage = .allocate(capacity: 1)
        unsafe storage.initialize(to: AVChannelLayout())
    }

    deinit {
        unsafe av_channel_layout_uninit(storage)
        unsafe storage.deallocate()
    }

    convenience init(copying raw: UnsafePointer<AVChannelLayout>) {
        self.init(empty: ())
        unsafe _ = av_channel_layout_copy(storage, raw)
    }

    /// libav's usual layout for a number of channels.
    package convenience init(channels: Int) {
        self.init(empty: ())
        unsafe av_channel_layout_default(storage, Int32(channels))
    }

    /// A layout by libav's name of it, such as `5.1`; nil where there is none.
    package convenience init?(named name: String) {
        self.init(empty: ())
        guard unsafe av_channel_layout_from_string(storage, name) == 0 else { return nil }
    }

    var raw: UnsafePointer<AVChannelLayout> { unsafe UnsafePointer(storage) }

    package var channels: Int { unsafe Int(storage.pointee.nb_channels) }
    /// Whether it says where the channels stand.
    package var isKnown: Bool {
        unsafe storage.pointee.order != AV_CHANNEL_ORDER_UNSPEC && av_channel_layout_check(storage) != 0
    }

    /// Such as `5.1(side)`.
    package var name: String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            guard unsafe av_channel_layout_describe(storage, buffer.baseAddress, 128) > 0 else { return "" }
            return unsafe String(cString: buffer.baseAddress!)
        }
    }

    package func isSame(as other: ChannelLayout) -> Bool {
        unsafe av_channel_layout_compare(storage, other.storage) == 0
    }
}
