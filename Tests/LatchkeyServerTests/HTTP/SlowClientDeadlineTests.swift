import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import LatchkeyServer

struct SlowClientDeadlineTests {
    private let loop = EmbeddedEventLoop()
    private let head = HTTPRequestPart.head(
        HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/")
    )

    /// The handler compares with the real clock, so a patience of nothing stands for one that has run out.
    private func channel(patience: TimeAmount) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: SlowClientDeadline(patience: patience), loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    @Test("closes a connection whose request never comes")
    func noHead() throws {
        let channel = try channel(patience: .nanoseconds(0))
        loop.advanceTime(by: .seconds(5))
        #expect(!channel.isActive)
    }

    @Test("closes a connection whose request never ends")
    func noEnd() throws {
        let channel = try channel(patience: .nanoseconds(0))
        try channel.writeInbound(head)
        loop.advanceTime(by: .seconds(5))
        #expect(!channel.isActive)
    }

    @Test("leaves a connection alone while its answer is being made")
    func answering() throws {
        let channel = try channel(patience: .nanoseconds(0))
        try channel.writeInbound(head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        loop.advanceTime(by: .seconds(3600))
        #expect(channel.isActive)
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        loop.advanceTime(by: .seconds(5))
        #expect(!channel.isActive)
    }

    @Test("leaves a patient connection alone")
    func patient() throws {
        let channel = try channel(patience: .hours(1))
        try channel.writeInbound(head)
        loop.advanceTime(by: .hours(2))
        #expect(channel.isActive, "the real clock has not moved")
    }
}
