import CLibAV
import CLibAVShim

/// What a container says of a whole stream beside its codec parameters, kept as bytes.
package struct StreamSideData: Sendable {
    package struct Item: Sendable, Equatable {
        let type: AVPacketSideDataType
        package let bytes: [UInt8]

        /// libav's name, such as `Display Matrix`.
        package var name: String {
            unsafe av_packet_side_data_name(type).map { unsafe String(cString: $0) } ?? "side data \(type.rawValue)"
        }

        package static func == (left: Item, right: Item) -> Bool {
            left.type == right.type && left.bytes == right.bytes
        }
    }

    package var items: [Item]

    package static let none = StreamSideData(items: [])

    init(items: [Item]) { self.items = items }

    init(_ stream: UnsafeMutablePointer<AVStream>) {
        let entries = unsafe UnsafeBufferPointer(
            start: stream.pointee.side_data, count: Int(stream.pointee.nb_side_data))
        items = unsafe entries.map { entry in
            unsafe Item(
                type: entry.type, bytes: Array(UnsafeBufferPointer(start: entry.data, count: entry.size)))
        }
    }

    package var names: [String] { items.map(\.name) }

    private subscript(type: AVPacketSideDataType) -> [UInt8]? { items.first { $0.type == type }?.bytes }

    /// The display matrix's nine numbers; nil where there is none.
    package var displayMatrix: DisplayMatrix? {
        self[AV_PKT_DATA_DISPLAYMATRIX].flatMap(DisplayMatrix.init(bytes:))
    }

    /// Without the display matrix.
    package var withoutDisplayMatrix: StreamSideData {
        StreamSideData(items: items.filter { $0.type != AV_PKT_DATA_DISPLAYMATRIX })
    }

    /// What of it still holds once the pictures were decoded and encoded again: matrix, mastering display, light level,
    /// stereo and spherical projection.
    package var keptByEncoding: StreamSideData {
        let kept = [
            AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, AV_PKT_DATA_CONTENT_LIGHT_LEVEL,
            AV_PKT_DATA_STEREO3D, AV_PKT_DATA_SPHERICAL,
        ]
        return StreamSideData(items: items.filter { item in kept.contains { $0 == item.type } })
    }

    /// With those of `other` of which there is none here.
    package func adding(_ other: StreamSideData) -> StreamSideData {
        StreamSideData(items: items + other.items.filter { new in !items.contains { $0.type == new.type } })
    }

    /// With this display matrix instead of its own.
    package func adding(_ matrix: DisplayMatrix) -> StreamSideData {
        let item = Item(type: AV_PKT_DATA_DISPLAYMATRIX, bytes: matrix.bytes)
        return StreamSideData(items: withoutDisplayMatrix.items + [item])
    }

    /// Least and greatest light of the mastering display and its primaries (ST 2086).
    package var masteringDisplay: MasteringDisplay? {
        self[AV_PKT_DATA_MASTERING_DISPLAY_METADATA].flatMap(MasteringDisplay.init(bytes:))
    }

    package var contentLight: ContentLight? {
        self[AV_PKT_DATA_CONTENT_LIGHT_LEVEL].flatMap(ContentLight.init(bytes:))
    }
}
