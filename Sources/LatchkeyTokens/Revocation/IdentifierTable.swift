/// Values by identifier, in the order in which they came, and a table of where each is.
///
/// A `Dictionary` hashes its keys anew with a secret, so that nobody who chooses keys can make them collide. Identifiers
/// are chosen by this program and are random already: taking 100,000 of them in is several times faster without. The table
/// alone is probed at random; it is small enough for a processor's cache.
struct IdentifierTable<Value: Sendable>: Sendable {
    /// Where an entry is: some bits of its identifier, by which most others are passed over, and its number.
    private struct Place {
        static var free: Place { Place(bits: 0, number: 0) }

        let bits: UInt32
        /// Counted from 1; 0 where there is none.
        let number: UInt32
    }

    private var entries: [(id: UUIDv7, value: Value)] = []
    private var places: [Place] = []

    var isEmpty: Bool { entries.isEmpty }

    var count: Int { entries.count }

    /// The value of an identifier.
    subscript(id: UUIDv7) -> Value? {
        guard !places.isEmpty, let index = entry(at: place(of: id)) else { return nil }
        return entries[index].value
    }

    /// Puts a value where there is none, and otherwise the one that `merge` makes of both.
    mutating func insert(_ value: Value, for id: UUIDv7, merge: (Value, Value) -> Value) {
        reserve(count + 1)
        let place = place(of: id)
        if let index = entry(at: place) {
            entries[index].value = merge(entries[index].value, value)
        } else {
            entries.append((id, value))
            places[place] = Place(bits: Self.bits(of: id), number: UInt32(entries.count))
        }
    }

    /// Calls `body` with every identifier and its value, in no order.
    func forEach(_ body: (UUIDv7, Value) -> Void) {
        for entry in entries { body(entry.id, entry.value) }
    }

    /// Makes room for so many in all.
    mutating func reserve(_ count: Int) {
        // A fifth stays free at least, or the ways to a free place grow long.
        guard count > places.count / 5 * 4 else { return }
        var capacity = max(16, places.count)
        while count > capacity / 5 * 4 { capacity *= 2 }
        // Both grow together, or the entries would be copied on half the way.
        entries.reserveCapacity(capacity / 5 * 4)
        let old = places
        places = [Place](repeating: .free, count: capacity)
        for place in old where place.number != 0 { places[freePlace(place.bits)] = place }
    }

    /// Takes out everything that `lives` does not hold for; looks before it does anything.
    mutating func sweep(keeping lives: (Value) -> Bool) {
        guard entries.contains(where: { !lives($0.value) }) else { return }
        entries = entries.filter { lives($0.value) }
        places = []
        reserve(entries.count)
        for (index, entry) in entries.enumerated() {
            let bits = Self.bits(of: entry.id)
            places[freePlace(bits)] = Place(bits: bits, number: UInt32(index + 1))
        }
    }

    private func entry(at place: Int) -> Int? {
        let number = places[place].number
        return number == 0 ? nil : Int(number) - 1
    }

    /// The place of the identifier, or the free one where it would be; there must be any.
    private func place(of id: UUIDv7) -> Int {
        let (bits, mask) = (Self.bits(of: id), places.count - 1)
        var index = Int(bits) & mask
        while places[index].number != 0, !(places[index].bits == bits && holds(id, at: index)) {
            index = (index + 1) & mask
        }
        return index
    }

    private func holds(_ id: UUIDv7, at place: Int) -> Bool {
        entries[Int(places[place].number) - 1].id == id
    }

    private func freePlace(_ bits: UInt32) -> Int {
        let mask = places.count - 1
        var index = Int(bits) & mask
        while places[index].number != 0 { index = (index + 1) & mask }
        return index
    }

    private static func bits(of id: UUIDv7) -> UInt32 {
        // Both halves, for identifiers of others whose second half is the name of their machine.
        let mixed = id.low ^ id.high &* 0x9E37_79B9_7F4A_7C15
        return UInt32(truncatingIfNeeded: mixed ^ mixed >> 32)
    }
}
