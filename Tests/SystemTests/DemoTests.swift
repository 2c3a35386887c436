import Codes
import Foundation
import Journal
import Scenarios
import Station
import Testing

/// One shift through the shipping programs, looked at from outside.
@Suite(.serialized) struct DemoTests {
    private struct Report: Decodable {
        var persons: Int
        var tubes: Int
        var bags: Int
        var accepted: Int
        var refused: [String: Int]
        var journal: String
    }

    /// Worked once for all tests.
    private static let demo = Result<(Scratch, Programs.Ended), any Error> {
        let folder = try Scratch()
        let ended = try Programs.run("scansim", ["demo", "--json", "--keep", folder.path])
        return (folder, ended)
    }

    private func shift() throws -> (folder: Scratch, report: Report) {
        let (folder, ended) = try Self.demo.get()
        try #require(ended.code == 0, "\(ended.complaint)")
        return (folder, try JSONDecoder().decode(Report.self, from: Data(ended.output.utf8)))
    }

    @Test func `The demo says what the export of its journal says`() throws {
        let (folder, report) = try shift()
        let export = try Programs.run("scanstation", ["export", "--config", folder.path + "/scanstation.yaml"])
        #expect(export.code == 0)
        let lines = export.output.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let header = try #require(lines.first)
        let column = { (name: String) in try #require(header.firstIndex(of: Substring(name))) }
        let (status, tube, bag) = (try column("status"), try column("tube"), try column("bag"))
        let bound = lines.dropFirst().filter { $0[status] == "bound" }
        #expect(bound.count == report.persons)
        #expect(Set(bound.map { $0[tube] }).count == report.tubes)
        #expect(Set(bound.map { $0[bag] }.filter { !$0.isEmpty }).count == report.bags)
        #expect(report.bags == 2)
        #expect(report.refused.count >= 8)
    }

    @Test func `Its workbook says what its CSV says, to readers that are not ours, and is only its owner's`() throws {
        let (folder, _) = try shift()
        let export = ["export", "--config", folder.path + "/scanstation.yaml"]
        let place = try Scratch()
        let (csv, workbook) = (place.path + "/record.csv", place.path + "/record.xlsx")
        #expect(try Programs.run("scanstation", export + ["--output", csv]).code == 0)
        #expect(
            try Programs.run("scanstation", export + ["--format", "xlsx"]).code == 64, "it is no text for a terminal")
        #expect(try Programs.run("scanstation", export + ["--format", "xlsx", "--output", workbook]).code == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: workbook)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let script = """
            import csv, sys, openpyxl
            lines = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
            sheet = openpyxl.load_workbook(sys.argv[2]).worksheets[0]
            cells = [["" if c.value is None else c.value for c in row] for row in sheet.iter_rows()]
            print(len(lines), lines[0][0], cells == lines)
            """
        let compared = try Programs.tool("python3", ["-c", script, csv, workbook])
        #expect(compared.output.split(separator: " ").last == "True\n")
        #expect(compared.output.contains(" station "), "\(compared.complaint)")
        let nowhere = try Programs.run(
            "scanstation", export + ["--format", "xlsx", "--output", place.path + "/none/x.xlsx"])
        #expect(nowhere.code == 74)
        #expect(nowhere.complaint.contains("--output"))
    }

    @Test func `Its FHIR bundle is valid R4 to a reader that is not ours, and the same each time`() throws {
        let (folder, report) = try shift()
        let export = ["export", "--config", folder.path + "/scanstation.yaml", "--format", "fhir"]
        let place = try Scratch()
        let bundle = place.path + "/bundle.json"
        #expect(try Programs.run("scanstation", export + ["--output", bundle]).code == 0)
        #expect(
            try Programs.run("scanstation", export).output == String(contentsOfFile: bundle, encoding: .utf8),
            "sent again, it is the same")
        // FHIR 4.0.1; what its structure definitions do not name is refused.
        let script = """
            import collections, sys
            sys.path.insert(0, sys.argv[2])
            from fhir.resources.bundle import Bundle
            import fhir.resources
            bundle = Bundle.parse_file(sys.argv[1])
            kinds = collections.Counter(e.resource.resource_type for e in bundle.entry)
            alive = sum(1 for e in bundle.entry if e.resource.resource_type == "Specimen" and e.resource.status == "available")
            orders = sum(1 for e in bundle.entry if e.resource.resource_type == "ServiceRequest" and e.resource.status == "active")
            print(fhir.resources.__fhir_version__, kinds["Patient"] > 0, orders, alive, kinds["List"], kinds["Provenance"])
            """
        let python = Programs.root.appendingPathComponent(".build/python").path
        let read = try Programs.tool("python3", ["-c", script, bundle, python])
        #expect(
            read.output == "4.0.1 True \(report.persons) \(report.tubes) \(report.bags + 1) 2\n", "\(read.complaint)")
        #expect(
            try Programs.run("scanstation", export + ["--golden"]).complaint.contains("golden"), "one thing at a time")
    }

    @Test func `The manifest of a box is a page whose codes others read, and says what the record says`() throws {
        let (folder, report) = try shift()
        let place = try Scratch()
        let command = ["manifest", "BX0000001", "--config", folder.path + "/scanstation.yaml"]
        let written = try Programs.run("scanstation", command + ["--output", place.path + "/manifest.pdf"])
        #expect(written.code == 0, "\(written.complaint)")
        let hash = try #require(written.output.split(separator: " ").last?.dropLast()).uppercased()
        _ = try Programs.tool("pdftoppm", ["-r", "200", "-png", place.path + "/manifest.pdf", place.path + "/page"])
        let read = try Programs.tool("zbarimg", ["-q", "--nodbus", "--raw", place.path + "/page-1.png"])
        let codes = read.output.split(separator: "\n").map(String.init)
        #expect(codes.contains("BX0000001"))
        let slip = codes.compactMap { Slip(Array($0.utf8), seal: slipSeal(key: "a key for scenarios only")) }.first
        guard case .manifest(let manifest)? = slip else {
            Issue.record("no QR of a manifest in \(codes)")
            return
        }
        #expect(manifest.bags == report.bags && manifest.hash.uppercased() == hash)
        let lines = try Programs.run("scanstation", ["export", "--config", folder.path + "/scanstation.yaml"])
        #expect(lines.output.contains(manifest.hash))
        let unknown = try Programs.run(
            "scanstation", ["manifest", "BX9", "--config", folder.path + "/scanstation.yaml"])
        #expect(unknown.code == 1 && unknown.complaint.contains("BX9"))
    }

    @Test func `What a station records becomes a test of the corpus by one command`() throws {
        let place = try Scratch()
        let (recordings, corpus) = (place.path + "/recordings", place.path + "/captures")
        let demo = ["demo", "--json", "--scanner", "line", "--keep", place.path + "/demo", "--record", recordings]
        #expect(try Programs.run("scansim", demo).code == 0)
        let recorded = try FileManager.default.contentsOfDirectory(atPath: recordings).filter { $0.contains("-1701-") }
        let recording = recordings + "/" + (try #require(recorded.first))
        let source = Programs.root.appendingPathComponent("Simulator/Captures").path
        try FileManager.default.copyItem(atPath: source, toPath: corpus)
        let adopt = ["captures", "--folder", corpus, "--adopt", recording, "--name", "line-of-the-demo"]
        let adopted = try Programs.run("scansim", adopt)
        #expect(adopted.code == 0, "\(adopted.complaint)")
        let golden = try String(contentsOfFile: corpus + "/line-of-the-demo.golden", encoding: .utf8)
        #expect(golden.split(separator: "\n").count > 30)
        let replayed = try Programs.run("scanstation", ["replay", corpus + "/line-of-the-demo.capture"])
        #expect(replayed.output == golden)
        for page in ["README.md", "COVERAGE.md"] {
            #expect(try String(contentsOfFile: corpus + "/" + page, encoding: .utf8).contains("`line-of-the-demo`"))
        }
        let again = try Programs.run("scansim", adopt)
        #expect(again.code == 1 && again.complaint.contains("--replace"))
    }

    /// What the shift comes to in memory is kept in a file, and comes to the same over the stock libraries.
    @Test(
        "It comes to the same with every language over the stock libraries",
        arguments: [
            ["--scanner", "line", "--printer", "tspl"], ["--scanner", "ssi", "--printer", "cpcl"],
            ["--scanner", "keyboard-us", "--printer", "escpos"], ["--scanner", "keyboard-german"],
            ["--scanner", "keyboard-french", "--reader", "usb"],
            ["--scanner", "ibm", "--reader", "usb-two-pipes", "--printer", "tspl", "--network-printer"],
        ])
    func languages(options: [String]) throws {
        let folder = try Scratch()
        let ended = try Programs.run(
            "scansim", ["demo", "--json", "--packing", "line", "--keep", folder.path] + options)
        #expect(ended.code == 0, "\(ended.complaint)")
        try expectGolden(in: folder)
    }

    @Test func `The demo comes to what it comes to in memory`() throws {
        try expectGolden(in: try shift().folder)
    }

    private func expectGolden(in folder: Scratch) throws {
        let exported = try Programs.run(
            "scanstation", ["export", "--golden", "--config", folder.path + "/scanstation.yaml"])
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../ScenariosTests/demo.golden").standardizedFileURL
        #expect(exported.output == String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }

    @Test func `Its journal is sound, and one changed byte is found and its row is named`() throws {
        let (_, report) = try shift()
        #expect(try Programs.run("scanstation", ["verify", "--journal", report.journal]).code == 0)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: report.journal))
        for text in ["noCategory", "05e0:1701", "personScanned", "T0000000117", "\"slot\":10"] {
            let found = try #require(bytes.range(of: Data(text.utf8)), "\(text) is not in the journal")
            var changed = bytes
            changed[found.upperBound - 1] ^= 1
            let copy = try Scratch()
            try changed.write(to: URL(fileURLWithPath: copy.path + "/journal.sqlite"))
            let verified = try Programs.run("scanstation", ["verify", "--journal", copy.path + "/journal.sqlite"])
            #expect(verified.code == 1, "a changed \(text) is not found")
            // A row of events by its number, a row of the record of codes by its code.
            let told = verified.output + verified.complaint
            #expect(told.contains("row ") || told.contains("the record of "), "\(text): \(told)")
        }
    }

    /// Refusals that the shift has once, as a row's verdict names them; each column is changed in Tests/JournalTests.
    @Test(arguments: ["noCategory", "wrongClass", "tubeFull", "mixedBag", "countFirst", "sealReuse"])
    func `The row that is named is the one that was changed`(refusal: String) throws {
        let (_, report) = try shift()
        let record = try ShiftRecord(journal: report.journal)
        let name = refusal.reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : String($1) }
        let rows = record.scans.filter { $0.verdict.name == name }
        let row = try #require(rows.count == 1 ? rows.first : nil)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: report.journal))
        let found = try #require(bytes.range(of: Data("{\"\(refusal)\":".utf8)))
        bytes[found.lowerBound + 2] ^= 1
        let copy = try Scratch()
        try bytes.write(to: URL(fileURLWithPath: copy.path + "/journal.sqlite"))
        let verified = try Programs.run("scanstation", ["verify", "--journal", copy.path + "/journal.sqlite"])
        #expect(verified.code == 1)
        #expect(verified.output.hasPrefix("NOT SOUND: row \(row.moment.row):"), "\(verified.output)")
    }

    @Test func `No person's number is in its files`() throws {
        let (folder, report) = try shift()
        let numbers = (0...200).map { Data(SyntheticPersons.number($0).utf8) }
        let status = try Programs.run("scanstation", ["status", "--config", folder.path + "/scanstation.yaml"])
        let again = try Scratch()
        let account = try Programs.run("scansim", ["demo", "--keep", again.path])
        var places = [
            "status": Data((status.output + status.complaint).utf8),
            "the account": Data((account.output + account.complaint).utf8),
        ]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            places[name] = (try? Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name))) ?? Data()
        }
        #expect(places.count > 5)
        #expect(account.output.contains("person") && report.persons > 10)
        // What is not a person's number is found where it is looked for.
        #expect(places["journal.sqlite"]?.range(of: Data("T0000000117".utf8)) != nil)
        for (name, bytes) in places {
            for number in numbers { #expect(bytes.range(of: number) == nil, "a number is in \(name)") }
        }
    }

    /// `SCANSTATION_KILLS` sets how many moments and how many system calls; Tests/run --whole takes 200. The device is
    /// checked and the status is read beside the running station, too: both need its fake world.
    @Test func `Killed at random moments and at its system calls, it loses nothing and doubles nothing`() throws {
        let count = ProcessInfo.processInfo.environment["SCANSTATION_KILLS"] ?? "50"
        let folder = try Scratch()
        let ended = try Programs.run("scansim", ["kill", "--moments", count, "--calls", count, "--keep", folder.path])
        #expect(ended.code == 0, "\(ended.output)\(ended.complaint.suffix(400))")
        #expect(ended.output.contains("killed at \(count) random moments"))
    }
}
