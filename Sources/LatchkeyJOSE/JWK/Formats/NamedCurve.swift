import SwiftASN1

/// The names that OpenSSH has for the curves of EC keys (RFC 5656 §10.1).
struct NamedCurve {
    let openSSH: String
    let identifier: ASN1ObjectIdentifier

    static let all = [
        NamedCurve(openSSH: "nistp256", identifier: .p256),
        NamedCurve(openSSH: "nistp384", identifier: .p384),
        NamedCurve(openSSH: "nistp521", identifier: .p521),
    ]
}
