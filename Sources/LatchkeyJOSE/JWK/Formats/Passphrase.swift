/// What a key file is encrypted with: some text in UTF-8.
struct Passphrase {
    /// Never empty: an empty one protects nothing, and no key file that is encrypted has one.
    let octets: [UInt8]

    /// A passphrase to try.
    init(_ text: String) throws(JWTError) {
        octets = Array(text.utf8)
        guard !octets.isEmpty else { throw .passphraseWrong }
    }

    /// A passphrase to protect a file with from now on.
    init(new text: String) throws(JWTError) {
        octets = Array(text.utf8)
        guard !octets.isEmpty else { throw .keyInvalid(reason: "an empty passphrase protects nothing") }
    }
}
