import Codes
import Devices
import Station
import Testing

@testable import Journal

/// The short cut reads what the long way reads, or nothing.
struct CommonReaderTests {
    private static let records: [CodeRecord] = {
        let moment = Moment(row: 7, wall: -3)
        var sealed = TubeRecord(
            stage: .bagged(BagCode("B1")), category: 2, round: RoundID("第2轮"), count: 1, capacity: 1, short: false,
            opened: Moment(row: 9, wall: 1_700_000_000_000_000, isTrusted: false, isTraining: true),
            sealedBy: LaneID(2), single: CommonTextTests.binding)
        sealed.labels = 2
        var person = PersonRecord(bindings: [CommonTextTests.binding], at: moment, times: 2)
        person.vouchers = 1
        return [
            .tube(sealed),
            .tube(
                TubeRecord(
                    stage: .open(lane: LaneID(12)), category: 1, round: RoundID("1"), count: 0, capacity: 10,
                    short: true, opened: moment)),
            .person(person), .person(PersonRecord(at: moment, times: 0)),
            .members(TubeMembers(mode: 2, bindings: [CommonTextTests.binding, CommonTextTests.binding])),
            .members(TubeMembers(mode: 1, bindings: [])),
        ]
    }()

    private func read<T>(_ text: [UInt8], _ body: (UnsafeRawBufferPointer) -> T?) -> T? {
        text.withUnsafeBytes { body($0) }
    }

    @Test func `Facts, verdicts and happenings come back`() throws {
        let facts = CommonTextTests.facts
        #expect(read(try RowText.encode(facts), CommonReader.facts) == facts)
        #expect(read(Array("[]".utf8), CommonReader.facts) == [])
        let binding = CommonTextTests.binding
        for acceptance: Acceptance in [
            .personWaits(binding.person), .bound(binding, of: 10), .boundAndFull(binding), .boundAndSealed(binding),
        ] {
            let verdict = Verdict.accepted(acceptance)
            #expect(read(try RowText.encode(verdict), CommonReader.verdict) == verdict)
        }
        for happening: Happening in [.personScanned(CommonTextTests.person), .tubeScanned(TubeCode("试管"))] {
            #expect(read(try RowText.encode(happening), CommonReader.happening) == happening)
        }
    }

    @Test func `Records are written as the long way writes them, and come back`() throws {
        for record in Self.records {
            let text = try record.text()
            switch record {
            case .tube(let tube):
                #expect(text == (try RowText.encode(tube)))
                #expect(CommonReader.tube(text) == tube)
            case .person(let person):
                #expect(text == (try RowText.encode(person)))
                #expect(CommonReader.person(text) == person)
            case .members(let members): #expect(text == (try RowText.encode(members)))
            default: Issue.record("\(record)")
            }
        }
    }

    @Test(
        "Other texts are left to the long way",
        arguments: [
            "[", "[]]", "[] ", "[{}]", #"[{"tubeParked":{"_0":1,"_1":{"text":"T"}}}"#,
            #"[{"tubeParked":{"_0":01,"_1":{"text":"T"}}}]"#, #"[{"tubeParked":{"_0":-0,"_1":{"text":"T"}}}]"#,
            #"[{"tubeParked":{"_0":1,"_1":{"text":"\"T"}}}]"#, #"[{"tubeParked":{"_0":1,"_1":{"text":"T}}}]"#,
            #"[{"tubeParked":{"_0":1000000000000000000,"_1":{"text":"T"}}}]"#, #"[{"fellAsleep":{}}]"#,
        ])
    func leavesOtherTexts(text: String) {
        #expect(read(Array(text.utf8), CommonReader.facts) == nil)
    }

    @Test func `A text that is no UTF-8 is left to the long way`() {
        let text = Array(#"{"tubeScanned":{"_0":{"text":""#.utf8) + [0xFF] + Array(#""}}}"#.utf8)
        #expect(read(text, CommonReader.happening) == nil)
    }

    @Test func `What was written lately is written the same again`() throws {
        let texts = WrittenTexts()
        let refused = Verdict.refused(.countFirst(BagCode("B1")))
        for _ in 0..<2 { #expect(try texts.text(of: refused) == RowText.encode(refused)) }
        for number in 0...JournalLimit.textsKept { _ = try texts.text(of: .bagScanned(BagCode("\(number)"))) }
        #expect(try texts.text(of: .bagScanned(BagCode("7"))) == RowText.encode(Happening.bagScanned(BagCode("7"))))
    }
}
