@main
enum MediaPathBenchmark {
    static func main() {}
}
