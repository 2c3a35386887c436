import Codes
import Devices
import Foundation
import Station
import Testing

@testable import Controller
@testable import Journal

@Suite struct WipeTests {
    /// Two rounds of three persons each; the fourth to sixth come in the second round.
    private func twoRounds() throws -> LoopFolder {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        for number in 1...3 { work(desk, number) }
        desk.scan(LoopDesk.person(7) + "9")
        desk.scan(LoopDesk.card(.round))
        #expect(desk.feel(desk.scan(LoopDesk.card(.confirm))) == [.accepted])
        for number in 4...6 { work(desk, number) }
        try desk.loop.stop(at: desk.clock.now)
        return desk.folder
    }

    private func work(_ desk: LoopDesk, _ number: Int) {
        #expect(desk.feel(desk.scan(LoopDesk.person(number))) == [.accepted])
        #expect(desk.feel(desk.scan(LoopDesk.tube(number))) == [.sealed])
    }

    private func wipe(_ folder: LoopFolder, _ round: String) throws {
        let journal = try JournalFile.open(path: folder.journal, station: "S1", random: systemRandom)
        try journal.wipe(
            RoundID(round), at: Instant(nanoseconds: 1), wall: 1_700_000_000_000_000, utcOffsetMinutes: 480,
            clockTrusted: true)
    }

    /// Which of the texts stand in any file of the folder, or in what a journal tells about itself.
    private func found(_ texts: [String], in folder: LoopFolder) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count >= 3)
        let files = try names.map { try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + $0)) }
        return texts.filter { text in files.contains { $0.range(of: Data(text.utf8)) != nil } }
    }

    @Test func `After a wipe nobody of the round is found anywhere, and the other round's persons are`() throws {
        let folder = try twoRounds()
        let key = try roundKey(folder, "1")
        try wipe(folder, "1")
        #expect(try JournalFile.verify(path: folder.journal).isSound)
        let numbers = (1...3).map(LoopDesk.person)
        let export = try Export.table(path: folder.journal).csv
        for number in numbers { #expect(!export.contains(number)) }
        for number in 4...6 { #expect(export.contains(LoopDesk.person(number))) }
        #expect(export.split(separator: "\r\n").filter { $0.contains(",wiped,resident,") }.count == 3)
        #expect(try Export.table(path: folder.journal, round: RoundID("2")).csv.contains("wiped") == false)
        // Not whole, not without the check digit, and not the reading that was no code.
        #expect(try found(numbers + numbers.map { String($0.dropLast()) }, in: folder).isEmpty)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + file))
            #expect(bytes.range(of: key) == nil, "the key is in \(file)")
        }
        let rows = try JournalFile.rows(path: folder.journal)
        #expect(rows.last?.happening == .roundWiped(RoundID("1")))
        #expect(rows.filter { $0.person != nil }.count == 3)
    }

    @Test func `Used codes outlive the wipe, and the station goes on`() throws {
        let folder = try twoRounds()
        try wipe(folder, "1")
        let desk = try LoopDesk(folder)
        desk.plug()
        desk.scan(LoopDesk.person(8))
        let refused = desk.scan(LoopDesk.tube(2))
        #expect(desk.feel(refused) == [.refused])
        #expect(try desk.scans().last?.verdict.name == "tube-used")
        #expect(desk.feel(desk.scan(LoopDesk.tube(9))) == [.sealed])
        try desk.loop.stop(at: desk.clock.now)
        #expect(try JournalFile.verify(path: folder.journal).isSound)
    }

    @Test func `Wiping again does no harm`() throws {
        let folder = try twoRounds()
        try wipe(folder, "1")
        try wipe(folder, "1")
        let keys = try #require(try KeyFile(readOnly: folder.journal + ".keys"))
        #expect(try keys.rounds().map(\.round.text) == ["1", "2"])
        #expect(try keys.rounds().map(\.isDestroyed) == [true, false])
        #expect(try JournalFile.verify(path: folder.journal).isSound)
    }

    private func roundKey(_ folder: LoopFolder, _ round: String) throws -> Data {
        let keys = try #require(try KeyFile(readOnly: folder.journal + ".keys"))
        return try #require(try keys.rawKey(of: RoundID(round)))
    }
}
