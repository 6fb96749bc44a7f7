import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// Where the tokens of a server stand in its status lists.
///
/// Places are numbered by the storage in the order in which they are taken, over all nodes. A list holds ``count`` of them
/// in an order that only the server knows: neither the place in a token nor those that are taken back tell how many
/// people have signed in, nor who did before whom. How many lists there are does, by the quarter of a million.
public struct StatusPlaces: Sendable {
    /// How many places a list has; 2¹⁸ are 32 KiB, and a few octets for each that was taken back once compressed.
    public static let count = 1 << 18
    private static let halfBits = 9
    private static let half = UInt32(1 << halfBits - 1)
    private static let rounds: ClosedRange<UInt8> = 1...6

    /// The address of the lists, without a slash at its end: that of each is below.
    public let address: String
    private let mac: HMACSHA256

    /// Derives the order from the master key.
    ///
    /// - Parameters:
    ///   - address: the address of the lists, without a slash at its end.
    ///   - masterKey: the server's master key.
    public init(address: String, masterKey: MasterKey) {
        self.address = address
        mac = HMACSHA256(key: masterKey.derive(.statusList))
    }

    /// The list in which a place is.
    public static func list(of place: Int64) -> Int64 { place / Int64(count) }

    /// The places of a list.
    public static func places(in list: Int64) -> Range<Int64> {
        list * Int64(count)..<(list + 1) * Int64(count)
    }

    /// The address of a list.
    public func address(of list: Int64) -> String { "\(address)/\(list)" }

    /// Where a place stands in its list.
    public func index(of place: Int64) -> Int {
        let list = Self.list(of: place)
        let number = UInt32(place % Int64(Self.count))
        var (left, right) = (number >> UInt32(Self.halfBits), number & Self.half)
        for round in Self.rounds { (left, right) = (right, left ^ scrambled(right, list, round)) }
        return Int(left << UInt32(Self.halfBits) | right)
    }

    /// What a token at this place says of it.
    public func reference(to place: Int64) -> TokenStatusReference {
        TokenStatusReference(
            list: ExactText(address(of: Self.list(of: place))),
            index: index(of: place)
        )
    }

    /// The place that a token of this server names; `nil` for any other.
    public func place(of reference: TokenStatusReference) -> Int64? {
        let text = reference.list.text
        guard text.utf8.starts(with: address.utf8), (0..<Self.count).contains(reference.index),
            let number = String(text.utf8.dropFirst(address.utf8.count + 1)), let list = Int64(number),
            list >= 0, list < Int64.max / Int64(Self.count),
            address(of: list).utf8.elementsEqual(text.utf8)
        else { return nil }
        let scrambledNumber = UInt32(reference.index)
        var (left, right) = (
            scrambledNumber >> UInt32(Self.halfBits), scrambledNumber & Self.half
        )
        for round in Self.rounds.reversed() { (left, right) = (right ^ scrambled(left, list, round), left) }
        return list * Int64(Self.count) + Int64(left << UInt32(Self.halfBits) | right)
    }

    /// One half of the number, in a way that nobody foresees without the key (a Feistel network over HMAC-SHA-256).
    private func scrambled(_ half: UInt32, _ list: Int64, _ round: UInt8) -> UInt32 {
        let octets =
            (0..<8).map { UInt8(truncatingIfNeeded: list >> Int64(56 - 8 * $0)) }
            + [round, UInt8(truncatingIfNeeded: half >> 8), UInt8(truncatingIfNeeded: half)]
        return mac.code(for: octets).prefix(2).reduce(0) { $0 << 8 | UInt32($1) } & Self.half
    }
}

extension StatusPlaces {
    /// Gives a session a place where it has none, inside a transaction that writes the session after that.
    func ensure(_ session: inout Session, in tx: any AccountTransaction) throws {
        if session.statusPlace == nil { session.statusPlace = try tx.statuses.take() }
    }

    /// The place of somebody who has no sessions, such as a client: the one that it has, or a new one.
    package func place(of holder: UUIDv7, in tx: any AccountTransaction) throws -> Int64 {
        if let place = try tx.statuses.place(of: holder) { return place }
        let place = try tx.statuses.take()
        try tx.statuses.hold(place, by: holder)
        return place
    }
}

extension Session {
    /// Takes back every token that stands at the session's place; those that come get a new one.
    ///
    /// Inside a transaction that writes the session after that.
    package mutating func giveUpStatusPlace(in tx: any AccountTransaction) throws {
        guard let place = statusPlace else { return }
        try tx.statuses.invalidate(place, until: accessExpiresAt)
        statusPlace = nil
    }
}
