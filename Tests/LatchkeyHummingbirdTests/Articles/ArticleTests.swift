import Foundation
import Testing

@Suite("The articles of LatchkeyHummingbird")
struct ArticleTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private static let catalog =
        folder.appending(path: "../../../Sources/LatchkeyHummingbird/LatchkeyHummingbird.docc")
        .standardizedFileURL

    static func articles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: catalog.path)
            .filter { $0.hasSuffix(".md") }
            .map { String($0.dropLast(3)) }
            .sorted()
    }

    @Test("show the code that is compiled and run here, octet by octet", arguments: try articles())
    func snippets(article: String) throws {
        let text = try Self.lines(Self.catalog.appending(path: "\(article).md"))
        let shown = Self.blocks(text, from: "```swift", to: "```")
        #expect(!shown.isEmpty)
        // What is marked with another language, or with none, would escape the comparison.
        #expect(text.filter { $0.hasPrefix("```") }.count == 2 * shown.count)
        let source = try Self.lines(Self.folder.appending(path: "\(article).swift"))
        let compiled = Self.blocks(source, from: "// snippet", to: "// end")
        #expect(shown.count == compiled.count)
        for block in shown {
            #expect(compiled.contains { $0.utf8.elementsEqual(block.utf8) }, "\(block)")
        }
    }

    private static func lines(_ file: URL) throws -> [String] {
        try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    }

    /// The texts between two marks, as far to the left as their marks.
    private static func blocks(_ lines: [String], from opening: String, to closing: String) -> [String] {
        var blocks: [String] = []
        var block: (indentation: Int, lines: [String])?
        for line in lines {
            let text = line.drop { $0 == " " }
            if let open = block {
                if text == closing {
                    blocks.append(open.lines.joined(separator: "\n"))
                    block = nil
                } else {
                    block?.lines.append(String(line.dropFirst(open.indentation)))
                }
            } else if text == opening {
                block = (line.count - text.count, [])
            }
        }
        return blocks
    }
}
