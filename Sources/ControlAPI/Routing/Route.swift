package import HTTP1

/// One line of a mount's table.
package struct Route: Sendable {
    package let method: HTTPMethod
    /// Below the mount's prefix.
    package let pattern: PathPattern
    /// Query parameters that it takes.
    package let parameters: [String]
    package let respond: @Sendable (RoutedRequest) async throws(Problem) -> HTTPResponse

    package init(
        _ method: HTTPMethod, _ pattern: String, parameters: [String] = [],
        respond: @escaping @Sendable (RoutedRequest) async throws(Problem) -> HTTPResponse
    ) {
        self.method = method
        self.pattern = PathPattern(pattern)
        self.parameters = parameters
        self.respond = respond
    }
}

/// A request that was authenticated and found its route.
package struct RoutedRequest: Sendable {
    package let request: HTTPRequest
    /// Values of the pattern's parameters.
    package let captures: [String: String]
    package let query: QueryParameters
    package let caller: Caller
}
