/// Knows what has become of tokens since they were issued, without I/O; see `RemoteStatusLists`.
public protocol TokenStatusSource: Sendable {
    /// Lets a token pass that is good still.
    ///
    /// - Throws: ``TokenError`` with the code ``TokenError/Code/revoked`` for one that was taken back, and
    ///   ``TokenError/Code/unavailable`` where nobody can say.
    func check(_ token: AccessToken) throws(TokenError)
}
