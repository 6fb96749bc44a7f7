import HTTPTypes
import Testing

@testable import LatchkeyServer

struct TrustedProxiesTests {
    private static func proxies(_ blocks: String...) -> TrustedProxies {
        TrustedProxies(blocks: blocks.compactMap(AddressBlock.init))
    }

    private static func client(_ proxies: TrustedProxies, _ peer: String, _ forwarded: String...) -> String {
        var headers = HTTPFields()
        for value in forwarded {
            guard let name = HTTPField.Name("X-Forwarded-For") else { continue }
            headers.append(HTTPField(name: name, value: value))
        }
        return proxies.client(behind: peer, in: headers)
    }

    @Test(
        "reads from the right, as long as the writer is trusted",
        arguments: [
            (["203.0.113.9"], "203.0.113.9"),
            (["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
            (["198.51.100.1, 203.0.113.9, 10.0.0.7"], "203.0.113.9"),
            (["198.51.100.1", "203.0.113.9", "10.0.0.7 ,10.1.2.3"], "203.0.113.9"),
            (["10.0.0.7, 10.0.0.8"], "10.0.0.7"),
            (["203.0.113.9:51000"], "203.0.113.9"),
            (["[2001:db8::9]:51000"], "2001:db8::9"),
            (["2001:db8::9"], "2001:db8::9"),
            (["::ffff:10.0.0.9"], "::ffff:10.0.0.9"),
            (["203.0.113.9, unknown"], "10.0.0.1"),
            (["203.0.113.9, ,"], "10.0.0.1"), (["203.0.113.9,"], "203.0.113.9"),
            ([""], "10.0.0.1"), ([], "10.0.0.1"), (["localhost"], "10.0.0.1"), (["0x7f.1"], "10.0.0.1"),
        ]
    )
    func walk(_ forwarded: [String], _ client: String) {
        var headers = HTTPFields()
        for value in forwarded {
            guard let name = HTTPField.Name("X-Forwarded-For") else { continue }
            headers.append(HTTPField(name: name, value: value))
        }
        #expect(Self.proxies("10.0.0.0/8").client(behind: "10.0.0.1", in: headers) == client)
    }

    @Test("believes nobody who is not in the list")
    func stranger() {
        #expect(Self.client(Self.proxies("10.0.0.0/8"), "192.0.2.1", "203.0.113.9") == "192.0.2.1")
        #expect(Self.client(Self.proxies(), "10.0.0.1", "203.0.113.9") == "10.0.0.1")
        #expect(Self.client(Self.proxies("::1"), "::1", "203.0.113.9") == "203.0.113.9")
    }

    @Test(
        "a block holds what its prefix says",
        arguments: [
            ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("192.0.2.128/25", "192.0.2.128", true), ("192.0.2.128/25", "192.0.2.127", false),
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
            ("192.0.2.1/32", "::ffff:192.0.2.1", true), ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false), ("::/0", "10.0.0.1", true),
            ("::1", "::1", true), ("10.0.0.0/8", "ten", false), ("10.0.0.0/8", "", false),
        ]
    )
    func contains(_ block: String, _ address: String, _ isInside: Bool) throws {
        #expect(try #require(AddressBlock(block)).contains(address) == isInside)
    }

    @Test(
        "what is no block is refused",
        arguments: [
            "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "::/129",
            "::/",
            "10.0.0", "proxy.example", "10.0.0.0/99999999999999999999", "/var/run/x", "none",
        ]
    )
    func noBlock(_ text: String) {
        #expect(AddressBlock(text) == nil)
    }

    @Test(
        "are configured as a list, by file or environment, and refused as a whole when one of them is wrong"
    )
    func configured() async throws {
        func blocks(_ text: String) async throws -> [String] {
            try await ServerConfiguration.load(environment: ["LATCHKEY_PROXIES_TRUSTED": text])
                .trustedProxies.map(\.description)
        }
        #expect(try await blocks("10.0.0.0/8, ::1") == ["10.0.0.0/8", "::1"])
        #expect(try await blocks("none") == [])
        #expect(try await ServerConfiguration.load(environment: [:]).trustedProxies == [])
        for wrong in ["10.0.0.0/8,proxy.example", "none,::1", "10.0.0.0/40"] {
            await #expect(throws: ConfigurationError.self) { try await blocks(wrong) }
        }
    }
}
