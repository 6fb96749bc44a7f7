import LatchkeyAccounts

extension MailWords {
    /// 简体中文.
    static let simplifiedChinese = MailWords(
        templates: templates,
        time: "时间：",
        device: "设备：",
        address: "网络地址：",
        minutes: " 分钟",
        hours: " 小时",
        days: " 天"
    )

    private static let life = "此链接只能使用一次，{duration}内有效。"
    private static let ignore = "如果这不是您本人的操作，请忽略此邮件：不打开链接就不会有任何变化。"
    private static let alarm = "如果这不是您本人的操作，请立即修改密码，并结束您不认识的会话。"

    private static let templates: [OutgoingMail.Kind: MailTemplate] = [
        .emailVerification: MailTemplate(
            subject: "请确认您的邮箱地址",
            opening: "请确认此邮箱地址属于您，确认后您的 {product} 账号即可使用。",
            button: "确认邮箱",
            closing: [life, ignore]
        ),
        .emailChangeNew: MailTemplate(
            subject: "请确认您的新邮箱地址",
            opening: "请确认您的 {product} 账号（{subject}）今后使用此邮箱地址。",
            button: "确认邮箱",
            closing: [life, ignore]
        ),
        .emailChangeOld: MailTemplate(
            subject: "您的邮箱地址即将变更",
            opening: "有人在已登录您的 {product} 账号的情况下，申请将邮箱地址改为 {subject}。只有您同意后才会变更。",
            button: "同意变更",
            closing: [life, "如果这不是您本人的操作，请勿同意，并立即修改密码：有人登录了您的账号。"]
        ),
        .passwordReset: MailTemplate(
            subject: "设置新密码",
            opening: "有人（可能是您）申请为您的 {product} 账号设置新密码。",
            button: "设置新密码",
            closing: [life, "如果这不是您本人的操作，请忽略此邮件：您的密码不会改变。"]
        ),
        .magicLink: MailTemplate(
            subject: "登录 {product}",
            opening: "请在您发出请求的同一浏览器或应用中打开此链接。",
            button: "登录",
            closing: [life, ignore]
        ),
        .signInCode: MailTemplate(
            subject: "您的登录验证码",
            opening: "请在您发出请求的地方输入此验证码，以登录 {product}。",
            closing: ["验证码只能使用一次，{duration}内有效。任何人都不会向您索要验证码。", "如果您没有请求验证码，请忽略此邮件。"]
        ),
        .invitation: MailTemplate(
            subject: "邀请您加入 {product}",
            opening: "诚邀您在 {product} 创建账号，只需设置一个密码。",
            button: "接受邀请",
            closing: [life, "如果您并不知情，请忽略此邮件。"]
        ),
        .unlock: MailTemplate(
            subject: "重新登录您的账号",
            opening: "有人多次输入错误密码尝试登录您的 {product} 账号，因此目前暂不接受密码登录。打开此链接即可恢复。",
            button: "恢复密码登录",
            closing: [life, "尝试者并未登录成功。"]
        ),
        .signUpRepeated: MailTemplate(
            subject: "您已经有账号了",
            opening: "有人（可能是您）用此邮箱地址注册 {product}。该地址已有账号：请直接登录；如果忘记密码，请设置新密码。",
            button: "设置新密码",
            closing: ["如果这不是您本人的操作，请忽略此邮件：没有任何变化。"]
        ),
        .usernameTaken: MailTemplate(
            subject: "该用户名已被占用",
            opening: "您注册 {product} 时使用的用户名 {subject} 已有人使用，请换一个用户名重新注册。",
            closing: ["如果这不是您本人的操作，请忽略此邮件。"]
        ),
        .passwordChanged: MailTemplate(
            subject: "您的密码已修改",
            opening: "您的 {product} 账号密码已修改。",
            tellsDetails: true,
            closing: [alarm]
        ),
        .accountReclaimed: MailTemplate(
            subject: "您的账号现在只属于您",
            opening: "您已首次证明此邮箱地址属于您。此前可能有他人用它注册过 {product}，因此之前的密码、"
                + "两步验证和已登录的设备均已失效，任何人都无法再借此登录。",
            tellsDetails: true,
            closing: ["如果您现在没有密码，请在登录页面通过“忘记密码？”设置。账号中的其他内容保持不变。"]
        ),
        .newDevice: MailTemplate(
            subject: "新设备登录提醒",
            opening: "一台此前未见过的设备登录了您的 {product} 账号。",
            tellsDetails: true,
            closing: ["如果是您本人，无需任何操作。", alarm]
        ),
        .factorChanged: MailTemplate(
            subject: "您的两步验证已变更",
            opening: "您的 {product} 账号添加或移除了一项两步验证方式。",
            tellsDetails: true,
            closing: [alarm]
        ),
        .emailChanged: MailTemplate(
            subject: "您的邮箱地址已变更",
            opening: "您的 {product} 账号不再使用此邮箱地址。",
            tellsDetails: true,
            closing: ["如果这不是您本人的操作，请立即联系 {product} 的管理者。"]
        ),
    ]
}
