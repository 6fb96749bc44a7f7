public import FoundationEssentials
public import LatchkeyTokens

/// The places of tokens in status lists: plain numbers, which nobody gets twice.
public protocol TokenStatusStore {
    /// Takes the next place; of several that take one at once none gets another's.
    func take() throws -> Int64

    /// How many places were taken so far.
    func taken() throws -> Int64

    /// The place that was given to a holder and has not been invalidated.
    func place(of holder: UUIDv7) throws -> Int64?

    /// Gives a place to a holder.
    func hold(_ place: Int64, by holder: UUIDv7) throws

    /// Notes that the tokens at a place are good no more.
    ///
    /// - Parameters:
    ///   - place: the place; nobody holds it any longer.
    ///   - end: when the last of them has expired, after which nobody needs to know.
    /// - Throws: what the back end throws.
    func invalidate(_ place: Int64, until end: Date) throws

    /// The invalidated places in a range, in their order, whose end has not come.
    func invalidated(in places: Range<Int64>, at now: Date) throws -> [Int64]

    /// Whether somebody may still have to know what stands at one of some places.
    ///
    /// So it is while a session that goes on is at one, or one whose last access token has not expired; while somebody
    /// without sessions holds one; and until the end of those that were invalidated.
    func isInUse(_ places: Range<Int64>, at now: Date) throws -> Bool

    /// Removes the invalidated places whose end has come.
    func removeExpired(at now: Date) throws
}
