/// What a client presents to show that it is itself.
public enum ClientCredentials: Sendable {
    /// Identifier and secret, in the `Authorization` header or in the body.
    case secret(id: String, secret: String)
    /// A signed assertion (RFC 7523 §2.2), and the identifier if it came as well.
    case assertion(type: String, text: String, id: String?)
    /// The identifier alone.
    case identifier(String)
    /// Nothing.
    case none
}
