import Glibc

/// Runs a system call until it is not interrupted, and turns −1 into a ``SystemFailure``.
/// - Parameters:
///   - operation: the call's name, for the failure.
///   - subject: what it is applied to; only evaluated on failure.
func retrying<Result: SignedInteger>(
    _ operation: StaticString, _ subject: @autoclosure () -> String? = nil, _ call: () -> Result
) throws(SystemFailure) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        let error = Errno.current
        if error != .interrupted { throw SystemFailure(operation, error, subject: subject()) }
    }
}
