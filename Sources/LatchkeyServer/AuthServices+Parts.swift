import CoreMetrics
import LatchkeyAccounts
import LatchkeyOAuth
import LatchkeyTokens

// How the parts are made from what was configured.

extension AuthServices {
    static func shared(
        _ counters: (any AttemptCounters)?,
        _ configuration: ServerConfiguration,
        _ masterKey: MasterKey,
        _ figures: LiveFigures
    ) -> SharedLimits? {
        counters.map { counters in
            let (onFailure, metrics) = (configuration.redis.onFailure, figures.metrics)
            return SharedLimits(counters, onFailure: onFailure, masterKey: masterKey, metrics: metrics)
        }
    }

    static func statusLists(
        _ configuration: ServerConfiguration,
        _ storage: any OAuthStorage,
        _ places: StatusPlaces?,
        _ state: (keys: KeyRing, revocations: RevocationList)
    ) -> StatusListPublisher? {
        places.map { places in
            StatusListPublisher(
                places,
                lifetime: configuration.revocation.statusLifetime,
                storage: storage,
                revocations: state.revocations,
                keys: state.keys,
                issuer: configuration.issuer
            )
        }
    }

    static func places(_ configuration: ServerConfiguration, _ masterKey: MasterKey) -> StatusPlaces? {
        guard configuration.revocation.usesStatusLists else { return nil }
        return StatusPlaces(
            address: "\(configuration.issuer)/\(StatusListEndpoint.path)",
            masterKey: masterKey
        )
    }

    static func revocations(_ configuration: RevocationConfiguration) -> RevocationList {
        RevocationList(
            freshness: RevocationFreshness(
                maxStaleness: .seconds(configuration.maxStaleness),
                whenStale: configuration.whenStale
            ),
            journalLimit: configuration.snapshotReaders == .nobody ? 0 : RevocationFeed.journalLimit
        )
    }

    static func signUp(
        _ configuration: ServerConfiguration,
        _ storage: any AccountStorage,
        _ passwords: (hasher: PasswordHasher, policy: PasswordPolicy),
        _ sessions: Sessions,
        _ mails: OneTimeMails,
        _ shared: SharedLimits?
    ) -> SignUp {
        SignUp(
            storage: storage,
            hasher: passwords.hasher,
            policy: passwords.policy,
            sessions: sessions,
            mails: configuration.signUpVerifiesEmail ? mails : nil,
            hourlyLimit: configuration.signUpsPerHour,
            hourlyLimitFromLoopback: configuration.signUpsPerHourFromLoopback,
            shared: shared
        )
    }

    static func secondFactor(
        _ storage: any AccountStorage,
        _ masterKey: MasterKey,
        _ gate: SignInGate,
        _ limits: LoginLimits,
        _ metrics: any MetricsFactory
    ) -> SecondFactorLogin {
        SecondFactorLogin(
            storage: storage,
            gate: gate,
            masterKey: masterKey,
            limits: limits,
            metrics: metrics
        )
    }

    static func gate(
        _ configuration: ServerConfiguration,
        _ storage: any AccountStorage,
        _ masterKey: MasterKey,
        _ sessions: Sessions
    ) -> SignInGate {
        SignInGate(
            storage: storage,
            sessions: sessions,
            masterKey: masterKey,
            onePerDevice: configuration.onePerDevice
        )
    }

    static func oneTime(
        _ storage: any OAuthStorage,
        _ masterKey: MasterKey,
        _ mails: OneTimeMails,
        _ people: (hasher: PasswordHasher, policy: PasswordPolicy, gate: SignInGate, ending: SessionEnding),
        _ limits: LoginLimits,
        _ metrics: any MetricsFactory
    ) -> OneTimeFlows {
        OneTimeFlows(
            storage,
            masterKey,
            mails,
            people.hasher,
            people.policy,
            people.gate,
            people.ending,
            limits,
            metrics: metrics
        )
    }

    static func mails(
        _ configuration: ServerConfiguration,
        _ queue: MailQueue,
        _ shared: SharedLimits?
    ) -> OneTimeMails {
        OneTimeMails(
            queue: queue,
            linkBase: configuration.issuer,
            limits: configuration.mailLimits,
            shared: shared
        )
    }

    /// Everybody who acts on what the audit log records.
    static func subscribers(
        _ configuration: ServerConfiguration,
        _ mail: MailQueue
    ) -> [any AuditSubscriber] {
        let receivers = configuration.webhookEndpoints.map {
            WebhookSubscriber.Receiver(endpoint: $0.url, types: $0.types)
        }
        let webhooks: [any AuditSubscriber] =
            receivers.isEmpty ? [] : [WebhookSubscriber(receivers: receivers)]
        return [MailNotices(queue: mail, language: configuration.mail.language)] + webhooks
    }

    static func sessions(
        _ configuration: ServerConfiguration,
        _ storage: any AccountStorage,
        _ masterKey: MasterKey,
        _ state: (keys: KeyRing, figures: LiveFigures),
        _ ending: SessionEnding,
        _ said: (claims: TokenClaims?, places: StatusPlaces?)
    ) -> Sessions {
        var policy = configuration.sessionPolicy
        policy.accessLeeway = configuration.leeway
        return Sessions(
            storage: storage,
            issuer: issuer(configuration, state.keys),
            masterKey: masterKey,
            ending: ending,
            policy: policy,
            claims: said.claims,
            places: said.places,
            metrics: state.figures.metrics
        )
    }

    static func oauth(
        _ configuration: ServerConfiguration,
        _ storage: any OAuthStorage,
        _ state: (keys: KeyRing, revocations: RevocationList, shared: SharedLimits?),
        _ parts: (sessions: Sessions, ending: SessionEnding, login: Login, gate: SignInGate),
        _ places: StatusPlaces?
    ) -> AuthorizationServer {
        AuthorizationServer(
            AuthorizationServer.Parts(
                storage: storage,
                issuer: issuer(configuration, state.keys),
                keys: state.keys,
                algorithms: configuration.tokenAlgorithms,
                revocations: state.revocations,
                sessions: parts.sessions,
                ending: parts.ending,
                login: parts.login,
                gate: parts.gate,
                shared: state.shared,
                places: places
            ),
            settings: configuration.oauthSettings
        )
    }

    static func verifier(
        _ configuration: ServerConfiguration,
        _ keys: KeyRing,
        _ revocations: RevocationList,
        _ figures: LiveFigures
    ) -> TokenVerifier {
        TokenVerifier(
            keys: keys,
            algorithms: configuration.tokenAlgorithms,
            issuer: configuration.issuer,
            audience: configuration.audience[0],
            leeway: configuration.leeway,
            revocations: revocations,
            metrics: figures.metrics
        )
    }

    static func issuer(_ configuration: ServerConfiguration, _ keys: KeyRing) -> TokenIssuer {
        TokenIssuer(
            keys: keys,
            issuer: configuration.issuer,
            audience: configuration.audience,
            lifetime: configuration.accessLifetime
        )
    }
}
