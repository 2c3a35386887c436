import Codes
import Devices
import Foundation
import GRDB
import Station
import Testing

@testable import Journal

@Suite struct PersonTests {
    @Test func `A token leads to its person until the round's key is destroyed, and verify passes after that`() throws {
        let folder = try Folder()
        let desk = try Desk(folder.journal)
        try desk.shortShift()
        let token = try desk.journal.token(for: Desk.person(2), in: RoundID("1"))
        #expect(try desk.journal.person(for: token) == Desk.person(2))
        #expect(try desk.journal.person(for: PersonToken("00")) == nil)
        try desk.journal.keys.destroyKey(of: RoundID("1"))
        #expect(try desk.journal.person(for: token) == nil)
        #expect(throws: JournalError.keyDestroyed(RoundID("1"))) {
            try desk.journal.token(for: Desk.person(2), in: RoundID("1"))
        }
        #expect(try JournalFile.verify(path: folder.journal).isSound)
    }

    @Test func `Readings and numbers are nowhere in the files`() throws {
        let folder = try Folder()
        let desk = try Desk(folder.journal)
        try desk.shortShift()
        try desk.happen(.unreadableScanned(.unknown), scan: Desk.scan("MISREAD-11010118"))
        try desk.happen(
            .personScanned(PersonSighting(token: PersonToken("p"), kind: .opaque)), scan: Desk.scan("OPAQUE"),
            person: PersonCode(kind: .opaque, number: [0xff, 0x00, 0x41]))
        #expect(
            try desk.journal.person(for: PersonToken("p")) == PersonCode(kind: .opaque, number: [0xff, 0x00, 0x41]))
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name))
            for secret in ["MISREAD-11010118", "1101011801"] {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) is in \(name)")
            }
        }
    }

    @Test func `A destroyed key is overwritten in its file`() throws {
        let folder = try Folder()
        let desk = try Desk(folder.journal)
        try desk.shortShift()
        let queue = try DatabaseQueue(path: folder.journal + ".keys")
        let key = try #require(try queue.read { try Data.fetchOne($0, sql: "SELECT key FROM round_key") })
        try queue.close()
        let bytes = { try Data(contentsOf: URL(fileURLWithPath: folder.journal + ".keys")) }
        #expect(try bytes().range(of: key) != nil)
        try desk.journal.keys.destroyKey(of: RoundID("1"))
        #expect(try bytes().range(of: key) == nil)
        #expect(!FileManager.default.fileExists(atPath: folder.journal + ".keys-journal"))
        #expect(desk.journal.keys.isDestroyed(RoundID("1")))
        #expect(!desk.journal.keys.isDestroyed(RoundID("2")))
    }

    @Test func `No nonce occurs twice, over rounds, restarts and rows that were rolled back`() throws {
        let folder = try Folder()
        for start in 0..<3 {
            let desk = try Desk(folder.journal)
            if start == 0 { try desk.command(.category(1)) }
            for index in 0..<40 { try desk.person(index) }
            try desk.journal.close(desk.state)
        }
        let nonces = try readColumn(
            folder.journal,
            """
            SELECT hex(substr(raw, 1, 12)) FROM event WHERE raw IS NOT NULL
            UNION ALL SELECT hex(substr(person, 1, 12)) FROM event WHERE person IS NOT NULL
            """)
        #expect(nonces.count == 241)
        #expect(Set(nonces).count == nonces.count)
    }

    @Test func `A row that was rolled back has used up its nonces`() throws {
        let folder = try Folder()
        let desk = try Desk(folder.journal)
        try desk.command(.category(1))
        let before = desk.journal.sealsUsed
        try desk.journal.limitPages(to: 0)
        var failed = 0
        for index in 0..<100 where failed == 0 {
            do { try desk.person(index) } catch JournalError.diskFull { failed = index + 1 }
        }
        #expect(failed > 0)
        #expect(desk.journal.sealsUsed == before + UInt64(failed) * 2)
    }

    @Test func `A sealed field that was moved to another row does not open`() throws {
        let folder = try Folder()
        var token = PersonToken("")
        do {
            let desk = try Desk(folder.journal)
            try desk.shortShift()
            token = try desk.journal.token(for: Desk.person(1), in: RoundID("1"))
            try desk.journal.close(desk.state)
        }
        try tamper(
            folder.journal, "UPDATE event SET person = (SELECT person FROM event WHERE sequence = 7) WHERE sequence = 5"
        )
        let again = try JournalFile.open(path: folder.journal, station: "S1", random: seeded())
        #expect(throws: JournalError.self) { try again.person(for: token) }
    }

    @Test func `Tokens differ by round, by kind and by key`() throws {
        let (one, two) = (try Folder(), try Folder())
        let first = try Desk(one.journal).journal
        let second = try Desk(two.journal, seed: 2).journal
        let person = Desk.person(1)
        let passport = PersonCode(kind: .passport, number: person.number)
        let tokens = try [
            first.token(for: person, in: RoundID("1")), first.token(for: person, in: RoundID("2")),
            first.token(for: passport, in: RoundID("1")), second.token(for: person, in: RoundID("1")),
        ]
        #expect(Set(tokens).count == 4)
        #expect(tokens.allSatisfy { $0.text.count == 32 })
        #expect(try first.token(for: person, in: RoundID("1")) == tokens[0])
    }
}
