import Testing

@testable import Sandbox

@Suite struct LandlockRightsTests {
    /// The kernel refuses a bit that its version does not know, and a bit left out is a right left over.
    @Test(arguments: [
        (1, 0x1FFF, 0, 0), (2, 0x3FFF, 0, 0), (3, 0x7FFF, 0, 0), (4, 0x7FFF, 3, 0), (5, 0xFFFF, 3, 0),
        (6, 0xFFFF, 3, 3), (7, 0xFFFF, 3, 3),
    ])
    func everyVersionDeniesAllItKnows(version: Int, fileSystem: Int, network: Int, scoped: Int) {
        let rights = LandlockRights(version: Int32(version))
        #expect(rights.fileSystem == UInt64(fileSystem))
        #expect(rights.network == UInt64(network))
        #expect(rights.scoped == UInt64(scoped))
    }
}
