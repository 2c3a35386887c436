import Devices

/// ESC/POS: `DLE EOT n` is answered at once by one byte each, also in trouble. Nothing tells whether something is
/// printed, so a label is at best `taken`. (Epson's command set; Zebra ZQ110 manual p. 9: a part of the bits only.)
struct ESCPOSDialect: PrinterDialect {
    /// `n` 1 printer, 2 reason for being offline, 3 error, 4 paper sensors.
    static func realTime(_ number: UInt8) -> PrinterQuery {
        PrinterQuery(bytes: [PrinterByte.dle, PrinterByte.eot, number], form: .realTime, isOptional: number > 1)
    }

    func status(_ memory: PrinterMemory) -> [PrinterQuery] {
        (1...4).map { ESCPOSDialect.realTime($0) }.filter { !memory.isOut($0) }
    }

    private static let faults: [FaultBits] = [
        FaultBits([(0x08, .other)]),
        FaultBits([(0x04, .headOpen), (0x08, .paused), (0x20, .paperOut), (0x40, .other)]),
        FaultBits([(0x08, .cutter), (0x20, .other), (0x40, .overheated)]),
        FaultBits([(0x60, .paperOut)]),
    ]

    func read(_ parts: [[UInt8]], of query: PrinterQuery) -> PrinterReading? {
        guard let byte = parts.last?.first, let number = query.bytes.last, (1...4).contains(number) else { return nil }
        return PrinterReading(
            faults: ESCPOSDialect.faults[Int(number) - 1].faults(in: UInt32(byte)),
            isRunningLow: number == 4 && byte & 0x0C != 0)
    }
}
