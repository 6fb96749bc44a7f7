import LatchkeyAccounts

/// `grant_type=password`: name and password of an account (RFC 6749 §4.3).
///
/// OAuth 2.1 has given it up, since it teaches people to type their password into other programs; here it is off unless
/// configured. It ends in ``Login``, so throttle, equal time and second factor are those of every login.
struct PasswordGrant: Grant {
    let type = GrantType.password
    let login: Login

    func prove(_ request: OAuthRequest, by client: Client) throws -> GrantProof {
        let name = try request.required("username")
        let password = try request.required("password")
        return GrantProof(of: client) { context in
            .signIn(try await login.logIn(name, password: password, from: context))
        }
    }
}
