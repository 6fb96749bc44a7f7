import HTTPTypes
import LatchkeyAccounts

/// The page that is shown in place of one that failed.
struct PageNotice: Sendable {
    let status: HTTPResponse.Status
    let view: NoticeView
    var retryAfter: Int?
    /// Whether what follows on the connection cannot be told apart.
    var endsConnection = false

    /// Says what a person can make of an error; the cause stays in the log.
    init(_ error: any Error, back: String) {
        switch error {
        case let refusal as FormRefusal: self.init(refusal, back: back)
        case BodyFault.tooLarge:
            self.init(
                .contentTooLarge,
                Phrase("Too much text", "内容过长", "內容過長"),
                Phrase(
                    "The form was too large. Nothing was done.",
                    "提交的表单过大，未作任何更改。",
                    "送出的表單過大，未做任何變更。"
                ),
                back: back
            )
        case BodyFault.broken:
            self.init(FormRefusal.unreadable, back: back)
            endsConnection = true
        case AccountError.tooManyAttempts(let seconds):
            self.init(
                .tooManyRequests,
                Phrase("Too many attempts", "尝试次数过多", "嘗試次數過多"),
                WaitText.tooManyAttempts(seconds),
                back: back
            )
            retryAfter = seconds
        case AccountError.busy(let seconds):
            self.init(
                .serviceUnavailable,
                Phrase("Busy at the moment", "系统繁忙", "系統忙碌中"),
                WaitText.busy(seconds),
                back: back
            )
            retryAfter = seconds
        case let error as any StorageFaultError where error.storageFault != nil:
            self.init(.serviceUnavailable, Self.unavailable, Self.notSaved, back: back)
            retryAfter = error.storageFault?.retryAfter
        case let error as any TransientStorageFailure where error.isTransient:
            self.init(.serviceUnavailable, Self.unavailable, WaitText.busy(1), back: back)
            retryAfter = 1
        default:
            self.init(.internalServerError, Self.wrong, Self.ourFault, back: back)
        }
    }

    private static let wrong = Phrase("Something went wrong", "出了点问题", "發生問題")
    private static let ourFault = Phrase(
        "That is our fault, not yours. Please try again in a moment.",
        "这是我们的问题，与您无关。请稍后再试。",
        "這是我們的問題，與您無關。請稍後再試。"
    )
    private static let unavailable = Phrase("Not possible at the moment", "暂时无法处理", "暫時無法處理")
    private static let notSaved = Phrase(
        "The server cannot save anything at the moment. Nothing was done; please try again later.",
        "服务器暂时无法保存数据，未作任何更改。请稍后再试。",
        "伺服器暫時無法儲存資料，未做任何變更。請稍後再試。"
    )

    private init(_ refusal: FormRefusal, back: String) {
        switch refusal {
        case .otherOrigin:
            self.init(
                .forbidden,
                Phrase("Not sent from here", "表单并非来自本站", "表單並非來自本站"),
                Phrase(
                    "Another site sent this form. Nothing was done.",
                    "这个表单由其他网站提交，未作任何更改。",
                    "這個表單由其他網站送出，未做任何變更。"
                ),
                back: back
            )
        case .stale:
            self.init(
                .forbidden,
                Phrase("This form has expired", "此表单已过期", "此表單已過期"),
                Phrase(
                    "It was open for too long, you signed in or out meanwhile, or your browser keeps no cookies. Nothing was done.",
                    "它打开的时间过长，或您在此期间登录或退出过，或您的浏览器不保存 Cookie。未作任何更改。",
                    "它開啟的時間過長，或您在此期間登入或登出過，或您的瀏覽器不儲存 Cookie。未做任何變更。"
                ),
                back: back
            )
        case .otherMediaType:
            self.init(
                .unsupportedMediaType,
                Phrase("Not a form", "不是表单", "不是表單"),
                Phrase(
                    "The request held no form. Nothing was done.",
                    "请求中没有表单，未作任何更改。",
                    "請求中沒有表單，未做任何變更。"
                ),
                back: back
            )
        case .unreadable:
            self.init(
                .badRequest,
                Phrase("Not readable", "无法读取", "無法讀取"),
                Phrase(
                    "The form could not be read. Nothing was done.",
                    "无法读取此表单，未作任何更改。",
                    "無法讀取此表單，未做任何變更。"
                ),
                back: back
            )
        }
    }

    private init(_ status: HTTPResponse.Status, _ title: Phrase, _ message: Phrase, back: String) {
        self.status = status
        view = NoticeView(
            title: title,
            message: message,
            link: back,
            linkText: Phrase("Back to the form", "返回表单", "返回表單")
        )
    }
}
