/// One request, with everything in it resolved; the model and the system each answer it.
enum Operation: Sendable {
    case refresh(session: Int, generation: Int64, client: Int)
    case endSession(Int, ofAccount: Int?)
    case endOthers(than: Int)
    case endAll(account: Int)
    case lock(account: Int)
    case unlock(account: Int)
    /// To the password of this version.
    case changePassword(account: Int, version: Int)
    /// Asked for in a session, which goes on with a new secret while all others end.
    case changeOwnPassword(session: Int, version: Int, client: Int)
    case logOutPresenting(session: Int, generation: Int64)
    case viewPage(session: Int)
}

/// What a request is answered.
enum Answer: Sendable, Equatable {
    /// New tokens, the refresh token being of this generation.
    case granted(generation: Int64)
    /// Done, with so many sessions ended.
    case ended(Int)
    case done
    /// Refused with this code.
    case refused(String)
}
