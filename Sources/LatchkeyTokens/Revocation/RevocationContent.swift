/// Everything that a ``RevocationList`` holds at one moment.
package struct RevocationContent: Sendable {
    let entries: RevocationEntries

    /// The sequence number up to which the durable entries are there.
    package var sequence: Int64 { entries.sequence }

    /// How many entries there are.
    package var count: Int { entries.count }
}
