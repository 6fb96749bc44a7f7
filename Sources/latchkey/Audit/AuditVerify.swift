import ArgumentParser
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens

/// `latchkey audit verify`.
struct AuditVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that no sealed event was changed, removed, moved or put in.",
        discussion: """
            Follows the chain of every node from its first event to its head, which takes the master key. Exits 0 when \
            the chains are whole, and 1 at the first place where one is not. Erased personal detail is no fault.

            The last line of a chain is its anchor. Note it down elsewhere: whoever can bring back an old copy of the \
            whole database is found by --anchor alone.
            """
    )

    @Option(
        help: ArgumentHelp(
            "An anchor of an earlier run that the chain must still pass through; may be repeated.",
            valueName: "anchor"
        )
    )
    var anchor: [String] = []

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let wrong = anchor.first(where: { AuditAnchor($0) == nil }) {
            throw ValidationError("'\(wrong)' is not an anchor as audit verify prints it.")
        }
    }

    func run() async throws {
        let folder = try await data.open()
        let verifier = try await AuditVerifier(storage: folder.storage, masterKey: folder.masterKey())
        let verdict = try await verifier.verify(anchors: anchor.compactMap(AuditAnchor.init))
        if output.json {
            try Output.print(verdict.json)
            if verdict.fault != nil { throw AnsweredRefusal() }
            return
        }
        if let fault = verdict.fault { throw CommandFailure.refused(fault.sentence) }
        try Output.write(verdict.text)
    }
}

extension AuditVerification {
    fileprivate var text: String {
        let sealed = heads.reduce(0) { $0 + $1.length }
        var lines = ["The audit log is whole: \(sealed) events sealed, \(unsealed) not yet."]
        if erasedDetails > 0 { lines.append("Personal detail of \(erasedDetails) of them has been erased.") }
        lines += heads.map { "anchor \(AuditAnchor($0).text)" }
        return lines.joined(separator: "\n") + "\n"
    }

    fileprivate var json: JSONObject {
        .unique([
            ("whole", .bool(fault == nil)),
            ("sealed", .integer(heads.reduce(0) { $0 + $1.length })),
            ("unsealed", .integer(Int64(unsealed))),
            ("erased_details", .integer(Int64(erasedDetails))),
            ("anchors", .array(heads.map { .string(AuditAnchor($0).text) })),
            ("fault", fault.map { .object($0.json) } ?? .null),
        ])
    }
}

extension AuditFault {
    fileprivate var json: JSONObject {
        .unique([
            ("code", .string(kind.rawValue)),
            ("node", .string(node.description)),
            ("index", index.map(JSONValue.integer) ?? .null),
            ("sequence", sequence.map(JSONValue.integer) ?? .null),
        ])
    }

    fileprivate var sentence: String {
        let place = [index.map { "place \($0)" }, sequence.map { "event \($0)" }, "node \(node)"]
        return "the audit log is not whole: \(cause) (\(place.compactMap(\.self).joined(separator: ", ")))."
    }

    private var cause: String {
        switch kind {
        case .rowChanged: "an event was changed or moved"
        case .rowMissing: "an event is missing"
        case .detailChanged: "the personal detail of an event was changed or added"
        case .tailMissing: "the last events are missing"
        case .headBehind: "the chain goes on behind its head"
        case .headMissing: "the head of the chain is missing"
        case .headChanged: "the head of the chain was not made with this master key"
        case .rowUnsealed: "an old event is not sealed: it was put in, or its seal removed"
        case .anchorMissing: "the chain does not pass through the anchor"
        }
    }
}
