import Codes
import Devices
import Foundation
import Station
import Testing

@testable import Journal

@Suite struct ExportTests {
    private func shift(seed: UInt64 = 1, startingAt wall: Int64 = 1_646_439_247_123_000) throws -> Folder {
        let folder = try Folder()
        let desk = try Desk(folder.journal, seed: seed)
        desk.wall = wall
        try desk.shortShift()
        try desk.journal.close(desk.state)
        return folder
    }

    @Test func `The CSV has a line for each binding, as things stand now`() throws {
        let folder = try shift()
        let lines = try Export.table(path: folder.journal).csv.split(separator: "\r\n").map(String.init)
        #expect(lines.count == 4)
        #expect(
            lines[1] == "S1,,1,1,全员筛查,single,110101180101010001,resident,T1,1,bound,no,B1,Z1,"
                + "2022-03-05T08:14:07.126+08:00,2022-03-05T08:14:07.127+08:00,2022-03-05T08:14:07.127+08:00,"
                + "2022-03-05T08:14:07.135+08:00,yes,scan,scan,scan,scan,,no,,,,,,,,,,,,,,,")
        #expect(lines[2].contains(",T2,1,bound,no,B1,Z1,"))
        #expect(lines[3].contains(",T3,1,undone,no,,,"))
        #expect(try Export.table(path: folder.journal, round: RoundID("2")).csv.split(separator: "\r\n").count == 1)
    }

    @Test func `A tube that two stations have is marked in the lines of both`() throws {
        let (first, second) = (try shift(), try shift(seed: 2))
        let alone = try Export.table(path: first.journal).lines
        #expect(alone.allSatisfy { $0.last == "" })
        // The same station's journal twice is no conflict.
        #expect(try Export.table(path: first.journal, beside: [second.journal]).lines.allSatisfy { $0.last == "" })
        let other = try Folder()
        let desk = try Desk(other.journal, seed: 3, station: "S2")
        try desk.shortShift()
        try desk.journal.close(desk.state)
        let lines = try Export.table(path: first.journal, beside: [other.journal]).lines
        let conflicts = lines.filter { $0.last == "two-stations" }
        #expect(lines.count == 6 && Set(conflicts.map { $0[0] }) == ["S1", "S2"])
        #expect(Set(conflicts.map { $0[8] }) == ["T1", "T2"], "what was undone is no conflict")
    }

    @Test func `A wiped round's numbers read wiped, and a journal without its key file says so`() throws {
        let folder = try shift()
        do {
            let desk = try Desk(folder.journal)
            try desk.journal.keys.destroyKey(of: RoundID("1"))
            try desk.journal.close(desk.state)
        }
        #expect(try Export.table(path: folder.journal).csv.contains(",wiped,resident,T1,"))
        try FileManager.default.removeItem(atPath: folder.journal + ".keys")
        #expect(try Export.table(path: folder.journal).csv.contains(",no keys,resident,T1,"))
    }

    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"a\"", "\"say \"\"a\"\"\""), ("=1+1", "\"'=1+1\""),
        ("+86", "\"'+86\""), ("-1", "\"'-1\""), ("@x", "\"'@x\""), ("a\r\nb", "\"a\r\nb\""),
    ]) func `Fields are quoted so that no spreadsheet runs them`(field: String, quoted: String) {
        #expect(Export.quote(field) == quoted)
    }

    @Test(arguments: [
        (Int64(0), Int64(0), "1970-01-01T00:00:00.000+00:00"),
        (1_646_439_247_123_456, 480, "2022-03-05T08:14:07.123+08:00"),
        (951_782_400_000_000, -210, "2000-02-28T20:30:00.000-03:30"),
        (-1, 0, "1969-12-31T23:59:59.999+00:00"),
    ]) func `Times are ISO 8601 with their offset`(microseconds: Int64, offset: Int64, text: String) {
        #expect(WallTime(microseconds: microseconds, offsetMinutes: offset, trusted: true).text == text)
    }

    @Test func `The golden form is the same whatever the keys, the boot and the clock`() throws {
        let folders = [try shift(), try shift(seed: 2, startingAt: 5)]
        defer { withExtendedLifetime(folders) {} }
        let (one, two) = (try Export.golden(path: folders[0].journal), try Export.golden(path: folders[1].journal))
        #expect(one == two)
        #expect(
            one.contains(
                """
                lane 1
                  category 1
                  refused no-person
                  person-1 waits
                  tube T1 opened category 1 mode 1 of 1 round 1
                  person-1 bound T1 slot 1
                  tube T1 sealed with 1

                """))
        #expect(one.contains("  undone\n    taken back: tube T3 sealed with 1\n"))
    }
}

@Suite struct MountTests {
    static let lines = """
        22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,errors=remount-ro
        23 22 0:21 / /dev/shm rw,nosuid,nodev shared:2 - tmpfs tmpfs rw
        24 22 8:1 / /media/usb\\040stick rw,relatime shared:3 - vfat /dev/sda1 rw,fmask=0022
        25 22 8:2 / /fast rw,relatime shared:4 - ext4 /dev/sdb1 rw,nobarrier,data=writeback
        26 22 0:30 / /net rw - nfs4 server:/x rw,vers=4.2
        27 22 0:31 / /layer rw - overlay overlay rw,upperdir=/run/u,workdir=/run/w
        28 22 8:3 / /frozen ro,relatime - ext4 /dev/sdc1 ro
        """

    @Test(arguments: [
        ("/var/lib/scanstation", "ext4", [String]()), ("/dev/shm/x", "tmpfs", ["unsafe"]),
        ("/media/usb stick/x", "vfat", ["unsafe"]), ("/media/usb stickers", "ext4", []),
        ("/fast", "ext4", ["unsafe", "warning"]), ("/net/a", "nfs4", ["unsafe"]), ("/layer/a", "overlay", ["warning"]),
        ("/frozen/a", "ext4", ["fatal"]),
    ]) func `A place is judged by the mount it lies in`(path: String, kind: String, severities: [String]) throws {
        let mount = try #require(Mount.holding(path, in: Mount.parse(MountTests.lines)))
        #expect(mount.kind == kind)
        #expect(mount.findings.map(\.severity.rawValue) == severities)
    }

    @Test func `A list of the kernel's is read whole, though it comes in pieces`() throws {
        let text = try #require(kernelText("/proc/self/maps"))
        #expect(text.utf8.count > 8192)
        #expect(text.contains("[stack]"))
        #expect(kernelText("/proc/self/none") == nil)
    }

    @Test func `The report leaves nothing behind, and a folder that is missing is fatal`() throws {
        let folder = try Folder()
        let report = JournalFile.durabilityReport(path: folder.journal)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        #expect(report.freeMebibytes > 0)
        #expect(!JournalFile.durabilityReport(path: folder.path + "/none/journal").mayWork)
    }
}

@Suite struct RowTextTests {
    private struct Odd: Codable, Hashable {
        var text = "a\"b\\c\u{1}\n\u{1f}试"
        var none: Int?
        var list: [[Int?]] = [[], [1, nil]]
        var map: [String: Int] = ["x": -1]
        var lanes: [LaneID: Bool] = [LaneID(1): true]
        var byte: UInt8 = 255
    }

    @Test func `Foundation reads back what is written`() throws {
        let text = try RowText.encode(Odd())
        #expect(try JSONDecoder().decode(Odd.self, from: Data(text)) == Odd())
        let state = StationState(settings: Desk.settings)
        #expect(try JSONDecoder().decode(StationState.self, from: Data(RowText.encode(state))) == state)
    }

    @Test func `Dictionaries that facts hold are written in the order of their keys`() throws {
        var day = Day()
        let devices = (1...9).map { DeviceID("scanner-\($0)") }
        day.places = Dictionary(uniqueKeysWithValues: devices.shuffled().map { ($0, LaneID(2)) })
        let text = String(decoding: try RowText.encode(day), as: UTF8.self)
        let places = devices.map { #"{"text":"\#($0.text)"},2"# }.joined(separator: ",")
        #expect(text.contains("[\(places)]"), "\(text)")
        #expect(try JSONDecoder().decode(Day.self, from: Data(text.utf8)) == day)
        let expected = Dictionary(uniqueKeysWithValues: (1...9).shuffled().map { ("site-\($0)", $0) })
        let pairs = (1...9).map { #""site-\#($0)":\#($0)"# }.joined(separator: ",")
        #expect(String(decoding: try RowText.encode(expected), as: UTF8.self) == "{\(pairs)}")
    }

    @Test func `Floating point numbers are refused`() {
        #expect(throws: JournalError.self) { try RowText.encode([1.5]) }
    }
}
