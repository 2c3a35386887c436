import Testing

@testable import Scenarios

@Suite("The demo's shift") struct ShiftTests {
    @Test("asks from the count that differs to the seal, and from HANDOVER on") func asks() throws {
        let steps = Shift.demo.steps
        let asking = steps.indices.filter { Shift.demo.asks(after: $0) }
        let differs = try #require(steps.firstIndex { $0.expected?.outcome == "count-mismatch" })
        let sealed = try #require(steps[differs...].firstIndex { $0.expected == .sealed })
        #expect(asking.contains(differs) && asking.contains(sealed - 1) && !asking.contains(sealed))
        #expect(!asking.contains(0) && asking.contains(steps.count - 1))
    }
}
