/// # TestSupport
enum TestSupport {}
