import Codes
import FakeDevices
import Swarm
import Testing

/// A day to the laboratory and back, and printers that fail.
@Suite("Custody") struct CustodyRunTests {
    /// The QR of a ZPL job, as its printer reads the field.
    private static func qr(_ job: [UInt8]) -> String {
        let text = String(decoding: job, as: UTF8.self)
        guard let start = text.firstRange(of: "^FDMA,")?.upperBound,
            let end = text[start...].firstRange(of: "^FS")?.lowerBound
        else { return "" }
        return String(text[start..<end]).replacing("_5F", with: "_").replacing("_5E", with: "^").replacing(
            "_7E", with: "~")
    }

    /// The table of WORKFLOW.md 3.6 but for what merged sets of several stations show.
    private static let table: Set<String> = [
        "wrong-class", "unknown-code", "doubled", "check-digit", "length-charset", "no-person", "person-waits",
        "dup-here",
        "dup-round", "tube-used", "tube-full", "tube-empty", "short-pool", "open-tube", "no-category", "wrong-category",
        "single-only", "mismatch", "not-sealed", "mixed-bag", "bag-full", "seal-reuse", "seal-broken", "count-mismatch",
        "box-full", "box-foreign", "lab-clock", "expired-lot", "not-allowed",
        "label-owed", "device-lost", "device-set-aside", "clock-jump", "disk-low", "journal-failed",
    ]

    @Test("What the laboratory counts is what the station recorded, with everything going wrong on the way")
    func day() throws {
        let outcome = try DayRun.run(seed: 1, people: 700) { Self.qr($0) }
        #expect(outcome.people == 700 && outcome.received == 700)
        #expect(Self.table.isSubset(of: outcome.outcomes.keys), "\(Self.table.subtracting(outcome.outcomes.keys))")
        #expect((4...7).contains(outcome.errors * 100 / outcome.acts))
    }

    @Test("Other days end as well", arguments: 2...6)
    func days(seed: Int) throws {
        let outcome = try DayRun.run(seed: UInt64(seed), people: 210) { Self.qr($0) }
        #expect(outcome.received == 210)
    }

    @Test("A label that says other than the record is found out")
    func wrongLabel() throws {
        #expect(throws: (any Error).self) {
            _ = try DayRun.run(seed: 1, people: 70) { job in Self.qr(job).replacing("T00000", with: "T10000") }
        }
    }

    @Test("Printers that fail leave on the paper what the journal says", arguments: FakeLabelPrinter.Language.allCases)
    func print(language: FakeLabelPrinter.Language) throws {
        for seed in 1...6 { #expect(try PrintRun.run(seed: UInt64(seed), language: language).labels >= 6) }
    }
}
