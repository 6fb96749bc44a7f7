import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeySQLite

@Suite("A database in the making")
struct DatabaseDraftTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Leaves a folder behind as a process does that is killed while it fills a draft.
    private func abandon(
        _ files: [String],
        suffix: String = UUIDv7(at: testTime).description
    ) throws -> String {
        let name = "latchkey.db.new-\(suffix)"
        let folder = "\(directory.path)/\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        for file in files { try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)")) }
        return name
    }

    @Test(
        "is removed by the next opening when its maker was killed, whether or not there is a database by then"
    )
    func abandoned() throws {
        for _ in 0..<2 {
            _ = try abandon(["draft.db", "draft.db-journal"])
            _ = try abandon([])
            _ = try openStorage(directory)
            #expect(try directory.files() == ["latchkey.db"])
        }
    }

    @Test("stays while its maker works on it")
    func inTheMaking() throws {
        let draft = try DatabaseDraft(of: directory.database, at: testTime)
        try Data("x".utf8).write(to: URL(fileURLWithPath: draft.file))
        DatabaseDraft.removeStale(of: directory.database)
        #expect(FileManager.default.fileExists(atPath: draft.file))
    }

    @Test("is gone with its maker's reference to it")
    func finished() throws {
        do {
            let draft = try DatabaseDraft(of: directory.database, at: testTime)
            try Data("x".utf8).write(to: URL(fileURLWithPath: draft.file))
        }
        #expect(try directory.files() == [])
    }

    @Test("is nothing else that only has such a name")
    func strangers() throws {
        let kept = [
            try abandon(["draft.db", "letters.txt"]), try abandon(["draft.db"], suffix: "letters"),
            "latchkey.db.new-\(UUIDv7(at: testTime))",
        ]
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(directory.path)/\(kept[2])"))
        DatabaseDraft.removeStale(of: directory.database)
        #expect(try directory.files() == kept.sorted())
        #expect(FileManager.default.fileExists(atPath: "\(directory.path)/\(kept[0])/letters.txt"))
        #expect(FileManager.default.fileExists(atPath: "\(directory.path)/\(kept[1])/draft.db"))
    }
}
