/// # HTTP1: a strict HTTP/1.1 server core on a Unix socket, with no routes in it
///
/// From the wire upwards, and each step knows only the one below:
///
/// * ``RequestParser`` (`Parser/`) turns bytes into whole requests. It is a value without I/O or clock: the same bytes
///   give the same events however they are split. It takes a strict subset of RFC 9112 and refuses the rest, because
///   every leniency of a parser is somebody else's request smuggling: CRLF only, one `Host`, one length, no folding.
/// * ``ConnectionMachine`` (`Connection/`) is the life of one connection, also a value: keep-alive, pipelining,
///   deadlines, drain, lingering close. Time is passed in. It answers "what now?" with a ``ConnectionMachine/Step``.
/// * ``Connection`` is the driver: an actor that moves bytes between a socket and the machine, starts the handler for
///   each request and writes what it answers. Requests of one connection are served one after the other.
/// * ``HTTPServer`` accepts, counts and stops connections. All of them share one serial executor, so that no lock is
///   needed; handlers run outside it and never hold up the I/O.
/// * ``ListeningSocket`` owns the socket's name: a lock file decides, never an attempt to connect.
///
/// The seam upwards is ``HTTPHandler``: it says who may talk, and turns an ``HTTPRequest`` into an ``HTTPResponse``
/// whose body is bytes or is produced piece by piece into a ``BodyWriter`` that holds the producer back while the
/// client is slow.
///
/// A request's body is bounded (``HTTPLimits/body``) and handed over whole. A client that sends descriptors along is cut
/// off: no request takes any.
package enum HTTP1 {}
