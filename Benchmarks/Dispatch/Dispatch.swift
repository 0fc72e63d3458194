@main
enum DispatchBenchmark {
    static func main() {}
}
