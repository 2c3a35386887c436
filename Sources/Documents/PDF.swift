import Symbols

/// A PDF 1.4 file (ISO 32000-1's subset that every printer knows): pages of filled outlines at their real size, a title,
/// nothing else. Text is outlines, so no font is needed to print it and none can be missing.
package func pdf(_ pages: [Page], title: String) -> [UInt8] {
    var file = PDFFile()
    // Objects 1, 2 and 3 are the catalog, the page tree and the title; each page is two objects after them.
    let pageNumbers = pages.indices.map { 4 + 2 * $0 }
    let kids = pageNumbers.map { "\($0) 0 R" }.joined(separator: " ")
    file.add(1, "<< /Type /Catalog /Pages 2 0 R >>")
    file.add(2, "<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>")
    file.add(3, "<< /Title \(utf16(title)) /Producer (ScanStation) >>")
    for (page, number) in zip(pages, pageNumbers) {
        let box = "[0 0 \(decimal(page.width * pointsPerMillimetre)) \(decimal(page.height * pointsPerMillimetre))]"
        file.add(
            number,
            "<< /Type /Page /Parent 2 0 R /MediaBox \(box) /Resources << >> /Contents \(number + 1) 0 R >>")
        let contents = page.pdfContents
        file.add(number + 1, "<< /Length \(contents.utf8.count) >>\nstream\n\(contents)\nendstream")
    }
    return file.finished(title: 3, catalog: 1)
}

private let pointsPerMillimetre = 72 / 25.4

/// The bytes so far and where each object begins.
private struct PDFFile {
    private var bytes = Array("%PDF-1.4\n%\u{e2}\u{e3}\n".utf8)
    private var offsets: [Int] = []

    /// Objects come in the order of their numbers, 1 first.
    mutating func add(_ number: Int, _ body: String) {
        precondition(number == offsets.count + 1, "PDF objects are added in order.")
        offsets.append(bytes.count)
        bytes += Array("\(number) 0 obj\n\(body)\nendobj\n".utf8)
    }

    func finished(title: Int, catalog: Int) -> [UInt8] {
        var text = "xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let digits = String(offset)
            text += String(repeating: "0", count: max(0, 10 - digits.count)) + digits + " 00000 n \n"
        }
        text += "trailer\n<< /Size \(offsets.count + 1) /Root \(catalog) 0 R /Info \(title) 0 R >>\n"
        return bytes + Array((text + "startxref\n\(bytes.count)\n%%EOF\n").utf8)
    }
}

extension Page {
    /// Millimetres from the upper left, put onto PDF's points from the lower left by one matrix.
    fileprivate var pdfContents: String {
        // The factor has more digits than a coordinate: it is multiplied by hundreds of them.
        let scale = "2.8346457"
        var text = "\(scale) 0 0 -\(scale) 0 \(decimal(height * pointsPerMillimetre)) cm\n"
        for shape in shapes where !shape.outline.steps.isEmpty {
            let (red, green, blue) = shape.ink.components
            text += "\(decimal(red)) \(decimal(green)) \(decimal(blue)) rg\n"
            for step in shape.outline.steps {
                switch step {
                case .move(let point): text += "\(pair(point)) m\n"
                case .line(let point): text += "\(pair(point)) l\n"
                case .curve(let first, let second, let end):
                    text += "\(pair(first)) \(pair(second)) \(pair(end)) c\n"
                }
            }
            text += "f\n"
        }
        return text
    }
}

/// A text string of PDF in UTF-16 with its mark, as hexadecimal digits.
private func utf16(_ text: String) -> String {
    let digits = text.utf16.map { unit in
        let hexadecimal = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
    }
    return "<FEFF\(digits.joined())>"
}
