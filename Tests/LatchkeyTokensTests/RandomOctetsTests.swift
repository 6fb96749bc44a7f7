import LatchkeyTokens
import Testing

struct RandomOctetsTests {
    @Test(
        "makes exactly as many octets as asked for, and each of them anew",
        arguments: [0, 1, 7, 8, 9, 16, 19, 32]
    )
    func count(_ count: Int) {
        let made = (0..<64).map { _ in RandomOctets.make(count) }
        #expect(made.allSatisfy { $0.count == count })
        // That a place holds the same octet in all of them has a chance of 2 to the -504.
        for place in 0..<count { #expect(Set(made.map { $0[place] }).count > 1) }
    }
}
