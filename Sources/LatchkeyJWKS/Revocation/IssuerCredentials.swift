import LatchkeyJOSE

/// The OAuth client that a service is to an issuer, with its secret.
public struct IssuerCredentials: Sendable {
    private let clientID: String
    private let secret: String

    /// Names the client.
    ///
    /// - Parameters:
    ///   - clientID: its `client_id`.
    ///   - secret: its `client_secret`.
    public init(clientID: String, secret: String) {
        (self.clientID, self.secret) = (clientID, secret)
    }

    /// The `Authorization` header (RFC 6749 §2.3.1): each part encoded as in a form, then both together.
    var authorization: String {
        let pair = Base64.encode(Array("\(Self.encoded(clientID)):\(Self.encoded(secret))".utf8))
        return "Basic " + String(decoding: pair, as: UTF8.self)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { encoded, octet in
            let isUnreserved =
                (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet)
                || (0x61...0x7A).contains(octet) || "-._~".utf8.contains(octet)
            guard !isUnreserved else { return encoded.unicodeScalars.append(Unicode.Scalar(octet)) }
            let digits = String(octet, radix: 16, uppercase: true)
            encoded += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
        }
    }
}

extension IssuerCredentials: CustomStringConvertible {
    /// The client alone: the secret must not get into logs.
    public var description: String { "IssuerCredentials(\(clientID))" }
}
