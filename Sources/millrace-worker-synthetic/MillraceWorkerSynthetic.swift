@main
enum MillraceWorkerSynthetic {
    static func main() {}
}
