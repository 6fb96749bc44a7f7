import LatchkeyServer
import Logging
import ServiceLifecycle
import UnixSignals

/// Runs a server until a signal ends it, and sees to it that it ends.
///
/// The first SIGTERM or SIGINT makes the server not ready; after the delay that was configured it takes no more
/// connections, answers what is in flight, and is gone, at the latest when the time for that is over. A second one ends
/// it at once. SIGHUP reads the certificate again; without one it ends a server that somebody runs in a terminal, as it
/// would any program, and means nothing to a service.
struct Shutdown: Sendable {
    let readiness: Readiness
    let configuration: OperationConfiguration
    let reloading: CertificateReloading?
    let logger: Logger

    func run(_ server: some Service) async throws {
        // By a name of its own: without one, all parts of the server are written into it.
        let service = ServiceGroupConfiguration.ServiceConfiguration(service: server, serviceName: "Latchkey")
        let group = ServiceGroup(configuration: .init(services: [service], logger: logger))
        let isForeground = reloading == nil && Descriptor.isTerminal(Descriptor.standardInput)
        // Before the server is announced: whoever reads that may end it.
        let signals = await UnixSignalsSequence(
            trapping: [.sigterm, .sigint] + (isForeground ? [] : [.sighup])
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await obey(signals, group) }
            tasks.addTask { try await group.run() }
            // The watch never ends before the server does.
            try await tasks.next()
            tasks.cancelAll()
        }
    }

    private func obey(_ signals: UnixSignalsSequence, _ group: ServiceGroup) async {
        var ending: Task<Void, Never>?
        for await signal in signals {
            if signal == .sighup {
                if let reloading { reloading.reload() } else { logger.info("nothing to read again") }
                continue
            }
            guard ending == nil else { Descriptor.exit(128 + signal.rawValue) }
            readiness.drain()
            logger.info("ending", metadata: ["signal": "\(signal)"])
            ending = Task { await drain(group) }
        }
    }

    private func drain(_ group: ServiceGroup) async {
        try? await Task.sleep(for: .seconds(configuration.shutdownDelay))
        await group.triggerGracefulShutdown()
        try? await Task.sleep(for: .seconds(configuration.shutdownTimeout))
        logger.warning("requests in flight are cut off: shutdown.timeout is over")
        Descriptor.exit(0)
    }
}
