import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Scope {
    /// What an OAuth client needs to look after the account of whoever let it in, as the account's owner does.
    static let ownAccount: Scope = "latchkey:account"
}

extension AccessToken {
    /// Whether whoever holds the token may do what the account's owner may: tokens of the server's own login can, those of
    /// an OAuth client with ``Scope/ownAccount``.
    var isOfHolder: Bool { !isOfClientAlone && (isOwn || scope.isSuperset(of: .ownAccount)) }
}

extension Session {
    /// Whether whoever holds its refresh token may do what the account's owner may.
    var isOfHolder: Bool {
        clientID.utf8.elementsEqual(TokenGrant.ownClientID.utf8) || scope.isSuperset(of: .ownAccount)
    }
}

extension Problem {
    /// The 403 for a token of a client that does not look after the account.
    static var notOfHolder: Problem {
        Problem(
            .insufficientScope,
            detail:
                "Tokens of clients change an account, and see all of it, with the scope \(Scope.ownAccount) only.",
            challenge: .insufficientScope(.ownAccount)
        )
    }
}

extension TokenRequestContext {
    /// The account that whoever asks may change, and see all of.
    ///
    /// Somebody who lets an OAuth client in lets it know who they are. That it may also change their password, end their
    /// sessions or delete the account is agreed to by nobody, unless whoever runs the server has granted the client the
    /// scope for it.
    ///
    /// - Throws: 401 without a token, and for one that speaks for nobody; 403 for one that a client got for itself, and for
    ///   one of a client without the scope.
    func requireAccountHolder() throws -> UUIDv7 {
        let account = try requireAccount()
        guard try requireToken().isOfHolder else { throw Problem.notOfHolder }
        return account
    }

    /// The account that a token with the request shows to be the sender's; `nil` without a token, and for one of a client
    /// that does not look after the account.
    var accountHolder: UUIDv7? { token.flatMap { $0.isOfHolder ? UUIDv7($0.subject) : nil } }
}
