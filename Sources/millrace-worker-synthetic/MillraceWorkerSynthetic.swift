import WorkerRuntime

@main
enum MillraceWorkerSynthetic {
    static func main() { RuntimeMain.run(SyntheticBackend()) }
}
