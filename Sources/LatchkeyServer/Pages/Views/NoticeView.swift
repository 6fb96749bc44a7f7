/// A page that only says something, with one way on.
struct NoticeView: PageView {
    static let template = "notice"

    let title: String
    let message: String
    let link: String
    let linkText: String
}
