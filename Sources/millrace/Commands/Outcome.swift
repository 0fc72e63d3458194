import Client
import JobModel
import Platform

/// What is said of jobs that ended.
enum Outcome {
    /// Prints outputs (standard output) and what is to be known of them (standard error).
    /// - Returns: the code of the first job that did not succeed.
    static func report(_ answers: [JobAnswer], _ invocation: Invocation) -> ExitCode {
        var code = ExitCode.done
        for answer in answers {
            let job = answer.job
            if invocation.isJSON { invocation.output(json: answer.json) }
            if let result = job.result, job.state == .succeeded {
                if invocation.isJSON { continue }
                // On a terminal the lines below name them too.
                if !StandardStreams.isTerminal(.output) {
                    for output in result.outputs { invocation.output(output.path) }
                }
                invocation.talk(JobText.result(result))
                continue
            }
            let ending: ExitCode
            if let problem = job.problem, job.state == .failed {
                ending = ExitCode(problem)
                let which = answers.count > 1 ? "job \(job.id) failed: " : ""
                invocation.talk("millrace: \(which)\(JobText.failure(problem))")
            } else {
                ending = .jobFailed
                invocation.talk("millrace: job \(job.id) is \(job.state.rawValue)")
            }
            if code == .done { code = ending }
        }
        return code
    }
}
