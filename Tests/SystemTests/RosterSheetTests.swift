import Codes
import Foundation
import Testing

@testable import Scenarios

/// The sheets that `scanstation roster sheets` prints, read by a scanner that is none of ours.
@Suite(.serialized) struct RosterSheetTests {
    private let folder: Scratch
    private let configuration: ScenarioConfiguration

    init() throws {
        folder = try Scratch()
        var configuration = ScenarioConfiguration(folder: folder.path)
        configuration.moreCodes = "  household: {pattern: 'H[0-9]{6}'}\n  roster-line: {pattern: 'L[0-9]{8}'}"
        configuration.more = "roster: \(folder.path)/roster.csv"
        try configuration.write()
        self.configuration = configuration
    }

    private func roster(_ words: [String]) throws -> Programs.Ended {
        try Programs.run("scanstation", ["roster"] + words)
    }

    private func write(_ list: String) throws {
        try Data(list.utf8).write(to: URL(fileURLWithPath: folder.path + "/list.csv"))
    }

    @Test func `Every code of every page is read by zbar, whatever the names`() throws {
        // A rare character, and a household that is longer than a page.
        let people = (1...16).map { "3号楼,2,502,样\($0),\($0 == 2 ? "是" : "")\n" }.joined()
        try write("楼栋,单元,门牌,姓名,单采\n3号楼,2,501,\u{20BB7}样,\n3号楼,2,503,,\n" + people)
        let given = try roster(["number", folder.path + "/list.csv", "--output", folder.path + "/roster.csv"])
        #expect(given.code == 0 && given.output.contains("3 households, 17 people, 20 codes given"))
        let printed = try roster(["sheets", "--config", configuration.file, "--output", folder.path + "/r.pdf"])
        #expect(printed.code == 0, "\(printed.complaint)")
        try Programs.tool("pdftoppm", ["-r", "200", "-gray", folder.path + "/r.pdf", folder.path + "/page"])
        let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("page-") }
        #expect(pages.count == 3)
        var read: [String] = []
        for page in pages {
            read += try Programs.tool("zbarimg", ["-q", "--raw", folder.path + "/" + page]).output
                .split(separator: "\n").map(String.init)
        }
        let roster = String(
            decoding: try Data(contentsOf: URL(fileURLWithPath: folder.path + "/roster.csv")), as: UTF8.self)
        let fields = roster.split(whereSeparator: \.isNewline).dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let codes = Set(fields.flatMap { [$0[0], $0[4]] }.filter { !$0.isEmpty })
        #expect(codes.count == 20 && Set(read) == codes, "\(Set(read).symmetricDifference(codes))")
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/r.pdf")[.posixPermissions] as? Int
        #expect(mode == 0o600, "it names people")
    }

    @Test func `A list that is none is refused with its line, and a roster without codes says what gives them`() throws
    {
        try write("楼栋,门牌,单采\n3,,\n3,1,maybe\n")
        let refused = try roster(["number", folder.path + "/list.csv", "--output", folder.path + "/roster.csv"])
        #expect(refused.code == 78 && refused.complaint.contains("list.csv: line 2: expected a door (门牌)"))
        #expect(refused.complaint.contains("line 3: in single (单采)"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/roster.csv"))
        try Data("building,door,name\n3,1,样\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/roster.csv"))
        for command in [["check"], ["run"], ["roster", "coverage"]] {
            let ended = try Programs.run("scanstation", command + ["--config", configuration.file])
            #expect(ended.code == 78, "\(command): \(ended.complaint)")
            #expect(ended.complaint.contains("3 1 has no code; give codes with: scanstation roster number"))
        }
    }
}
