/// What the core accepts and how long it waits. Sizes are bytes, times are seconds.
package struct HTTPLimits: Sendable, Equatable {
    /// Request line and fields with all line ends; beyond it 431.
    package var head = 16 * 1024
    /// Request line; beyond it 414.
    package var requestLine = 8 * 1024
    /// Fields of a head; beyond it 431.
    package var fields = 64
    /// A request's body; beyond it 413.
    package var body = 1024 * 1024
    /// What a client may send ahead while its request is being answered, before we stop reading.
    package var readAhead = 64 * 1024
    /// What a response may leave unwritten before its producer is made to wait.
    package var writeBound = 256 * 1024

    /// A connection without a request.
    package var idleSeconds = 60.0
    /// From the first byte of a head to its last.
    package var headSeconds = 10.0
    /// From the end of the head to the last byte of the body.
    package var bodySeconds = 30.0
    /// A client that takes no byte of a waiting response for so long is dropped.
    package var writeStallSeconds = 30.0
    /// How long input is thrown away after an answer that ends the connection early, so that the client can read it.
    package var lingerSeconds = 5.0

    /// Connections of one user at a time; beyond it 503.
    package var connectionsPerUser = 256

    package init() {}

    /// How often deadlines are looked at: often enough for the shortest of them.
    var tickSeconds: Double {
        let shortest = min(idleSeconds, headSeconds, bodySeconds, writeStallSeconds, lingerSeconds)
        return min(1, max(0.01, shortest / 4))
    }
}
