import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// The signing keys.
struct KeysView: PageView {
    static let template = "admin-keys"

    /// One key.
    struct Row: Sendable {
        let id: String
        let algorithm: String
        let state: Phrase
        let isActive: Bool
        let age: Phrase
        let activates: TimeView
        let expires: TimeView?
    }

    let top: AdminTop
    let rows: [Row]
    /// When the server rotates by itself; `nil` while a successor waits already.
    let nextRotation: TimeView?
    let algorithms: [OptionView]

    init(_ keys: KeyRing, _ rotation: KeyRotation, top: AdminTop, now: Date) {
        self.top = top
        rows = keys.keys.map { key in
            let state = keys.state(of: key, at: now)
            return Row(
                id: key.keyID,
                algorithm: key.algorithm.name,
                state: state.name,
                isActive: state == .active,
                age: Self.age(now.timeIntervalSince(key.createdAt)),
                activates: TimeView(key.activatesAt),
                expires: key.expiresAt.map { TimeView($0) }
            )
        }
        nextRotation = rotation.nextRotation(at: now).map { TimeView($0) }
        let active = keys.activeKey(at: now)?.algorithm
        algorithms = rotation.algorithms.filter { $0.keyType != .oct }.map(\.name).sorted().map {
            OptionView(value: $0, name: Phrase(verbatim: $0), isSelected: $0 == active?.name)
        }
    }

    private static func age(_ seconds: TimeInterval) -> Phrase {
        let hours = Int(min(max(seconds, 0), 1e10)) / 3600
        let (count, days) = hours < 48 ? (hours, false) : (hours / 24, true)
        return days
            ? Phrase("\(count) days old", "已有 \(count) 天", "已有 \(count) 天")
            : Phrase("\(count) h old", "已有 \(count) 小时", "已有 \(count) 小時")
    }
}

extension RingKey.State {
    fileprivate var name: Phrase {
        switch self {
        case .next: Phrase("Waits", "等待启用", "等待啟用")
        case .active: Phrase("Signs", "正在签名", "正在簽章")
        case .retired: Phrase("Verifies only", "仅用于验证", "僅用於驗證")
        }
    }
}
