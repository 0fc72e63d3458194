import FoundationEssentials
import JobModel
import WorkerProtocol

/// The three JSON documents of a backend process: its capabilities, the one job, the report.
enum JobMessage {
    /// Fails where a number is not finite.
    static func encode(_ value: some Encodable) throws(Failure) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(value))
        } catch {
            throw Failure(.internal, "The report cannot be written.", cause: String(describing: error))
        }
    }

    static func decode(_ bytes: ArraySlice<UInt8>) throws(Failure) -> WorkerJob {
        do {
            return try JSONDecoder().decode(WorkerJob.self, from: Data(bytes))
        } catch {
            throw Failure(.internal, "The job message cannot be read.", stage: "open", cause: String(describing: error))
        }
    }

    /// Decodes and encodes once in the template, so that no worker pays for the first use.
    static func warmUp() {
        let key = AttemptKey(job: JobID(String(repeating: "0", count: 26))!, fence: 1)
        let output = OutputSpec(
            path: "", container: "", video: .encode(VideoSpec(codec: "")), audio: .encode(AudioSpec(codec: "")),
            subtitles: .none)
        let job = WorkerJob(key: key, operation: .transcode, outputs: [WorkerOutput(output)])
        _ = try? decode(encode(job)[...])
        _ = try? encode(WorkerReport())
    }
}
