import Foundation
import Spreadsheet
import Testing

/// A cell as openpyxl, a reader that is not ours, finds it.
private struct Cell: Codable, Hashable {
    var value: String?
    /// `s` for text, `n` for a number or nothing, `f` for a formula.
    var type: String

    static func text(_ value: String) -> Cell { Cell(value: value, type: "s") }
}

private struct Found: Codable {
    var sheet: String
    var frozen: String?
    var rows: [[Cell]]
}

/// A folder that goes when the test ends.
private final class Folder {
    let path = NSTemporaryDirectory() + "workbook-\(UUID().uuidString)"
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
    var file: String { path + "/record.xlsx" }
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
}

@Suite("A workbook")
struct WorkbookTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func write(_ header: [String], _ rows: [[String]], sheet: String = "record") throws(WorkbookError) {
        try Workbook.write(
            header: header, rows, sheet: sheet, made: 1_646_439_247, to: folder.file, temporary: folder.path)
    }

    private func read() throws -> Found {
        let script = """
            import json, sys, openpyxl
            book = openpyxl.load_workbook(sys.argv[1])
            sheet = book.worksheets[0]
            rows = [[{"value": None if c.value is None else str(c.value), "type": c.data_type} for c in row]
                    for row in sheet.iter_rows()]
            print(json.dumps({"sheet": sheet.title, "frozen": sheet.freeze_panes, "rows": rows}))
            """
        let reader = Process()
        reader.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        reader.arguments = ["-c", script, folder.file]
        let output = Pipe()
        reader.standardOutput = output
        try reader.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        reader.waitUntilExit()
        try #require(reader.terminationStatus == 0)
        return try JSONDecoder().decode(Found.self, from: bytes)
    }

    @Test func `keeps every field as text, digit by digit`() throws {
        let fields = [
            "110105189912310021", "007", "=1+1", "+8613800000000", "2022-03-05T08:14:07.123+08:00", "1E5", "TRUE",
            "全员筛查", "𠮷𣱿 \u{20BB7}", "a\"b,c\r\nd", "\u{1}", " x ", "<&>'", "http://x", "_x0041_",
        ]
        try write(fields.indices.map { "c\($0)" }, [fields])
        let found = try read()
        #expect(found.rows.count == 2)
        for (field, cell) in zip(fields, try #require(found.rows.last)) {
            // XML has one line end, and none of the other control characters.
            let expected = field.replacing("\r\n", with: "\n")
            if field == "\u{1}" {
                #expect(cell.type == "s")
            } else if field == "a\"b,c\r\nd" {
                #expect(cell.value?.replacing("_x000D_", with: "").replacing("\r", with: "") == expected)
            } else {
                #expect(cell == .text(expected))
            }
        }
    }

    @Test func `has its header in view, and its sheet's name`() throws {
        try write(["person", "tube"], [["a", "b"], ["c", ""]])
        let found = try read()
        #expect(found.sheet == "record")
        #expect(found.frozen == "A2")
        #expect(found.rows.first == [.text("person"), .text("tube")])
        #expect(found.rows.last == [.text("c"), Cell(value: nil, type: "n")])
    }

    @Test func `of ten thousand lines is whole`() throws {
        let rows = (1...10_000).map { ["T\($0)", "\($0 % 10)"] }
        try write(["tube", "slot"], rows)
        let found = try read()
        #expect(found.rows.dropFirst().map { $0.map { $0.value ?? "" } } == rows)
    }

    @Test func `of the same lines is the same, byte for byte, and leaves nothing beside it`() throws {
        try write(["a"], [["1"], ["2"]])
        let first = try Data(contentsOf: URL(fileURLWithPath: folder.file))
        try write(["a"], [["1"], ["2"]])
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == first)
        #expect(folder.names == ["record.xlsx"])
    }

    @Test func `is refused with the reason`() throws {
        #expect(throws: WorkbookError.tooLong(line: 1)) {
            try write(["a"], [[String(repeating: "x", count: 32_768)]])
        }
        #expect(throws: WorkbookError.self) { try write(["a"], [], sheet: "a/b") }
        #expect(throws: WorkbookError.self) {
            try Workbook.write(
                header: ["a"], [], sheet: "a", made: 0, to: folder.path + "/none/x.xlsx", temporary: folder.path)
        }
    }
}
