/// A backend as `GET /v1/backends` shows it.
package struct BackendStatus: Sendable, Codable {
    package enum Health: String, Sendable, Codable { case ready, starting, failed }

    package var name: String
    package var health: Health
    /// Why it cannot be used; nil when it can.
    package var detail: String?
    package var sandbox: SandboxStamp?
    package var capabilities: BackendCapabilities?

    package init(
        name: String, health: Health, detail: String? = nil, sandbox: SandboxStamp? = nil,
        capabilities: BackendCapabilities? = nil
    ) {
        self.name = name
        self.health = health
        self.detail = detail
        self.sandbox = sandbox
        self.capabilities = capabilities
    }
}
