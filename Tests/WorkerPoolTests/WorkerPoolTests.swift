import Testing

@testable import WorkerPool
