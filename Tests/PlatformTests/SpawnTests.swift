import Platform
import TestSupport
import Testing

@Suite struct SpawnTests {
    /// Runs a shell script with its standard output on a pipe.
    private func output(
        of script: String, environment: [String: String] = ["PATH": "/usr/bin:/bin"], directory: String? = nil
    ) throws -> (String, ProcessExit.Status?) {
        var pipe = try Pipe.make()
        let child = try SpawnThread.shared.spawn(
            executable: "/bin/sh", arguments: ["-c", script], environment: environment, directory: directory,
            descriptors: [(pipe.second.rawValue, 1)])
        let text = try readToEnd(&pipe)
        return (text, try child.wait(milliseconds: 10_000)?.status)
    }

    private func readToEnd(_ pipe: inout DescriptorPair) throws -> String {
        _ = pipe.takeSecond()
        return String(decoding: try File.readAll(pipe.first.rawValue, limit: 1 << 20), as: UTF8.self)
    }

    @Test func aProgramGetsItsEnvironmentFolderAndStatus() throws {
        let (text, status) = try output(
            of: "echo $WORD; pwd; env | wc -l; exit 7", environment: ["WORD": "hello", "PATH": "/usr/bin:/bin"],
            directory: "/usr/bin")
        #expect(text.hasPrefix("hello\n/usr/bin\n"))
        #expect(status == .exited(7))
    }

    @Test func theCPUTimeOfAChildCanBeReadWhileItRuns() throws {
        let child = try SpawnThread.shared.spawn(
            executable: "/bin/sh", arguments: ["-c", "while :; do :; done"], environment: [:], descriptors: [])
        var spent: UInt64 = 0
        for _ in 0..<1000 where spent < 5_000_000 {
            Sleep.milliseconds(5)
            spent = try #require(ProcessCPUClock.nanoseconds(of: child.pid))
        }
        try child.signal(.kill)
        let exit = try #require(try child.wait(milliseconds: 10_000))
        #expect(spent >= 5_000_000 && Double(spent) / 1e9 < exit.cpuSeconds + 0.005)
        #expect(ProcessCPUClock.nanoseconds(of: child.pid) == nil)
    }

    /// Nothing but what is mapped (3 is the folder that `ls` reads).
    @Test func onlyMappedDescriptorsReachTheChild() throws {
        let leak = try File.open("/dev/zero", .readOnly)
        let (text, _) = try output(of: "ls /proc/self/fd | tr '\\n' ' '; readlink /proc/self/fd/0")
        #expect(text == "0 1 2 3 /dev/null\n")
        #expect(leak.rawValue >= 0)
    }

    @Test func descriptorsMayTradePlaces() throws {
        var first = try Pipe.make()
        var second = try Pipe.make()
        let (a, b) = (first.second.rawValue, second.second.rawValue)
        let child = try SpawnThread.shared.spawn(
            executable: "/bin/sh", arguments: ["-c", "echo to-a >/proc/$$/fd/\(b); echo to-b >/proc/$$/fd/\(a)"],
            environment: [:],
            descriptors: [(a, b), (b, a)])
        #expect(try child.wait(milliseconds: 10_000)?.status == .exited(0))
        #expect(try readToEnd(&first) == "to-a\n")
        #expect(try readToEnd(&second) == "to-b\n")
    }

    @Test func signalsStartAtTheirDefaultsAndUnblocked() throws {
        Signal.pipe.ignore()
        let (text, _) = try output(of: "cat /proc/self/status")
        for field in ["SigBlk:\t", "SigIgn:\t", "SigCgt:\t"] {
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(field) })
            let mask = try #require(UInt64(line.dropFirst(field.count), radix: 16))
            // 32 and above are the C library's own, which it lets nobody change.
            #expect(mask & 0x7fff_ffff == 0, "\(line)")
        }
    }

    @Test func aProgramThatCannotStartIsAnErrorThatNamesIt() throws {
        let folder = try TemporaryDirectory()
        try File.replace(folder.path + "/text", with: Array("not a program".utf8), mode: 0o755)
        for (path, errno) in [
            ("/nowhere/program", Errno.noEntry), ("/etc/passwd", .accessDenied), (folder.path + "/text", .exec),
        ] {
            let failure = #expect(throws: SystemFailure.self) {
                _ = try SpawnThread.shared.spawn(executable: path, arguments: [], environment: [:], descriptors: [])
            }
            #expect(failure?.errno == errno)
            #expect("\(try #require(failure))".contains("\(path) (execve)"))
        }
        let failure = #expect(throws: SystemFailure.self) {
            _ = try SpawnThread.shared.spawn(
                executable: "/bin/true", arguments: [], environment: [:], directory: "/nowhere", descriptors: [])
        }
        #expect("\(try #require(failure))".contains("(chdir)"))
    }

    @Test func aSignalEndsAChildAndTheReasonIsKept() throws {
        let child = try SpawnThread.shared.spawn(
            executable: "/bin/sleep", arguments: ["60"], environment: [:], descriptors: [])
        #expect(try child.reap() == nil)
        #expect(try child.wait(milliseconds: 10) == nil)
        try child.signal(.kill)
        #expect(try child.wait(milliseconds: 10_000)?.status == .signalled(.kill, dumpedCore: false))
        try child.signal(.kill)
        #expect(throws: SystemFailure.self) { _ = try child.reap() }
    }

    @Test func usageIsMeasured() throws {
        let (_, status) = try output(of: "exit 0")
        #expect(status == .exited(0))
        let child = try SpawnThread.shared.spawn(
            executable: "/bin/sh", arguments: ["-c", "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done"],
            environment: [:], descriptors: [])
        let exit = try #require(try child.wait(milliseconds: 30_000))
        #expect(exit.cpuSeconds > 0.005)
        #expect(exit.peakResidentBytes > 100_000)
    }

    /// The child outlives the thread that asked for it, and dies with the process that has the spawn thread.
    @Test func aChildDiesWithItsParent() throws {
        let pipe = try Pipe.make()
        let child = try SpawnThread.shared.spawn(
            executable: "/bin/sh", arguments: ["-c", "grep -c . /proc/self/status; kill -9 $$"], environment: [:],
            descriptors: [(pipe.second.rawValue, 1)])
        #expect(try child.wait(milliseconds: 10_000)?.status == .signalled(.kill, dumpedCore: false))
        let sleeper = try startFromAThreadThatEnds()
        Sleep.milliseconds(50)
        #expect(try sleeper.reap() == nil)
        sleeper.end()
    }

    private func startFromAThreadThatEnds() throws -> ChildProcess {
        let queue = HandoffQueue<ChildProcess>(capacity: 1)
        let thread = try NamedThread.start(name: "short-lived") {
            do {
                _ = queue.push(
                    try SpawnThread.shared.spawn(
                        executable: "/bin/sleep", arguments: ["60"], environment: [:], descriptors: []))
            } catch {
                Issue.record(error)
            }
            queue.finishSending()
        }
        thread.join()
        guard let child = queue.pop() else { throw SystemFailure("spawn", .noChild) }
        return child
    }

    @Test func manyStartsAtOnce() throws {
        let threads = try (0..<8).map { index in
            try NamedThread.start(name: "starter-\(index)") {
                for _ in 0..<10 {
                    do {
                        let child = try SpawnThread.shared.spawn(
                            executable: "/bin/true", arguments: [], environment: [:], descriptors: [])
                        #expect(try child.wait(milliseconds: 30_000)?.status == .exited(0))
                    } catch {
                        Issue.record(error)
                    }
                }
            }
        }
        for thread in threads { thread.join() }
    }

    @Test func aStrangerIsNotAdopted() {
        #expect(throws: SystemFailure.self) { _ = try ChildProcess(adopting: 1) }
    }
}
