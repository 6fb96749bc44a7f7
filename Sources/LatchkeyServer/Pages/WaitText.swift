/// How long to wait, in words.
enum WaitText {
    static func tooManyAttempts(_ seconds: Int) -> Phrase {
        let wait = duration(seconds)
        return Phrase(
            "There were too many attempts. Please wait \(wait.english) and try again.",
            "尝试次数过多，请等待\(wait.simplifiedChinese)后再试。",
            "嘗試次數過多，請等待\(wait.traditionalChinese)後再試。"
        )
    }

    static func busy(_ seconds: Int) -> Phrase {
        let wait = duration(seconds)
        return Phrase(
            "Many people are signing in right now. Please try again in \(wait.english).",
            "当前登录人数较多，请在\(wait.simplifiedChinese)后重试。",
            "目前登入人數較多，請在\(wait.traditionalChinese)後重試。"
        )
    }

    /// Seconds below a minute; from there on whole minutes, rounded up.
    static func duration(_ seconds: Int) -> Phrase {
        if seconds < 60 {
            let count = max(1, seconds)
            return Phrase("\(count) second\(plural(count))", " \(count) 秒", " \(count) 秒")
        }
        let count = (seconds - 1) / 60 + 1
        return Phrase("\(count) minute\(plural(count))", " \(count) 分钟", " \(count) 分鐘")
    }

    private static func plural(_ count: Int) -> String { count == 1 ? "" : "s" }
}
