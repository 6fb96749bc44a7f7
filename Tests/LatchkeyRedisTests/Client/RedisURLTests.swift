import LatchkeyRedis
import Testing

/// URLs of Redis, as they stand in configuration files.
struct RedisURLTests {
    @Test(
        "reads host, port, database, user and TLS from a URL [B8]",
        arguments: [
            ("redis://h", "h:6379/0", false, false), ("redis://h/", "h:6379/0", false, false),
            ("redis://127.0.0.1:7000/15", "127.0.0.1:7000/15", false, false),
            ("rediss://redis.internal:6380", "redis.internal:6380/0", true, false),
            ("redis://[::1]", "[::1]:6379/0", false, false),
            ("redis://[fe80::1]:1/2", "[fe80::1]:1/2", false, false),
            ("redis://:p@h", "h:6379/0", false, true),
            ("redis://ada:p%40%3A%2Fw:x@h:1/3", "h:1/3", false, true),
        ]
    )
    func reads(_ url: String, _ name: String, _ usesTLS: Bool, _ hasCredentials: Bool) throws {
        let server = try RedisServer(url: url)
        #expect(server.name == name)
        #expect(server.usesTLS == usesTLS)
        #expect(server.hasCredentials == hasCredentials)
    }

    @Test(
        "refuses a URL with anything that it does not know [B8]",
        arguments: [
            ("", .scheme), ("h:6379", .scheme), ("http://h", .scheme), ("REDIS://h", .scheme),
            ("redis:/h", .scheme),
            ("redis+sentinel://h", .scheme), ("unix:///run/redis.sock", .scheme),
            ("redis://", .host), ("redis:///0", .host), ("redis://a b", .host), ("redis://h,i", .host),
            ("redis://[h]", .host), ("redis://:6379", .host), ("redis://é", .host),
            ("redis://h:", .port), ("redis://h:0", .port), ("redis://h:65536", .port),
            ("redis://h:+1", .port),
            ("redis://h:1:2", .port), ("redis://::1", .host), ("redis://[::1]1", .port),
            ("redis://h/a", .database), ("redis://h/-1", .database), ("redis://h/0/1", .database),
            ("redis://h/99999999999", .database), ("redis://h/+1", .database),
            ("redis://ada@h", .credentials), ("redis://ada:@h", .credentials),
            ("redis://a:b%4@h", .credentials),
            ("redis://a:%FF@h", .credentials), ("redis://a@b:c@h", .credentials),
            ("redis://h?timeout=1", .surplus), ("redis://h/0#x", .surplus), ("redis://a:b?c@h", .surplus),
        ] as [(String, RedisURLError)]
    )
    func refuses(_ url: String, _ error: RedisURLError) {
        #expect(throws: error) { try RedisServer(url: url) }
    }

    @Test("tells neither user nor password, however it is printed [B8]")
    func secrets() throws {
        let server = try RedisServer(url: "redis://ada:hunter2@h")
        let client = try RedisClient(server)
        var dumped = ""
        dump(server, to: &dumped)
        for text in ["\(server)", String(reflecting: server), dumped, "\(client)", "\([server])"] {
            #expect(!text.contains("hunter2"), "\(text)")
        }
        let credentials = RedisCredentials(username: "ada", password: "hunter2")
        dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(!text.contains("hunter2"), "\(text)")
        }
    }
}
