import Glibc
import Platform
import Testing

@Suite struct SpawnTests {
    @Test func aProgramRunsAndIsReaped() throws {
        let pipe = try Pipe.make()
        var child: ChildProcess
        do {
            child = try SpawnThread.shared.spawn(
                executable: "/bin/sh", arguments: ["-c", "echo $WORD $(ls /proc/self/fd | tr '\\n' ' '); exit 7"],
                environment: ["WORD": "hello", "PATH": "/usr/bin:/bin"],
                descriptors: [(pipe.second.rawValue, 1)])
        }
        let exit = try #require(try child.wait(milliseconds: 10_000))
        #expect(exit.status == .exited(7))
        #expect(exit.peakResidentBytes > 100_000)
    }

    @Test func aMissingProgramIsSaidSo() {
        #expect(throws: SystemFailure.self) {
            _ = try SpawnThread.shared.spawn(
                executable: "/nowhere/program", arguments: [], environment: [:], descriptors: [])
        }
    }
}
