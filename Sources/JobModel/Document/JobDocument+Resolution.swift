extension JobDocument {
    /// What this document means: presets merged, defaults filled in, aliases replaced by encoder names, and a backend
    /// chosen that can do all of it.
    ///
    /// Everything that can be known without opening a file is checked, and everything found wrong is reported at
    /// once. Where several backends are offered, the first that takes the document is chosen; where none does, the
    /// errors are those of the backend that objects least.
    /// - Parameter capabilities: the backends in use, in order of preference.
    package func resolved(
        presets: PresetCatalog = .standard, capabilities: [BackendCapabilities]
    ) throws(FieldErrors) -> JobSpec {
        var errors = commonErrors()
        let operation: BackendCapabilities.Operation = kind == .probe ? .probe : .transcode
        let candidates = capabilities.filter {
            $0.operations.contains(operation) && (backend == nil || $0.name == backend)
        }
        if candidates.isEmpty {
            errors.append(noBackendError(for: operation, among: capabilities))
            throw FieldErrors(errors)
        }
        var best: OutputResolver?
        for candidate in candidates {
            var resolver = OutputResolver(presets: presets, backend: candidate)
            let resolved = outputs.indices.map { resolver.resolve(outputs[$0], at: $0) }
            if outputs.count > candidate.limits.maxOutputs {
                resolver.report(
                    "/outputs", "\(outputs.count) outputs; the backend makes at most \(candidate.limits.maxOutputs)")
            }
            if resolver.errors.isEmpty && errors.isEmpty {
                return JobSpec(
                    kind: kind, input: InputSpec(path: PathRule.normalized(input.path)),
                    outputs: resolved.compactMap { $0 }, priority: priority, labels: labels, overwrite: overwrite,
                    verify: verify, backend: candidate.name)
            }
            if best.map({ resolver.objectsLess(than: $0) }) ?? true { best = resolver }
        }
        throw FieldErrors(errors + (best?.errors ?? []))
    }

    private func noBackendError(
        for operation: BackendCapabilities.Operation, among capabilities: [BackendCapabilities]
    ) -> FieldError {
        guard let backend, !capabilities.contains(where: { $0.name == backend }) else {
            return FieldError(
                pointer: "/backend", detail: "no running backend can do \"\(operation.rawValue)\"")
        }
        let known = capabilities.map(\.name)
        return FieldError(pointer: "/backend", detail: Naming.unknown("backend", backend, known: known))
    }

    /// What does not depend on a backend.
    private func commonErrors() -> [FieldError] {
        var errors = PathRule.errors(input.path, at: "/input/path")
        switch kind {
        case .transcode where outputs.isEmpty:
            errors.append(.init(pointer: "/outputs", detail: "a transcode needs at least one output"))
        case .probe where !outputs.isEmpty:
            errors.append(.init(pointer: "/outputs", detail: "a probe writes nothing: leave \"outputs\" out"))
        default: break
        }
        if !(-100...100).contains(priority) {
            errors.append(.init(pointer: "/priority", detail: "\(priority) is outside -100...100"))
        }
        var seen: [String: Int] = [:]
        let source = PathRule.normalized(input.path)
        for (index, output) in outputs.enumerated() {
            let pointer = "/outputs/\(index)/path"
            guard let path = output.path else {
                errors.append(.init(pointer: pointer, detail: "missing field \"path\""))
                continue
            }
            errors += PathRule.errors(path, at: pointer)
            let normalized = PathRule.normalized(path)
            if normalized == source {
                errors.append(
                    .init(pointer: pointer, detail: "the output is the input: write to another file"))
            }
            if let first = seen[normalized] {
                errors.append(.init(pointer: pointer, detail: "the same file as /outputs/\(first)/path"))
            } else {
                seen[normalized] = index
            }
        }
        return errors + LabelRule.errors(labels)
    }
}
