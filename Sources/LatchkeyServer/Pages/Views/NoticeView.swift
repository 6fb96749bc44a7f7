/// A page that only says something, with one way on.
struct NoticeView: PageView {
    static let template = "notice"

    let title: Phrase
    let message: Phrase
    let link: String
    let linkText: Phrase
}
