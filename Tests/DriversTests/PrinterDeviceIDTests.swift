import Drivers
import Testing

private func answer(_ text: String, length: Int? = nil, swapped: Bool = false) -> [UInt8] {
    let count = length ?? text.utf8.count + 2
    let bytes = [UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
    return (swapped ? bytes.reversed() : bytes) + Array(text.utf8)
}

private let zebra = "MFG:Zebra;MDL:ZD420;CMD:ZPL,EPL;CLS:PRINTER;"

@Suite("A printer's device id")
struct PrinterDeviceIDTests {
    @Test(
        "is read whatever its length says",
        arguments: [
            answer(zebra), answer(zebra, swapped: true), answer(zebra, length: 0), answer(zebra, length: 9000),
            answer(zebra, length: zebra.utf8.count), answer(zebra) + [0, 0, 0xFF], answer(zebra, length: 13),
        ])
    func readsLengths(bytes: [UInt8]) {
        let id = PrinterDeviceID(bytes)
        #expect(id?.manufacturer == "Zebra" && id?.model == "ZD420" && id?.commands == ["ZPL", "EPL"])
        #expect(id?.name == "Zebra ZD420")
    }

    @Test func `what stands behind the length is not read`() {
        let id = PrinterDeviceID(answer(zebra + "MODEL:X;", length: zebra.utf8.count + 2))
        #expect(id?.model == "ZD420")
        #expect(PrinterDeviceID(answer("CLS:PRINTER;") + Array("MFG:X;".utf8))?.manufacturer == "")
    }

    @Test(
        "takes long, lower-case and padded keys",
        arguments: [
            ("MANUFACTURER:TSC;MODEL:TTP-244;COMMAND SET:TSPL;", "TSC TTP-244"),
            ("mfg: TSC ;mdl: TTP-244 ;cmd: TSPL", "TSC TTP-244"), ("DES:Label Printer;CMD:TSPL;", "Label Printer"),
            ("MFG:TSC;MDL:TSC TTP-244;CMD:TSPL;", "TSC TTP-244"), ("MFG:TSC;CMD:TSPL;", "TSC"),
            (";;:x;MFG;MDL:;MFG:TSC;MFG:other;CMD:TSPL;", "TSC"),
        ])
    func readsKeys(text: String, name: String) {
        #expect(PrinterDeviceID(answer(text))?.name.trimmed == name)
        #expect(PrinterDeviceID(answer(text))?.commands == (text.contains("TSPL") ? ["TSPL"] : []))
    }

    @Test(
        "is none where there is no pair",
        arguments: [[], [0], [0, 2], answer("nothing at all here"), answer(";;;;:::")])
    func readsNothing(bytes: [UInt8]) { #expect(PrinterDeviceID(bytes) == nil) }

    @Test func `is bounded`() {
        let long = PrinterDeviceID(answer("MFG:" + String(repeating: "x", count: 600) + ";MDL:y;"))
        #expect(long?.manufacturer.count == PrinterLimit.nameCharacters)
        #expect(long?.name.count == PrinterLimit.nameCharacters)
        let many = (0..<PrinterDeviceID.mostPairs).map { "K\($0):v;" }.joined() + "MDL:late;"
        #expect(PrinterDeviceID(answer(many))?.model == "")
        let beyond = "A:" + String(repeating: "x", count: PrinterLimit.deviceIDBytes) + ";MDL:late;"
        #expect(PrinterDeviceID(answer(beyond))?.model == "")
    }

    @Test func `keeps printable ASCII only`() {
        #expect(PrinterDeviceID(answer("MDL:A\u{1B}[2J\u{0}\u{7F}B;"))?.model == "A[2JB")
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
