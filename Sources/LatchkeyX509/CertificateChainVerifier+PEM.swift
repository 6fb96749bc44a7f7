public import LatchkeyJOSE
import SwiftASN1
import X509

extension CertificateChainVerifier {
    /// A verifier that trusts the certificates of a PEM text, one after the other.
    ///
    /// - Parameters:
    ///   - rootsPEM: the text; it holds one certificate at least, and nothing else.
    ///   - maximumLength: how many certificates `x5c` may hold.
    /// - Throws: ``JWTError/certificateInvalid(reason:)``.
    public init(rootsPEM: String, maximumLength: Int = 6) throws(JWTError) {
        let roots: [Certificate]
        do {
            roots = try PEMDocument.parseMultiple(pemString: rootsPEM).map {
                try Certificate(pemDocument: $0)
            }
        } catch {
            throw .certificateInvalid(reason: "the roots are not certificates in PEM")
        }
        guard !roots.isEmpty else { throw .certificateInvalid(reason: "there is no root in the text") }
        self.init(roots: roots, maximumLength: maximumLength)
    }
}
