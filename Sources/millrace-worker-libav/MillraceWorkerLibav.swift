@main
enum MillraceWorkerLibav {
    static func main() {}
}
