/// # TestSupport
///
/// What several suites need: folders that vanish with the test (``TemporaryFolder``), the programs that were built
/// beside the tests (``BuiltProgram``).
package enum TestSupport {
    /// The variable that names a folder with real media; tests that need it say so when they are skipped.
    package static let mediaVariable = "MILLRACE_MEDIA"
}
