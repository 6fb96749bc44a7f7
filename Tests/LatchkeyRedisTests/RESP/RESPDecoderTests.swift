import LatchkeyRedis
import Testing

/// The reader of replies, with honest servers and others.
struct RESPDecoderTests {
    private static let reply: [RESPValue] = [
        .simple(Array("OK".utf8)), .error(Array("ERR no".utf8)), .integer(.min), .integer(0),
        .bulk([0x0D, 0x0A, 0x00, 0xFF]), .bulk([]), .null, .array([]),
        .array([.bulk([1]), .array([.integer(-1), .null, .array([.simple([])])]), .integer(.max)]),
    ]

    @Test("reads every kind of value as it was written, wherever the octets are cut [B8]")
    func everySplit() throws {
        let octets = Self.reply.flatMap(\.encoded)
        for cut in 0...octets.count {
            var decoder = RESPDecoder()
            var values: [RESPValue] = []
            for portion in [octets[..<cut], octets[cut...]] {
                decoder.append(portion)
                while let value = try decoder.next() { values.append(value) }
            }
            #expect(values == Self.reply, "cut at \(cut)")
            #expect(decoder.unread == 0)
        }
    }

    @Test("reads values that come octet by octet [B8]")
    func octetByOctet() throws {
        var decoder = RESPDecoder()
        var values: [RESPValue] = []
        for octet in Self.reply.flatMap(\.encoded) {
            decoder.append([octet])
            while let value = try decoder.next() { values.append(value) }
        }
        #expect(values == Self.reply)
    }

    @Test(
        "refuses what is not RESP2, and everything after it [B8]",
        arguments: [
            ("", nil), ("+OK\r", nil), ("$3\r\nab", nil), ("*2\r\n:1\r\n", nil),
            ("\r\n", .malformed), ("+a\n", .malformed), ("+a\rb\r\n", .malformed),
            ("$3\r\nabcd\r\n", .malformed),
            (":\r\n", .malformed), (":-\r\n", .malformed), (":+1\r\n", .malformed), (":01\r\n", .malformed),
            (":-0\r\n", .malformed), (":1 \r\n", .malformed), (":9223372036854775808\r\n", .malformed),
            (":-9223372036854775809\r\n", .malformed), (":99999999999999999999999\r\n", .malformed),
            ("$-2\r\n", .malformed), ("*-2\r\n", .malformed), ("$\r\n", .malformed),
            ("_\r\n", .unknownType(0x5F)), ("%1\r\n", .unknownType(0x25)),
            ("HTTP/1.1 400 Bad Request\r\n", .unknownType(0x48)), ("\u{0}\r\n", .unknownType(0)),
            ("$1048577\r\n", .bulkTooLong), ("$9223372036854775807\r\n", .bulkTooLong),
            ("*65537\r\n", .tooManyElements), ("*9223372036854775807\r\n", .tooManyElements),
            ("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n", .tooDeep),
        ] as [(String, RESPError?)]
    )
    func refusals(_ text: String, _ fault: RESPError?) {
        var decoder = RESPDecoder()
        decoder.append(text.utf8)
        let first = Result { () throws(RESPError) in try decoder.next() }
        // Nothing of it is taken for a value before that is told.
        #expect(first == fault.map { .failure($0) } ?? .success(nil))
        guard fault != nil else { return }
        decoder.append("+OK\r\n".utf8)
        #expect(Self.outcome(&decoder) == fault)
    }

    @Test("holds lines, strings, parts and whole values to their limits, to the octet [B8]")
    func limits() throws {
        var limits = RESPLimits()
        (limits.lineLength, limits.bulkLength, limits.elements, limits.length) = (8, 8, 3, 40)
        let taken = [
            "+12345678\r\n", "$8\r\n12345678\r\n", "*3\r\n:1\r\n:1\r\n:1\r\n", "*2\r\n*1\r\n:1\r\n:1\r\n",
            "*2\r\n$8\r\n12345678\r\n$7\r\n1234567\r\n",
        ]
        for text in taken {
            var decoder = RESPDecoder(limits: limits)
            decoder.append((text + text).utf8)
            #expect(try decoder.next() != nil)
            #expect(try decoder.next() != nil, "the limits are those of one value")
        }
        let refused: [(String, RESPError)] = [
            ("+123456789", .lineTooLong), ("$9\r\n", .bulkTooLong), ("*4\r\n", .tooManyElements),
            ("*2\r\n*2\r\n:1\r\n:1\r\n:1\r\n", .tooManyElements),
            ("*3\r\n$8\r\n12345678\r\n$8\r\n12345678\r\n$8\r\n12345678\r\n", .tooLong),
        ]
        for (text, fault) in refused {
            var decoder = RESPDecoder(limits: limits)
            decoder.append(text.utf8)
            #expect(Self.outcome(&decoder) == fault, "\(text)")
        }
    }

    @Test("reserves nothing for what is announced and does not come [B8]")
    func announcements() throws {
        var decoder = RESPDecoder()
        for _ in 0..<3 { decoder.append("*65536\r\n".utf8) }
        #expect(throws: RESPError.tooManyElements) {
            while try decoder.next() != nil {}
            decoder.append("*1\r\n".utf8)
            while try decoder.next() != nil {}
        }
    }

    private static func outcome(_ decoder: inout RESPDecoder) -> RESPError? {
        do throws(RESPError) {
            while try decoder.next() != nil {}
            return nil
        } catch {
            return error
        }
    }
}
