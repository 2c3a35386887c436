import Codes
import Labels
import Station
import Testing

@Suite("A label") struct LabelTests {
    private static let stock = Label.Stock(width: 50.8, height: 25.4)
    private static let sample = Label(
        stock: stock,
        elements: [
            .text("BAG B00000007", Label.Place(2, 1), height: 4),
            .code128("B00000007", Label.Place(2, 6), height: 8, module: 0.25),
            .qr("SSB1*7*", Label.Place(30, 1), module: 0.25),
            .dataMatrix("T0000000018", Label.Place(2, 15), module: 0.5),
            .frame(Label.Place(1, 1), width: 40, height: 20, thickness: 0.5),
            .line(Label.Place(10, 10), Label.Place(20, 5), thickness: 0.5),
            .line(Label.Place(10, 10), Label.Place(20, 10), thickness: 0.5),
            .text("全", Label.Place(2, 20), height: 1),
        ])
    private static let picture = Bitmap(width: 9, height: 2, bytes: [0xFF, 0x80, 0x80, 0x80])

    private static func text(_ label: Label, _ language: PrinterLanguage, dots: Int = 8) -> String {
        String(decoding: label.bytes(for: language, dotsPerMillimetre: dots) { _, _ in picture }, as: UTF8.self)
    }

    @Test func `is this ZPL`() {
        #expect(
            Self.text(Self.sample, .zpl) == """
                ^XA^PW406^LL203^LH0,0^CI28
                ^FO16,8^A0N,32,32^FH^FDBAG B00000007^FS
                ^FO16,48^BY2^BCN,64,N,N,N,A^FH^FDB00000007^FS
                ^FO240,8^BQN,2,2^FH^FDMA,SSB1*7*^FS
                ^FO16,120^BXN,4,200^FH^FDT0000000018^FS
                ^FO8,8^GB320,160,4^FS
                ^FO80,40^GD80,40,4,B,R^FS
                ^FO80,80^GB80,4,4^FS
                ^FO16,160^GFA,4,4,2,FF808080^FS
                ^PQ1,0,1,Y^XZ

                """)
    }

    @Test func `is this TSPL, with a picture's bytes the other way round`() {
        let bytes = Self.sample.bytes(for: .tspl, dotsPerMillimetre: 8) { _, _ in Self.picture }
        let lines = bytes.split(separator: 0x0D).map { $0.first == 0x0A ? $0.dropFirst() : $0 }
        let picture = Array("BITMAP 16,160,2,2,0,".utf8) + [0x00, 0x7F, 0x7F, 0x7F]
        #expect(lines.contains { Array($0) == picture })
        #expect(
            lines.map { String(decoding: $0, as: UTF8.self) }.filter { !$0.hasPrefix("BITMAP") && !$0.isEmpty } == [
                "SIZE 50.8 mm,25.4 mm", "GAP 2.0 mm,0 mm", "DIRECTION 1", "CLS",
                "TEXT 16,8,\"0\",0,11,11,\"BAG B00000007\"", "BARCODE 16,48,\"128\",64,0,0,2,2,\"B00000007\"",
                "QRCODE 240,8,M,2,A,0,\"SSB1*7*\"", "DMATRIX 16,120,576,576,x4,\"T0000000018\"",
                "BOX 8,8,328,168,4", "DIAGONAL 80,80,160,40,4", "BAR 80,80,80,4", "PRINT 1,1",
            ])
    }

    @Test func `is this CPCL`() {
        #expect(
            Self.text(Self.sample, .cpcl).split(separator: "\r\n") == [
                "! 0 200 200 203 1", "PAGE-WIDTH 406", "SETMAG 1 1", "TEXT 7 0 16 8 BAG B00000007",
                "BARCODE 128 2 1 64 16 48 B00000007", "BARCODE QR 240 8 M 2 U 2", "MA,SSB1*7*", "ENDQR",
                "BARCODE DATAMATRIX 16 120 H 4 S 200", "T0000000018", "ENDDATAMATRIX", "BOX 8 8 328 168 4",
                "LINE 80 80 160 40 4", "LINE 80 80 160 80 4", "EG 2 2 16 160 FF808080", "FORM", "PRINT",
            ])
    }

    @Test func `is lines, symbols, a picture and a cut in ESC POS`() {
        let bytes = Self.sample.bytes(for: .escpos, dotsPerMillimetre: 8) { _, _ in Self.picture }
        #expect(bytes.starts(with: [0x1B, 0x40, 0x1D, 0x21, 0x11] + Array("BAG B00000007\n".utf8)))
        #expect(bytes.suffix(4) == [0x1D, 0x56, 66, 0])
        func holds(_ part: [UInt8]) -> Bool { bytes.indices.contains { bytes[$0...].starts(with: part) } }
        #expect(holds([0x1D, 0x6B, 73, 9] + Array("{BB{C".utf8) + [0, 0, 0, 7]))
        #expect(holds([0x1D, 0x28, 0x6B, 10, 0, 49, 80, 48] + Array("SSB1*7*".utf8)))
        #expect(holds([0x1D, 0x28, 0x6B, 14, 0, 54, 80, 48] + Array("T0000000018".utf8)))
        #expect(holds([0x1D, 0x76, 0x30, 0, 2, 0, 2, 0, 0xFF, 0x80, 0x80, 0x80]))
    }

    private static let sscc = Label(
        stock: Label.Stock.usual,
        elements: [.gs1("00376104250021234569", Label.Place(2.5, 6), height: 6, module: 0.25)])

    /// In each language: FNC1 first, and all of it in set C.
    @Test func `has an SSCC in bars as each language says FNC1`() {
        #expect(
            Self.text(Self.sscc, .zpl).contains("^FO20,48^BY2^BCN,48,N,N,N^FD>;>800376104250021234569^FS\n"))
        #expect(
            Self.text(Self.sscc, .tspl)
                .contains("\r\nBARCODE 20,48,\"128M\",48,0,0,2,2,\"!105!10200376104250021234569\"\r\n"))
        #expect(
            Self.text(Self.sscc, .cpcl).contains("\r\nBARCODE UCCEAN128 2 1 48 20 48 00376104250021234569\r\n"))
        let bytes = Self.sscc.bytes(for: .escpos, dotsPerMillimetre: 8)
        let bars: [UInt8] = [0x1D, 0x68, 48, 0x1D, 0x77, 2, 0x1D, 0x48, 0, 0x1D, 0x6B, 73, 14]
        let data = Array("{C{1".utf8) + [0, 37, 61, 4, 25, 0, 21, 23, 45, 69]
        #expect(bytes == [0x1B, 0x40] + bars + data + [0x0A, 0x1D, 0x56, 66, 0])
    }

    @Test("leaves out what is no element string of pairs", arguments: ["", "0", "003761042500212345A9", "00^XZ", "００"])
    func noPairs(digits: String) {
        let label = Label(
            stock: Self.stock, elements: [.gs1(digits, Label.Place(2, 6), height: 6, module: 0.25)])
        for language in PrinterLanguage.allCases {
            #expect(
                label.bytes(for: language, dotsPerMillimetre: 8)
                    == Label(stock: Self.stock, elements: []).bytes(for: language, dotsPerMillimetre: 8))
        }
    }

    private static func boxLabel(_ width: Double, _ height: Double, mark: LabelMark? = nil) throws -> Label {
        let rule = ClassRule(
            codeClass: .box, pattern: try Pattern(parsing: "[0-9]{18}"), gs1: GS1Form(identifying: ["00"]))
        let box = BoxCode("376104250021234569")
        return BoxLabel(
            box: box, bars: [rule].bars(of: box.text, .box), bags: 9, tubes: 180, people: 3_600,
            temperature: "room temperature", station: "desk-1", team: "K1", contact: "Duty desk, 0371-0000",
            latest: "05-10 11:31", mark: mark
        ).label(on: Label.Stock(width: width, height: height))
    }

    @Test(
        "of a box has as large bars as its stock is wide for, with ten clear modules, and whom to call",
        arguments: [
            (44.0, 30.0, 0.25), (50.8, 38.1, 0.25), (60, 40, 0.25), (75, 50, 0.375), (87.9, 60, 0.375), (88, 60, 0.5),
            (100, 150, 0.5),
        ])
    func box(width: Double, height: Double, module: Double) throws {
        for mark in [nil, LabelMark.copy(2)] {
            let label = try Self.boxLabel(width, height, mark: mark)
            let bars = label.elements.compactMap { element -> (Label.Place, Double, Double)? in
                if case .gs1("00376104250021234569", let place, let height, let module) = element {
                    return (place, height, module)
                }
                return nil
            }
            let (place, tall, wide) = try #require(bars.first)
            #expect(wide == module && place.x >= 10 * module && place.x + 166 * module <= width)
            #expect(place.y + tall <= height)
            let texts = label.elements.compactMap { if case .text(let text, _, _) = $0 { text } else { nil } }
            #expect(texts.contains("BOX (00) 376104250021234569"))
            #expect(texts.contains("Duty desk, 0371-0000"), "\(texts)")
        }
    }

    @Test("of a box on a stock too small for its bars has its number alone", arguments: [(43.9, 60.0), (60, 10)])
    func smallBox(width: Double, height: Double) throws {
        let label = try Self.boxLabel(width, height)
        #expect(!label.elements.contains { if case .gs1 = $0 { true } else { false } })
    }

    @Test func `prints what nobody can draw with question marks, and leaves a symbol out that holds too much`() {
        let label = Label(
            stock: Self.stock,
            elements: [
                .text("全", Label.Place(2, 1), height: 4),
                .qr(String(repeating: "7", count: LabelLimit.symbolCharacters + 1), Label.Place(2, 6), module: 0.25),
            ])
        let text = String(decoding: label.bytes(for: .zpl, dotsPerMillimetre: 8), as: UTF8.self)
        #expect(text.contains("^FD?^FS") && !text.contains("^BQ"))
    }

    @Test("is as large in dots as its printer is fine", arguments: [8, 12, 24])
    func resolution(dots: Int) {
        let width = Int((50.8 * Double(dots)).rounded())
        #expect(Self.text(Self.sample, .zpl, dots: dots).hasPrefix("^XA^PW\(width)^LL"))
        #expect(Self.text(Self.sample, .cpcl, dots: dots).hasPrefix("! 0 \(dots * 25) \(dots * 25) "))
    }

    /// What a spiteful code or category could hold, and how often each language's own commands may then occur.
    @Test("lets no data be a command", arguments: PrinterLanguage.allCases)
    func injection(language: PrinterLanguage) {
        let spite = [
            "^XZ^XA^FDx", "~JA", "_5EXZ", "\"\r\nPRINT 9,9\r\n", "\\[\"]\"", "\r\nPRINT\r\n! 0 200 200 1 9", "\u{1B}@",
            "\u{1D}V\u{0}", "\u{10}\u{04}\u{01}x", "{C{B", ">;>8", "全员\u{9B}", String(repeating: "x", count: 500),
        ]
        func label(_ text: String) -> Label {
            Label(
                stock: Self.stock,
                elements: [
                    .text(text, Label.Place(1, 1), height: 3),
                    .code128(text, Label.Place(1, 5), height: 8, module: 0.25),
                    .qr(text, Label.Place(20, 1), module: 0.25),
                    .dataMatrix(text, Label.Place(20, 12), module: 0.25),
                ])
        }
        let harmless = shape(label("A").bytes(for: language, dotsPerMillimetre: 8), language)
        for text in spite {
            let bytes = label(text).bytes(for: language, dotsPerMillimetre: 8)
            #expect(shape(bytes, language) == harmless, "\(text.debugDescription)")
            #expect(bytes.count < 1_800)
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
            return lines.indices.map { index in
                // CPCL takes what stands behind these for data, whatever it is.
                let isData = index > 0 && lines[index - 1].hasPrefix("BARCODE DATAMATRIX")
                return isData ? "data" : String(lines[index].prefix { $0.isLetter || $0 == "!" })
            }
                + (language == .tspl ? lines.map { "\(quotes(in: $0))" } : []) + [
                    "\(lines.contains { $0.contains { $0.isNewline } })"
                ]
        case .escpos:
            // The lengths of codes are any byte.
            let counts = bytes.indices.flatMap { index -> [Int] in
                if bytes[index...].starts(with: [0x1D, 0x6B, 73]) { return [index + 3] }
                return bytes[index...].starts(with: [0x1D, 0x28, 0x6B]) ? [index + 3, index + 4] : []
            }
            let rest = bytes.enumerated().filter { !counts.contains($0.offset) }.map(\.element)
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
