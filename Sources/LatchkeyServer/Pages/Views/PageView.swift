import HTTPTypes

/// The values that one template shows.
protocol PageView: Sendable {
    /// The name of the template.
    static var template: String { get }
}

/// A view with what every template needs around it.
struct PageFrame<View: PageView>: Sendable {
    /// What every link begins with.
    let base: String
    /// The stylesheet.
    let style: String
    /// The anti-forgery token of the document's forms.
    let formToken: String
    let view: View
}

extension Pages {
    /// Renders a view for a visitor.
    func answer<View: PageView>(
        _ view: View,
        status: HTTPResponse.Status = .ok,
        for visit: PageVisit
    ) throws -> PageAnswer {
        let frame = PageFrame(base: links.base, style: renderer.style, formToken: visit.formToken, view: view)
        return PageAnswer(status: status, html: try renderer.render(frame, with: View.template))
    }
}
