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

    @Test("keeps nothing of what a device says of itself that would deceive whoever reads it")
    func plain() {
        let client = ClientContext(
            address: nil,
            device: "curl\u{9B}31m/8\u{202E}1.0",
            deviceName: "Ada\u{2066}'s\u{200B} telephone\u{7}"
        )
        #expect(client.device == "curl31m/81.0")
        #expect(client.deviceName == "Ada's telephone")
        #expect(ClientContext(address: nil, device: nil, deviceName: "\u{202E} \u{200B}").deviceName == nil)
    }

    @Test("is the own client where none is named, and has no device where none came")
    func defaults() {
        let client = ClientContext(address: nil, device: nil)
        #expect(client.clientID == "latchkey")
        #expect(client.device == nil)
    }
}
