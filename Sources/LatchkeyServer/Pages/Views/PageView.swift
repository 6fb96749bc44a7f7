import HTTPTypes
import LatchkeyAccounts

/// The values that one template shows.
protocol PageView: Sendable {
    /// The name of the template.
    static var template: String { get }
    /// Where the switch of the language leads back to, when it is not the address of the page.
    var returnPath: String? { get }
}

extension PageView {
    var returnPath: String? { nil }
}

/// A view with what every template needs around it.
struct PageFrame<View: PageView>: Sendable {
    /// What every link begins with.
    let base: String
    /// The name of whoever runs the pages.
    let brand: String
    /// Whether a file has the mark beside the name.
    let hasLogo: Bool
    /// The stylesheet.
    let style: String
    /// The anti-forgery token of the document's forms.
    let formToken: String
    /// The tag of the page's language.
    let language: String
    /// The switch.
    let languages: [LanguageChoice]
    /// Where the switch leads back to.
    let returnPath: String
    /// The words of the templates.
    let words = Words.all
    let view: View
}

extension Pages {
    /// Renders a view for a visitor.
    func answer<View: PageView>(
        _ view: View,
        status: HTTPResponse.Status = .ok,
        for visit: PageVisit
    ) throws -> PageAnswer {
        let frame = PageFrame(
            base: links.base,
            brand: renderer.brand.name,
            hasLogo: renderer.brand.hasLogo,
            style: renderer.style,
            formToken: visit.formToken,
            language: visit.language.rawValue,
            languages: LanguageChoice.all(current: visit.language),
            returnPath: view.returnPath ?? visit.returnPath,
            view: view
        )
        let html = try MailLanguage.$ofPage.withValue(visit.language) {
            try renderer.render(frame, with: View.template)
        }
        return PageAnswer(status: status, html: html)
    }
}
