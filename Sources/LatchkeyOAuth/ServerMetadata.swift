public import LatchkeyJOSE

/// What a client has to know of this server, in a form that programs read (RFC 8414).
///
/// It lists what works, and leaves out what would be empty.
public struct ServerMetadata: Sendable {
    /// The issuer; every URL begins with it, whatever host a request names.
    public let issuer: String
    private let grants: [GrantType]

    private let statusLists: String?

    init(issuer: String, grants: [GrantType], statusLists: String? = nil) {
        self.statusLists = statusLists
        self.issuer = issuer
        self.grants = grants
    }

    /// The URL of the token endpoint.
    static func tokenEndpoint(of issuer: String) -> String { issuer + "/oauth/token" }

    /// The members of the document.
    public var members: [(name: String, value: JSONValue)] {
        let confidential: JSONValue = ["client_secret_basic", "client_secret_post", "private_key_jwt"]
        let all: JSONValue = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]
        let algorithms = JSONValue.array(ClientKeys.algorithms.map(\.name).sorted().map { .string($0) })
        var members: [(name: String, value: JSONValue)] = [
            ("issuer", .string(issuer)),
            ("token_endpoint", .string(Self.tokenEndpoint(of: issuer))),
            ("jwks_uri", .string(issuer + "/.well-known/jwks.json")),
            ("introspection_endpoint", .string(issuer + "/oauth/introspect")),
            ("revocation_endpoint", .string(issuer + "/oauth/revoke")),
        ]
        if let statusLists { members.append(("status_list_aggregation_endpoint", .string(statusLists))) }
        if !grants.isEmpty {
            members.append(("grant_types_supported", .array(grants.map { .string($0.rawValue) })))
        }
        for (endpoint, methods) in [("token", all), ("introspection", confidential), ("revocation", all)] {
            members.append(("\(endpoint)_endpoint_auth_methods_supported", methods))
            members.append(("\(endpoint)_endpoint_auth_signing_alg_values_supported", algorithms))
        }
        return members
    }
}
