import Devices

/// TSPL and TSPL2: `ESC ! ?` is one byte of bits, `ESC ! S` eight bytes with more in them. Both are answered at once,
/// also in trouble. Cheap clones know only `ESC ! ?`, so that is asked first, and `ESC ! S` only as long as it may be
/// known. (TSC TTP-244 Plus and Gprinter GP-2120T programming manuals.)
struct TSPLDialect: PrinterDialect {
    static let quick = PrinterQuery(bytes: [PrinterByte.esc, 0x21, 0x3F], form: .byte)
    static let full = PrinterQuery(bytes: [PrinterByte.esc, 0x21, 0x53], form: .framed, isOptional: true)

    func status(_ memory: PrinterMemory) -> [PrinterQuery] {
        if memory.knows(TSPLDialect.full) { return [TSPLDialect.full] }
        return memory.isOut(TSPLDialect.full) ? [TSPLDialect.quick] : [TSPLDialect.quick, TSPLDialect.full]
    }

    func read(_ parts: [[UInt8]], of query: PrinterQuery) -> PrinterReading? {
        guard let part = parts.last else { return nil }
        return query == TSPLDialect.quick ? TSPLDialect.readQuick(part) : TSPLDialect.readFull(part)
    }
}

extension TSPLDialect {
    private static let quickFaults = FaultBits([
        (0x41, .headOpen), (0x02, .jam), (0x04, .paperOut), (0x08, .ribbonOut), (0x10, .paused), (0x80, .overheated),
    ])

    private static func readQuick(_ part: [UInt8]) -> PrinterReading? {
        guard let byte = part.first else { return nil }
        return PrinterReading(
            faults: quickFaults.faults(in: UInt32(byte)), progress: byte & 0x20 != 0 ? .printing : .idle)
    }

    private static let warnings = FaultBits([(0x08, .bufferFull)])
    private static let printerErrors = FaultBits([(0x03, .overheated), (0x14, .other), (0x08, .cutter)])
    private static let mediaErrors = FaultBits([
        (0x01, .paperOut), (0x02, .jam), (0x04, .ribbonOut), (0x08, .jam), (0x20, .headOpen),
    ])

    /// Message, warning, printer error and media error, each with bit 6 set and bit 7 clear.
    private static func readFull(_ part: [UInt8]) -> PrinterReading? {
        guard part.count == 4, part.allSatisfy({ $0 & 0xC0 == 0x40 }) else { return nil }
        var reading = PrinterReading()
        switch part[0] {
        case 0x40: reading.progress = .idle
        case 0x42, 0x43, 0x46: reading.progress = .busy
        case 0x50, 0x57: reading.progress = .printing
        case 0x4B, 0x60: reading.faults.insert(.paused)
        case 0x4C:
            reading.progress = .idle
            reading.labelWaits = true
        case 0x45: reading.faults.insert(.other)
        default: break
        }
        reading.isRunningLow = part[1] & 0x03 != 0
        reading.faults.formUnion(warnings.faults(in: UInt32(part[1])))
        reading.faults.formUnion(printerErrors.faults(in: UInt32(part[2])))
        reading.faults.formUnion(mediaErrors.faults(in: UInt32(part[3])))
        return reading
    }
}
