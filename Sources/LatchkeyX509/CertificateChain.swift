import Crypto
import FoundationEssentials
import LatchkeyJOSE
import SwiftASN1
import X509

/// The certificates of an `x5c`, the one whose key signs first (RFC 7515 §4.1.6); never empty.
struct CertificateChain {
    let certificates: [Certificate]
    /// The first certificate in DER, as the header has it.
    let leaf: [UInt8]

    init(_ header: JWSHeader, maximumLength: Int) throws(JWTError) {
        let expected = "an array of certificates in base64, from one to \(maximumLength)"
        guard case .array(let elements)? = header.parameters["x5c"], !elements.isEmpty,
            elements.count <= maximumLength
        else { throw .headerInvalid(name: "x5c", expected: expected) }
        var certificates: [Certificate] = []
        var leaf: [UInt8]?
        for element in elements {
            guard case .string(let text) = element, let der = Base64.decode(Array(text.utf8)) else {
                throw .headerInvalid(name: "x5c", expected: expected)
            }
            do {
                certificates.append(try Certificate(derEncoded: der))
            } catch {
                throw .certificateInvalid(reason: "it holds something that is no certificate")
            }
            leaf = leaf ?? der
        }
        self.certificates = certificates
        self.leaf = leaf ?? []
    }

    /// RFC 7515 §4.1.7, §4.1.8: they name the certificate of the key.
    func checkThumbprints(_ header: JWSHeader) throws(JWTError) {
        let thumbprints = [
            ("x5t", Base64URL.encode(Array(Insecure.SHA1.hash(data: leaf)))),
            ("x5t#S256", Base64URL.encode(Array(SHA256.hash(data: leaf)))),
        ]
        for (name, thumbprint) in thumbprints {
            guard header.parameters[name] ?? .string(thumbprint) == .string(thumbprint) else {
                throw .certificateInvalid(reason: "\(name) is that of another certificate")
            }
        }
    }

    func checkValidity(at now: Date) throws(JWTError) {
        for (index, certificate) in certificates.enumerated() {
            let name = index == 0 ? "its leaf" : "certificate \(index + 1)"
            guard now <= certificate.notValidAfter else {
                throw .certificateInvalid(reason: "\(name) has expired")
            }
            guard certificate.notValidBefore <= now else {
                throw .certificateInvalid(reason: "\(name) is not valid yet")
            }
            guard certificate.signatureAlgorithm != .sha1WithRSAEncryption else {
                throw .certificateInvalid(reason: "\(name) is signed with SHA-1")
            }
        }
    }

    /// RFC 5280 §4.2.1.3, where the extension is there.
    func checkUsage() throws(JWTError) {
        for (index, certificate) in certificates.enumerated() {
            let usage: KeyUsage?
            do {
                usage = try certificate.extensions.keyUsage
            } catch {
                throw .certificateInvalid(reason: "a keyUsage is broken")
            }
            guard let usage else { continue }
            guard index > 0 || usage.digitalSignature else {
                throw .certificateInvalid(
                    reason: "its leaf may not sign: keyUsage is without digitalSignature"
                )
            }
            guard index == 0 || usage.keyCertSign else {
                throw .certificateInvalid(reason: "certificate \(index + 1) may not sign certificates")
            }
        }
    }
}
