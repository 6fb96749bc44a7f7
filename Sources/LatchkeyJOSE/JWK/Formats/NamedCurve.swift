import SwiftASN1

/// A curve under the names that JWK, ASN.1 and OpenSSH have for it.
struct NamedCurve {
    let name: String
    let identifier: ASN1ObjectIdentifier
    /// RFC 5656 §10.1.
    let openSSH: String

    static let all = [
        NamedCurve(name: "P-256", identifier: .p256, openSSH: "nistp256"),
        NamedCurve(name: "P-384", identifier: .p384, openSSH: "nistp384"),
        NamedCurve(name: "P-521", identifier: .p521, openSSH: "nistp521"),
    ]

    static func named(_ name: String) -> NamedCurve? {
        all.first { $0.name == name }
    }

    static func of(_ identifier: ASN1ObjectIdentifier?) -> NamedCurve? {
        all.first { $0.identifier == identifier }
    }
}
