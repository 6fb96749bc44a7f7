/// A key with a public part: what the families have in common.
///
/// A family is a struct of its own that reads keys with the checks of its RFC; ``KeyMaterial`` lists the families.
protocol AsymmetricKey: Sendable {
    associatedtype PublicKey: Sendable
    associatedtype PrivateKey: Sendable

    var publicKey: PublicKey { get }
    /// `nil` where only the public part is known.
    var privateKey: PrivateKey? { get }
    init(publicKey: PublicKey, privateKey: PrivateKey?)

    /// What a sentence about such a key calls it, such as `P-384`.
    static var name: String { get }
    static var keyType: KeyType { get }
    /// What the family and the curve can sign with; empty for keys that are for key agreement alone.
    static var algorithms: [SignatureAlgorithm] { get }

    /// The public members of its JWK.
    var parameters: KeyParameters { get }
    /// The private members of its JWK; empty for a public key.
    var privateMembers: [(StaticString, [UInt8])] { get }

    /// SPKI of the public part.
    func publicKeyInfo() -> PublicKeyInfo
    /// PKCS#8 of the private part; `nil` for a public key.
    func privateKeyInfo() throws -> PrivateKeyInfo?
}

extension AsymmetricKey {
    var publicPart: Self { Self(publicKey: publicKey, privateKey: nil) }
}
