import CLibAV
import CLibAVShim

/// # LibAV
///
/// Thin noncopyable wrappers of exactly the libav calls that the pipeline makes: the only module that imports `CLibAV`.
///
/// * One value owns one C object and frees it when it ends. What opens consumes what was built
///   (``EncoderBuilder`` → ``Encoder``).
/// * "Needs input" and "end of stream" are results; everything else that goes wrong is an ``AVFailure`` with libav's
///   error, the operation, and the last line libav logged.
/// * ``Packet`` and ``Frame`` are references to libav's counted buffers: passing one on, or ``Frame/reference()``, never
///   copies samples. Their shells and the buffers of ``Scaler`` come from pools.
/// * Files are descriptors: a context reads and writes through its own `AVIOContext` over `pread` and `pwrite`, and every
///   other open that media may ask for is refused (``InputContext``).
///
/// Nothing here starts a thread; codecs may, within the thread counts they are given. A value is used by one thread at a
/// time; ``Packet``, ``Frame``, ``StreamInfo`` and ``CodecParameters`` may cross threads.
package enum LibAV {
    /// Installs the capture of log lines and bounds a single allocation. Call once, before anything else.
    /// - Parameters:
    ///   - forwardLog: whether warnings and errors also go to standard error.
    ///   - maxAllocation: greatest single allocation in bytes. It is what bounds a stream that is found only while
    ///     reading, as `max_pixels` cannot reach the decoder that libav opens for it.
    package static func start(forwardLog: Bool = false, maxAllocation: Int = 200 << 20) {
        cav_log_install(AV_LOG_WARNING, forwardLog ? 1 : 0)
        av_max_alloc(maxAllocation)
    }

    /// What libav logged last and gravest on this thread, which is then forgotten; nil when it said nothing.
    package static func takeLogLine() -> String? { AVFailure.takeLogLine() }

    /// The version of the FFmpeg build, such as `5.1.9-0+deb12u1`.
    package static var version: String { unsafe String(cString: av_version_info()) }
}
