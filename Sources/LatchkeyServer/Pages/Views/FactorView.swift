import LatchkeyAccounts

/// The secret of a second factor that is about to be: as a QR code, as a link, and as text.
struct FactorView: PageView {
    static let template = "factor"

    /// The side of the QR code in modules; `nil` when the address is too long for one.
    let side: Int?
    /// Its dark modules as the outline of an SVG path: letters, digits, spaces and signs only.
    let outline: String
    let uri: String
    /// The secret in groups of four.
    let secret: String
    let name: String
    let code: FieldView
    let action: String
    /// Whether the document's title begins with the bad news.
    let hasFaults: Bool

    var returnPath: String? { action }

    /// Whether the code that came was empty is `nil` before one came.
    init(_ begun: SecondFactors.Enrolment, _ links: PageLinks, codeIsMissing: Bool? = nil) {
        let code = QRCode(begun.uri)
        side = code?.outerWidth
        outline = code?.outline ?? ""
        uri = begun.uri
        secret = Self.grouped(begun.secret)
        name = begun.factor.name
        action = links.factor(begun.factor.id)
        hasFaults = codeIsMissing != nil
        self.code = FieldView.firstCode(error: codeIsMissing.map(Self.fault)).focused()
    }

    private static func fault(codeIsMissing: Bool) -> Phrase {
        codeIsMissing
            ? Phrase("Enter a code.", "请输入验证码。", "請輸入驗證碼。")
            : Phrase(
                "This code is not right. Enter the one that is shown now; if that does not help, look whether the clock of the device is right.",
                "验证码不正确。请输入当前显示的验证码；如果仍不正确，请检查设备的时间。",
                "驗證碼不正確。請輸入目前顯示的驗證碼；如果仍不正確，請檢查裝置的時間。"
            )
    }

    private static func grouped(_ secret: String) -> String {
        let octets = Array(secret.utf8)
        return stride(from: 0, to: octets.count, by: 4)
            .map { String(decoding: octets[$0..<min($0 + 4, octets.count)], as: UTF8.self) }
            .joined(separator: " ")
    }
}
