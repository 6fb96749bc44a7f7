import Foundation
import LatchkeyTokens
import Testing

struct UUIDv7Tests {
    private let noon = Date(timeIntervalSince1970: 1_790_000_000.5)

    @Test("text and octets lead back to the same identifier")
    func roundTrip() throws {
        let id = UUIDv7(at: noon)
        #expect(UUIDv7(id.description) == id)
        #expect(UUIDv7(bytes: id.bytes) == id)
    }

    @Test("carries version 7, the RFC variant and its time of birth in milliseconds")
    func layout() throws {
        let id = UUIDv7(at: noon)
        #expect(id.high >> 16 == 1_790_000_000_500)
        #expect(id.high >> 12 & 0xF == 7)
        #expect(id.low >> 62 == 0b10)
    }

    @Test("ten thousand identifiers of one moment differ")
    func unique() {
        #expect(Set((0..<10_000).map { _ in UUIDv7(at: noon) }).count == 10_000)
    }

    @Test(
        "refuses every spelling but the canonical one",
        arguments: [
            "", "019a0000-0000-7000-8000-00000000000", "019a0000-0000-7000-8000-0000000000000",
            "019A0000-0000-7000-8000-000000000000", "019a00000000-7000-8000-0000000000000",
            "{019a0000-0000-7000-8000-000000000000}", "019a0000_0000_7000_8000_000000000000",
            "019g0000-0000-7000-8000-000000000000", "019a0000-0000-7000-8000-00000000000\u{0}",
        ]
    )
    func strict(text: String) {
        #expect(UUIDv7(text) == nil)
    }

    @Test("times outside its range are clamped, not trapped", arguments: [-1e300, 1e300])
    func clamped(seconds: Double) {
        let id = UUIDv7(at: Date(timeIntervalSince1970: seconds))
        #expect(id.high >> 16 == (seconds < 0 ? 0 : 281_474_976_710_655))
    }
}
