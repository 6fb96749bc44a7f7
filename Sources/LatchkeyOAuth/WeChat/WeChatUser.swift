import LatchkeyJOSE

/// Who somebody is to WeChat.
///
/// WeChat sends a `session_key` as well, with which a mini program's data can be decrypted. It is dropped unread: what is
/// not kept cannot leak.
struct WeChatUser: Sendable, Equatable {
    /// The name of the person in this one mini program.
    let openID: String
    /// The name of the person in everything that belongs to one account of the open platform; `nil` where WeChat tells none.
    let unionID: String?

    /// Reads the body of an answer, whatever content type it came with: WeChat says `text/plain`.
    init(answer: [UInt8]) throws(WeChatError) {
        guard let json = try? JSONObject(json: answer) else { throw .unreadable }
        switch json["errcode"] {
        case nil, .integer(0)?: break
        case .integer(let code)?: throw .refused(code)
        default: throw .unreadable
        }
        guard case .string(let openID)? = json["openid"], Self.isName(openID) else { throw .unreadable }
        self.openID = openID
        switch json["unionid"] {
        case nil, .null?, .string("")?: unionID = nil
        case .string(let name)? where Self.isName(name): unionID = name
        default: throw .unreadable
        }
    }

    /// Letters, digits, hyphens and underscores, as WeChat's names have always been.
    private static func isName(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }
}
