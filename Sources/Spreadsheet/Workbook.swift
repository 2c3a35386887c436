import CXlsxWriter

/// Why a workbook is not there, or not whole.
package enum WorkbookError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sheet has no room for so many lines.
    case tooManyLines
    /// A cell has no room for so long a text.
    case tooLong(line: Int)
    case cannotWrite(reason: String)

    package var description: String {
        switch self {
        case .tooManyLines: "a sheet holds at most \(Workbook.lines) lines"
        case .tooLong(let line): "line \(line) has a text that is too long for a cell"
        case .cannotWrite(let reason): "the workbook cannot be written: \(reason)"
        }
    }
}

/// A workbook (XLSX, ISO/IEC 29500) with one sheet of text.
///
/// Every cell is text, whatever it looks like: a spreadsheet that opens a CSV file takes an 18-digit number for a number and
/// cuts it to 15 digits, drops leading zeros, and computes what begins with `=`. Written by libxlsxwriter, line by line, so
/// that memory does not grow with the lines.
package enum Workbook {
    /// The most lines under the header (ISO/IEC 29500: 1,048,576 rows).
    package static let lines = 1_048_575

    /// Writes a workbook.
    ///
    /// - Parameters:
    ///   - header: the names of the columns; they stay in view, and can be filtered by.
    ///   - sheet: the name of the sheet, at most 31 characters, none of `[]:*?/\`.
    ///   - made: when, in seconds since 1970 UTC; the same record gives the same bytes.
    ///   - path: a file that is there keeps who may read it.
    ///   - temporary: a folder for what is put together on the way; nobody else can read it, and it is gone afterwards.
    package static func write(
        header: [String], _ rows: [[String]], sheet: String, made: Int64, to path: String, temporary: String
    ) throws(WorkbookError) {
        if rows.count > lines { throw .tooManyLines }
        let code = temporary.withCString { folder in
            var options = lxw_workbook_options()
            options.constant_memory = 1
            options.tmpdir = UnsafeMutablePointer(mutating: folder)
            return written(header, rows, sheet, made, workbook_new_opt(path, &options))
        }
        switch code {
        case .success: return
        case .failure(let error): throw error
        }
    }

    private static func written(
        _ header: [String], _ rows: [[String]], _ sheet: String, _ made: Int64,
        _ book: UnsafeMutablePointer<lxw_workbook>?
    ) -> Result<Void, WorkbookError> {
        guard let book else { return .failure(.cannotWrite(reason: "no memory")) }
        var failure: WorkbookError?
        if let page = workbook_add_worksheet(book, sheet) {
            var properties = lxw_doc_properties()
            properties.created = time_t(made)
            workbook_set_properties(book, &properties)
            failure = fill(page, header, rows, bold: workbook_add_format(book))
        } else {
            failure = .cannotWrite(reason: "\(sheet) is no name for a sheet")
        }
        // It also lets go of everything.
        let closed = workbook_close(book)
        if let failure { return .failure(failure) }
        if closed != LXW_NO_ERROR { return .failure(.cannotWrite(reason: String(cString: lxw_strerror(closed)))) }
        return .success(())
    }

    private static func fill(
        _ page: UnsafeMutablePointer<lxw_worksheet>, _ header: [String], _ rows: [[String]],
        bold: UnsafeMutablePointer<lxw_format>?
    ) -> WorkbookError? {
        format_set_bold(bold)
        let last = UInt16(max(0, header.count - 1))
        worksheet_freeze_panes(page, 1, 0)
        worksheet_autofilter(page, 0, 0, UInt32(rows.count), last)
        for (column, width) in widths(header, rows).enumerated() {
            worksheet_set_column(page, UInt16(column), UInt16(column), width, nil)
        }
        for (row, fields) in ([header] + rows).enumerated() {
            for (column, field) in fields.enumerated() {
                let format = row == 0 ? bold : nil
                let code = worksheet_write_string(page, UInt32(row), UInt16(column), field, format)
                if code == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED { return .tooLong(line: row) }
                if code != LXW_NO_ERROR { return .cannotWrite(reason: String(cString: lxw_strerror(code))) }
            }
        }
        return nil
    }

    /// As wide as the widest of the first lines, in digits; a character beyond ASCII takes two.
    private static func widths(_ header: [String], _ rows: [[String]]) -> [Double] {
        header.indices.map { column in
            let texts = [header[column]] + rows.prefix(200).map { column < $0.count ? $0[column] : "" }
            let widest = texts.map { $0.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 1 : 2) } }.max() ?? 0
            return Double(min(widest, 40) + 3)
        }
    }
}
