extension MessageCatalogue {
    /// 简体中文.
    static let simplifiedChinese: [ProblemCode: Message] = [
        .tokenMissing: Message(title: "缺少访问令牌", detail: "此操作需要访问令牌，请先登录。"),
        .tokenExpired: Message(title: "访问令牌已过期", detail: "访问令牌已过期，请重新获取。"),
        .tokenMalformed: Message(title: "访问令牌格式错误", detail: "无法识别请求中的访问令牌。"),
        .tokenRevoked: Message(title: "访问令牌已被撤销", detail: "该访问令牌已被撤销，请重新登录。"),
        .tokenInvalid: Message(title: "访问令牌无效", detail: "该访问令牌在此处无效。"),
        .insufficientScope: Message(title: "权限范围不足", detail: "访问令牌未包含此操作所需的权限范围。"),
        .insufficientRole: Message(title: "角色权限不足", detail: "当前账号不具备此操作所需的角色。"),
        .insufficientUserAuthentication: Message(
            title: "需要重新验证身份",
            detail: "为确保安全，请重新登录，或以更高安全级别的方式验证身份后再试。"
        ),
        .accessDenied: Message(title: "拒绝访问", detail: "当前访问令牌无权执行此操作。"),
        .invalidCredentials: Message(title: "用户名或密码错误", detail: "用户名或密码不正确。"),
        .secondFactorRequired: Message(title: "需要两步验证", detail: "请完成两步验证以继续登录。"),
        .emailTaken: Message(title: "邮箱已被使用", detail: "该邮箱地址已注册过账号。"),
        .usernameTaken: Message(title: "用户名已被占用", detail: "该用户名已被占用，请换一个。"),
        .tooManyAttempts: Message(title: "尝试次数过多", detail: "尝试次数过多，请稍后再试。"),
        .oneTimeTokenInvalid: Message(title: "链接或验证码无效", detail: "链接或验证码无效或已使用，请重新获取。"),
        .oneTimeTokenExpired: Message(title: "链接或验证码已过期", detail: "链接或验证码已过期，请重新获取。"),
        .refreshInvalid: Message(title: "刷新令牌无效", detail: "刷新令牌无效，请重新登录。"),
        .refreshExpired: Message(title: "刷新令牌已过期", detail: "刷新令牌已过期，请重新登录。"),
        .refreshReused: Message(title: "刷新令牌被重复使用", detail: "该刷新令牌此前已使用过；为安全起见，会话已终止，请重新登录。"),
        .refreshShared: Message(title: "刷新令牌在多处使用", detail: "检测到刷新令牌同时在两处使用，会话已终止，请重新登录。"),
        .sessionRevoked: Message(title: "会话已终止", detail: "会话已终止，请重新登录。"),
        .invalidRequest: Message(title: "请求无效", detail: "无法解析该请求。"),
        .invalidFields: Message(title: "字段有误", detail: "部分字段缺失或填写有误。"),
        .crossSiteRequest: Message(title: "已拒绝跨站请求", detail: "该请求并非由本站页面发出。"),
        .notFound: Message(title: "内容不存在", detail: "您访问的内容不存在。"),
        .methodNotAllowed: Message(title: "不支持的请求方法", detail: "此地址不支持该请求方法。"),
        .contentTooLarge: Message(title: "请求内容过大", detail: "请求正文超出了大小限制。"),
        .unsupportedMediaType: Message(title: "不支持的内容类型", detail: "此处不接受这种类型的请求正文。"),
        .internalError: Message(title: "服务器内部错误", detail: "服务器出现错误，未能完成请求。"),
        .busy: Message(title: "服务器繁忙", detail: "服务器繁忙，请稍后再试。"),
        .unavailable: Message(title: "服务暂不可用", detail: "服务暂时不可用，请稍后再试。"),
    ]
}
