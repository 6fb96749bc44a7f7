import CZlib

/// Inflates DEFLATE without a frame around it (RFC 1951), as `zip` names it.
enum Inflation {
    /// The text; refused where it is longer than `limit`, which is found out while inflating: nothing longer is ever held.
    static func inflate(_ compressed: [UInt8], limit: Int) throws(JWTError) -> [UInt8] {
        var stream = z_stream()
        // Negative: no header in front and no checksum behind.
        let opened = inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard opened == Z_OK else { throw .malformed(reason: "its content cannot be inflated") }
        defer { inflateEnd(&stream) }
        return try inflate(compressed, limit: limit, &stream)
    }

    private static func inflate(
        _ compressed: [UInt8],
        limit: Int,
        _ stream: inout z_stream
    ) throws(JWTError) -> [UInt8] {
        var result: [UInt8] = []
        // zlib does not write to its input; it only lacks the word for it.
        var input = compressed
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        var position = 0
        while true {
            let (status, consumed, produced) = step(&stream, &input, from: position, &chunk)
            position += consumed
            result += chunk[..<produced]
            guard result.count <= limit else {
                throw .malformed(reason: "its content inflates to more than \(limit) octets")
            }
            if status == Z_STREAM_END, position == input.count { return result }
            // Content behind the end, content that ends too early, and content that is none.
            guard status == Z_OK, consumed > 0 || produced > 0 else {
                throw .malformed(reason: "its content is not DEFLATE")
            }
        }
    }

    private static func step(
        _ stream: inout z_stream,
        _ input: inout [UInt8],
        from position: Int,
        _ chunk: inout [UInt8]
    ) -> (status: Int32, consumed: Int, produced: Int) {
        let (available, room) = (input.count - position, chunk.count)
        let status = input.withUnsafeMutableBufferPointer { input in
            chunk.withUnsafeMutableBufferPointer { chunk in
                stream.next_in = input.baseAddress.map { $0 + position }
                stream.avail_in = UInt32(clamping: available)
                stream.next_out = chunk.baseAddress
                stream.avail_out = UInt32(clamping: room)
                return CZlib.inflate(&stream, Z_NO_FLUSH)
            }
        }
        return (status, available - Int(stream.avail_in), room - Int(stream.avail_out))
    }
}
