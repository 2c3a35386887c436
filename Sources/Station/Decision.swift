package import Devices

/// What `decide` makes of an event: the facts for the row, the verdict, and what is to be done once the row is durable.
package struct Decision: Hashable, Sendable {
    package var verdict: Verdict
    package var facts: [Fact]
    package var effects: [Effect]

    package init(_ verdict: Verdict, facts: [Fact] = [], effects: [Effect] = []) {
        self.verdict = verdict
        self.facts = facts
        self.effects = effects
    }
}

/// An order to the outputs.
package enum Effect: Hashable, Sendable {
    /// Let the operator of this device feel the verdict.
    case signal(Feedback, DeviceID)
    /// Say it on the lane, or everywhere when there is none.
    case show(Verdict, LaneID?)
}
