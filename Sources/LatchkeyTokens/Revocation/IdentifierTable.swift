/// Values by identifier, in one block that is probed from where the random bits of the identifier point.
///
/// A `Dictionary` hashes its keys anew with a secret, so that nobody who chooses keys can make them collide. Identifiers
/// are chosen by this program and are random already: taking 100,000 of them in is several times faster without.
struct IdentifierTable<Value: Sendable>: Sendable {
    private typealias Slot = (id: UUIDv7, value: Value)

    private var slots: [Slot?] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The value of an identifier.
    subscript(id: UUIDv7) -> Value? {
        guard let index = index(of: id) else { return nil }
        return slots[index]?.value
    }

    /// Puts a value where there is none, and otherwise the one that `merge` makes of both.
    mutating func insert(_ value: Value, for id: UUIDv7, merge: (Value, Value) -> Value) {
        reserve(count + 1)
        guard let index = index(of: id) else { return }
        if let known = slots[index] {
            slots[index] = (id, merge(known.value, value))
        } else {
            slots[index] = (id, value)
            count += 1
        }
    }

    /// Calls `body` with every identifier and its value, in no order.
    func forEach(_ body: (UUIDv7, Value) -> Void) {
        for case let slot? in slots { body(slot.id, slot.value) }
    }

    /// Makes room for so many in all.
    mutating func reserve(_ count: Int) {
        // A fifth stays free at least, or the ways to a free place grow long.
        guard count > slots.count / 5 * 4 else { return }
        var capacity = max(16, slots.count)
        while count > capacity / 5 * 4 { capacity *= 2 }
        refill(capacity) { _ in true }
    }

    /// Takes out everything that `lives` does not hold for; looks before it does anything.
    mutating func sweep(keeping lives: (Value) -> Bool) {
        guard slots.contains(where: { $0.map { !lives($0.value) } ?? false }) else { return }
        refill(16, keeping: lives)
    }

    private mutating func refill(_ capacity: Int, keeping lives: (Value) -> Bool) {
        let old = slots
        slots = [Slot?](repeating: nil, count: capacity)
        count = 0
        for case let slot? in old where lives(slot.value) {
            insert(slot.value, for: slot.id) { $1 }
        }
    }

    /// Where the identifier is, or would be; `nil` in a table without any place.
    private func index(of id: UUIDv7) -> Int? {
        guard !slots.isEmpty else { return nil }
        let mask = slots.count - 1
        // Both halves, for identifiers of others whose second half is the name of their machine.
        let mixed = id.low ^ id.high &* 0x9E37_79B9_7F4A_7C15
        var index = Int(truncatingIfNeeded: mixed ^ mixed >> 32) & mask
        while let slot = slots[index], slot.id != id { index = (index + 1) & mask }
        return index
    }
}
