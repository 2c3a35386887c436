import Codes
import Devices
import Station
import Testing

@testable import Controller
@testable import Journal

/// LANE cards: two desks, and scanners that come out of one crate every morning.
@Suite struct LaneCardTests {
    private static let numbered = role("05e0:1701/A")
    private static let nameless = role("05e0:1701@1-1.2")
    private static let lanes = "lanes:\n  - number: 1\n  - number: 2\n"

    private static func role(_ id: String) -> ScannerRole {
        ScannerRole(device: DeviceID(id), lane: LaneID(1), track: .both, isPlaced: false)
    }

    private func placed(_ orders: [Order]) -> [ScannerRole] {
        orders.compactMap { if case .placed(let role) = $0 { role } else { nil } }
    }

    private func at(_ lane: Int, _ role: ScannerRole, isPlaced: Bool = true) -> ScannerRole {
        ScannerRole(device: role.device, lane: LaneID(lane), track: role.track, isPlaced: isPlaced)
    }

    private func desk(_ folder: LoopFolder) throws -> LoopDesk { try LoopDesk(folder, lanes: Self.lanes) }

    @Test func `A configuration of several lanes without scanners asks for the cards`() throws {
        let configuration = try LoopDesk.configuration(LoopFolder(), lanes: Self.lanes)
        #expect(configuration.placesScannersByCard)
        #expect(configuration.scanners.map(\.match) == [.any])
        #expect(try !LoopDesk.configuration(LoopFolder(), lanes: "").placesScannersByCard, "one lane never asks")
    }

    @Test func `A scanner takes nothing before its LANE card, and works at that lane after it`() throws {
        let desk = try desk(LoopFolder())
        desk.plug(Self.numbered)
        #expect(desk.feel(desk.scan(LoopDesk.card(.category(1)), with: Self.numbered)) == [.refused])
        #expect(try desk.scans().last?.verdict == .refused(.laneFirst))
        #expect(desk.feel(desk.scan(LoopDesk.card(.lane(3)), with: Self.numbered)) == [.refused], "there is no lane 3")
        let orders = desk.scan(LoopDesk.card(.lane(2)), with: Self.numbered)
        #expect(placed(orders) == [at(2, Self.numbered)])
        desk.scan(LoopDesk.card(.category(1)), with: Self.numbered)
        desk.scan(LoopDesk.person(1), with: Self.numbered)
        #expect(desk.feel(desk.scan(LoopDesk.tube(1), with: Self.numbered)) == [.sealed])
        #expect(try desk.scans().last?.scanner == at(2, Self.numbered))
        #expect(desk.loop.state.lanes[LaneID(1)] == Lane())
        try desk.loop.stop(at: desk.clock.now)
        let report = try JournalFile.verify(path: desk.folder.journal)
        #expect(report.isSound, "\(String(describing: report.firstBad))")
    }

    @Test func `One with a serial number is known again, also after a restart; one without is asked again`() throws {
        let folder = try LoopFolder()
        do {
            let desk = try desk(folder)
            for role in [Self.numbered, Self.nameless] {
                desk.plug(role)
                desk.scan(LoopDesk.card(.lane(2)), with: role)
                _ = desk.loop.deviceLost(role.device, at: desk.clock.now)
            }
            #expect(placed(desk.plug(Self.numbered)) == [at(2, Self.numbered)])
            #expect(placed(desk.plug(Self.nameless)).isEmpty)
            #expect(desk.feel(desk.scan(LoopDesk.person(1), with: Self.nameless)) == [.refused])
            try desk.loop.stop(at: desk.clock.now)
        }
        let desk = try desk(folder)
        #expect(placed(desk.plug(Self.numbered)) == [at(2, Self.numbered)])
        #expect(placed(desk.plug(Self.nameless)).isEmpty)
    }

    @Test func `MORNING asks every scanner anew`() throws {
        let desk = try desk(LoopFolder())
        desk.plug(Self.numbered)
        desk.scan(LoopDesk.card(.lane(2)), with: Self.numbered)
        desk.scan(LoopDesk.card(.report), with: Self.numbered)
        desk.scan(LoopDesk.card(.confirm), with: Self.numbered)
        let morning = desk.scan(LoopDesk.card(.morning), with: Self.numbered)
        #expect(placed(morning) == [at(2, Self.numbered, isPlaced: false)])
        #expect(desk.feel(desk.scan(LoopDesk.card(.category(1)), with: Self.numbered)) == [.refused])
        #expect(try desk.scans().last?.verdict == .refused(.laneFirst))
    }

    @Test func `A scanner whose lane the configuration names stays there`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        #expect(desk.feel(desk.scan(LoopDesk.card(.lane(1)))) == [.refused])
        #expect(try desk.scans().last?.verdict == .refused(.notNow(.lane(1))))
    }

    @Test("Its place is one word in the row, and nothing else is read as one", arguments: [nil, true, false])
    func post(isPlaced: Bool?) {
        let role = ScannerRole(device: DeviceID("d"), lane: LaneID(2), track: .pack, isPlaced: isPlaced)
        #expect(ScannerRole(device: role.device, lane: role.lane, post: role.post) == role)
        for word in ["", "packed", "pack-", "pack-placed-placed", "-placed"] {
            #expect(ScannerRole(device: role.device, lane: role.lane, post: word) == nil, "\(word)")
        }
    }
}
