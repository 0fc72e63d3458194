/// One thing wrong with a document: where, and what.
package struct FieldError: Error, Sendable, Codable, Equatable {
    /// JSON pointer (RFC 6901) to the field, such as `/outputs/0/video/crf`; empty for the whole document.
    package var pointer: String
    /// One sentence that names the value and what is allowed.
    package var detail: String

    package init(pointer: String, detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

/// Everything found wrong with a document; never empty.
package struct FieldErrors: Error, Sendable, Equatable {
    package var errors: [FieldError]

    package init(_ errors: [FieldError]) { self.errors = errors }
}
