import Foundation
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyServer
import LatchkeyTokens

/// Exchanges the master key of a database, and puts the new one where the old one is.
///
/// The new key is on the disk before the database belongs to it, and the old one until long after: whatever interrupts
/// it, one of the two opens the database. Run again, it goes on where it was interrupted.
struct MasterKeyRotation {
    let newFile: String?
    let data: DataOptions

    func run(asJSON: Bool) async throws {
        let folder = try await data.open()
        let location = folder.masterKeyLocation
        try check(location)
        guard let binding = try await folder.storage.masterKeyBinding() else {
            throw CommandFailure.refused(
                "the database belongs to no master key yet. Start latchkey serve first."
            )
        }
        let old = try location.load(for: binding)
        let new = try location.prepareNext(in: newFile)
        guard !binding.fits(new) else { return try finish(folder, binding, newFile, asJSON) }
        let report = try await MasterKeyExchange(storage: folder.storage).exchange(old, for: new)
        let bound = MasterKeyBinding(check: new.derive(.check), carried: nil)
        let kept = try location.settle(for: bound)
        try print(report, kept, location, asJSON)
    }

    private func check(_ location: MasterKeyLocation) throws {
        if let place = location.namedPlace, newFile == nil {
            throw CommandFailure.usage(
                "the master key is \(place), not in the data folder. Name a file for the new one with --to, and give it to "
                    + "every server as LATCHKEY_NEXT_MASTER_KEY_FILE before."
            )
        }
        if let newFile, let named = location.namedNextFile, Self.absolute(named) != Self.absolute(newFile) {
            throw CommandFailure.usage(
                "LATCHKEY_NEXT_MASTER_KEY_FILE is \(named), where the servers look for the new one. Name that file with --to."
            )
        }
        if location.namedPlace == nil,
            (try? FileManager.default.destinationOfSymbolicLink(atPath: location.file)) != nil
        {
            throw CommandFailure.refused(
                "\(location.file) is a symbolic link, which the new key would take the place of. Name the file that it points to "
                    + "by LATCHKEY_MASTER_KEY_FILE, and the new one with --to."
            )
        }
        guard location.namedPlace != nil || newFile == nil else {
            throw CommandFailure.usage(
                "the master key is \(location.file), where the new one is put, too. Leave --to out."
            )
        }
    }

    private static func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }

    /// An earlier run has exchanged it, and was interrupted then.
    private func finish(
        _ folder: Installation,
        _ binding: MasterKeyBinding,
        _ newFile: String?,
        _ asJSON: Bool
    ) throws {
        guard newFile == nil else {
            throw CommandFailure.refused("the database belongs to the master key of that file already.")
        }
        let kept = try folder.masterKeyLocation.settle(for: binding)
        try print(nil, kept, folder.masterKeyLocation, asJSON)
    }

    private func print(
        _ report: MasterKeyExchange.Report?,
        _ kept: String?,
        _ location: MasterKeyLocation,
        _ asJSON: Bool
    ) throws {
        let place = newFile ?? location.file
        guard !asJSON else {
            return try Output.print(
                .unique([
                    ("master_key", .string(place)), ("kept", kept.map { .string($0) } ?? .null),
                    ("signing_keys", .integer(Int64(report?.signingKeys ?? 0))),
                    ("factors", .integer(Int64(report?.factors ?? 0))),
                    ("mails", .integer(Int64(report?.mails ?? 0))),
                ])
            )
        }
        try Output.print("The database belongs to the master key \(place) now.")
        if let report {
            try Output.print(
                "Encrypted anew: signing keys \(report.signingKeys), second factors \(report.factors), mails \(report.mails)."
            )
        } else {
            try Output.print("An earlier exchange was finished; nothing was exchanged now.")
        }
        if let kept {
            try Output.print(
                "The earlier one is \(kept): copies of the database need it until they are gone."
            )
        }
        guard newFile != nil else { return }
        try Output.print(
            "A server that does not find it by LATCHKEY_NEXT_MASTER_KEY_FILE is not ready from now on. Make it "
                + "LATCHKEY_MASTER_KEY_FILE of every server by its next start; keep the earlier one for copies of the database."
        )
    }
}
