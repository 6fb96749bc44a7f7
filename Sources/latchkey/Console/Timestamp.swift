import FoundationEssentials

/// Dates as people and RFC 3339 write them.
enum Timestamp {
    private static let secondsPerDay = 86_400

    /// `2026-11-21T11:46:00Z`; seconds since 1970 where the year does not have four digits.
    static func text(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        // From year 0 to year 9999.
        guard (-62_167_219_200..<253_402_300_800).contains(seconds) else {
            return Int64(exactly: seconds).map { "\($0) seconds after 1970" } ?? "beyond all calendars"
        }
        return date.formatted(.iso8601)
    }

    /// Reads a date and time of RFC 3339 §5.6; `nil` for anything else.
    static func date(_ text: String) -> Date? {
        var reader = Reader(rest: Array(text.utf8)[...])
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
            let day = reader.digits(2), reader.takeAny("Tt "), let hour = reader.digits(2), reader.take(":"),
            let minute = reader.digits(2), reader.take(":"), let second = reader.digits(2),
            (1...12).contains(month), (1...days(inMonth: month, of: year)).contains(day), hour < 24,
            minute < 60,
            // RFC 3339 §5.7 allows for a leap second; it counts as the second after.
            second <= 60, let fraction = reader.fraction(), let offset = reader.offset(), reader.rest.isEmpty
        else { return nil }
        let whole =
            daysSince1970(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: Double(whole) + fraction)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let before = (1..<month).reduce(0) { $0 + days(inMonth: $1, of: year) }
        let leapYears = { (year: Int) in year / 4 - year / 100 + year / 400 }
        let years = year == 0 ? -719_528 : year * 365 + leapYears(year - 1) - 719_527
        return years + before + day - 1
    }
}

/// Takes a text apart from its beginning.
private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        takeAny(String(character))
    }

    mutating func takeAny(_ characters: String) -> Bool {
        guard let first = rest.first, characters.utf8.contains(first) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func digits(_ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// `.25`, or nothing.
    mutating func fraction() -> Double? {
        guard take(".") else { return 0 }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        rest = rest.dropFirst(digits.count)
        return Double("0." + String(decoding: digits, as: UTF8.self))
    }

    /// Seconds east of UTC: `Z`, `+02:00`.
    mutating func offset() -> Int? {
        if takeAny("Zz") { return 0 }
        let sign = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = digits(2), take(":"), let minutes = digits(2), hours < 24, minutes < 60
        else {
            return nil
        }
        return sign * (hours * 3600 + minutes * 60)
    }
}
