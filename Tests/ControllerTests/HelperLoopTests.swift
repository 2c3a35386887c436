import Codes
import Devices
import Foundation
import Station
import Testing

@testable import Controller
@testable import Journal

/// Keypads and card readers beside the scanners, through the shipping loop.
@Suite struct HelperLoopTests {
    private static let keypad = DeviceID("04d9:1603/K")
    private static let reader = DeviceID("0400:c35a/R")
    private static let number = (1...999).lazy.map { LoopDesk.person($0) }.first { $0.hasSuffix("X") } ?? ""

    private func desk() throws -> LoopDesk {
        let desk = try LoopDesk(LoopFolder())
        desk.plug(LoopDesk.pack)
        desk.begin()
        _ = desk.loop.helperReady(Self.keypad, .keypad, lane: LaneID(1), at: desk.clock.now)
        _ = desk.loop.helperReady(Self.reader, .cardReader, lane: LaneID(1), at: desk.clock.now)
        return desk
    }

    /// Types on the keypad, with Enter.
    @discardableResult
    private func type(_ text: some StringProtocol, at desk: LoopDesk, enter: Bool = true) -> [Order] {
        let keys = text.map { $0 == "X" ? TypingKey.x : .digit($0.wholeNumberValue ?? 0) } + (enter ? [.enter] : [])
        return keys.reduce([]) { _, key in
            desk.clock.advance(milliseconds: 150)
            return desk.loop.keyed(key, by: Self.keypad, at: desk.clock.now)
        }
    }

    private func lay(_ number: String, at desk: LoopDesk) -> [Order] {
        desk.clock.advance(milliseconds: 2000)
        let card = CardRead(
            kind: .resident, number: number, name: "某某", sex: .unknown, birth: "18800101", validFrom: "18900101",
            validUntil: nil)
        return desk.loop.carded(card, by: Self.reader, at: desk.clock.now)
    }

    private func shown(_ orders: [Order]) -> Verdict? {
        orders.compactMap { if case .show(let verdict, _) = $0 { verdict } else { nil } }.last
    }

    @Test func `A number typed on the keypad is read back at the scanner that collects, and confirmed with a card`()
        throws
    {
        let desk = try desk()
        let before = try desk.scans().count
        let asked = type(Self.number, at: desk)
        #expect(asked.contains(.signal(.attention, LoopDesk.collect.device)))
        #expect(try desk.scans().last?.verdict.name == "typed-person")
        #expect(desk.feel(desk.scan(LoopDesk.card(.confirm))) == [.accepted])
        #expect(desk.feel(desk.scan(LoopDesk.tube(1))) == [.sealed])
        #expect(try desk.scans().count - before == 3)
    }

    @Test func `A number begun with cards is ended on the keypad`() throws {
        let desk = try desk()
        for digit in Self.number.prefix(4) {
            desk.scan(LoopDesk.card(.key(.digit(digit.wholeNumberValue ?? 0))), after: 400)
        }
        #expect(desk.feel(type(Self.number.dropFirst(4), at: desk)) == [.attention])
        #expect(try desk.scans().last?.person?.number == Array(Self.number.utf8))
    }

    @Test func `What an ID card says besides the number is in the record, rare characters too`() throws {
        let desk = try desk()
        desk.clock.advance(milliseconds: 2000)
        let card = CardRead(
            kind: .resident, number: Self.number, name: "\u{20BB7}样", address: "样本市虚构路㐂号", sex: .unknown,
            birth: "18800101", validFrom: "18900101", validUntil: nil)
        _ = desk.loop.carded(card, by: Self.reader, at: desk.clock.now)
        desk.scan(LoopDesk.tube(1))
        try desk.loop.stop(at: desk.clock.now)
        let line = try #require(try Export.lines(path: desk.folder.journal).lines.first)
        #expect(line.name == "\u{20BB7}样" && line.address == "样本市虚构路㐂号" && line.phone.isEmpty)
        let events = try Data(contentsOf: URL(fileURLWithPath: desk.folder.journal))
        #expect(events.range(of: Data("样本市".utf8)) == nil, "it is sealed")
    }

    @Test func `The keypad answers the scanner that asked for digits, even one that packs`() throws {
        let desk = try desk()
        desk.scan(LoopDesk.card(.time), with: LoopDesk.pack)
        type("202203051200", at: desk)
        #expect(try desk.scans().last?.verdict.name == "time")
        #expect(try desk.scans().last?.scanner?.device == LoopDesk.pack.device)
    }

    @Test func `A card that is laid down is a person who waits, and is kept as read from a card`() throws {
        let desk = try desk()
        #expect(desk.feel(lay(Self.number, at: desk)) == [.accepted])
        let row = try #require(try desk.scans().last)
        #expect(row.person?.number == Array(Self.number.utf8))
        #expect(row.scanner?.device == LoopDesk.collect.device)
        #expect(desk.feel(lay(LoopDesk.person(7), at: desk)) == [.refused], "somebody waits")
        #expect(desk.feel(desk.scan(LoopDesk.tube(1))) == [.sealed])
        let lines = try Export.table(path: desk.folder.journal).csv.split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let column = try #require(lines[0].firstIndex(of: "person_origin"))
        #expect(lines[1][column] == "card")
    }

    @Test func `A card that was not read is said, and leaves no row`() throws {
        let desk = try desk()
        let before = try desk.rows().count
        let orders = desk.loop.cardUnread(.lifted, by: Self.reader, at: desk.clock.now)
        #expect(shown(orders) == .told(.cardUnread(.lifted)))
        #expect(desk.feel(orders) == [.attention])
        #expect(try desk.rows().count == before)
    }

    @Test func `Without a scanner on the lane neither is taken`() throws {
        let desk = try desk()
        for role in [LoopDesk.collect, LoopDesk.pack] { _ = desk.loop.deviceLost(role.device, at: desk.clock.now) }
        let before = try desk.rows().count
        #expect(type("12", at: desk).isEmpty)
        #expect(lay(Self.number, at: desk).isEmpty)
        #expect(try desk.rows().count == before)
    }

    @Test func `A keypad that was unplugged types no more`() throws {
        let desk = try desk()
        _ = desk.loop.helperLost(Self.keypad, at: desk.clock.now)
        #expect(type("12", at: desk).isEmpty)
        #expect(try desk.rows().last?.verdict == .told(.deviceLost(Self.keypad)))
    }
}
