/// A job document put together from what a person gave: paths, presets, and perhaps a document or the settings of one
/// output as JSON. Nothing is checked here that the server checks: it knows more, and says it better.
package struct JobDraft: Sendable, Equatable {
    private var members: [String: JSONValue]

    /// What a draft cannot be made from: in a sentence.
    package struct Mistake: Error, Equatable, CustomStringConvertible {
        package var description: String
    }

    package init() { members = [:] }

    /// Starts from JSON: a job document, or (an object with neither `input` nor `outputs`) the settings of one output.
    package init(spec: JSONValue) throws(Mistake) {
        guard let given = spec.members else {
            throw Mistake(description: "a spec is a JSON object: a job document, or the settings of one output")
        }
        if given["input"] != nil || given["outputs"] != nil || given["kind"] != nil {
            members = given
        } else {
            members = ["outputs": .array([.object(given)])]
        }
    }

    /// Names the input, in place of one that the spec names.
    package mutating func setInput(_ path: String) {
        var input = members["input"]?.members ?? [:]
        input["path"] = .string(path)
        members["input"] = .object(input)
    }

    /// Names the outputs in order, in place of the paths of the spec.
    /// - Parameter presets: none, one for all outputs, or one for each.
    package mutating func setOutputs(_ paths: [String], presets: [String]) throws(Mistake) {
        guard presets.count <= 1 || presets.count == paths.count else {
            throw Mistake(
                description: "\(presets.count) presets for \(paths.count) outputs: give one for all, or one for each")
        }
        var outputs: [JSONValue] = []
        if case .array(let given)? = members["outputs"] { outputs = given }
        guard outputs.isEmpty || outputs.count == paths.count || paths.isEmpty else {
            throw Mistake(
                description: "the spec describes \(outputs.count) outputs, and \(paths.count) were named with -o")
        }
        while outputs.count < paths.count { outputs.append(.object([:])) }
        for index in outputs.indices {
            guard var output = outputs[index].members else { continue }
            if index < paths.count { output["path"] = .string(paths[index]) }
            if let preset = presets.count == 1 ? presets[0] : presets.indices.contains(index) ? presets[index] : nil {
                output["preset"] = .string(preset)
            }
            outputs[index] = .object(output)
        }
        if !outputs.isEmpty { members["outputs"] = .array(outputs) }
    }

    package mutating func set(_ name: String, _ value: JSONValue) { members[name] = value }

    /// Adds labels to those of the spec.
    package mutating func add(labels: [(name: String, value: String)]) {
        guard !labels.isEmpty else { return }
        var all = members["labels"]?.members ?? [:]
        for label in labels { all[label.name] = .string(label.value) }
        members["labels"] = .object(all)
    }

    /// The input's path, where it has one.
    package var inputPath: String? {
        if case .string(let path)? = members["input"]?.members?["path"] { path } else { nil }
    }

    /// The outputs' paths, as far as they are given.
    package var outputPaths: [String] {
        guard case .array(let outputs)? = members["outputs"] else { return [] }
        return outputs.compactMap { output in
            if case .string(let path)? = output.members?["path"] { path } else { nil }
        }
    }

    package var overwrites: Bool { members["overwrite"] == .bool(true) }

    /// The document.
    package var json: JSONValue { .object(members) }
}
