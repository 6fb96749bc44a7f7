import FoundationEssentials
import Testing

@testable import LatchkeyServer

@Suite("A figure by the minute")
struct MinuteSeriesTests {
    private let noon = Date(timeIntervalSince1970: 1_795_003_200)

    @Test("holds an hour, oldest first, and adds up what happens in one minute")
    func hour() {
        var series = MinuteSeries()
        series.add(2, at: noon)
        series.add(3, at: noon + 59)
        series.add(1, at: noon - 60 * 59)
        let values = series.values(until: noon + 30)
        #expect(values.count == 60)
        #expect(values.last == 5)
        #expect(values.first == 1)
        #expect(values.reduce(0, +) == 6)
    }

    @Test("forgets what is older than an hour, and takes nothing older in")
    func forgets() {
        var series = MinuteSeries()
        series.add(7, at: noon)
        series.add(1, at: noon + 3600)
        series.add(9, at: noon)
        #expect(series.values(until: noon + 3600).reduce(0, +) == 1)
        #expect(series.values(until: noon).last == 0)
    }

    @Test("keeps the greatest value of a minute where it is told to")
    func peak() {
        var series = MinuteSeries()
        for value in [3, 8, 0, 5] { series.raise(to: value, at: noon) }
        #expect(series.values(until: noon).last == 8)
    }

    @Test("survives times that are no minutes")
    func oddTimes() {
        var series = MinuteSeries()
        for time in [Double.nan, .infinity, -.infinity, 1e300] {
            series.add(1, at: Date(timeIntervalSince1970: time))
        }
        #expect(series.values(until: noon).reduce(0, +) == 0)
    }
}
