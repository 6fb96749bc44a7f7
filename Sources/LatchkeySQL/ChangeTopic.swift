/// What other nodes are told of: that a log has grown.
package enum ChangeTopic: String, CaseIterable, Sendable {
    case revocation, key, audit
}
