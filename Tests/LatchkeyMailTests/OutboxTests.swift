import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyMail

@Suite("Outbox")
struct OutboxTests {
    @Test("a mail becomes a file for its owner alone; the same mail again replaces it")
    func written() async throws {
        let folder = NSTemporaryDirectory() + "latchkey-outbox-\(UUID().uuidString)/outbox"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let message = try MailMessage.test()
        let outbox = Outbox(folder: folder)
        for _ in 0..<2 {
            let path = try #require(try await outbox.deliver(message))
            #expect(FileManager.default.contents(atPath: path) == Data(message.octets))
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["\(message.id).eml"])
    }

    @Test("a folder that cannot be made is told, and the mail waits")
    func refused() async throws {
        let file = NSTemporaryDirectory() + "latchkey-outbox-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: file) }
        try Data().write(to: URL(filePath: file))
        let failure = await #expect(throws: MailFailure.self) {
            try await Outbox(folder: file + "/outbox").deliver(.test())
        }
        #expect(failure?.isTemporary == true)
    }
}
