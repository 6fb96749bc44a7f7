import LatchkeyAccounts
import Testing

struct ClientContextTests {
    @Test("cuts the device's name to 256 octets, between characters")
    func cut() throws {
        let letters = String(repeating: "a", count: 256)
        #expect(ClientContext(address: nil, device: letters + "b").device == letters)
        let cut = try #require(
            ClientContext(address: nil, device: letters.dropLast() + "\u{E9}\u{E9}").device
        )
        #expect(cut.utf8.count <= 256)
        #expect(!cut.unicodeScalars.contains("\u{FFFD}"))
        #expect(String(validating: Array(cut.utf8), as: UTF8.self) == cut)
    }

    @Test("is the own client where none is named, and has no device where none came")
    func defaults() {
        let client = ClientContext(address: nil, device: nil)
        #expect(client.clientID == "latchkey")
        #expect(client.device == nil)
    }
}
