/// Leaves a page for another one that has to come first.
struct PageDetour: Error, Equatable {
    let location: String
}
