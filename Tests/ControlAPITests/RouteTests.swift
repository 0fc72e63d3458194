import FoundationEssentials
import HTTP1
import JobModel
import MemoryJobService
import TestSupport
import Testing

@testable import ControlAPI

@Suite struct RouteTests {
    @Test(arguments: Level.allCases) func aJobIsAcceptedShownAndListed(_ level: Level) async throws {
        let api = try await APIUnderTest(level)
        let reply = try await api.post("/v1/jobs", Documents.good)
        #expect(reply.status == 202)
        #expect(reply["content-type"] == "application/json")
        #expect(reply["api-version"] == "1")
        let record = try reply.json(JobRecord.self)
        #expect(reply["location"] == "/v1/jobs/\(record.id)")
        #expect(reply["etag"] == "\"\(record.version)\"")
        #expect(record.state == .queued)
        #expect(record.spec.outputs.first?.container == "synthetic")

        let shown = try await api.ask("GET", "/v1/jobs/\(record.id)")
        #expect(shown.status == 200)
        #expect(shown["etag"] == reply["etag"])
        #expect(try shown.json(JobRecord.self) == record)

        let listed = try await api.ask("GET", "/v1/jobs")
        #expect(try listed.json(JobPageReply.self).jobs == [record])
        #expect(try listed.json(JobPageReply.self).nextPageToken == nil)
        await api.stop()
    }

    @Test func aJobHasItsKindLabelsAndPriorityAtTheTop() async throws {
        struct Top: Decodable, Equatable {
            var kind: String
            var labels: [String: String]
            var priority: Int
        }
        let api = try await APIUnderTest()
        let reply = try await api.post("/v1/jobs", Documents.good)
        #expect(try reply.json(Top.self) == Top(kind: "transcode", labels: ["show": "x"], priority: 0))
    }

    @Test func aFailedJobHasAProblemWithTypeAndPointer() async throws {
        struct Failed: Decodable {
            struct JobProblem: Decodable {
                var type: String
                var title: String
                var detail: String
                var pointer: String?
                var code: String
                var retryable: Bool
            }
            var problem: JobProblem
        }
        let api = try await APIUnderTest()
        let id = try await api.submit()
        let failure = Failure(.inputCorrupt, "no moov atom in /in.mov", pointer: "/input/path")
        await api.service.move(id, to: .failed, problem: failure)
        let reply = try await api.ask("GET", "/v1/jobs/\(id)")
        let problem = try reply.json(Failed.self).problem
        #expect(problem.type == "urn:millrace:problem:input-corrupt")
        #expect(problem.title == "input corrupt")
        #expect(problem.detail == failure.detail)
        #expect(problem.pointer == "/input/path")
        #expect(!problem.retryable)
        #expect(try reply.json(JobRecord.self).problem == failure)
    }

    @Test func validateOnlyShowsTheSpecAndMakesNoJob() async throws {
        struct Validated: Decodable { var spec: JobSpec }
        let api = try await APIUnderTest()
        let reply = try await api.post("/v1/jobs?validate_only=true", Documents.good)
        #expect(reply.status == 200)
        #expect(try reply.json(Validated.self).spec.outputs.first?.video.settings?.codec == "synthetic")
        #expect(try await api.ask("GET", "/v1/jobs").json(JobPageReply.self).jobs.isEmpty)
    }

    @Test func anIdempotencyKeyMakesOneJob() async throws {
        let api = try await APIUnderTest()
        let first = try await api.post("/v1/jobs", Documents.good, fields: ["Idempotency-Key": "\"k-1\""])
        let again = try await api.post("/v1/jobs", Documents.good, fields: ["Idempotency-Key": "k-1"])
        #expect(first["idempotency-replayed"] == nil)
        #expect(again.status == 202)
        #expect(again["idempotency-replayed"] == "true")
        #expect(again["location"] == first["location"])
        let other = try await api.post("/v1/jobs", Documents.good, fields: ["Idempotency-Key": "k-2"])
        #expect(other["location"] != first["location"])
    }

    @Test func pagesFollowEachOtherNewestFirst() async throws {
        let api = try await APIUnderTest()
        var ids: [JobID] = []
        for _ in 0..<5 { ids.append(try await api.submit()) }
        var seen: [JobID] = []
        var target = "/v1/jobs?page_size=2"
        for _ in 0..<3 {
            let page = try await api.ask("GET", target).json(JobPageReply.self)
            seen += page.jobs.map(\.id)
            guard let token = page.nextPageToken else { break }
            target = "/v1/jobs?page_size=2&page_token=\(token)"
        }
        #expect(seen == ids.reversed())
    }

    @Test func aHugePageIsCutToTheGreatest() async throws {
        #expect(try JobListQuery(QueryParameters([("page_size", "5000")], known: ["page_size"])).query.pageSize == 1000)
        #expect(try JobListQuery(QueryParameters([], known: [])).query.pageSize == 50)
    }

    @Test func listsAreFilteredByStateAndLabel() async throws {
        let api = try await APIUnderTest()
        let a = try await api.submit(Documents.labelled("show", "a"))
        let b = try await api.submit(Documents.labelled("show", "b:c d"))
        let c = try await api.submit(Documents.labelled("show", "a"))
        await api.service.move(c, to: .failed)
        await api.service.move(b, to: .running)
        func ids(_ query: String) async throws -> [JobID] {
            try await api.ask("GET", "/v1/jobs?\(query)").json(JobPageReply.self).jobs.map(\.id)
        }
        #expect(try await ids("label=show:a") == [c, a])
        #expect(try await ids("label=show:b:c%20d") == [b])
        #expect(try await ids("label=show:b:c+d") == [b])
        #expect(try await ids("state=failed") == [c])
        #expect(try await ids("state=failed,running") == [c, b])
        #expect(try await ids("state=failed&state=running") == [c, b])
        #expect(try await ids("state=queued&label=show:a") == [a])
        #expect(try await ids("label=show:a&label=other:x") == [])
    }

    @Test(arguments: Level.allCases) func jobsAreCancelledAndRetried(_ level: Level) async throws {
        let api = try await APIUnderTest(level)
        let id = try await api.submit()
        for _ in 0..<2 {
            let reply = try await api.post("/v1/jobs/\(id):cancel")
            #expect(reply.status == 202)
            #expect(try reply.json(JobRecord.self).state == .cancelled)
            #expect(reply["location"] == "/v1/jobs/\(id)")
        }
        let reply = try await api.post("/v1/jobs/\(id):retry", "{}")
        #expect(reply.status == 202)
        #expect(try reply.json(JobRecord.self).state == .queued)
        await api.stop()
    }

    @Test func waitingEndsWithTheJobOrTheTime() async throws {
        let api = try await APIUnderTest(.socket)
        let id = try await api.submit()
        let late = try await api.ask("GET", "/v1/jobs/\(id)", fields: ["Prefer": "wait=0"])
        #expect(late.status == 200)
        #expect(late["preference-applied"] == "wait=0")
        #expect(try late.json(JobRecord.self).state == .queued)
        async let waited = api.ask("GET", "/v1/jobs/\(id)", fields: ["Prefer": "respond-async, WAIT=100000; x=1"])
        #expect(await eventually { await api.service.waiting == 1 })
        await api.service.move(id, to: .succeeded)
        let reply = try await waited
        #expect(try reply.json(JobRecord.self).state == .succeeded)
        #expect(reply["preference-applied"] == "wait=300")
        await api.stop()
    }

    @Test func aWaiterThatVanishesIsNotWaitedFor() async throws {
        let api = try await APIUnderTest(.socket)
        let id = try await api.submit()
        let client = try SocketClient(path: api.path)
        try await client.send("GET", "/v1/jobs/\(id)", fields: ["Prefer: wait=300"])
        #expect(await eventually { await api.service.waiting == 1 })
        await client.close()
        #expect(await eventually { await api.service.waiting == 0 })
        await api.stop()
    }

    @Test(arguments: Level.allCases) func healthAndReadinessAreTold(_ level: Level) async throws {
        struct Ready: Decodable, Equatable {
            var status: String
            var checks: [Readiness.Check]?
        }
        let api = try await APIUnderTest(level)
        #expect(try await api.ask("GET", "/healthz").text == #"{"status":"ok"}"#)
        #expect(try await api.ask("GET", "/readyz").json(Ready.self) == Ready(status: "ready", checks: nil))
        let bad = Readiness.Check(name: "backend libav", ok: false, detail: "no template")
        await api.service.setChecks([bad])
        let reply = try await api.ask("GET", "/readyz?verbose")
        #expect(reply.status == 503)
        #expect(try reply.json(Ready.self) == Ready(status: "not ready", checks: [bad]))
        await api.stop()
    }

    @Test func theServerSaysWhatItIsAndTakes() async throws {
        struct Server: Decodable {
            var server: String
            var version: String
            var workers: Int
            var limits: [String: Double]
        }
        let api = try await APIUnderTest()
        let server = try await api.ask("GET", "/v1").json(Server.self)
        #expect(server.server == "millrace")
        #expect(server.workers == 2)
        #expect(server.limits["body_bytes"] == 1_048_576)
        #expect(server.limits["json_depth"] == 32)
        #expect(server.limits["page_size"] == 1000)
        #expect(server.limits["wait_s"] == 300)
    }

    @Test func backendsAndPresetsAreListed() async throws {
        let api = try await APIUnderTest()
        let backends = try await api.ask("GET", "/v1/backends").json([String: [BackendStatus]].self)
        #expect(backends["backends"]?.first?.capabilities?.videoEncoders.first?.name == "synthetic")
        let schema = try await api.ask("GET", "/v1/schema")
        #expect(schema["content-type"] == "application/schema+json")
        #expect(schema.body == Array(JobDocumentSchema.text.utf8))
        let presets = try await api.ask("GET", "/v1/presets").json([String: [Preset]].self)
        #expect(presets["presets"] == PresetCatalog.standard.presets)
    }

    @Test(arguments: Level.allCases) func headHasTheFieldsOfGetAndNoBody(_ level: Level) async throws {
        let api = try await APIUnderTest(level)
        let id = try await api.submit()
        let get = try await api.ask("GET", "/v1/jobs/\(id)")
        let head = try await api.ask("HEAD", "/v1/jobs/\(id)")
        #expect(head.status == 200)
        #expect(head["etag"] == get["etag"])
        #expect(head.body.isEmpty)
        let events = try await api.ask("HEAD", "/v1/events")
        #expect(events["content-type"] == "text/event-stream")
        await api.stop()
    }
}
