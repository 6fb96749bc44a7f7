import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import LatchkeyServer

struct RequestHeadRulesTests {
    private let channel = EmbeddedChannel(handler: RequestHeadRules())

    private func head(
        _ version: HTTPVersion,
        _ headers: [(String, String)]
    ) -> HTTPServerRequestPart {
        .head(HTTPRequestHead(version: version, method: .GET, uri: "/", headers: HTTPHeaders(headers)))
    }

    /// The `Connection` field of the request as the server sees it.
    private func connection(of version: HTTPVersion, _ headers: [(String, String)]) throws -> [String] {
        try channel.writeInbound(head(version, headers))
        guard case .head(let head)? = try channel.readInbound(as: HTTPServerRequestPart.self) else {
            return []
        }
        return head.headers["Connection"]
    }

    @Test(
        "refuses a request without one proper host, and whatever follows on its connection",
        arguments: [
            [], ["a", "b"], ["a", "a"], ["a b"], ["a/b"], ["a@b"], ["a?b"], ["a#b"], ["\u{E9}.example"],
            ["a\"b"],
        ]
    )
    func badHost(_ hosts: [String]) throws {
        #expect(throws: HTTPParserError.invalidHeaderToken) {
            try channel.writeInbound(head(.http1_1, hosts.map { ("Host", $0) }))
        }
        try channel.writeInbound(head(.http1_1, [("Host", "a")]))
        #expect(try channel.readInbound(as: HTTPServerRequestPart.self) == nil)
    }

    @Test(
        "takes every form of a host",
        arguments: ["", "localhost:80", "[::1]:8080", "id.example", "a_b%20.c"]
    )
    func goodHost(_ host: String) throws {
        #expect(try connection(of: .http1_1, [("Host", host)]) == [])
    }

    @Test("needs no host in HTTP/1.0, and takes two there no more than elsewhere")
    func oldVersion() throws {
        #expect(try connection(of: .http1_0, []) == ["close"])
        #expect(throws: HTTPParserError.invalidHeaderToken) {
            try channel.writeInbound(head(.http1_0, [("Host", "a"), ("Host", "b")]))
        }
    }

    @Test("writes in one way that a client keeps no connection")
    func close() throws {
        let host = ("Host", "a")
        #expect(try connection(of: .http1_0, [host, ("Connection", "keep-alive")]) == ["close"])
        #expect(try connection(of: .http1_1, [host, ("Connection", "Close")]) == ["close"])
        #expect(try connection(of: .http1_1, [host, ("Connection", "te, close")]) == ["close"])
        #expect(try connection(of: .http1_1, [host, ("Connection", "te")]) == ["te"])
    }

    /// What the server has said on the connection.
    private func said() throws -> [HTTPResponseStatus] {
        var statuses: [HTTPResponseStatus] = []
        while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
            if case .head(let head) = part { statuses.append(head.status) }
        }
        return statuses
    }

    @Test("tells a client to go on that waits for it, and no other")
    func expectation() throws {
        let fields = [("Host", "a"), ("Expect", "100-Continue")]
        try channel.writeInbound(head(.http1_1, fields))
        #expect(try said() == [.continue])
        // Another request before the answer to the first: an interim answer would stand in the middle of that.
        try channel.writeInbound(head(.http1_1, fields))
        #expect(try said() == [])
        for _ in 0..<2 {
            try channel.writeOutbound(HTTPServerResponsePart.head(.init(version: .http1_1, status: .ok)))
            try channel.writeOutbound(HTTPServerResponsePart.end(nil))
        }
        #expect(try said() == [.ok, .ok])
        try channel.writeInbound(head(.http1_0, fields))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
        try channel.writeInbound(head(.http1_1, [("Host", "a"), ("Expect", "miracles")]))
        #expect(try said() == [])
    }
}
