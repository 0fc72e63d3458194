package import HTTP1

/// Sends each request to the mount with the longest prefix that fits.
package struct Router: HTTPHandler {
    private let mounts: [Mount]
    private let admits: @Sendable (Peer) -> Bool

    /// - Parameters:
    ///   - mounts: one of them with an empty prefix, which takes what is left.
    ///   - admits: who may connect at all.
    package init(mounts: [Mount], admits: @escaping @Sendable (Peer) -> Bool) {
        self.mounts = mounts.sorted { $0.prefix.count > $1.prefix.count }
        self.admits = admits
    }

    package func authorize(_ peer: Peer) -> Bool { admits(peer) }

    @concurrent package func respond(to request: HTTPRequest) async -> HTTPResponse {
        guard let mount = mount(for: request.target) else { return HTTPResponse(.notFound) }
        return await mount.responder(request)
    }

    package func response(refusing rejection: Rejection) -> HTTPResponse {
        let problem = Problem(
            rejection.status, Problem.kind(of: rejection.status), rejection.detail,
            retryAfterSeconds: rejection.status == .serviceUnavailable ? 1 : nil)
        var response = (mounts.last?.errorStyle ?? ProblemStyle()).response(problem, to: nil)
        response.fields["Api-Version"] = ControlAPI.version
        return response
    }

    /// Prefixes are compared as sent: an encoded prefix is not ours.
    private func mount(for target: String) -> Mount? {
        let path = target.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return mounts.first { mount in
            mount.prefix.count <= path.count && zip(mount.prefix, path).allSatisfy { $0 == $1 }
        }
    }
}
