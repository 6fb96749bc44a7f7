/// What is kept about somebody: a copy of it, and an end to it.
struct PersonalDataView: PageView {
    static let template = "personal-data"
}
