@main
enum HTTPBenchmark {
    static func main() {}
}
