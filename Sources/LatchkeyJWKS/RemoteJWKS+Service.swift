public import ServiceLifecycle

extension RemoteJWKS: Service {
    /// Fetches at start and whenever the set goes stale, until the service group shuts down.
    ///
    /// ```swift
    /// let app = Application(router: router, services: [keys])
    /// ```
    ///
    /// A failing issuer does not end the application: the next fetch tries again.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let wait = await self.refreshIfDue()
                // At least a second, so that no policy turns this into a busy loop.
                try? await self.sleep(max(wait, .seconds(1)))
            }
        }
    }
}
