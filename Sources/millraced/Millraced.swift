@main
enum Millraced {
    static func main() {}
}
