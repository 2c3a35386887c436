import Codes
import FakeDevices
import Scenarios
import Station

/// The people of a lane and their codes: a number, and where the site takes them a test code, a health code that expires and a
/// registration slip that holds the number.
extension SwarmHand {
    /// Lines under `codes` of the station's file.
    static let qrCodes = """
          qr:
            - {name: test code, prefix: 'QA:', class: stable}
            - {name: health code, prefix: 'JKM:', class: expiring, minutes: 10}
            - {name: slip, prefix: 'REG|', class: carries-number, number: after-prefix, until: '|'}
        """

    mutating func nextPerson() -> Item {
        persons += 1
        return hasQR && random.next() % 5 == 0 ? .foreign(code(of: persons)) : .person(persons)
    }

    /// The next thing of a person who waits: mostly their tube.
    mutating func besideTube(_ tube: Item) -> Item {
        if let item = leaving() { return item }
        return hasQR && random.next() % 20 == 0 ? .card(.link) : tube
    }

    /// A code of the person who came last, of one before them, or of nobody who was here.
    mutating func otherCode() -> Item {
        switch random.next() % 4 {
        case 0: .foreign(code(of: earlier(persons)))
        case 1: .person(persons)
        default: .foreign(code(of: persons))
        }
    }

    private mutating func code(of person: Int) -> String {
        switch random.next() % 3 {
        case 0: "QA:\(person)"
        case 1: "JKM:\(person)"
        default: "REG|\(deck.payload(of: .person(person)))|\(person % 7)"
        }
    }
}
