import Codes
import Testing

@testable import Controller

/// How much of a person a screen shows.
@Suite struct PersonNamingTests {
    private let person = PersonCode(kind: .resident, number: Array("410103188001012342".utf8))

    @Test func `Digits alone, with the surname, or with the name`() {
        #expect(PersonNaming.digits.text(of: person, name: "样一") == "...42")
        #expect(PersonNaming.surname.text(of: person, name: " 样一") == "样* ...42")
        #expect(PersonNaming.surname.text(of: person, name: "Sample One") == "S. ...42")
        #expect(PersonNaming.name.text(of: person, name: "样一") == "样一 ...42")
    }

    @Test("Where nobody has said the name, all show the digits", arguments: PersonNaming.allCases)
    func nameless(naming: PersonNaming) {
        #expect(naming.text(of: person, name: nil) == "...42" && naming.text(of: person, name: " ") == "...42")
        #expect(naming.text(of: nil, name: nil) == "...")
    }
}
