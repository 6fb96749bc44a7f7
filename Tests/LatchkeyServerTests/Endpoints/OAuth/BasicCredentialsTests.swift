import Foundation
import Testing

@testable import LatchkeyServer

struct BasicCredentialsTests {
    private static func header(_ text: String) -> String {
        "Basic \(Data(text.utf8).base64EncodedString())"
    }

    private static let read: [(String, String, String)] = [
        ("id:secret", "id", "secret"), ("id:", "id", ""), ("a%3Ab:c%3Ad", "a:b", "c:d"),
        ("id:a:b", "id", "a:b"), ("id:a+b", "id", "a b"), ("id:%25%2B", "id", "%+"),
        ("caf%C3%A9:\u{E9}", "caf\u{E9}", "\u{E9}"),
    ]

    @Test("identifier and secret are form-decoded, each for itself", arguments: read)
    func reads(text: String, id: String, secret: String) throws {
        let credentials = try #require(BasicCredentials(Self.header(text)))
        #expect(Array(credentials.id.utf8) == Array(id.utf8))
        #expect(Array(credentials.secret.utf8) == Array(secret.utf8))
    }

    @Test("the scheme is read in any case, with any number of spaces behind it")
    func scheme() {
        for scheme in ["basic ", "BASIC ", "bAsIc   "] {
            #expect(BasicCredentials(scheme + "aWQ6c2VjcmV0") != nil)
        }
    }

    private static let broken: [String] = [
        "", "Basic", "Basic ", "Bearer aWQ6c2VjcmV0", "Basicx aWQ6c2VjcmV0", "BasicaWQ6c2VjcmV0",
        "Basic aWQ6c2VjcmV", "Basic aWQ6c2VjcmV0=", "Basic a WQ6c2VjcmV0", "Basic aWQ6c2VjcmV0,",
        "Basic aWQ-c2VjcmV0", "Basic \(Data("nocolon".utf8).base64EncodedString())",
        header(":secret"), header("id:a\0b"), header("id:%00"), header("i%00d:secret"), header("id:%"),
        header("id:%4"), header("id:%zz"), header("id:%C3"),
        "Basic \(Data([0x69, 0x64, 0x3A, 0xFF]).base64EncodedString())",
        header("id:\(String(repeating: "x", count: 10_000))"),
    ]

    @Test("what cannot be read in one way only is refused", arguments: broken)
    func refuses(header: String) {
        #expect(BasicCredentials(header) == nil)
    }
}
