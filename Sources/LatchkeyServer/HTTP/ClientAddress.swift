import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import NIOCore

extension ClientContext {
    /// Who sends a request: the peer's address, and what it calls itself.
    ///
    /// An application whose context does not know the peer's address is treated as one single client.
    init(_ request: Request, context: some RequestContext, deviceName: String? = nil) {
        let remote = (context as? any RemoteAddressRequestContext)?.remoteAddress
        self.init(address: remote?.ipAddress, device: request.headers[.userAgent], deviceName: deviceName)
    }
}
