import LatchkeyAccounts
import LatchkeyTokens
import Testing

struct StatusPlacesTests {
    private let places = StatusPlaces(address: "https://i.example/oauth/status-lists", masterKey: MasterKey())

    @Test("every place has an index of its own in its list, and is found again by it")
    func bijection() {
        let sample = Array(Int64(0)..<3000) + [262_143, 262_144, 5_000_000_000]
        let references = sample.map(places.reference)
        #expect(Set(references).count == sample.count)
        #expect(references.map(places.place) == sample)
        #expect(references[3002].list.text == "https://i.example/oauth/status-lists/19073")
        #expect(references.allSatisfy { (0..<StatusPlaces.count).contains($0.index) })
    }

    @Test(
        "indexes tell nothing of the order in which places were taken, nor are they those of another server"
    )
    func order() {
        let indexes = (Int64(0)..<1000).map(places.index)
        let rising = zip(indexes, indexes.dropFirst()).count { $0 < $1 }
        #expect((400...600).contains(rising))
        // The first thousand are all over the list.
        #expect(Set(indexes.map { $0 >> 14 }).count == 16)
        let other = StatusPlaces(address: places.address, masterKey: MasterKey())
        #expect((Int64(0)..<1000).map(other.index) != indexes)
    }

    @Test(
        "a reference that this server has not made has no place",
        arguments: [
            "https://i.example/oauth/status-lists/-1", "https://i.example/oauth/status-lists/01",
            "https://i.example/oauth/status-lists/", "https://i.example/oauth/status-lists",
            "https://i.example/oauth/status-lists/99999999999999999999",
            "https://j.example/oauth/status-lists/1", "",
        ]
    )
    func foreign(list: String) {
        #expect(places.place(of: TokenStatusReference(list: ExactText(list), index: 1)) == nil)
    }

    @Test("an index beyond the list has no place")
    func beyond() {
        let list = ExactText(places.address(of: 0))
        #expect(places.place(of: TokenStatusReference(list: list, index: StatusPlaces.count)) == nil)
    }
}
