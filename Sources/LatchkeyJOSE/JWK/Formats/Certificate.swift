import SwiftASN1

/// The public key of an X.509 certificate (RFC 5280 §4.1), as a container and no more.
///
/// Neither dates nor issuer nor signature are looked at: the file was chosen by whoever holds it, as any key file is.
struct Certificate: DERParseable {
    let publicKey: PublicKeyInfo

    init(derEncoded node: ASN1Node) throws {
        publicKey = try DER.sequence(node, identifier: .sequence) { nodes in
            let publicKey = try DER.sequence(in: &nodes) { nodes in
                try Self.publicKey(&nodes)
            }
            _ = try KeyAlgorithm(derEncoded: &nodes)
            _ = try ASN1BitString(derEncoded: &nodes)
            return publicKey
        }
    }

    private static func publicKey(_ nodes: inout ASN1NodeCollection.Iterator) throws -> PublicKeyInfo {
        _ = try DER.optionalExplicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) {
            try Int(derEncoded: $0)
        }
        _ = try ArraySlice<UInt8>(derEncoded: &nodes)
        // The algorithm of the signature, the issuer, the validity and the subject.
        for _ in 0..<4 {
            guard nodes.next()?.identifier == .sequence else {
                throw ASN1Error.invalidASN1Object(reason: "not a certificate")
            }
        }
        let publicKey = try PublicKeyInfo(derEncoded: &nodes)
        while nodes.next() != nil {}
        return publicKey
    }
}
