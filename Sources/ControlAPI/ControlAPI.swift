package import HTTP1
package import Telemetry

/// # ControlAPI: the routes of the socket, and how an error is said
///
/// Knows HTTP and JobModel only. What the house beneath can do is ``JobService``; `Coordinator` implements it.
///
/// * `Routing/`: a ``Router`` holds ``Mount``s; a mount is a prefix with its authenticator, middleware, error style and
///   a table of ``Route``s. A route says its method, path pattern and query parameters, so that 404, 405 with `Allow`
///   and an unknown parameter are answered from the table. A facade with other conventions is another mount.
/// * `Problems/`: ``Problem`` is every error of this API; ``ProblemStyle`` writes it as RFC 9457.
/// * `JSON/`: bodies in and out. A body is held against RFC 8259 first (``JSONSyntax``), so that what the decoder finds
///   afterwards is about the document and has a pointer to the field.
/// * `Routes/`: the tables, by subject.
/// * `Events/`: server-sent events.
///
/// 400 means that the request could not be read (syntax, query, header fields), 422 that it was read and is wrong. Both
/// carry `errors[{pointer, detail}]`. The pointer is an RFC 6901 pointer into the body, `?name` for a query parameter,
/// or `Name:` for a header field.
package enum ControlAPI {
    /// The version in `Api-Version`: additive changes do not raise it.
    package static let version = "1"

    /// The router of a coordinator.
    /// - Parameters:
    ///   - uid: whom it serves besides root; the user it runs as.
    ///   - limits: what its server enforces, for `GET /v1`.
    package static func router(
        service: any JobService, uid: UInt32, limits: HTTPLimits = HTTPLimits(), log: Logger
    ) -> Router {
        let authenticator = PeerAuthenticator(uid: uid)
        let middleware = [requestLog(log), apiVersion]
        return Router(
            mounts: [
                Mount(
                    prefix: "", authenticator: authenticator, middleware: middleware, errorStyle: ProblemStyle(),
                    routes: HealthRoutes(service: service).table),
                Mount(
                    prefix: "/v1", authenticator: authenticator, middleware: middleware, errorStyle: ProblemStyle(),
                    routes: ServerRoutes(service: service, limits: limits).table
                        + JobRoutes(service: service).table + EventRoutes(service: service).table
                        + CatalogueRoutes(service: service).table),
            ],
            admits: authenticator.admits)
    }

    /// Says on every answer which version of the API gave it.
    static let apiVersion: Middleware = { request, next in
        var response = await next(request)
        response.fields["Api-Version"] = version
        return response
    }

    /// One line for each request, at level debug; errors of the server at level error.
    static func requestLog(_ log: Logger) -> Middleware {
        { request, next in
            let response = await next(request)
            log.log(
                response.status.rawValue >= 500 ? .error : .debug, "request",
                [
                    "method": request.method, "target": request.target, "status": response.status.rawValue,
                    "uid": request.peer.uid,
                ])
            return response
        }
    }
}
