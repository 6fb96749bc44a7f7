import Foundation
import LatchkeyAccounts

/// Runs the body of a transaction on a worker's connection, again after a conflict and after a lost connection.
///
/// A connection that was lost before the transaction was to be kept has kept nothing of it. One that is lost while it is
/// being kept leaves that open, and nothing is run again.
struct TransactionRunner: Sendable {
    /// How often a body is run at most because of others in the way.
    private static let conflictLimit = 12
    /// How often because of lost connections.
    private static let lossLimit = 3

    let target: ConnectionTarget
    let settings: TransactionSettings

    /// Runs a body that writes; what it wrote is durable when this returns.
    func write<Output>(
        _ slot: ConnectionSlot,
        _ body: (PostgresTransaction) throws -> Output
    ) throws -> Output {
        try retrying {
            let database = PostgresTransaction(try slot.connection(), .write, settings)
            return try ending(database) {
                let output = try body(database)
                try database.commit()
                return output
            }
        }
    }

    /// Runs a body that reads; the connection is tidied up once the caller has its answer.
    func read<Output>(
        _ slot: ConnectionSlot,
        _ body: (PostgresTransaction) throws -> Output
    ) throws -> Output {
        try retrying {
            let database = PostgresTransaction(try slot.connection(), .read, settings)
            let output = try ending(database) { try body(database) }
            slot.afterwards { database.rollback() }
            return output
        }
    }

    private func ending<Output>(_ database: PostgresTransaction, _ work: () throws -> Output) throws -> Output
    {
        do {
            return try work()
        } catch {
            if !database.connection.isLost { database.rollback() }
            throw error
        }
    }

    private func retrying<Output>(_ attempt: () throws -> Output) throws -> Output {
        var (conflicts, losses) = (0, 0)
        while true {
            do {
                return try attempt()
            } catch let refusal as ServerRefusal where refusal.isConflict && conflicts < Self.conflictLimit {
                conflicts += 1
                // Others are at it; a different pause for each keeps them out of step.
                Thread.sleep(forTimeInterval: .random(in: 0.001...0.004) * Double(conflicts * conflicts))
            } catch let lost as LostConnection where !lost.duringCommit && losses < Self.lossLimit {
                losses += 1
            } catch {
                throw PostgresStorageError.translating(error, server: target.name)
            }
        }
    }
}
