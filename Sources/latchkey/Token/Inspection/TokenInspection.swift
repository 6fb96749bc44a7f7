import FoundationEssentials
import LatchkeyAccounts
import LatchkeyJOSE

/// What can be said about a text that somebody takes for a token, without any key.
struct TokenInspection {
    private(set) var kind = TokenKind.unknown
    private(set) var header: JSONObject?
    private(set) var claims: JSONObject?
    /// The length of the signature in octets.
    private(set) var signatureLength: Int?
    private(set) var findings: [Finding] = []
    private(set) var signature = SignatureState.unchecked
    /// The token without what people paste along with it.
    private var token = ""

    /// What is known of the signature.
    enum SignatureState: String {
        case unchecked, valid, invalid
    }

    /// Takes a text apart, and judges its dates at a moment.
    init(_ text: String, at now: Date) {
        var octets = Array(text.utf8)[...]
        if String(decoding: octets.prefix(7), as: UTF8.self).lowercased() == "bearer " {
            octets = octets.dropFirst(7).drop { $0 == 0x20 }
            findings.append(.note("bearer_prefix", "“Bearer” in front is not a part of the token."))
        }
        if octets.count > TokenLimits.default.tokenSize {
            findings.append(
                Finding(
                    "token_too_large",
                    "It has \(octets.count) characters; at most \(TokenLimits.default.tokenSize) are taken."
                )
            )
        }
        token = String(decoding: octets, as: UTF8.self)
        read(octets, at: now)
    }

    /// Checks the signature; what is wrong with it otherwise is not said twice.
    mutating func check(with keys: KeyFindings) {
        let finding = keys.of(token)
        signature = finding.isFatal ? .invalid : .valid
        guard
            !findings.contains(where: { $0.code == finding.code && $0.isFatal })
                || finding.code == "signature_invalid"
        else { return }
        findings.append(finding)
    }

    /// Whether it could be read as what it claims to be, whatever is wrong with it otherwise.
    var isReadable: Bool {
        switch kind {
        case .signed, .unsecured: header != nil && claims != nil
        case .encrypted: header != nil
        case .refreshToken: findings.isEmpty
        case .unknown: false
        }
    }

    private mutating func read(_ text: ArraySlice<UInt8>, at now: Date) {
        if text.starts(with: "lkr_".utf8) {
            kind = .refreshToken
            if !RefreshTokenCodec.isIntact(String(decoding: text, as: UTF8.self)) {
                findings.append(
                    Finding("malformed", "It is cut off or mistyped: its length or its checksum is wrong.")
                )
            }
            return
        }
        if text.first == UInt8(ascii: "{") {
            findings.append(
                Finding("malformed", "It looks like JSON; only the compact form with dots is taken.")
            )
            return
        }
        let segments = text.split(
            separator: UInt8(ascii: "."),
            maxSplits: 5,
            omittingEmptySubsequences: false
        )
        switch segments.count {
        case 3: readSigned(segments, at: now)
        case 5: readEncrypted(segments)
        default: findings.append(Finding("malformed", Self.segmentFault(segments.count)))
        }
    }

    private mutating func readSigned(_ segments: [ArraySlice<UInt8>], at now: Date) {
        kind = .signed
        var readers = [SegmentReader("header"), SegmentReader("payload"), SegmentReader("signature")]
        header = readers[0].object(segments[0])
        claims = readers[1].object(segments[1])
        signatureLength = readers[2].octets(segments[2])?.count
        findings += readers.flatMap(\.findings)
        if let header {
            if HeaderFindings.isUnsecured(header) { kind = .unsecured }
            findings += HeaderFindings.of(header, signatureLength: signatureLength ?? 0)
        }
        if let claims { findings += ClaimFindings(claims: claims, now: now).findings }
    }

    private mutating func readEncrypted(_ segments: [ArraySlice<UInt8>]) {
        kind = .encrypted
        var reader = SegmentReader("header")
        header = reader.object(segments[0])
        findings += reader.findings
        findings.append(
            Finding("malformed", "Where a signed token is expected, an encrypted one is refused.")
        )
    }

    private static func segmentFault(_ count: Int) -> String {
        let segments =
            count > 5 ? "more than five segments" : count == 1 ? "one segment" : "\(count) segments"
        return "It has \(segments) between dots; a signed token has three, an encrypted one five."
    }
}
