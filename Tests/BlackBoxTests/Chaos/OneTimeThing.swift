import Foundation
import LatchkeyJOSE
import NIOHTTP1

/// Something that was sent by mail, and that is good once.
struct OneTimeThing: Sendable {
    /// What it is good for.
    enum Kind: String, CaseIterable, Sendable {
        case reset, code, link, invitation
    }

    /// The folder in which a server without a mail server puts its mails.
    struct Outbox: Sendable {
        let path: String

        /// What a mail to somebody brings, once it is there.
        func secret(to recipient: String, _ pattern: Regex<(Substring, Substring)>) async throws -> String {
            for _ in 0..<400 {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
                for name in names where name.hasSuffix(".eml") {
                    let mail = try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
                    // There are other mails to them, such as a notice of a sign-in.
                    guard let mail, mail.contains(recipient) else { continue }
                    let lines = mail.replacing("\r\n", with: "\n")
                    if let match = lines.firstMatch(of: pattern) { return String(match.1) }
                }
                try await Task.sleep(for: .milliseconds(25))
            }
            throw Program.Failure(description: "an acknowledged mail to \(recipient) never came")
        }
    }

    let kind: Kind
    let name: String
    private let secret: String
    /// What only the browser that asked knows.
    private let request: String?

    /// Asks for it, and takes it out of the mail.
    static func ask(
        _ kind: Kind,
        _ name: String,
        _ server: Server,
        _ outbox: Outbox,
        admin: String
    ) async throws -> OneTimeThing {
        let email = "\(name)@example.org"
        let path: String
        switch kind {
        case .reset: path = "/api/password-reset"
        case .code: path = "/api/login/code"
        case .link: path = "/api/login/link"
        case .invitation: path = "/api/invitations"
        }
        let answer = try await server.post(
            path,
            ["email": .string(email)],
            bearer: kind == .invitation ? admin : nil
        )
        guard answer.status == 202 else {
            throw Program.Failure(description: "\(path): \(answer.status) \(answer.text)")
        }
        let found: String
        switch kind {
        case .reset: found = try await outbox.secret(to: email, /\/reset\?token=([A-Za-z0-9_-]+)/)
        case .code: found = try await outbox.secret(to: email, /\n {4}(\d{6})\n/)
        case .link: found = try await outbox.secret(to: email, /\/login[a-z\/]*\?token=([A-Za-z0-9_-]+)/)
        case .invitation:
            found = try await outbox.secret(to: email, /\/invitation\?token=([A-Za-z0-9_-]+)/)
        }
        return OneTimeThing(
            kind: kind,
            name: name,
            secret: found,
            request: try? answer.json.string("request")
        )
    }

    /// Redeems it; whether that was done.
    func redeem(_ server: Server, password: String) async throws -> Bool {
        let answer: Server.Answer
        switch kind {
        case .reset:
            answer = try await server.post(
                "/api/password-reset/confirm",
                ["token": .string(secret), "password": .string(password)]
            )
        case .code, .link:
            answer = try await server.post(
                "/api/login/\(kind.rawValue)/confirm",
                [
                    (kind == .code ? "code" : "token"): .string(secret),
                    "request": .string(request ?? ""),
                ]
            )
        case .invitation:
            answer = try await server.post(
                "/api/invitations/accept",
                ["token": .string(secret), "password": .string(password)]
            )
        }
        return (200..<300).contains(answer.status)
    }

    /// Whether a redemption with this password has had its effect; `nil` for a sign-in, which leaves none.
    func hasTaken(_ password: String, _ server: Server) async throws -> Bool? {
        guard kind == .reset || kind == .invitation else { return nil }
        for _ in 0..<20 {
            let answer = try await server.logIn(name, password: password)
            guard answer.status == 429, let wait = answer.headers.first(name: "Retry-After"),
                let seconds = Int(wait)
            else { return answer.status == 200 }
            try await Task.sleep(for: .seconds(seconds))
        }
        return false
    }
}
