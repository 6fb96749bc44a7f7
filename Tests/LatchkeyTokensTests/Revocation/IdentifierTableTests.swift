import Foundation
import Testing

@testable import LatchkeyTokens

@Suite("A table of identifiers")
struct IdentifierTableTests {
    private static func id(_ number: Int) -> UUIDv7 {
        UUIDv7(high: UInt64(number) << 16 | 0x7000, low: 0x8000_0000_0000_0000)
    }

    @Test(
        "does what a dictionary does, with random identifiers and with ones that differ in one half only",
        arguments: [true, false]
    )
    func dictionary(isRandom: Bool) {
        var table = IdentifierTable<Int>()
        var model: [UUIDv7: Int] = [:]
        #expect(table.isEmpty)
        #expect(table[Self.id(1)] == nil)
        for number in 0..<5000 {
            let id = isRandom ? UUIDv7(at: Date(timeIntervalSince1970: 1_790_000_000)) : Self.id(number % 3000)
            table.insert(number % 7, for: id) { $0 * 10 + $1 }
            model[id] = model[id].map { $0 * 10 + number % 7 } ?? number % 7
        }
        #expect(table.count == model.count)
        #expect(model.allSatisfy { table[$0.key] == $0.value })
        #expect(table[UUIDv7(high: 7, low: 7)] == nil)
        table.sweep { $0 % 2 == 0 }
        let kept = model.filter { $0.value % 2 == 0 }
        #expect(table.count == kept.count)
        #expect(model.allSatisfy { table[$0.key] == kept[$0.key] })
        table.sweep { _ in false }
        #expect(table.isEmpty)
        #expect(model.allSatisfy { table[$0.key] == nil })
    }

    @Test("holds the identifier of nothing but zeros as any other")
    func zero() {
        var table = IdentifierTable<Int>()
        table.insert(1, for: UUIDv7(high: 0, low: 0)) { $1 }
        #expect(table[UUIDv7(high: 0, low: 0)] == 1)
        #expect(table.count == 1)
    }
}
