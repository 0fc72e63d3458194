package import HTTP1

/// What answers a request within a mount.
package typealias Responder = @Sendable (HTTPRequest) async -> HTTPResponse

/// Wraps the answering of a request: looks at it, passes it on, looks at the answer.
package typealias Middleware = @Sendable (HTTPRequest, Responder) async -> HTTPResponse

/// How a mount writes an error.
package protocol ErrorStyle: Sendable {
    /// - Parameter request: nil where the request could not be read.
    func response(_ problem: Problem, to request: HTTPRequest?) -> HTTPResponse
}

/// A part of the path space with its own conventions: who is let in, what is done around every request, how errors
/// look, and which routes there are.
package struct Mount: Sendable {
    package let prefix: [String]
    let errorStyle: any ErrorStyle
    let responder: Responder

    /// - Parameters:
    ///   - prefix: such as `/v1`; empty for everything that no other mount takes.
    ///   - middleware: the first is the outermost.
    package init(
        prefix: String, authenticator: any Authenticator, middleware: [Middleware], errorStyle: any ErrorStyle,
        routes: [Route]
    ) {
        let segments = prefix.split(separator: "/").map(String.init)
        self.prefix = segments
        self.errorStyle = errorStyle
        let table = RouteTable(prefixLength: segments.count, routes: routes)
        let innermost: Responder = { request in
            do throws(Problem) {
                let caller = try authenticator.authenticate(request)
                return try await table.respond(to: request, from: caller)
            } catch {
                return errorStyle.response(error, to: request)
            }
        }
        responder = middleware.reversed().reduce(innermost) { next, middleware in
            { request in await middleware(request, next) }
        }
    }
}

/// The routes of a mount.
struct RouteTable: Sendable {
    let prefixLength: Int
    let routes: [Route]

    func respond(to request: HTTPRequest, from caller: Caller) async throws(Problem) -> HTTPResponse {
        let target = try RequestTarget(request.target)
        let path = target.segments.dropFirst(prefixLength)
        // A HEAD is answered as its GET; the server leaves the body out.
        let method = request.method == .head ? .get : request.method
        var allowed: [HTTPMethod] = []
        for route in routes {
            guard let captures = route.pattern.match(path) else { continue }
            guard route.method == method else {
                allowed.append(route.method)
                continue
            }
            let query = try QueryParameters(target.query, known: route.parameters)
            return try await route.respond(
                RoutedRequest(request: request, captures: captures, query: query, caller: caller))
        }
        if allowed.isEmpty { throw .noRoute(target.path) }
        throw .methodNotAllowed(request.method, target.path, allowed: allowed)
    }
}
