/// What came of going to a door (入户): of a household, or of one of its people.
package enum Visit: String, Hashable, Codable, Sendable, CaseIterable {
    /// Nobody opened, or the person is out.
    case absent
    case refused
    /// They do not live there any more.
    case moved
    /// To be visited again.
    case revisit
    /// All that can be sampled there were; of households alone.
    case done
}
