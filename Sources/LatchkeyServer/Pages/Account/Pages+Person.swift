import LatchkeyAccounts
import LatchkeyHummingbird

extension Pages {
    /// Who is signed in; everybody else is sent to do so, and comes back.
    ///
    /// - Parameters:
    ///   - visit: the visit.
    ///   - path: the page to come back to.
    /// - Returns: the account, and the live session behind the visitor's cookie.
    /// - Throws: ``PageDetour``.
    func signedIn(
        _ visit: PageVisit,
        at path: String
    ) async throws -> (account: Account, session: Session) {
        guard let person = try await person(of: visit) else { throw signInFirst(at: path) }
        return person
    }

    /// Who is signed in and has proved it in the last minutes; everybody else is sent to do so, and comes back.
    ///
    /// What only a fresh access token may do in the API, only such a session may do on a page.
    ///
    /// ```swift
    /// let (account, session) = try await freshlySignedIn(visit, at: links.password)
    /// ```
    ///
    /// - Parameters:
    ///   - visit: the visit.
    ///   - path: the page to come back to; one that is reached with `GET`.
    /// - Returns: the account, and the fresh session behind the visitor's cookie.
    /// - Throws: ``PageDetour``.
    func freshlySignedIn(
        _ visit: PageVisit,
        at path: String
    ) async throws -> (account: Account, session: Session) {
        let person = try await signedIn(visit, at: path)
        guard try await isFresh(person.session) else {
            throw PageDetour(location: links.confirm(returningTo: destination(path)))
        }
        return person
    }

    /// By the clock that decides everything else about sessions.
    func isFresh(_ session: Session) async throws -> Bool {
        session.isFresh(at: try await services.storage.read { $0.now })
    }

    func signInFirst(at path: String) -> PageDetour {
        PageDetour(location: links.login + (destination(path).map { "?redirect=" + $0.queryValue } ?? ""))
    }
}
