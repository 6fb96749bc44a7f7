import CryptoExtras
import SwiftASN1

/// The public key of PKCS#1 (RFC 8017 A.1.1).
struct RSAPublicNumbers: DERParseable {
    let numbers: RSANumbers

    init(_ numbers: RSANumbers) {
        self.numbers = numbers
    }

    init(derEncoded node: ASN1Node) throws {
        self.numbers = try DER.sequence(node, identifier: .sequence) { nodes in
            RSANumbers(n: try RSANumbers.number(&nodes), e: try RSANumbers.number(&nodes))
        }
    }

    func key() throws -> RSAKey {
        RSAKey(publicKey: try numbers.publicKey(), privateKey: nil)
    }
}
