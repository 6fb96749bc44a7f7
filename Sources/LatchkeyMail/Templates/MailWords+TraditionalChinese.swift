import LatchkeyAccounts

extension MailWords {
    /// 繁體中文.
    static let traditionalChinese = MailWords(
        templates: templates,
        time: "時間：",
        device: "裝置：",
        address: "網路位址：",
        minutes: " 分鐘",
        hours: " 小時",
        days: " 天"
    )

    private static let life = "此連結只能使用一次，{duration}內有效。"
    private static let ignore = "如果這不是您本人的操作，請忽略此郵件：不開啟連結就不會有任何變動。"
    private static let alarm = "如果這不是您本人的操作，請立即變更密碼，並結束您不認識的工作階段。"

    private static let templates: [OutgoingMail.Kind: MailTemplate] = [
        .emailVerification: MailTemplate(
            subject: "請確認您的電子郵件地址",
            opening: "請確認此電子郵件地址屬於您，確認後您的 {product} 帳號即可使用。",
            button: "確認電子郵件地址",
            closing: [life, ignore]
        ),
        .emailChangeNew: MailTemplate(
            subject: "請確認您的新電子郵件地址",
            opening: "請確認您的 {product} 帳號（{subject}）今後使用此電子郵件地址。",
            button: "確認電子郵件地址",
            closing: [life, ignore]
        ),
        .emailChangeOld: MailTemplate(
            subject: "您的電子郵件地址即將變更",
            opening: "有人在已登入您的 {product} 帳號的情況下，申請將電子郵件地址改為 {subject}。只有您同意後才會變更。",
            button: "同意變更",
            closing: [life, "如果這不是您本人的操作，請勿同意，並立即變更密碼：有人登入了您的帳號。"]
        ),
        .passwordReset: MailTemplate(
            subject: "設定新密碼",
            opening: "有人（可能是您）申請為您的 {product} 帳號設定新密碼。",
            button: "設定新密碼",
            closing: [life, "如果這不是您本人的操作，請忽略此郵件：您的密碼不會改變。"]
        ),
        .magicLink: MailTemplate(
            subject: "登入 {product}",
            opening: "請在您提出請求的同一個瀏覽器或應用程式中開啟此連結。",
            button: "登入",
            closing: [life, ignore]
        ),
        .signInCode: MailTemplate(
            subject: "您的登入驗證碼",
            opening: "請在您提出請求的地方輸入此驗證碼，以登入 {product}。",
            closing: ["驗證碼只能使用一次，{duration}內有效。任何人都不會向您索取驗證碼。", "如果您沒有請求驗證碼，請忽略此郵件。"]
        ),
        .invitation: MailTemplate(
            subject: "邀請您加入 {product}",
            opening: "誠摯邀請您在 {product} 建立帳號，只需設定一組密碼。",
            button: "接受邀請",
            closing: [life, "如果您並不知情，請忽略此郵件。"]
        ),
        .unlock: MailTemplate(
            subject: "重新登入您的帳號",
            opening: "有人多次輸入錯誤密碼嘗試登入您的 {product} 帳號，因此目前暫不接受密碼登入。開啟此連結即可恢復。",
            button: "恢復密碼登入",
            closing: [life, "嘗試者並未登入成功。"]
        ),
        .signUpRepeated: MailTemplate(
            subject: "您已經有帳號了",
            opening: "有人（可能是您）用此電子郵件地址註冊 {product}。該地址已有帳號：請直接登入；如果忘記密碼，請設定新密碼。",
            button: "設定新密碼",
            closing: ["如果這不是您本人的操作，請忽略此郵件：沒有任何變動。"]
        ),
        .usernameTaken: MailTemplate(
            subject: "這個使用者名稱已有人使用",
            opening: "您註冊 {product} 時使用的使用者名稱 {subject} 已有人使用，請換一個重新註冊。",
            closing: ["如果這不是您本人的操作，請忽略此郵件。"]
        ),
        .passwordChanged: MailTemplate(
            subject: "您的密碼已變更",
            opening: "您的 {product} 帳號密碼已變更。",
            tellsDetails: true,
            closing: [alarm]
        ),
        .accountReclaimed: MailTemplate(
            subject: "您的帳號現在只屬於您",
            opening: "您已首次證明此電子郵件地址屬於您。先前可能有他人用它註冊過 {product}，因此之前的密碼、"
                + "兩步驟驗證和已登入的裝置均已失效，任何人都無法再藉此登入。",
            tellsDetails: true,
            closing: ["如果您現在沒有密碼，請在登入頁面透過「忘記密碼？」設定。帳號中的其他內容維持不變。"]
        ),
        .newDevice: MailTemplate(
            subject: "新裝置登入提醒",
            opening: "一部先前未見過的裝置登入了您的 {product} 帳號。",
            tellsDetails: true,
            closing: ["如果是您本人，無需任何操作。", alarm]
        ),
        .factorChanged: MailTemplate(
            subject: "您的兩步驟驗證已變更",
            opening: "您的 {product} 帳號新增或移除了一項兩步驟驗證方式。",
            tellsDetails: true,
            closing: [alarm]
        ),
        .emailChanged: MailTemplate(
            subject: "您的電子郵件地址已變更",
            opening: "您的 {product} 帳號不再使用此電子郵件地址。",
            tellsDetails: true,
            closing: ["如果這不是您本人的操作，請立即聯絡 {product} 的管理者。"]
        ),
    ]
}
