import HTTPTypes
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

/// What every route with a body does with a bad one.
@Suite(.timeLimit(.minutes(5)))
struct RequestBodyTests {
    static let routes = ["/api/signup", "/api/login", "/api/refresh", "/api/logout", "/api/token/check"]

    @Test("refuses what is not one strictly valid JSON object in UTF-8", arguments: routes)
    func malformed(_ route: String) async throws {
        try await APIFixture.run { fixture in
            for text in [
                "{", "}", "null", "[]", "\"x\"", "1", "{}{}", "{} x", "{\"login\":}", "{'login':'ada'}",
                "{\"a\":1,}",
                "{\"login\":\"ada\",\"login\":\"eve\"}", "{\"login\":\"ada\",\"l\\u006fgin\":\"eve\"}",
                "\u{FEFF}{}", "{\"a\":NaN}", "{\"a\":01}", "{\"login\":\"\\ud800\"}", "// x\n{}", "login=ada",
                String(repeating: "{\"a\":", count: 10_000) + "1" + String(repeating: "}", count: 10_000),
            ] {
                let answer = try await fixture.api.post(route, text: text)
                try expectProblem(answer, .badRequest, "invalid_request")
            }
        }
    }

    @Test("refuses text that is not UTF-8, as JSON and as a form", arguments: routes)
    func notUTF8(_ route: String) async throws {
        try await APIFixture.run { fixture in
            let json: HTTPFields = [.contentType: "application/json"]
            let bad = Array("{\"login\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)
            let utf16 = "{\"login\":\"ada\"}".utf16.flatMap {
                [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)]
            }
            for body in [bad, utf16, [0xFF, 0xFE] + utf16] {
                try expectProblem(
                    try await fixture.api.send(.post, route, headers: json, body: body),
                    .badRequest,
                    "invalid_request"
                )
            }
            for text in ["login=%FF", "login=%C3%28", "login=%4", "login=%zz", "login=a&login=b"] {
                let answer = try await fixture.api.post(
                    route,
                    text: text,
                    headers: [.contentType: "application/x-www-form-urlencoded"]
                )
                try expectProblem(answer, .badRequest, "invalid_request")
            }
        }
    }

    @Test("refuses other media types, and none at all", arguments: routes)
    func mediaType(_ route: String) async throws {
        try await APIFixture.run { fixture in
            for type in [
                "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonp",
                "application/json-patch+json", "json", "application/json, text/plain", "*/*", "",
            ] {
                let answer = try await fixture.api.post(route, text: "{}", headers: [.contentType: type])
                try expectProblem(answer, .unsupportedMediaType, "unsupported_media_type")
            }
            let answer = try await fixture.api.send(.post, route, body: Array("{}".utf8))
            try expectProblem(answer, .unsupportedMediaType, "unsupported_media_type")
        }
    }

    @Test("takes media types in any case and with parameters")
    func mediaTypeParameters() async throws {
        try await APIFixture.run { fixture in
            for type in [
                "APPLICATION/JSON", "application/json; charset=utf-8", "application/json;charset=UTF-8",
            ] {
                let answer = try await fixture.api.post(
                    "/api/token/check",
                    text: "{}",
                    headers: [.contentType: type]
                )
                #expect(answer.status == .ok)
            }
        }
    }

    @Test("refuses a body of 1 MiB, and takes one of 64 KiB", arguments: routes)
    func size(_ route: String) async throws {
        try await APIFixture.run { fixture in
            for size in [65_537, 1_048_576] {
                let frame = "{\"x\":\"\"}".utf8.count
                let body = "{\"x\":\"\(String(repeating: "x", count: size - frame))\"}"
                try expectProblem(
                    try await fixture.api.post(route, text: body),
                    .contentTooLarge,
                    "content_too_large"
                )
                let form = "x=" + String(repeating: "x", count: size - 2)
                try expectProblem(
                    try await fixture.api.post(
                        route,
                        text: form,
                        headers: [.contentType: "application/x-www-form-urlencoded"]
                    ),
                    .contentTooLarge,
                    "content_too_large"
                )
            }
            let largest = "{\"x\":\"\(String(repeating: "x", count: 65_536 - 8))\"}"
            #expect(largest.utf8.count == 65_536)
            #expect(try await fixture.api.post(route, text: largest).status != .contentTooLarge)
        }
    }

    @Test(
        "refuses fields of another type and names them",
        arguments: [
            ("/api/signup", "email"), ("/api/signup", "username"), ("/api/signup", "name"),
            ("/api/signup", "password"), ("/api/login", "login"), ("/api/login", "email"),
            ("/api/login", "username"), ("/api/login", "password"), ("/api/login", "transport"),
            ("/api/refresh", "refresh_token"), ("/api/logout", "scope"), ("/api/logout", "refresh_token"),
            ("/api/token/check", "token"),
        ]
    )
    func wrongType(_ route: String, _ field: String) async throws {
        try await APIFixture.run { fixture in
            let good: [String: JSONValue] = ["login": "ada", "password": "violet otter drums at noon"]
            for value in [1, 1.5, true, ["x"], ["x": "y"]] as [JSONValue] {
                let members = good.merging([field: value]) { $1 }.map { (name: $0, value: $1) }
                let answer = try await fixture.api.post(route, JSONObject(members: members))
                try expectProblem(answer, .badRequest, "invalid_fields")
                #expect(answer.faults == ["\(field): wrong_type"])
            }
        }
    }

    @Test("ignores fields that nobody asked for")
    func unknownFields() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let json = try await fixture.api.post(
                "/api/login",
                [
                    "login": "ada", "password": .string(APIFixture.password), "remember": true,
                    "x": ["y": []], "": .null,
                ]
            )
            #expect(json.status == .ok)
            let form = try await fixture.api.post(
                "/api/login",
                form: [("login", "ada"), ("password", APIFixture.password), ("remember", "on"), ("", "")]
            )
            #expect(form.status == .ok)
        }
    }
}
