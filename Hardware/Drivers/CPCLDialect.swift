import Devices

/// CPCL: `ESC h` is one byte of bits, `ESC i` one more that older firmware does not know, `ESC v` names the printer.
///
/// While a label is loaded or printed nothing is answered. The busy bit does not say that a label is there; the label
/// count does. Bit 4 of `ESC h` tells a power-up, until `ESC N` clears it. None of them may come inside a session; the
/// bytes of a label are a whole session. (Zebra CPCL manual, section 11; Intermec EasyCoder PL manual, chapter 11.)
struct CPCLDialect: PrinterDialect {
    static let status = PrinterQuery(bytes: [PrinterByte.esc, UInt8(ascii: "h")], form: .byte)
    static let extended = PrinterQuery(bytes: [PrinterByte.esc, UInt8(ascii: "i")], form: .byte, isOptional: true)
    static let information = PrinterQuery(bytes: [PrinterByte.esc, UInt8(ascii: "v")], form: .text, isOptional: true)

    let count: PrinterQuery?

    init(labelCount: [UInt8]) {
        count = labelCount.isEmpty ? nil : PrinterQuery(bytes: labelCount, form: .pair, isOptional: true)
    }

    var identity: [PrinterQuery] { [CPCLDialect.information] }
    var clearsReset: [UInt8] { [PrinterByte.esc, UInt8(ascii: "N")] }

    func status(_ memory: PrinterMemory) -> [PrinterQuery] {
        memory.isOut(CPCLDialect.extended) ? [CPCLDialect.status] : [CPCLDialect.status, CPCLDialect.extended]
    }

    private static let faults = FaultBits([(0x02, .paperOut), (0x04, .headOpen), (0x08, .lowBattery)])
    private static let extendedFaults = FaultBits([(0x80, .ribbonOut), (0x10, .jam)])

    func read(_ parts: [[UInt8]], of query: PrinterQuery) -> PrinterReading? {
        guard let part = parts.last, let byte = part.first else { return nil }
        switch query {
        case CPCLDialect.information:
            let model = PrinterText.plain(part)
            return model.isEmpty ? nil : PrinterReading(model: model)
        case CPCLDialect.status:
            return PrinterReading(
                faults: CPCLDialect.faults.faults(in: UInt32(byte)), progress: byte & 0x01 != 0 ? .busy : .idle,
                wasReset: byte & 0x10 != 0)
        case CPCLDialect.extended:
            return PrinterReading(
                faults: CPCLDialect.extendedFaults.faults(in: UInt32(byte)), isRunningLow: byte & 0x40 != 0,
                labelWaits: byte & 0x20 != 0)
        default: return PrinterReading(count: UInt16(part[0]) << 8 | UInt16(part[1]))
        }
    }
}
