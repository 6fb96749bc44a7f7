import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE

/// The cookie by which a device is known again: random, and of no use to sign in with.
struct DeviceCookie: Sendable {
    let name: String
    private let attributes: String

    init(insecure: Bool) {
        name = insecure ? "latchkey-device" : "__Host-latchkey-device"
        attributes = insecure ? "; HttpOnly; SameSite=Lax" : "; HttpOnly; Secure; SameSite=Lax"
    }

    /// The token of a cookie that came exactly once and looks like one of ours.
    func token(in headers: HTTPFields) -> String? {
        let values = headers.cookieValues(of: name)
        guard values.count == 1, let value = values.first, Base64URL.decode(value)?.count == 32 else {
            return nil
        }
        return value
    }

    /// What sets the cookie, or lets it live on.
    func field(_ token: String) -> String {
        "\(name)=\(token); Path=/; Max-Age=\(Int(KnownDevice.lifetime))\(attributes)"
    }
}

extension RefreshCookie {
    /// Who asks, with the device that its cookie says it is.
    func client(of request: Request, _ context: some RequestContext) -> ClientContext {
        var client = ClientContext(request, context: context)
        client.deviceToken = device.token(in: request.headers)
        return client
    }

    /// Who asks to be signed in: a client with the cookie form keeps the device's cookie, and `device` names it.
    ///
    /// - Throws: a 400 problem when `device` is no text.
    func client(
        of request: Request,
        _ context: some RequestContext,
        _ transport: TokenTransport,
        _ body: RequestBody
    ) throws -> ClientContext {
        var client = ClientContext(request, context: context, deviceName: try body.text("device"))
        client.deviceToken = device.token(in: request.headers)
        client.keepsCookies = transport == .cookie
        return client
    }
}
