import Devices
import Drivers
import Testing

@Suite("A verdict language")
struct VerdictLanguageTests {
    private static let languages: [VerdictLanguage] = [
        .honeywell, .honeywellHostACK, .datalogic, .newland(.newlandTones), .generic(.bells),
    ]

    @Test("says four different things", arguments: languages)
    func isDistinct(language: VerdictLanguage) {
        #expect(Set(Feedback.allCases.map { language.bytes(for: $0) }).count == Feedback.allCases.count)
        #expect(language.tellsVerdicts)
    }

    @Test func `but silent says nothing, and is known for it`() {
        #expect(Feedback.allCases.allSatisfy { VerdictLanguage.silent.bytes(for: $0).isEmpty })
        #expect(!VerdictLanguage.silent.tellsVerdicts)
    }

    @Test func `Honeywell beeps as its manual says`() {
        #expect(VerdictLanguage.honeywell.bytes(for: .accepted) == [0x16, 0x07, 0x0D])
    }

    @Test func `Newland's frame is the one of its manual`() {
        let sent = VerdictLanguage.newland(.newlandTones).bytes(for: .refused)
        #expect(sent.starts(with: [0x7E, 0x01, 0x30, 0x30, 0x30, 0x30, 0x23]))
        #expect(sent.suffix(2) == [0x3B, 0x03])
    }

    @Test func `Datalogic is enabled again after every verdict`() {
        for feedback in Feedback.allCases { #expect(VerdictLanguage.datalogic.bytes(for: feedback).last == 0x45) }
    }
}
