public import ServiceLifecycle

extension RemoteStatusLists: Service {
    /// Follows the issuer until the service group shuts down.
    ///
    /// An issuer that fails does not end the application: verification says what that means, by how old a list is.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let pause = await self.step()
                self.tell()
                try? await self.sleep(pause)
            }
        }
    }
}
