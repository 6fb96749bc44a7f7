/// The hosts that are this machine: `localhost`, `::1` and 127.0.0.0/8 (RFC 6761 §6.3, RFC 1122 §3.2.1.3).
enum LoopbackHost {
    /// Whether a host, with or without the brackets of a URL, is one of them; names that only look alike are not.
    static func contains(_ host: String) -> Bool {
        let folded = host.lowercased()
        return ["localhost", "::1", "[::1]"].contains(folded) || isLoopbackIPv4(folded)
    }

    /// Four decimal octets, of which the first is 127.
    private static func isLoopbackIPv4(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let octets = parts.compactMap { part in
            part.allSatisfy { (0x30...0x39).contains($0) }
                ? UInt8(String(decoding: part, as: UTF8.self)) : nil
        }
        return parts.count == 4 && octets.count == 4 && octets[0] == 127
    }
}
