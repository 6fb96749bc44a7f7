import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let rotationCases = [
        Case("a rotation advances the counter and notes time, client and new ends") { fixture in
            let session = try await fixture.insertSession()
            fixture.clock.advance(by: 60)
            let rotation = fixture.rotation(of: session)
            var expected = session
            expected.counter = 1
            expected.rotatedAt = fixture.now
            expected.lastSeenAt = fixture.now
            expected.idleExpiresAt = rotation.idleExpiresAt
            expected.accessExpiresAt = rotation.accessExpiresAt
            expected.fingerprint = rotation.fingerprint
            expected.address = rotation.address
            expected.device = rotation.device
            try expect(try await fixture.rotate(rotation), is: expected, "the rotated session")
            try expect(try await fixture.session(session.id), is: expected, "the stored session")
        },
        Case("a rotation leaves every other session as it was") { fixture in
            let session = try await fixture.insertSession()
            let account = try require(try await fixture.account(session.accountID), "the account is missing")
            let other = fixture.newSession(of: account)
            try await fixture.insert(other)
            _ = try await fixture.rotate(fixture.rotation(of: session))
            try expect(try await fixture.session(other.id), is: other, "the other session")
        },
        Case("rotations follow each other, each with the counter of the one before") { fixture in
            var session = try await fixture.insertSession()
            for generation in 1...3 {
                fixture.clock.advance(by: 60)
                let rotated = try await fixture.rotate(fixture.rotation(of: session))
                session = try require(rotated, "generation \(generation) was refused")
                try expect(session.counter, is: Int64(generation), "the counter")
            }
        },
        Case("the absolute end caps the idle end") { fixture in
            let session = try await fixture.insertSession()
            fixture.clock.advance(by: 60)
            let rotated = try await fixture.rotate(fixture.rotation(of: session, idle: 31 * 86_400))
            try expect(rotated?.idleExpiresAt, is: session.expiresAt, "the idle end")
        },
        Case("the latest expiry of an access token never moves back") { fixture in
            let session = try await fixture.insertSession { $0.accessExpiresAt += 3600 }
            let rotated = try await fixture.rotate(fixture.rotation(of: session, access: 60))
            try expect(rotated?.accessExpiresAt, is: session.accessExpiresAt, "the latest expiry")
        },
        Case("a rotation without address and device keeps those seen last") { fixture in
            let session = try await fixture.insertSession()
            let rotated = try await fixture.rotate(fixture.rotation(of: session, address: nil, device: nil))
            try expect(rotated?.address, is: session.address, "the address")
            try expect(rotated?.device, is: session.device, "the device")
        },
        Case("a rotation forgets replays, and shared generations when no other client replayed") { fixture in
            let session = try await fixture.insertSession {
                ($0.replays, $0.replayedElsewhere, $0.sharedGenerations) = (4, false, 2)
            }
            let rotated = try require(
                try await fixture.rotate(fixture.rotation(of: session)),
                "it was refused"
            )
            try expect(rotated.replays, is: 0, "the replays")
            try expect(rotated.replayedElsewhere, is: false, "whether another client replayed")
            try expect(rotated.sharedGenerations, is: 0, "the shared generations")
        },
        Case("a rotation keeps the shared generations when another client replayed") { fixture in
            let session = try await fixture.insertSession {
                ($0.replays, $0.replayedElsewhere, $0.sharedGenerations) = (4, true, 2)
            }
            let rotated = try require(
                try await fixture.rotate(fixture.rotation(of: session)),
                "it was refused"
            )
            try expect(rotated.replays, is: 0, "the replays")
            try expect(rotated.replayedElsewhere, is: false, "whether another client replayed")
            try expect(rotated.sharedGenerations, is: 2, "the shared generations")
        },
        Case("a rotation one millisecond before an end succeeds") { fixture in
            let session = try await fixture.insertSession {
                $0.idleExpiresAt = fixture.now + 10
            }
            fixture.clock.advance(by: 9.999)
            let rotated = try await fixture.rotate(fixture.rotation(of: session))
            try expect(rotated?.counter, is: 1, "the counter")
        },
        Case("a rotation that is undone has not happened") { fixture in
            let session = try await fixture.insertSession()
            let rotation = fixture.rotation(of: session)
            try await expect(throws: Undo(), "the body's own error") {
                try await fixture.storage.transaction { tx in
                    _ = try tx.sessions.rotate(rotation)
                    throw Undo()
                }
            }
            try expect(try await fixture.session(session.id), is: session, "the session")
            try expect(try await fixture.rotate(rotation)?.counter, is: 1, "the counter of the next rotation")
        },
    ]
}
