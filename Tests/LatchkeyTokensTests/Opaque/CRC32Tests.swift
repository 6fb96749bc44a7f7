import LatchkeyTokens
import Testing

@Test(
    "CRC-32 of the check values",
    arguments: [("", 0 as UInt32), ("a", 0xE8B7_BE43), ("123456789", 0xCBF4_3926)]
)
func checksum(_ text: String, _ value: UInt32) {
    #expect(CRC32.checksum(of: Array(text.utf8)[...]) == value)
}
