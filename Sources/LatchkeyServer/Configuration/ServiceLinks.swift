/// The variables that Kubernetes sets in every container for each service beside it, no settings of ours.
///
/// For a service that is called `latchkey` these are `LATCHKEY_PORT=tcp://10.0.0.1:80`, `LATCHKEY_SERVICE_HOST`,
/// `LATCHKEY_SERVICE_PORT` and more of that kind; for `latchkey-api` they begin with `LATCHKEY_API_`.
struct ServiceLinks {
    private let services: [String]

    /// Looks for services in the environment; the one sign of them is a port that is an address.
    init(environment: [String: String]) {
        services = environment.compactMap { name, value in
            let isAddress = ["tcp://", "udp://", "sctp://"].contains { value.hasPrefix($0) }
            return isAddress && name.hasSuffix("_PORT") ? String(name.dropLast("_PORT".count)) : nil
        }
    }

    /// Whether a variable is about one of the services.
    func contains(_ name: String) -> Bool {
        services.contains { service in
            ["_PORT", "_SERVICE_HOST", "_SERVICE_PORT"].contains { name == service + $0 }
                || name.hasPrefix("\(service)_PORT_") || name.hasPrefix("\(service)_SERVICE_PORT_")
        }
    }
}
