import SwiftASN1

/// Says of a file that is no key what it is instead, where that can be told, and how to make a key file of it.
enum KeyFileFault {
    static func sentence(_ file: [UInt8]) -> String {
        let text = KeyText.trimmed(file[...])
        if text.starts(with: "---- BEGIN SSH2".utf8) {
            return "it is an SSH2 public key; rewrite it: ssh-keygen -i -f FILE"
        }
        if text.starts(with: "PuTTY-User-Key-File".utf8) {
            return "it is a PuTTY key; rewrite it: puttygen FILE -O private-openssh-new -o NEW"
        }
        if isPKCS12(file) { return "it is a PKCS#12 store; take the key out: openssl pkcs12 -in FILE -nodes" }
        return "the file is no key: neither PEM, DER, JWK, JWK Set nor OpenSSH"
    }

    /// RFC 7292 §4: version 3, then two sequences.
    private static func isPKCS12(_ file: [UInt8]) -> Bool {
        guard file.first == 0x30, let node = try? DER.parse(file), case .constructed(let nodes) = node.content
        else { return false }
        return nodes.prefix(2).map(\.identifier) == [.integer, .sequence]
    }
}
