import FoundationEssentials
import LatchkeyAccounts

extension StorageConformance {
    static let masterKeyCases = [
        Case("a new database belongs to no master key, and to the first that is bound") { fixture in
            let storage = fixture.storage
            try expect(try await storage.isBoundToMasterKey(), is: false, "whether it was bound at first")
            try await storage.bind(masterKeyCheck: Fixture.octets(1))
            try expect(try await storage.isBoundToMasterKey(), is: true, "whether it is bound")
            try await storage.bind(masterKeyCheck: Fixture.octets(1))
        },
        Case("a database of one master key refuses every other and keeps its own") { fixture in
            let check = Fixture.octets(1)
            try await fixture.storage.bind(masterKeyCheck: check)
            for other in [Fixture.octets(2), Array(check.dropLast()), check + [0], []] {
                try await expect(throws: MasterKeyMismatch(), "another master key") {
                    try await fixture.storage.bind(masterKeyCheck: other)
                }
            }
            try await fixture.storage.bind(masterKeyCheck: check)
        },
    ]
}
