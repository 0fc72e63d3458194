import HTTP1
import JobModel

/// What can be asked for: backends with their encoders and containers, and presets.
struct CatalogueRoutes: Sendable {
    let service: any JobService

    var table: [Route] {
        [
            Route(.get, "/backends") { _ in .json(.ok, ["backends": await service.backends()]) },
            Route(.get, "/presets") { _ in .json(.ok, ["presets": await service.presets()]) },
        ]
    }
}
