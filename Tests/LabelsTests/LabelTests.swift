import Codes
import Labels
import Station
import Testing

@Suite("A label") struct LabelTests {
    private static let bag = BagLabel(
        bag: BagCode("B00000007"), seal: SealNumber("FQ0000001"), tubes: 20, category: "whole population",
        round: RoundID("R-1"), station: "desk-1", sealed: "2022-05-10 08:14")

    private static func text(_ label: Label, _ language: PrinterLanguage, dots: Int = 8) -> String {
        String(decoding: label.bytes(for: language, dotsPerMillimetre: dots), as: UTF8.self)
    }

    @Test func `of a bag is this ZPL`() {
        #expect(
            Self.text(Self.bag.label, .zpl) == """
                ^XA^PW406^LL203^LH0,0^CI28
                ^FO16,8^A0N,32,32^FH^FDBAG B00000007^FS
                ^FO16,48^BY2^BCN,64,N,N,N^FH^FD>:B00000007^FS
                ^FO16,120^A0N,24,24^FH^FDSEAL FQ0000001  20 tubes^FS
                ^FO16,148^A0N,24,24^FH^FDwhole population^FS
                ^FO16,176^A0N,20,20^FH^FDdesk-1 R-1 2022-05-10 08:14^FS
                ^PQ1,0,1,Y^XZ

                """)
    }

    @Test func `of a bag is this TSPL`() {
        #expect(
            Self.text(Self.bag.label, .tspl).split(separator: "\r\n") == [
                "SIZE 50.8 mm,25.4 mm", "GAP 2.0 mm,0 mm", "DIRECTION 1", "CLS",
                "TEXT 16,8,\"0\",0,11,11,\"BAG B00000007\"", "BARCODE 16,48,\"128\",64,0,0,2,2,\"B00000007\"",
                "TEXT 16,120,\"0\",0,9,9,\"SEAL FQ0000001  20 tubes\"", "TEXT 16,148,\"0\",0,9,9,\"whole population\"",
                "TEXT 16,176,\"0\",0,7,7,\"desk-1 R-1 2022-05-10 08:14\"", "PRINT 1,1",
            ])
    }

    @Test func `of a bag is this CPCL`() {
        #expect(
            Self.text(Self.bag.label, .cpcl).split(separator: "\r\n") == [
                "! 0 200 200 203 1", "PAGE-WIDTH 406", "TEXT 7 0 16 8 BAG B00000007",
                "BARCODE 128 2 1 64 16 48 B00000007", "TEXT 7 0 16 120 SEAL FQ0000001  20 tubes",
                "TEXT 7 0 16 148 whole population", "TEXT 7 0 16 176 desk-1 R-1 2022-05-10 08:14", "FORM", "PRINT",
            ])
    }

    @Test func `of a bag is lines, bars and a cut in ESC POS`() {
        let bytes = Self.bag.label.bytes(for: .escpos, dotsPerMillimetre: 8)
        #expect(bytes.starts(with: [0x1B, 0x40, 0x1D, 0x21, 0x11] + Array("BAG B00000007\n".utf8)))
        #expect(bytes.suffix(4) == [0x1D, 0x56, 66, 0])
        let bars: [UInt8] = [0x1D, 0x6B, 73, 11] + Array("{BB00000007".utf8)
        #expect(bytes.indices.contains { bytes[$0...].starts(with: bars) })
    }

    @Test("is as large in dots as its printer is fine", arguments: [8, 12, 24])
    func resolution(dots: Int) {
        let width = Int((50.8 * Double(dots)).rounded())
        #expect(Self.text(Self.bag.label, .zpl, dots: dots).hasPrefix("^XA^PW\(width)^LL"))
        #expect(Self.text(Self.bag.label, .cpcl, dots: dots).hasPrefix("! 0 \(dots * 25) \(dots * 25) "))
    }

    /// What a spiteful code or category could hold, and how often each language's own commands may then occur.
    @Test("lets no data be a command", arguments: PrinterLanguage.allCases)
    func injection(language: PrinterLanguage) {
        let spite = [
            "^XZ^XA^FDx", "~JA", "_5EXZ", "\"\r\nPRINT 9,9\r\n", "\\[\"]\"", "\r\nPRINT\r\n! 0 200 200 1 9", "\u{1B}@",
            "\u{1D}V\u{0}", "\u{10}\u{04}\u{01}", "{C{B", ">;>8", "全员\u{9B}", String(repeating: "x", count: 500),
        ]
        func label(_ text: String) -> Label {
            Label(
                stock: BagLabel.stock,
                elements: [
                    .text(text, Label.Place(1, 1), height: 3),
                    .code128(text, Label.Place(1, 5), height: 8, module: 0.25),
                ])
        }
        let harmless = shape(label("A").bytes(for: language, dotsPerMillimetre: 8), language)
        for text in spite {
            let bytes = label(text).bytes(for: language, dotsPerMillimetre: 8)
            #expect(shape(bytes, language) == harmless, "\(text.debugDescription)")
            #expect(bytes.count < 600)
        }
    }

    /// What a printer would take for commands, without their data.
    private func shape(_ bytes: [UInt8], _ language: PrinterLanguage) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        switch language {
        case .zpl:
            let commands = text.split(whereSeparator: { $0 == "^" || $0 == "~" }).map { String($0.prefix(2)) }
            return commands + ["\(text.filter { $0 == "~" }.count)"]
        case .tspl, .cpcl:
            // A line break that is not CR LF would be a command's end to some printers.
            let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
            return lines.map { String($0.prefix { $0.isLetter || $0 == "!" }) }
                + (language == .tspl ? lines.map { "\(quotes(in: $0))" } : []) + [
                    "\(lines.contains { $0.contains { $0.isNewline } })"
                ]
        case .escpos:
            // The length of a code is any byte.
            let count = bytes.indices.first { bytes[$0...].starts(with: [0x1D, 0x6B, 73]) }.map { $0 + 3 }
            let rest = bytes.enumerated().filter { $0.offset != count }.map(\.element)
            return ["\(rest.filter { $0 < 0x20 && $0 != 0x0A }.count)", "\(rest.filter { $0 == 0x0A }.count)"]
        }
    }

    /// Quotation marks that a TSPL printer takes for the end or beginning of a text.
    private func quotes(in line: Substring) -> Int {
        var rest = line
        var count = 0
        while let character = rest.first {
            if rest.hasPrefix("\\[\"]") {
                rest = rest.dropFirst(4)
                continue
            }
            if character == "\"" { count += 1 }
            rest = rest.dropFirst()
        }
        return count
    }
}
