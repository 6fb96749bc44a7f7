extension MessageCatalogue {
    /// 繁體中文.
    static let traditionalChinese: [ProblemCode: Message] = [
        .tokenMissing: Message(title: "缺少存取權杖", detail: "此操作需要存取權杖，請先登入。"),
        .tokenExpired: Message(title: "存取權杖已過期", detail: "存取權杖已過期，請重新取得。"),
        .tokenMalformed: Message(title: "存取權杖格式錯誤", detail: "無法辨識請求中的存取權杖。"),
        .tokenRevoked: Message(title: "存取權杖已遭撤銷", detail: "這個存取權杖已遭撤銷，請重新登入。"),
        .tokenInvalid: Message(title: "存取權杖無效", detail: "這個存取權杖在此處無效。"),
        .insufficientScope: Message(title: "權限範圍不足", detail: "存取權杖未包含此操作所需的權限範圍。"),
        .insufficientRole: Message(title: "角色權限不足", detail: "目前的帳號不具備此操作所需的角色。"),
        .insufficientUserAuthentication: Message(
            title: "需要重新驗證身分",
            detail: "為確保安全，請重新登入，或以更高安全等級的方式驗證身分後再試。"
        ),
        .accessDenied: Message(title: "拒絕存取", detail: "目前的存取權杖無權執行此操作。"),
        .invalidCredentials: Message(title: "使用者名稱或密碼錯誤", detail: "使用者名稱或密碼不正確。"),
        .secondFactorRequired: Message(title: "需要兩步驟驗證", detail: "請完成兩步驟驗證以繼續登入。"),
        .emailTaken: Message(title: "電子郵件地址已被使用", detail: "這個電子郵件地址已註冊過帳號。"),
        .usernameTaken: Message(title: "使用者名稱已被使用", detail: "這個使用者名稱已有人使用，請換一個。"),
        .tooManyAttempts: Message(title: "嘗試次數過多", detail: "嘗試次數過多，請稍後再試。"),
        .oneTimeTokenInvalid: Message(title: "連結或驗證碼無效", detail: "連結或驗證碼無效或已使用，請重新取得。"),
        .oneTimeTokenExpired: Message(title: "連結或驗證碼已過期", detail: "連結或驗證碼已過期，請重新取得。"),
        .refreshInvalid: Message(title: "更新權杖無效", detail: "更新權杖無效，請重新登入。"),
        .refreshExpired: Message(title: "更新權杖已過期", detail: "更新權杖已過期，請重新登入。"),
        .refreshReused: Message(title: "更新權杖遭重複使用", detail: "這個更新權杖先前已使用過；為確保安全，工作階段已結束，請重新登入。"),
        .refreshShared: Message(title: "更新權杖在多處使用", detail: "偵測到更新權杖同時在兩處使用，工作階段已結束，請重新登入。"),
        .sessionRevoked: Message(title: "工作階段已結束", detail: "工作階段已結束，請重新登入。"),
        .invalidRequest: Message(title: "請求無效", detail: "無法解讀這個請求。"),
        .invalidFields: Message(title: "欄位有誤", detail: "部分欄位缺漏或填寫有誤。"),
        .crossSiteRequest: Message(title: "已拒絕跨網站請求", detail: "這個請求並非由本站頁面發出。"),
        .notFound: Message(title: "找不到內容", detail: "您要找的內容不存在。"),
        .methodNotAllowed: Message(title: "不支援的請求方法", detail: "此網址不支援這個請求方法。"),
        .contentTooLarge: Message(title: "請求內容過大", detail: "請求內文超過了大小上限。"),
        .unsupportedMediaType: Message(title: "不支援的內容類型", detail: "此處不接受這種類型的請求內文。"),
        .internalError: Message(title: "伺服器內部錯誤", detail: "伺服器發生錯誤，未能完成請求。"),
        .busy: Message(title: "伺服器忙碌中", detail: "伺服器忙碌中，請稍後再試。"),
        .unavailable: Message(title: "服務暫時無法使用", detail: "服務暫時無法使用，請稍後再試。"),
    ]
}
