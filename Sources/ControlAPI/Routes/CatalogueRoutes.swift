import HTTP1
import JobModel

/// What can be asked for: backends with their encoders and containers, presets, and the form of a job document.
struct CatalogueRoutes: Sendable {
    let service: any JobService

    var table: [Route] {
        [
            Route(.get, "/backends") { _ in .json(.ok, ["backends": await service.backends()]) },
            Route(.get, "/presets") { _ in .json(.ok, ["presets": await service.presets()]) },
            Route(.get, "/schema") { _ in
                HTTPResponse(
                    .ok, fields: ["Content-Type": "application/schema+json"],
                    body: .bytes(Array(JobDocumentSchema.text.utf8)))
            },
        ]
    }
}
