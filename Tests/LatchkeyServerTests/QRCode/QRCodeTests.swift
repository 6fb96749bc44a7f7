import Foundation
import Testing

@testable import LatchkeyServer

@Suite("QR codes")
struct QRCodeTests {
    private static let uri =
        "otpauth://totp/Shop:ada%40example%2Eorg?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Shop"

    @Test("has the three finder patterns in its corners, and a quiet zone around")
    func finders() throws {
        let code = try #require(QRCode(Self.uri))
        #expect(code.width >= 21 && (code.width - 17) % 4 == 0)
        let last = code.width - 7
        for (x, y) in [(0, 0), (last, 0), (0, last)] {
            for row in 0..<7 {
                for column in 0..<7 {
                    let ring = max(abs(row - 3), abs(column - 3))
                    let isDark = code.isDark(x + column + QRCode.quietZone, y + row + QRCode.quietZone)
                    #expect(isDark == (ring != 2))
                }
            }
        }
        for index in 0..<code.outerWidth {
            for edge in [0, QRCode.quietZone - 1, code.outerWidth - 1] {
                #expect(!code.isDark(index, edge) && !code.isDark(edge, index))
            }
        }
    }

    @Test("takes no text that is too long, nor a NUL that would cut it")
    func refusals() {
        #expect(QRCode(String(repeating: "a", count: 4000)) == nil)
        #expect(QRCode("otpauth://totp/a\0b") == nil)
    }

    @Test("the SVG draws every dark module once, and nothing of the text is in it")
    func svg() throws {
        let code = try #require(QRCode(Self.uri))
        let runs = code.svg.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/)
        var drawn: Set<[Int]> = []
        for run in runs {
            let (x, y, width) = (Int(run.1) ?? 0, Int(run.2) ?? 0, Int(run.3) ?? 0)
            #expect(run.3 == run.4)
            for column in x..<x + width { #expect(drawn.insert([column, y]).inserted) }
        }
        let dark = (0..<code.outerWidth).flatMap { row in
            (0..<code.outerWidth).filter { code.isDark($0, row) }.map { [$0, row] }
        }
        #expect(drawn == Set(dark))
        #expect(!code.svg.contains("GEZDG"))
    }

    @Test("the PNG is one that other readers take, of eight pixels a module")
    func png() throws {
        let code = try #require(QRCode(Self.uri))
        let png = try #require(code.png)
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        #expect(Array(png[12..<16]) == Array("IHDR".utf8))
        let side = png[16..<20].reduce(0) { $0 << 8 | Int($1) }
        #expect(side == code.outerWidth * 8)
        #expect(Array(png[20..<24]) == Array(png[16..<20]))
        #expect(Array(png[24..<29]) == [1, 0, 0, 0, 0])
        #expect(png.suffix(12) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
    }
}
