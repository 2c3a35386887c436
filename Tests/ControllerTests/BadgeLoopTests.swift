import Codes
import Devices
import Foundation
import Station
import Testing

@testable import Controller
@testable import Journal

/// Badges through the shipping loop, on a real journal and key file.
@Suite struct BadgeLoopTests {
    private static let pin = "70529913"
    private static let other = "70529914"
    private static let boss = "K-0001"

    @discardableResult
    private func type(_ digits: String, at desk: LoopDesk) -> Verdict? {
        for digit in digits { desk.scan(LoopDesk.card(.key(.digit(digit.wholeNumberValue ?? 0))), after: 400) }
        return shown(desk.scan(LoopDesk.card(.key(.enter)), after: 400))
    }

    private func shown(_ orders: [Order]) -> Verdict? {
        orders.compactMap { if case .show(let verdict, _) = $0 { verdict } else { nil } }.last
    }

    private func enrolSupervisor(at desk: LoopDesk) {
        desk.begin()
        desk.scan(LoopDesk.card(.enrol))
        desk.scan(Self.boss)
        desk.scan(LoopDesk.person(90))
        type(Self.pin, at: desk)
        #expect(type(Self.pin, at: desk) == .accepted(.badgeEnrolled(BadgeCode(Self.boss), .supervisor)))
    }

    @Test func `A PIN opens what it is for, a wrong one does not, and both outlive a restart`() throws {
        let folder = try LoopFolder()
        do {
            let desk = try LoopDesk(folder)
            enrolSupervisor(at: desk)
            try desk.loop.stop(at: desk.clock.now)
        }
        let desk = try LoopDesk(folder)
        desk.begin()
        desk.scan(LoopDesk.card(.enrol))
        desk.scan(Self.boss)
        #expect(type(Self.other, at: desk) == .asked(.pin(BadgeCode(Self.boss), .enrol, tries: 1)))
        let opened = Verdict.asked(.enrolling(.sticker(by: BadgeCode(Self.boss))))
        #expect(type(Self.pin, at: desk) == opened)
        desk.scan("K-0002")
        desk.scan(LoopDesk.person(91))
        let enrolled = shown(desk.scan(LoopDesk.card(.role(4))))
        #expect(enrolled == .accepted(.badgeEnrolled(BadgeCode("K-0002"), .mentor)))
        try desk.loop.stop(at: desk.clock.now)
        let report = try JournalFile.verify(path: folder.journal)
        #expect(report.isSound, "\(String(describing: report.firstBad))")
    }

    @Test func `No file has a PIN, neither one that was asked for nor one that came too late`() throws {
        let desk = try LoopDesk(LoopFolder())
        enrolSupervisor(at: desk)
        type(Self.other, at: desk)
        let late = try #require(try desk.scans().last)
        #expect(late.verdict == .refused(.unknownCode))
        #expect(try desk.loop.journal.lastRowsOfDevices()[LoopDesk.collect.device]?.raw == [])
        for file in try FileManager.default.subpathsOfDirectory(atPath: desk.folder.path) {
            guard let bytes = FileManager.default.contents(atPath: desk.folder.path + "/" + file) else { continue }
            for pin in [Self.pin, Self.other] { #expect(bytes.range(of: Data(pin.utf8)) == nil, "in \(file)") }
        }
    }

    @Test func `A PIN question stands as long as cards are typed, and digits are a person's number after it`() throws {
        let desk = try LoopDesk(LoopFolder())
        enrolSupervisor(at: desk)
        desk.scan(LoopDesk.card(.enrol))
        desk.scan(Self.boss)
        desk.clock.advance(milliseconds: 50_000)
        _ = desk.loop.deadlinePassed(at: desk.clock.now)
        #expect(type(Self.pin, at: desk) == .asked(.enrolling(.sticker(by: BadgeCode(Self.boss)))))
        desk.clock.advance(milliseconds: 61_000)
        _ = desk.loop.deadlinePassed(at: desk.clock.now)
        #expect(desk.loop.state.questions.isEmpty)
    }
}

/// People who have no code of their own, through the shipping loop.
@Suite struct ProxyLoopTests {
    @Test func `A child under a parent's number is somebody else than the parent, and the export says so`() throws {
        let desk = try LoopDesk(LoopFolder())
        desk.begin()
        let parent = LoopDesk.person(7)
        for (index, proxy) in [nil, 1, 2].enumerated() {
            if let proxy { desk.scan(LoopDesk.card(.proxy(proxy))) }
            #expect(desk.feel(desk.scan(parent)) == [.accepted])
            #expect(desk.feel(desk.scan(LoopDesk.tube(index + 1))) == [.sealed])
        }
        desk.scan(LoopDesk.card(.proxy(1)))
        #expect(desk.feel(desk.scan(parent)) == [.attention], "the first child was here")
        let csv = try Export.table(path: desk.folder.journal).csv
        let lines = csv.split(separator: "\r\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(lines.map { $0[6] } == [parent[...], parent[...], parent[...]])
        #expect(lines.map { $0[23] } == ["", "1", "2"])
    }
}
