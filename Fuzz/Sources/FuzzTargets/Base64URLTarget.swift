import LatchkeyJOSE

/// base64url: what is accepted is canonical, and every octet comes back.
enum Base64URLTarget {
    static func check(_ input: [UInt8]) throws(FuzzFinding) {
        if let octets = Base64URL.decode(input) {
            try FuzzFinding.expect(
                Array(Base64URL.encode(octets).utf8) == input,
                "text was accepted that is not the text of its octets"
            )
        }
        let text = Base64URL.encode(input)
        try FuzzFinding.expect(Base64URL.decode(text) == input, "octets do not come back from String")
        try FuzzFinding.expect(Base64URL.decode(Array(text.utf8)) == input, "octets do not come back")
        try FuzzFinding.expect(Base64URL.decode(text + "=") == nil, "padding was accepted")
    }
}
