import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// The second factors of an account.
struct FactorsView: PageView {
    static let template = "factors"

    /// One row of the list.
    struct Row: Sendable {
        let id: String
        let name: String
        let added: MomentView
        let used: MomentView?
    }

    let factors: [Row]
    let hasFactors: Bool
    let canAdd: Bool
    let recoveryCodes: Phrase
    /// Whether few recovery codes are left.
    let isRunningOut: Bool
    let notice: Phrase?

    init(_ factors: [Factor], recoveryCodesLeft left: Int, notice: Phrase?, now: Date) {
        self.factors = factors.map { factor in
            Row(
                id: factor.id.description,
                name: factor.name,
                added: MomentView(factor.confirmedAt ?? factor.createdAt, now: now),
                used: factor.lastUsedAt.map { MomentView($0, now: now) }
            )
        }
        hasFactors = !factors.isEmpty
        canAdd = factors.count < SecondFactors.limit
        recoveryCodes = Phrase(
            left == 1 ? "One recovery code is left." : "\(left) recovery codes are left.",
            "剩余 \(left) 个恢复代码。",
            "剩餘 \(left) 組復原碼。"
        )
        isRunningOut = left <= 3
        self.notice = notice
    }
}
