/// Why a form was not even read.
enum FormRefusal: Error {
    case otherOrigin
    case stale
    case otherMediaType
    case unreadable
}
