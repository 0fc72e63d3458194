/// # Sandbox
///
/// What keeps hostile media from reaching anything but its own output. A process takes rights from itself, layer by
/// layer, before it reads the first byte that a client chose:
///
/// ```
///  template   TemplateSeal.clean      descriptors 0 to 3, empty environment, dies with the coordinator
///             TemplateSeal.become     an own uid, where the coordinator is root
///             (libraries prepare)
///             assertUntouched         one thread, descriptors 0 to 3, none a folder
///             TierProbe.find          the whole chain once, in a throw-away process
///             TemplateSeal.enter      user, mount, net, ipc, uts, cgroup namespaces; empty read-only root
///     │ WorkerFork.fork   (CLONE_NEWPID, CLONE_PARENT)
///     ▼
///  worker     WorkerSeal.apply        no_new_privs, not dumpable, MDWE, rlimits, capabilities, Landlock, seccomp
///             SelfCheck.run           tries what must fail; fatal in every build
/// ```
///
/// Steps are small C functions without policy (`CLinux/clinux_seal.c`, `clinux_clone.c`); what is applied, in which
/// order and with which values is decided here. The worker's steps run in Swift after the fork: that is sound because
/// the template has exactly one thread, which ``TemplateSeal/assertUntouched()`` makes sure of.
///
/// `SystemCalls/` holds the one table of allowed calls (``SystemCallTable``) and the compiler that makes the seccomp
/// filter from it. Everything not in the table is SIGSYS for the whole process. ``Tier`` says how much of this a
/// machine can give, and a worker that misses a layer of its tier ends itself.
///
/// ## What was measured and checked (Debian 12, kernel 6.18, glibc 2.36, x86_64)
///
/// * FoundationEssentials decodes the job and encodes the report under the filter, with the dynamic and with the static
///   standard library. It needs no call beyond memory; neither it nor Swift loads a library later: `libgcc_s` and
///   `libstdc++` are linked.
/// * A raw clone leaves the C library's idea of the thread id stale; the kernel is told to refresh it
///   (`clinux_prepare_clone`), because recursive locks compare it.
/// * RLIMIT_NPROC counts per uid and user namespace: with a limit of 20, two siblings in one namespace had 20 processes
///   between them, while 30 processes of the same uid outside did not count. Outside a user namespace an ordinary
///   user's limit counts everything the user runs; there it is not set.
/// * The x265 touch leaves one thread. Inside, libnuma reports a refused `set_mempolicy` through `perror`, which first
///   tries `dup`: the one call pretends, the other is refused politely. With one thread libx264, libx265, libvpx-vp9,
///   libsvtav1, AAC, Opus, MP3 and FLAC gave the same bytes sealed and unsealed.
/// * 45 real files of all kinds, transcoded with two to four threads: no filter kill.
/// * A parked libav worker costs 0.3 MB of its own and 2.6 MB in proportion (debug build).
/// * Process 1 of a namespace ignores SIGABRT: `abort` ends in the C library's last resort and shows as SIGSEGV.
/// * The parent-death signal is forgotten at every change of uid and must be set again.
/// * `/proc/self/uid_map` cannot be written while the process is not dumpable, as it is after a change of uid.
package enum Sandbox {}
