import Paper
import Symbols
import Testing

@Suite("Paper") struct PaperTests {
    private static func typeface() throws -> Typeface {
        try Typeface(file: "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
    }

    private func print(_ job: String, _ language: LabelPaper.Language) throws -> Printed {
        LabelPaper.print(Array(job.utf8), language: language, dotsPerMillimetre: 8, typeface: try Self.typeface())
    }

    /// Dark dots in a rectangle.
    private func dark(_ raster: Raster, _ x: Range<Int>, _ y: Range<Int>) -> Int {
        y.reduce(0) { count, row in count + x.count { raster[$0, row] } }
    }

    private static let jobs: [(LabelPaper.Language, String)] = [
        (.zpl, "^XA^PW400^LL200^FO10,20^GB100,50,4^FS^XZ"),
        (.tspl, "SIZE 50 mm,25 mm\r\nCLS\r\nBOX 10,20,110,70,4\r\nPRINT 1,1\r\n"),
        (.cpcl, "! 0 200 200 200 1\r\nPAGE-WIDTH 400\r\nBOX 10 20 110 70 4\r\nPRINT\r\n"),
    ]

    @Test("has the size of the job, and a frame where it says", arguments: jobs)
    func frame(language: LabelPaper.Language, job: String) throws {
        let printed = try print(job, language)
        #expect(printed.unread.isEmpty)
        #expect([printed.raster.width, printed.raster.height] == [400, 200])
        #expect(dark(printed.raster, 10..<110, 20..<24) == 400)
        #expect(dark(printed.raster, 14..<106, 24..<66) == 0)
        #expect(dark(printed.raster, 0..<400, 0..<200) == 2 * 400 + 2 * 42 * 4)
    }

    @Test func `What a typeface lacks is drawn by its fallback, and what none has is printed as such`() throws {
        let chinese = try Self.typeface()
        let latin = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
        let alone = try Typeface(file: latin)
        #expect(throws: SymbolError.self) { try alone.line("样") }
        #expect(alone.printable("a样") == "a\u{3013}")
        let both = try Typeface(file: latin, fallback: chinese)
        #expect(try both.line("样").outline == chinese.line("样").outline)
        #expect(try both.raster("样", height: 40).bytes.contains { $0 != 0 })
        #expect(both.printable("a样\u{20BB7}") == "a样\u{3013}")
    }

    @Test func `has the letters of a text and none where there is none`() throws {
        let printed = try print("^XA^PW400^LL100^FO20,20^A0N,32,32^FH^FD_48i 全^FS^XZ", .zpl)
        #expect(dark(printed.raster, 20..<140, 20..<52) > 150)
        #expect(dark(printed.raster, 200..<400, 0..<100) == 0)
    }

    private static let sscc: [(LabelPaper.Language, String)] = [
        (.zpl, "^XA^PW400^LL100^FO20,20^BY2^BCN,40,N,N,N^FD>;>800376104250021234569^FS^XZ"),
        (.tspl, "SIZE 50 mm,12.5 mm\r\nCLS\r\nBARCODE 20,20,\"128M\",40,0,0,2,2,\"!105!10200376104250021234569\"\r\n"),
        (.tspl, "SIZE 50 mm,12.5 mm\r\nCLS\r\nBARCODE 20,20,\"EAN128\",40,0,0,2,2,\"00376104250021234569\"\r\n"),
        (.cpcl, "! 0 200 200 100 1\r\nPW 400\r\nBARCODE UCCEAN128 2 1 40 20 20 00376104250021234569\r\nPRINT\r\n"),
        (
            .escpos,
            "\u{1D}h\u{28}\u{1D}w\u{2}\u{1D}kI\u{E}{C{1\u{0}\u{25}\u{3D}\u{4}\u{19}\u{0}\u{15}\u{17}\u{2D}\u{45}\n"
        ),
    ]

    /// ISO/IEC 15417: start C, FNC1, ten pairs, the check, the stop: 156 modules, and these are the first 33.
    @Test("has FNC1 first in the bars of an SSCC", arguments: sscc)
    func gs1(language: LabelPaper.Language, job: String) throws {
        let printed = try print(job, language)
        #expect(printed.unread.isEmpty)
        let row = language == .escpos ? 10 : 30
        let modules = (0..<156).map { printed.raster[20 + 2 * $0, row] ? "1" : "0" }.joined()
        #expect(modules.hasPrefix("11010011100" + "11110101110" + "11011001100"))
        #expect(modules.hasSuffix("1100011101011"))
        #expect(dark(printed.raster, 0..<20, row..<row + 1) == 0)
        #expect(dark(printed.raster, 332..<400, row..<row + 1) == 0)
    }

    @Test(
        "makes no bars of sets that hold no such text",
        arguments: [
            (LabelPaper.Language.zpl, "^XA^BCN,40,N,N,N^FD>;>8003^FS^XZ", "^BC data"),
            (.zpl, "^XA^BCN,40,N,N,N^FD>;>800A6^FS^XZ", "^BC data"),
            (.zpl, "^XA^BCN,40,N,N,N^FD>;00>812^FS^XZ", "^BC data"),
            (.tspl, "BARCODE 0,0,\"128M\",40,0,0,2,2,\"!105!102003\"\r\n", "BARCODE data"),
            (.tspl, "BARCODE 0,0,\"128M\",40,0,0,2,2,\"!1x\"\r\n", "BARCODE data"),
            (.tspl, "BARCODE 0,0,\"39\",40,0,0,2,2,\"1\"\r\n", "BARCODE 39"),
            (.cpcl, "BARCODE 39 2 1 40 20 20 00\r\n", "BARCODE 39"),
            (.escpos, "\u{1D}kI\u{5}{C{1\u{64}\n", "GS k data"),
        ])
    func noBars(language: LabelPaper.Language, job: String, note: String) throws {
        let printed = try print(job, language)
        #expect(printed.unread == [note])
        #expect(dark(printed.raster, 0..<200, 0..<60) == 0)
    }

    @Test func `fills a stretch of a row as dot by dot`() {
        for from in -3..<20 {
            for end in from...27 {
                var (whole, dots) = (Raster(width: 21, height: 3), Raster(width: 21, height: 3))
                whole.fill(from..<end, row: 1)
                for column in from..<end { dots[column, 1] = true }
                #expect(whole == dots)
            }
        }
    }

    @Test func `names what it does not understand`() throws {
        #expect(try print("^XA^QQ1^FS^XZ", .zpl).unread == ["^QQ"])
        #expect(try print("CLS\r\nWARP 9\r\nPRINT 1\r\n", .tspl).unread == ["WARP"])
        #expect(try print("! 0 200 200 100 1\r\nWARP\r\nPRINT\r\n", .cpcl).unread == ["WARP"])
        #expect(try print("\u{1D}qx", .escpos).unread == ["GS q"])
    }

    @Test("Any bytes give some picture", arguments: LabelPaper.Language.allCases)
    func hostile(language: LabelPaper.Language) throws {
        let typeface = try Self.typeface()
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "^XA", "^FO", "^GFA,", "^BQN,2,9", "^FD", "^FS", "99999999", "-1", "SIZE 9999 mm,9 mm\r\n",
            "BITMAP 1,1,9,9,0,",
            "BOX 0,0,99999,99999,9\r\n", "! 0 1 1 30000 1\r\n", "EG 99 99 0 0 FF", "\u{1D}v0", "\u{1D}(k", "\u{1B}@",
            ",", "\r\n",
        ]
        for _ in 0..<60 {
            var job: [UInt8] = []
            for _ in 0..<40 {
                if Bool.random(using: &random) {
                    job += Array((pieces.randomElement(using: &random) ?? "").utf8)
                } else {
                    job += (0..<6).map { _ in UInt8.random(in: 0...255, using: &random) }
                }
            }
            let printed = LabelPaper.print(job, language: language, dotsPerMillimetre: 8, typeface: typeface)
            #expect(printed.raster.width > 0)
        }
    }

    /// Letters cost what their dots do: a short job must not make a picture of a wall.
    @Test(
        "Letters larger than the paper, and more than fit on it, are printed as far as there is paper",
        .timeLimit(.minutes(1)),
        arguments: [
            (LabelPaper.Language.zpl, "^XA^PW400^LL200^FO0,-500^A0N,30000,30000^FD", "^FS^XZ"),
            (.tspl, "SIZE 50 mm,25 mm\r\nCLS\r\nTEXT 0,-500,\"0\",0,3000,3000,\"", "\"\r\nPRINT 1,1\r\n"),
            (.cpcl, "! 0 200 200 200 1\r\nPAGE-WIDTH 400\r\nSETMAG 16 16\r\nTEXT 4 0 0 0 ", "\r\nPRINT\r\n"),
        ])
    func letters(language: LabelPaper.Language, head: String, tail: String) throws {
        let printed = try print(head + String(repeating: "H", count: 60_000) + tail, language)
        #expect([printed.raster.width, printed.raster.height] == [400, 200])
        #expect(dark(printed.raster, 0..<400, 0..<200) > 1_000)
    }

    @Test func `spoils what its faults say`() throws {
        let whole = try print("^XA^PW100^LL100^FO0,0^GB100,100,100^FS^XZ", .zpl).raster
        #expect(dark(whole, 0..<100, 0..<100) == 10_000)
        #expect(dark(PaperFault.deadDots([3, 50]).spoil(whole), 0..<100, 0..<100) == 9_800)
        #expect(dark(PaperFault.cut(40).spoil(whole), 0..<100, 0..<100) == 4_000)
        #expect(dark(PaperFault.slipped(10).spoil(whole), 0..<100, 0..<10) == 0)
        let faint = dark(PaperFault.faint(100, seed: 7).spoil(whole), 0..<100, 0..<100)
        #expect((8_500...9_500).contains(faint))
    }
}
