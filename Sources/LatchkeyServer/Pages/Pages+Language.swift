import LatchkeyAccounts
import LatchkeyHummingbird

extension Pages {
    /// Remembers the language that the visitor chose, and goes back to the page that the switch stands on.
    @Sendable func submitLanguage(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let path = form["return"].flatMap(LocalPath.init)
        var answer = PageAnswer.redirect(to: path?.text ?? links.home)
        if let language = form["language"].flatMap(MailLanguage.init(rawValue:)) {
            answer.setCookies.append(cookies.language(language))
        }
        return answer
    }
}
