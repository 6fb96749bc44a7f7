import FoundationEssentials

/// What happened in the last hour.
struct FiguresView: PageView {
    static let template = "admin-figures"

    /// One line of the table: a minute in which anything happened.
    struct Row: Sendable {
        let time: String
        let values: [Int]
    }

    let top: AdminTop
    let plots: [PlotView]
    let rows: [Row]
    let time: TimeView
    /// Whether the page renews itself.
    let isLive: Bool

    init(_ figures: LiveFigures, top: AdminTop, isLive: Bool, now: Date) {
        let values = Figure.allCases.map { figures.values(of: $0, until: now) }
        self.top = top
        self.isLive = isLive
        time = TimeView(now)
        plots = zip(Figure.allCases, values).map { PlotView($0, $1) }
        rows = (0..<MinuteSeries.length).reversed().compactMap { index in
            let ago = MinuteSeries.length - 1 - index
            let minute = values.map { $0[index] }
            guard minute.contains(where: { $0 > 0 }) else { return nil }
            let moment = (now - Double(ago * 60)).ISO8601Format()
            return Row(time: String(moment.dropFirst(11).prefix(5)), values: minute)
        }
    }
}

/// One figure as a plot: a bar for every minute, drawn as one path.
struct PlotView: Sendable, Equatable {
    static let width = 300
    static let height = 72

    let id: String
    let title: Phrase
    /// The figure of the hour.
    let total: String
    let note: Phrase
    /// The plot in words.
    let summary: Phrase
    /// The value that reaches the top.
    let top: String
    let path: String

    init(_ figure: Figure, _ values: [Int]) {
        let (peak, sum) = (values.max() ?? 0, values.reduce(0, +))
        id = figure.rawValue
        title = figure.title
        total = figure == .hashQueue ? "\(peak)" : "\(sum)"
        note =
            figure == .hashQueue
            ? Phrase("at most, in the last hour", "（过去一小时的最大值）", "（過去一小時的最大值）")
            : Phrase("in the last hour", "（过去一小时）", "（過去一小時）")
        summary = Self.summary(figure, sum: sum, peak: peak)
        top = "\(max(peak, 1))"
        path = Self.path(values, top: max(peak, 1))
    }

    private static func summary(_ figure: Figure, sum: Int, peak: Int) -> Phrase {
        figure == .hashQueue
            ? Phrase(
                "At most \(peak) waited in the last hour.",
                "过去一小时内最多有 \(peak) 个在等待。",
                "過去一小時內最多有 \(peak) 個在等待。"
            )
            : Phrase(
                "\(sum) in the last hour, at most \(peak) in a minute.",
                "过去一小时共 \(sum) 次，每分钟最多 \(peak) 次。",
                "過去一小時共 \(sum) 次，每分鐘最多 \(peak) 次。"
            )
    }

    /// What happened at all is at least a hair high.
    private static func path(_ values: [Int], top: Int) -> String {
        let step = width / MinuteSeries.length
        return values.enumerated().compactMap { index, value in
            guard value > 0 else { return nil }
            let bar = max(2, Int((Double(value) / Double(top) * Double(height)).rounded()))
            return "M\(index * step) \(height)v-\(bar)h\(step - 1)v\(bar)z"
        }
        .joined()
    }
}

extension Figure {
    /// What stands above its plot.
    var title: Phrase {
        switch self {
        case .logins: Phrase("Sign-ins", "登录", "登入")
        case .refreshes: Phrase("Refreshes", "令牌刷新", "權杖更新")
        case .failures: Phrase("Failed sign-ins", "登录失败", "登入失敗")
        case .tokenChecks: Phrase("Token checks", "令牌验证", "權杖驗證")
        case .hashQueue: Phrase("Hash queue", "哈希队列", "雜湊佇列")
        }
    }
}
