import WorkerRuntime

@main
enum MillraceWorkerLibav {
    static func main() { RuntimeMain.run(LibAVBackend()) }
}
