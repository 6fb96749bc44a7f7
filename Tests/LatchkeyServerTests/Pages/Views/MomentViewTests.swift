import FoundationEssentials
import Testing

@testable import LatchkeyServer

@Suite("Moments")
struct MomentViewTests {
    @Test(
        "are told as people tell them",
        arguments: [
            (-5.0, "just now"), (59, "just now"), (60, "1 minute ago"), (3599, "59 minutes ago"),
            (3600, "1 hour ago"),
            (86_399, "23 hours ago"), (86_400, "1 day ago"), (30 * 86_400, "30 days ago"),
        ] as [(TimeInterval, String)]
    )
    func relative(age: TimeInterval, text: String) {
        let now = Date(timeIntervalSince1970: 1_795_000_000)
        #expect(MomentView(now - age, now: now).relative.english == text)
    }

    @Test("have a day and an RFC 3339 form in UTC, and never stop the process")
    func day() {
        let moment = MomentView(
            Date(timeIntervalSince1970: 1_795_212_345),
            now: Date(timeIntervalSince1970: 0)
        )
        #expect(moment.machine == "2026-11-20T22:05:45Z")
        #expect(moment.day.english == "20 November 2026")
        #expect(MomentView(.distantPast, now: .distantFuture).relative.english.hasSuffix(" days ago"))
    }
}
