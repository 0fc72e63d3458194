import Client

/// The documents that are submitted.
enum JobDocuments {
    /// 25 frames of 1 KiB by the synthetic backend.
    static func synthetic(_ input: String, to output: String) -> [UInt8] {
        document(
            input,
            [
                "path": .string(output), "container": .string("synthetic"),
                "video": .object(["codec": .string("synthetic")]),
            ])
    }

    /// What `ffmpeg -i IN -c:v libx264 -c:a aac OUT` does.
    /// - Parameter threads: of the encoder; nil leaves it to the coordinator.
    static func clip(_ input: String, to output: String, threads: Int?) -> [UInt8] {
        var video: [String: JSONValue] = ["codec": .string("libx264")]
        if let threads { video["threads"] = .integer(Int64(threads)) }
        return document(
            input,
            [
                "path": .string(output), "video": .object(video), "audio": .object(["codec": .string("aac")]),
            ])
    }

    private static func document(_ input: String, _ output: [String: JSONValue]) -> [UInt8] {
        JSONValue.object([
            "input": .object(["path": .string(input)]), "outputs": .array([.object(output)]),
        ]).bytes
    }
}
