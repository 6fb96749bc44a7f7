import FoundationEssentials
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// A visit of somebody who has the role.
struct AdminVisit: Sendable {
    let visit: PageVisit
    let account: Account
    let session: Session
    /// The time of the database, which sessions are judged by.
    let now: Date

    /// The identifier in the path.
    ///
    /// - Throws: ``NothingHere`` for anything that is none.
    func id(_ name: String = "id") throws(NothingHere) -> UUIDv7 {
        guard let id = visit.parameters.get(name).flatMap({ UUIDv7($0) }) else { throw NothingHere() }
        return id
    }

    /// The fields of the query that lead to the next page of a list.
    func cursor() throws(NothingHere) -> UUIDv7? {
        guard let text = visit.query["after"] else { return nil }
        guard let id = UUIDv7(text) else { throw NothingHere() }
        return id
    }
}

/// The address leads to something that does not exist (any more).
struct NothingHere: Error {}

extension Account {
    /// Whether the account has the role that may do all of this.
    var isAdministrator: Bool {
        roles.contains { $0.utf8.elementsEqual(AccountAdministration.role.utf8) }
    }
}
