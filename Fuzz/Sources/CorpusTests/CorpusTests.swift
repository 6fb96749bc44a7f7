import FoundationEssentials
import Testing

/// Every input that the fuzzer starts from, and every one that ever showed a fault, as an ordinary test.
@Suite("The fuzzer's inputs")
struct CorpusTests {
    struct Input: Sendable, CustomTestStringConvertible {
        let target: FuzzTarget
        let path: String

        var testDescription: String { path.split(separator: "/").suffix(2).joined(separator: "/") }
    }

    static let corpus = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/Corpus"

    static let inputs = FuzzTarget.allCases.flatMap { target in
        files(target).map { Input(target: target, path: "\(corpus)/\(target.rawValue)/\($0)") }
    }

    private static func files(_ target: FuzzTarget) -> [String] {
        let folder = "\(corpus)/\(target.rawValue)"
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    @Test("are refused, or accepted for good reason", arguments: inputs)
    func replay(_ input: Input) throws {
        try input.target.check([UInt8](Data(contentsOf: URL(filePath: input.path))))
    }

    @Test("still find no fault when an octet is missing, doubled or flipped", arguments: FuzzTarget.allCases)
    func mutate(_ target: FuzzTarget) throws {
        for name in Self.files(target) {
            let input = try [UInt8](
                Data(contentsOf: URL(filePath: "\(Self.corpus)/\(target.rawValue)/\(name)"))
            )
            for position in stride(from: 0, to: input.count, by: max(1, input.count / 4)) {
                try target.check(Array(input[..<position]))
                try target.check(Array(input[...position]) + input[position...])
                var flipped = input
                flipped[position] ^= 1 << (position % 8)
                try target.check(flipped)
            }
        }
    }

    @Test("there are some for every target", arguments: FuzzTarget.allCases)
    func isThere(_ target: FuzzTarget) {
        #expect(Self.files(target).count >= 10)
    }
}
