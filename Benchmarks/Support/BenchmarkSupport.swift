/// # BenchmarkSupport
enum BenchmarkSupport {}
