public import ServiceLifecycle

extension RemoteRevocations: Service {
    /// The longest time from one reading of the gauges to the next.
    private static let tellingInterval = Duration.seconds(5)

    /// Follows the issuer until the service group shuts down.
    ///
    /// An issuer that fails does not end the application: verification says what that means, by how old the list is.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask {
                    while !Task.isCancelled {
                        let pause = await self.step()
                        if pause > .zero { try? await self.sleep(pause) }
                    }
                }
                group.addTask {
                    while !Task.isCancelled {
                        self.tell()
                        // Real time: it is for people, whatever clock the ages are measured by.
                        try? await Task.sleep(for: Self.tellingInterval)
                    }
                }
                await group.waitForAll()
            }
        }
    }
}
