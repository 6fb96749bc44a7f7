import CQREncode

/// A text as a QR code (ISO/IEC 18004), error correction M.
struct QRCode: Sendable {
    /// Light modules around the code, without which readers do not find it.
    static let quietZone = 4

    /// How many modules a side has, without the quiet zone.
    let width: Int
    /// Row by row, whether a module is dark.
    private let modules: [Bool]

    /// Encodes a text; `nil` when it is longer than the largest code holds, or holds a NUL.
    init?(_ text: String) {
        guard !text.utf8.contains(0), let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else {
            return nil
        }
        defer { QRcode_free(code) }
        width = Int(code.pointee.width)
        // The lowest bit of a module is its colour, the others say what it is for.
        modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width).map { $0 & 1 == 1 }
    }

    /// A side with its quiet zones.
    var outerWidth: Int { width + 2 * Self.quietZone }

    /// Whether a module is dark; counted from the corner of the quiet zone.
    func isDark(_ column: Int, _ row: Int) -> Bool {
        let (column, row) = (column - Self.quietZone, row - Self.quietZone)
        guard (0..<width).contains(column), (0..<width).contains(row) else { return false }
        return modules[row * width + column]
    }
}

extension QRCode {
    /// The code as an SVG document: black on white, whatever is around it.
    var svg: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(outerWidth) \(outerWidth)" \
        shape-rendering="crispEdges"><path fill="#fff" d="M0 0h\(outerWidth)v\(outerWidth)H0z"/>\
        <path d="\(outline)"/></svg>
        """
    }

    /// The dark modules as the outline of an SVG path.
    var outline: String {
        (0..<outerWidth).map { row in
            runs(in: row).map { "M\($0.lowerBound) \(row)h\($0.count)v1h-\($0.count)z" }.joined()
        }
        .joined()
    }

    /// The columns of a row that are dark without a gap.
    private func runs(in row: Int) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for column in 0..<outerWidth where isDark(column, row) {
            if let last = runs.last, last.upperBound == column {
                runs[runs.count - 1] = last.lowerBound..<column + 1
            } else {
                runs.append(column..<column + 1)
            }
        }
        return runs
    }
}
