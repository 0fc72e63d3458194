import Testing

@testable import ControlAPI
