import Codes
import Devices
import Station
import Testing

@testable import Journal

/// The short cut writes what the long way writes, or nothing.
struct CommonTextTests {
    static let person = PersonSighting(token: PersonToken("9f3c77d0"), kind: .resident15)
    static let tube = OpenTube(
        code: TubeCode("T101"), category: 2, mode: 12, capacity: 10, round: RoundID("第2轮"),
        bindings: [binding, Binding(person: PersonToken("ab"), tube: TubeCode("T101"), slot: 10)], shortAllowed: true)
    static let binding = Binding(person: person.token, tube: TubeCode("T101"), slot: 4)
    static let waiting = Waiting(person: person, since: Instant(nanoseconds: 17_998), repeated: true, record: nil)

    static let facts: [Fact] = [
        .personCame(LaneID(1), waiting), .tubeOpened(LaneID(12), tube),
        .personBound(LaneID(1), binding, from: waiting, repeated: true, was: nil),
        .personBound(LaneID(1), binding, from: nil, repeated: false, was: nil), .tubeParked(LaneID(3), tube.code),
        .tubeSealed(LaneID(1), tube, from: .open, short: true),
        .tubeSealed(LaneID(1), tube, from: .parked(11), short: false),
    ]

    @Test func `Facts`() throws {
        for fact in Self.facts { #expect(CommonText.of([fact]) == (try RowText.encode([fact])), "\(fact)") }
        #expect(CommonText.of(Self.facts) == (try RowText.encode(Self.facts)))
        #expect(CommonText.of([Fact]()) == Array("[]".utf8))
    }

    @Test func `Verdicts and happenings`() throws {
        for acceptance: Acceptance in [
            .personWaits(Self.person.token), .bound(Self.binding, of: 10), .boundAndFull(Self.binding),
            .boundAndSealed(Self.binding),
        ] {
            let verdict = Verdict.accepted(acceptance)
            #expect(CommonText.of(verdict) == (try RowText.encode(verdict)), "\(verdict)")
        }
        for happening: Happening in [.personScanned(Self.person), .tubeScanned(Self.tube.code)] {
            #expect(CommonText.of(happening) == (try RowText.encode(happening)), "\(happening)")
        }
    }

    @Test func `Persons under seal`() throws {
        let person = SealedPerson(PersonCode(kind: .passport, number: Array("E00000000".utf8)))
        #expect(CommonText.of(person) == (try RowText.encode(person)))
        for rare in [
            PersonCode(kind: .opaque, number: [0xff, 0x01]), PersonCode(kind: .resident, number: [0x31], proxy: 2),
            PersonCode(kind: .opaque, number: [0x41], opaqueClass: .stable),
        ] { #expect(CommonText.of(SealedPerson(rare)) == nil) }
        let code = PersonCode(kind: .resident, number: [0x31])
        #expect(CommonText.of(SealedPerson(code, PersonDetails(name: "𠮷"))) == nil)
        #expect(CommonText.of(SealedPerson(code, PersonDetails(name: ""))) != nil)
    }

    @Test func `What is rarer goes the long way`() {
        var typed = Self.person
        typed.isTyped = true
        let known = Waiting(
            person: Self.person, since: .start, record: PersonRecord(at: Moment(row: 1, wall: 1), times: 1))
        #expect(CommonText.of(.personScanned(typed)) == nil)
        #expect(CommonText.of(.bagScanned(BagCode("B1"))) == nil)
        #expect(CommonText.of(.tubeScanned(TubeCode("T\"1"))) == nil)
        #expect(CommonText.of([Self.facts[0], .personCame(LaneID(1), known)]) == nil)
        #expect(CommonText.of([Self.facts[0], .personLeft(LaneID(1), Self.waiting)]) == nil)
        #expect(CommonText.of(.refused(.noPerson)) == nil)
        #expect(CommonText.of(.accepted(.modeChosen(1))) == nil)
    }
}
