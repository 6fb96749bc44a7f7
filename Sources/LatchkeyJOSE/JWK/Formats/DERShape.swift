import SwiftASN1

/// Tells the structures that hold keys apart by the types of their first parts, whatever the parts say.
enum DERShape {
    static let broken = JWTError.keyInvalid(reason: "its DER is not of the structure that its label names")

    /// The PEM label that the octets would have; `nil` where they are no key and no certificate.
    static func label(_ der: [UInt8]) -> String? {
        guard der.first == 0x30, let node = try? DER.parse(der), case .constructed(let nodes) = node.content
        else { return nil }
        let parts = Array(nodes.prefix(10))
        return switch parts.map(\.identifier) {
        case [.sequence, .sequence, .bitString]: "CERTIFICATE"
        case [.sequence, .bitString]: "PUBLIC KEY"
        case [.sequence, .octetString]: "ENCRYPTED PRIVATE KEY"
        case [.integer, .integer]: "RSA PUBLIC KEY"
        case let types where types.count >= 9 && types.prefix(9).allSatisfy { $0 == .integer }:
            "RSA PRIVATE KEY"
        case let types where types.starts(with: [.integer, .sequence, .octetString]): "PRIVATE KEY"
        case let types where types.starts(with: [.integer, .octetString]): "EC PRIVATE KEY"
        default: nil
        }
    }
}
