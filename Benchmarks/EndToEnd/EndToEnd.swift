@main
enum EndToEndBenchmark {
    static func main() {}
}
