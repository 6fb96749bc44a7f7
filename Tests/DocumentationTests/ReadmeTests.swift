import Foundation
import LatchkeyJOSE
import Testing

/// The Swift in the README is the text of files here, which are compiled with everything else.
@Suite struct ReadmeTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    /// The blocks of Swift, but for the line of a package manifest.
    private static let blocks: [String] = {
        let url = folder.appending(path: "../../README.md").standardized
        let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        return text.components(separatedBy: "```swift\n").dropFirst()
            .compactMap { $0.components(separatedBy: "\n```").first }
            .filter { !$0.hasPrefix(".package(") }
    }()

    private static let samples: [String] = {
        let samples = folder.appending(path: "README")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: samples.path)) ?? []
        return files.compactMap { try? String(contentsOf: samples.appending(path: $0), encoding: .utf8) }
    }()

    /// The text without its layout, which differs inside a function.
    private static func bare(_ text: String) -> String {
        text.filter { !$0.isWhitespace }
    }

    /// The imports, and what stands between blank lines below them.
    private static func parts(of block: String) -> [String] {
        block.components(separatedBy: "\n\n").flatMap { part in
            part.hasPrefix("import ") ? part.split(separator: "\n").map { "\($0)\n" } : [part]
        }
    }

    @Test("every Swift sample of the README is compiled, and each file that compiles one is used")
    func compiled() throws {
        #expect(Self.blocks.count == 2)
        #expect(Self.samples.count == Self.blocks.count)
        for block in Self.blocks {
            let parts = Self.parts(of: block)
            let holders = Self.samples.filter { sample in
                parts.allSatisfy { Self.bare(sample).contains(Self.bare($0)) }
            }
            #expect(holders.count == 1, "\(block)")
        }
    }

    @Test("and the imports of a sample are those of its file")
    func imports() {
        let imports = { (text: String) in text.split(separator: "\n").filter { $0.hasPrefix("import ") } }
        #expect(Set(Self.blocks.map(imports)) == Set(Self.samples.map(imports)))
    }

    @Test("what the samples say works as they say")
    func works() throws {
        let jwt = try signAndVerify()
        #expect(jwt.subject == "42")
        #expect(jwt.custom.tier == "gold")
        #expect(throws: Never.self) { try protectARoute() }
    }
}
