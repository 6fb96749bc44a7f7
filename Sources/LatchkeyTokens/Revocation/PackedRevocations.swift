import FoundationEssentials
import LatchkeyJOSE

/// How entries of a revocation list travel: the identifiers of this library packed, since there may be very many.
///
/// `sessions` and `tokens` are base64url of records of 20 octets, a UUID and its end in seconds since 1970; `accounts` of
/// records of 28, with the first epoch that is good in between. Numbers are big-endian. What has another name than a UUID
/// stands in `named`, an object each.
struct PackedRevocations {
    private var sessions: [UInt8] = []
    private var tokens: [UInt8] = []
    private var accounts: [UInt8] = []
    private var named: [(target: Revocation.Target, expiresAt: Date)] = []

    init() {}

    /// Packs everything that has not expired.
    init(_ content: RevocationContent, at now: Date) {
        let entries = content.entries
        sessions.reserveCapacity(entries.sessions.count * 20)
        entries.sessions.forEach { id, end in if end > now { add(.session(id), end) } }
        entries.tokens.forEach { id, end in if end > now { add(.token(id), end) } }
        entries.accounts.forEach { id, entry in
            if entry.expiresAt > now { add(.account(id, epochBelow: entry.epochBelow), entry.expiresAt) }
        }
        for (name, end) in entries.namedSessions where end > now { add(.namedSession(name), end) }
        for (name, end) in entries.namedTokens where end > now { add(.namedToken(name), end) }
        for (name, entry) in entries.namedAccounts where entry.expiresAt > now {
            add(.namedAccount(name, epochBelow: entry.epochBelow), entry.expiresAt)
        }
        for (name, entry) in entries.signIns where entry.expiresAt > now {
            add(.signIns(of: name, before: entry.before), entry.expiresAt)
        }
    }

    /// Packs a few.
    init(_ revocations: [Revocation]) {
        for revocation in revocations { add(revocation.target, revocation.expiresAt) }
    }

    private mutating func add(_ target: Revocation.Target, _ expiresAt: Date) {
        switch target {
        case .session(let id): Self.append(id, nil, expiresAt, to: &sessions)
        case .token(let id): Self.append(id, nil, expiresAt, to: &tokens)
        case .account(let id, let epoch): Self.append(id, epoch, expiresAt, to: &accounts)
        case .namedSession, .namedToken, .namedAccount, .signIns: named.append((target, expiresAt))
        }
    }

    private static func append(
        _ id: UUIDv7,
        _ epoch: Int64?,
        _ expiresAt: Date,
        to record: inout [UInt8]
    ) {
        for word in [id.high, id.low] + (epoch.map { [UInt64(bitPattern: $0)] } ?? []) {
            withUnsafeBytes(of: word.bigEndian) { record.append(contentsOf: $0) }
        }
        // Rounded up: a second too long is safe.
        let seconds = min(max(expiresAt.timeIntervalSince1970.rounded(.up), 0), Double(UInt32.max))
        withUnsafeBytes(of: UInt32(seconds).bigEndian) { record.append(contentsOf: $0) }
    }
}

// MARK: JSON

extension PackedRevocations {
    func write(to writer: inout JSONWriter) {
        writer.member("sessions", Base64URL.encode(sessions))
        writer.member("tokens", Base64URL.encode(tokens))
        writer.member("accounts", Base64URL.encode(accounts))
        guard !named.isEmpty else { return }
        writer.name("named")
        writer.beginArray()
        for (target, expiresAt) in named {
            writer.beginObject()
            Self.write(target, to: &writer)
            writer.member("exp", Int64(expiresAt.timeIntervalSince1970.rounded(.up)))
            writer.endObject()
        }
        writer.endArray()
    }

    private static func write(_ target: Revocation.Target, to writer: inout JSONWriter) {
        switch target {
        case .namedSession(let name): writer.member("sid", name.text)
        case .namedToken(let name): writer.member("jti", name.text)
        case .namedAccount(let name, let epoch):
            writer.member("sub", name.text)
            writer.member("ver_below", epoch)
        case .signIns(let name, let moment):
            writer.member("sub", name.text)
            writer.member("auth_time_below", Int64(moment.timeIntervalSince1970.rounded(.up)))
        // Packed.
        case .session, .account, .token: break
        }
    }

    /// Reads what ``write(to:)`` wrote, as entries of one sequence number.
    static func read(_ claims: JSONObject, sequence: Int64) throws(JWTError) -> [Revocation] {
        var entries = try records("sessions", in: claims, of: 20).map { record in
            Revocation(sequence: sequence, target: .session(id(record)), expiresAt: end(record))
        }
        entries += try records("tokens", in: claims, of: 20).map { record in
            Revocation(sequence: sequence, target: .token(id(record)), expiresAt: end(record))
        }
        entries += try records("accounts", in: claims, of: 28).map { record in
            let epoch = Int64(bitPattern: number(record.dropFirst(16).prefix(8)))
            return Revocation(
                sequence: sequence,
                target: .account(id(record), epochBelow: epoch),
                expiresAt: end(record)
            )
        }
        guard claims.contains("named") else { return entries }
        guard case .array(let named)? = claims["named"] else { throw invalid("named") }
        for element in named { entries.append(try read(named: element, sequence: sequence)) }
        return entries
    }

    private static func read(named element: JSONValue, sequence: Int64) throws(JWTError) -> Revocation {
        guard case .object(let object) = element, let end = try object.integer("exp") else {
            throw invalid("named")
        }
        let target: Revocation.Target
        if let session = try object.string("sid") {
            target = .session(named: session)
        } else if let token = try object.string("jti") {
            target = .token(named: token)
        } else if let account = try object.string("sub"), let epoch = try object.integer("ver_below") {
            target = .account(named: account, epochBelow: epoch)
        } else if let account = try object.string("sub"), let moment = try object.integer("auth_time_below") {
            target = .signIns(of: ExactText(account), before: Date(timeIntervalSince1970: Double(moment)))
        } else {
            // Something that a newer server knows: not to know it would be to let it pass.
            throw invalid("named")
        }
        return Revocation(
            sequence: sequence,
            target: target,
            expiresAt: Date(timeIntervalSince1970: Double(end))
        )
    }

    private static func records(
        _ name: StaticString,
        in claims: JSONObject,
        of size: Int
    ) throws(JWTError) -> [ArraySlice<UInt8>] {
        guard let text = try claims.string(name), let octets = Base64URL.decode(text),
            octets.count % size == 0
        else { throw invalid(name) }
        return stride(from: 0, to: octets.count, by: size).map { octets[$0..<$0 + size] }
    }

    private static func id(_ record: ArraySlice<UInt8>) -> UUIDv7 {
        UUIDv7(high: number(record.prefix(8)), low: number(record.dropFirst(8).prefix(8)))
    }

    private static func end(_ record: ArraySlice<UInt8>) -> Date {
        Date(timeIntervalSince1970: Double(number(record.suffix(4))))
    }

    private static func number(_ octets: ArraySlice<UInt8>) -> UInt64 {
        octets.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func invalid(_ name: StaticString) -> JWTError {
        .claimInvalid(name: "\(name)", expected: "revocations as this version packs them")
    }
}
