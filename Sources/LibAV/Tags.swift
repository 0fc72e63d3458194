import CLibAV

/// Metadata or options in the order they were written. (A Swift dictionary's order changes from run to run, and would
/// change the bytes of an output.)
package struct Tags: Sendable, Equatable {
    package struct Tag: Sendable, Equatable {
        package var key: String
        package var value: String
    }

    package var all: [Tag]

    package init(_ all: [Tag] = []) { self.all = all }

    init(_ dictionary: OpaquePointer?) {
        all = []
        var entry: UnsafeMutablePointer<AVDictionaryEntry>? = nil
        while true {
            unsafe entry = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX)
            guard let found = unsafe entry else { return }
            unsafe all.append(
                Tag(key: String(cString: found.pointee.key), value: String(cString: found.pointee.value)))
        }
    }

    package subscript(key: String) -> String? {
        get { all.first { $0.key == key }?.value }
        set {
            if let index = all.firstIndex(where: { $0.key == key }) {
                if let newValue { all[index].value = newValue } else { all.remove(at: index) }
            } else if let newValue {
                all.append(Tag(key: key, value: newValue))
            }
        }
    }

    /// As a Swift dictionary; the last of equal keys wins.
    package var dictionary: [String: String] {
        Dictionary(all.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// A dictionary of libav's, owned by the caller.
    func makeRaw() -> OpaquePointer? {
        var raw: OpaquePointer? = nil
        for tag in all { unsafe _ = av_dict_set(&raw, tag.key, tag.value, AV_DICT_MULTIKEY) }
        return unsafe raw
    }
}
