public import LatchkeyTokens

/// A request to an OAuth endpoint, taken out of its HTTP.
public struct OAuthRequest: Sendable {
    /// How the client authenticates.
    public let credentials: ClientCredentials
    /// The network address of whoever asks, as far as it can be trusted.
    public let address: String?
    /// What it calls itself.
    public let device: String?
    private let parameters: [ExactText: String]

    /// Collects a request.
    ///
    /// - Parameters:
    ///   - credentials: how the client authenticates.
    ///   - parameters: the parameters, each once.
    ///   - address: the network address of whoever asks.
    ///   - device: what it calls itself.
    public init(
        credentials: ClientCredentials,
        parameters: [ExactText: String],
        address: String?,
        device: String?
    ) {
        self.credentials = credentials
        self.parameters = parameters
        self.address = address
        self.device = device
    }

    /// A parameter; one without a value counts as absent (RFC 6749 §3.2).
    subscript(name: String) -> String? {
        parameters[ExactText(name)].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A parameter that is needed.
    func required(_ name: String) throws(OAuthError) -> String {
        guard let value = self[name] else { throw .missing(name) }
        return value
    }
}
