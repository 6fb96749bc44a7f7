import CZlib

extension QRCode {
    /// Pixels of a module's side.
    private static let scale = 8

    /// The code as a PNG image (ISO/IEC 15948), one bit a pixel; `nil` when there is no memory for it.
    var png: [UInt8]? {
        let side = outerWidth * Self.scale
        guard let data = Self.deflate(scanlines(side)) else { return nil }
        // Size, then depth 1, greyscale, and the only methods of compression, filtering and transmission.
        let header = Self.bigEndian(UInt32(side)) + Self.bigEndian(UInt32(side)) + [1, 0, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header)
            + Self.chunk("IDAT", data) + Self.chunk("IEND", [])
    }

    /// Each line with the filter "none" before it; a set bit is white.
    private func scanlines(_ side: Int) -> [UInt8] {
        var lines: [UInt8] = []
        for row in 0..<outerWidth {
            var line = [UInt8](repeating: 0, count: (side + 7) / 8)
            for pixel in 0..<side where !isDark(pixel / Self.scale, row) {
                line[pixel / 8] |= 0x80 >> UInt8(pixel % 8)
            }
            for _ in 0..<Self.scale { lines += [0] + line }
        }
        return lines
    }

    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        let checksum = UInt32(truncatingIfNeeded: crc32(0, body, UInt32(body.count)))
        return bigEndian(UInt32(data.count)) + body + bigEndian(checksum)
    }

    private static func deflate(_ octets: [UInt8]) -> [UInt8]? {
        var size = compressBound(uLong(octets.count))
        var deflated = [UInt8](repeating: 0, count: Int(size))
        guard compress(&deflated, &size, octets, uLong(octets.count)) == Z_OK else { return nil }
        return Array(deflated.prefix(Int(size)))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
