package typealias TemporaryFolder = TemporaryDirectory
package typealias BuiltProgram = BuiltPrograms
package typealias TestMedia = Media
