import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let knownDeviceCases = [
        Case("a device is known to each of its accounts, and saved again in its place") { fixture in
            let account = try await fixture.insertAccount()
            let other = try await fixture.insertAccount()
            let device = newDevice(fixture, 1, of: account)
            var changed = device
            (changed.device, changed.lastSeenAt) = (nil, fixture.now + 5)
            changed.expiresAt = fixture.now + 6
            let saved = changed
            let foreign = newDevice(fixture, 1, of: other)
            let found = try await fixture.storage.transaction { tx in
                let known = try tx.devices.isKnown(device.digest)
                for one in [device, foreign, saved] { try tx.devices.save(one) }
                return [known, try tx.devices.isKnown(device.digest), try tx.devices.isKnown([9])]
            }
            try expect(found, is: [false, true, false], "what is known")
            try expect(try await devices(fixture, of: account), is: [changed], "the devices")
            let one = try await fixture.storage.read { try $0.devices.device(device.digest, of: other.id) }
            try expect(one, is: foreign, "the other's device")
            let stranger = newDevice(fixture, 2, of: fixture.newAccount())
            try await expect(throws: AccountError.accountNotFound, "a device of a stranger") {
                try await fixture.storage.transaction { try $0.devices.save(stranger) }
            }
            try await fixture.storage.transaction { try $0.accounts.delete(account.id) }
            try expect(try await devices(fixture, of: account), is: [], "what a deleted account has")
        },
        Case("devices are listed as seen last, cut down to those, and forgotten in time") { fixture in
            let account = try await fixture.insertAccount()
            let other = try await fixture.insertAccount()
            var all: [KnownDevice] = []
            for seed in UInt8(1)...4 {
                all.append(newDevice(fixture, seed, of: account))
                fixture.clock.advance(by: 1)
            }
            let (saved, foreign) = (all, newDevice(fixture, 1, of: other))
            try await fixture.storage.transaction { tx in
                for device in [saved[2], saved[0], saved[3], saved[1], foreign] {
                    try tx.devices.save(device)
                }
            }
            try expect(try await devices(fixture, of: account), is: all.reversed(), "the devices")
            try await fixture.storage.transaction { try $0.devices.trim(account.id, to: 2) }
            try expect(try await devices(fixture, of: account), is: [all[3], all[2]], "those seen last")
            let end = all[2].expiresAt
            try await fixture.storage.transaction { try $0.devices.removeExpired(at: end) }
            try expect(try await devices(fixture, of: account), is: [all[3]], "those not forgotten")
            try expect(try await devices(fixture, of: other), is: [foreign], "the other's devices")
        },
    ]

    private static func newDevice(_ fixture: Fixture, _ seed: UInt8, of account: Account) -> KnownDevice {
        KnownDevice(
            digest: Fixture.octets(seed),
            accountID: account.id,
            fingerprint: [seed, 7],
            device: "Engine № \(seed)",
            createdAt: fixture.now - 1,
            lastSeenAt: fixture.now,
            expiresAt: fixture.now + 60
        )
    }

    private static func devices(_ fixture: Fixture, of account: Account) async throws -> [KnownDevice] {
        try await fixture.storage.read { try $0.devices.devices(of: account.id) }
    }
}
