import Codes
import Devices
import Foundation
import Station
import Testing

@testable import Controller
@testable import Journal

/// Numbers typed card by card: at the door of somebody who has neither card nor telephone.
@Suite struct TypingTests {
    /// A number of nobody that ends in X.
    private static let number = (1...999).lazy.map { LoopDesk.person($0) }.first { $0.hasSuffix("X") } ?? ""
    /// The same for a number of the first generation, which has no check digit.
    private static let short = "410103360101997"

    private static func keys(_ text: String) -> [TypingKey] {
        text.map { $0 == "X" ? .x : .digit($0.wholeNumberValue ?? 0) }
    }

    /// Scans the card of each character and ENTER; what the last one gives.
    @discardableResult
    private func type(_ text: String, at desk: LoopDesk) -> [Order] {
        for key in Self.keys(text) {
            #expect(desk.feel(desk.scan(LoopDesk.card(.key(key)), after: 400)) == [.accepted])
        }
        return desk.scan(LoopDesk.card(.key(.enter)), after: 400)
    }

    @Test func `A bedridden person without card or telephone is typed, read back, confirmed and bound`() throws {
        #expect(Self.number.count == 18)
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        let before = try desk.scans().count
        let asked = type(Self.number, at: desk)
        #expect(desk.feel(asked) == [.attention])
        let (row, person) = try #require(try desk.scans().last.flatMap { row in row.person.map { (row, $0) } })
        #expect(row.verdict.name == "typed-person")
        #expect(person.number == Array(Self.number.utf8))
        #expect(birthDate(in: person) == "1880-01-01")
        #expect(desk.feel(desk.scan(LoopDesk.card(.confirm))) == [.accepted])
        #expect(desk.feel(desk.scan(LoopDesk.tube(1))) == [.sealed])
        // 19 typing cards, CONFIRM and the tube; the record has the number, the answer and the tube.
        #expect(try desk.scans().count - before == 3)
    }

    @Test func `What is typed is nowhere in the files, not even as single keys`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        type(Self.number, at: desk)
        desk.scan(LoopDesk.card(.confirm))
        desk.scan(LoopDesk.tube(1))
        let files = try FileManager.default.subpathsOfDirectory(atPath: desk.folder.path)
        for file in files {
            guard let bytes = FileManager.default.contents(atPath: desk.folder.path + "/" + file) else { continue }
            for secret in [Self.number, "\"key\"", LoopDesk.card(.key(.digit(4)))] {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) in \(file)")
            }
        }
    }

    @Test func `A number without a check digit is typed twice, and differing entries are refused`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        let before = try desk.scans().count
        #expect(type(Self.short, at: desk).contains(.show(.told(.typeAgain), LaneID(1))))
        #expect(type(String(Self.short.dropLast()) + "8", at: desk).contains(.show(.refused(.typedDiffers), LaneID(1))))
        #expect(type(Self.short, at: desk).contains(.show(.told(.typeAgain), LaneID(1))))
        #expect(try desk.scans().count == before)
        #expect(desk.feel(type(Self.short, at: desk)) == [.attention])
        #expect(try desk.scans().last?.verdict.name == "typed-person")
    }

    @Test func `A slip is refused by the check digit, CLEAR begins again, and a long number is dropped`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        let slip = String(Self.number.dropLast(2)) + String(Self.number.suffix(2).reversed())
        #expect(desk.feel(type(slip.replacing("X", with: "1"), at: desk)) == [.refused])
        #expect(desk.feel(desk.scan(LoopDesk.card(.key(.enter)))) == [.refused], "nothing is typed")
        for key in Self.keys("123") { desk.scan(LoopDesk.card(.key(key)), after: 400) }
        desk.scan(LoopDesk.card(.key(.clear)), after: 400)
        #expect(desk.feel(type(Self.number, at: desk)) == [.attention])
        for key in Self.keys(Self.number) { desk.scan(LoopDesk.card(.key(key)), after: 400) }
        let long = desk.scan(LoopDesk.card(.key(.digit(1))), after: 400)
        #expect(long.contains(.show(.refused(.typedTooLong), LaneID(1))))
    }

    @Test func `The birth date is found in each number that has one`() {
        let cases: [(PersonCode.Kind, String, String)] = [
            (.resident, Self.number, "1880-01-01"), (.resident15, Self.short, "1936-01-01"),
            (.permanentResident, "9" + Self.number.dropFirst(), "1880-01-01"),
            (.permanentResident, "ABC110180010100", ""),
            (.opaque, Self.number, ""),
        ]
        for (kind, number, birth) in cases {
            #expect(birthDate(in: PersonCode(kind: kind, number: Array(number.utf8))) == birth, "\(kind)")
        }
        #expect(birthDate(in: nil).isEmpty)
    }

    @Test func `Another code and a minute without a key end the typing`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        for key in Self.keys("41") { desk.scan(LoopDesk.card(.key(key)), after: 400) }
        desk.scan(LoopDesk.card(.cancel))
        #expect(desk.feel(type(Self.number, at: desk)) == [.attention])
        desk.scan(LoopDesk.card(.cancel))
        for key in Self.keys("41") { desk.scan(LoopDesk.card(.key(key)), after: 400) }
        desk.clock.advance(milliseconds: 61_000)
        #expect(desk.feel(type(Self.number, at: desk)) == [.attention])
    }
}
