#if DEBUG
    import Platform
    import TestSupport
    import Testing

    @Suite struct FaultInjectorTests {
        @Test func theChosenCallsFailAndOnlyBelowTheFolder() throws {
            let folder = try TemporaryDirectory()
            let other = try TemporaryDirectory()
            let inside = try File.open(folder.path + "/a", [.readWrite, .create])
            let outside = try File.open(other.path + "/a", [.readWrite, .create])
            try FaultInjector.force(.noSpace, on: .write, below: folder.path, count: 2, skipping: 1) {
                try File.writeAll([1], to: inside.rawValue)
                for _ in 0..<2 {
                    try File.writeAll([1], to: outside.rawValue)
                    #expect(throws: SystemFailure("forced fault", .noSpace, subject: folder.path + "/a")) {
                        try File.writeAll([2], to: inside.rawValue)
                    }
                }
                try File.writeAll([3], to: inside.rawValue)
            }
            #expect(try File.contents(of: folder.path + "/a") == [1, 3])
        }

        @Test func aFailedReplaceLeavesTheOldFileAndNoOther() throws {
            let folder = try TemporaryDirectory()
            let path = folder.path + "/a"
            try File.replace(path, with: [1])
            for operation in [FaultOperation.open, .write, .synchronize, .rename] {
                FaultInjector.force(.io, on: operation, below: folder.path) {
                    _ = #expect(throws: SystemFailure.self) { try File.replace(path, with: [2]) }
                }
                #expect(try File.contents(of: path) == [1])
                #expect(try Directory.names(in: folder.path) == ["a"])
            }
        }
    }
#endif
