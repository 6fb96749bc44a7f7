import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE

extension Pages {
    /// The signing keys, youngest first.
    @Sendable func showKeys(_ admin: AdminVisit) async throws -> PageAnswer {
        try keys(admin)
    }

    /// Adds a new key that takes over signing.
    @Sendable func rotateKey(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        guard let algorithm = SignatureAlgorithm(name: form.text("algorithm")) else {
            throw FormRefusal.unreadable
        }
        do {
            _ = try await services.keyRotation.rotate(to: algorithm, at: admin.now)
        } catch AccountError.invalidFields {
            throw FormRefusal.unreadable
        }
        return .redirect(to: AdminOutcome.keyRotated.appended(to: links.adminKeys))
    }

    private func keys(_ admin: AdminVisit) throws -> PageAnswer {
        let view = KeysView(
            services.keys,
            services.keyRotation,
            top: top(.keys, admin),
            now: admin.now
        )
        return try answer(view, for: admin.visit)
    }
}
