import CLibAV
import CLibAVShim

/// A libav call that failed.
package struct AVFailure: Error, Sendable, CustomStringConvertible {
    /// The call, such as `avformat_open_input`.
    package let operation: StaticString
    /// libav's error code (negative).
    package let code: Int32
    /// What libav logged last on the failing thread, without control characters; nil when it said nothing.
    package let logLine: String?

    /// Takes the last log line, so make one only when a call has just failed.
    package init(_ operation: StaticString, _ code: Int32) {
        self.operation = operation
        self.code = code
        logLine = Self.takeLogLine()
    }

    /// libav's words for the code.
    package var words: String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            unsafe String(cString: cav_error_words(code, buffer.baseAddress, 128))
        }
    }

    /// The log line where there is one, else the words.
    package var cause: String { logLine.map { "\(words) (\($0))" } ?? words }

    package var description: String { "\(operation): \(cause)" }

    package var isInvalidData: Bool { code == cav_error_invalid_data }
    package var isInvalidArgument: Bool { code == cav_error_invalid_argument }
    package var isUnknownOption: Bool { code == cav_error_option_not_found }
    package var isNoMemory: Bool { code == cav_error_no_memory }
    package var isMissingDecoder: Bool { code == cav_error_decoder_not_found }

    static func noMemory(_ operation: StaticString) -> AVFailure { AVFailure(operation, cav_error_no_memory) }

    static func takeLogLine() -> String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
            guard unsafe cav_log_take(buffer.baseAddress, 512) > 0 else { return nil }
            return unsafe String(cString: buffer.baseAddress!)
        }
    }

    /// Throws when the code is negative.
    @discardableResult
    static func check(_ operation: StaticString, _ code: Int32) throws(AVFailure) -> Int32 {
        guard code >= 0 else { throw AVFailure(operation, code) }
        return code
    }
}
