import JobModel

extension Failure {
    /// A worker sees descriptors and no names: puts the name of the file at fault before what it says, and the field
    /// that named it.
    func naming(_ spec: JobSpec) -> Failure {
        var failure = self
        let path: String
        switch code {
        case .inputUnreadable, .inputUnsupported, .inputCorrupt, .inputChanged:
            path = spec.input.path
            failure.pointer = pointer ?? "/input/path"
        case .noSpace, .outputUnwritable, .outputExists:
            guard let output = output(in: spec) else { return self }
            path = output.path
        default: return self
        }
        if !detail.contains(path) { failure.detail = "\(path): \(detail)" }
        return failure
    }

    /// The output that the pointer `/outputs/N/…` names; the only one where there is one.
    private func output(in spec: JobSpec) -> OutputSpec? {
        if spec.outputs.count == 1 { return spec.outputs[0] }
        let parts = (pointer ?? "").split(separator: "/")
        guard parts.count >= 2, parts[0] == "outputs", let index = Int(parts[1]), spec.outputs.indices.contains(index)
        else { return nil }
        return spec.outputs[index]
    }
}
