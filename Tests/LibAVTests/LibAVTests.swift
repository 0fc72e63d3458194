import Testing

@testable import LibAV
