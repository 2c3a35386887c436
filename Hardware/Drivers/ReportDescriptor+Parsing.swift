extension ReportDescriptor {
    /// Reads a report descriptor. Any bytes are read or refused; unknown items, long items and what people only look at
    /// (units, strings, designators) are passed over.
    package init(parsing bytes: [UInt8]) throws(ReportDescriptorError) {
        if bytes.isEmpty { throw ReportDescriptorError(fault: .empty, offset: 0) }
        if bytes.count > ReportDescriptorLimit.bytes {
            throw ReportDescriptorError(fault: .tooLong, offset: ReportDescriptorLimit.bytes)
        }
        var parser = DescriptorParser()
        var offset = 0
        while offset < bytes.count {
            parser.offset = offset
            let item = try DescriptorItem(in: bytes, at: offset)
            try parser.take(item)
            offset += item.length
        }
        self = try parser.finish()
    }
}

/// One item: a prefix byte, and up to 4 bytes of data; a long item has up to 255, which no standard gives a meaning.
private struct DescriptorItem {
    enum Kind: UInt8 { case main, global, local, reserved }
    var kind: Kind
    var tag: UInt8
    /// Little-endian.
    var value: UInt32
    /// How many bytes of data: 0, 1, 2 or 4.
    var dataBytes: Int
    /// All bytes of the item.
    var length: Int

    init(in bytes: [UInt8], at offset: Int) throws(ReportDescriptorError) {
        let prefix = bytes[offset]
        let cut = ReportDescriptorError(fault: .cutItem, offset: offset)
        if prefix == 0xFE {
            guard offset + 2 < bytes.count else { throw cut }
            (kind, tag, value, dataBytes) = (.reserved, 0xF, 0, 0)
            length = 3 + Int(bytes[offset + 1])
        } else {
            kind = Kind(rawValue: prefix >> 2 & 3) ?? .reserved
            tag = prefix >> 4
            dataBytes = [0, 1, 2, 4][Int(prefix & 3)]
            length = 1 + dataBytes
            value = 0
        }
        guard offset + length <= bytes.count else { throw cut }
        for index in 0..<dataBytes { value |= UInt32(bytes[offset + 1 + index]) << (8 * UInt32(index)) }
    }

    var signed: Int32 {
        switch dataBytes {
        case 1: Int32(Int8(truncatingIfNeeded: value))
        case 2: Int32(Int16(truncatingIfNeeded: value))
        default: Int32(truncatingIfNeeded: value)
        }
    }
}

/// The state table of HID 1.11, 5.4: global items stay, local items last until the next main item.
///
/// ```
///   global ──► globals ◄──push/pop──► stack
///   local  ──► locals ──┐
///   main   ──► field ◄──┴── globals      collection ──► path
/// ```
/// Not modelled: physical units, strings, designators, the meaning of array elements.
private struct DescriptorParser {
    struct Globals {
        var page: UInt16 = 0
        var logicalMinimum: Int32 = 0
        var logicalMaximum: Int32 = 0
        var elementBits: UInt32 = 0
        var count: UInt32 = 0
        var reportID: UInt8 = 0
    }

    /// A usage before its main item: without a page of its own it takes the page that then holds.
    struct PendingUsage {
        var page: UInt16?
        var id: UInt16
    }

    struct Locals {
        var usages: [(first: PendingUsage, last: PendingUsage)] = []
        var minimum: PendingUsage?
        /// Within a set of alternative usages only the first counts.
        var alternatives: Int?
    }

    /// Where the item being read begins.
    var offset = 0
    private var globals = Globals()
    private var locals = Locals()
    private var stack: [Globals] = []
    private var path: [ReportDescriptor.Usage] = []
    private var reports: [ReportDescriptor.Report] = []
    private var bitsUsed: [Int] = []
    private var fieldCount = 0
    private var isNumbered = false

    private func wrong(_ fault: ReportDescriptorError.Fault) -> ReportDescriptorError {
        ReportDescriptorError(fault: fault, offset: offset)
    }

    mutating func take(_ item: DescriptorItem) throws(ReportDescriptorError) {
        switch item.kind {
        case .main: try takeMain(item)
        case .global: try takeGlobal(item)
        case .local: try takeLocal(item)
        case .reserved: break
        }
    }

    func finish() throws(ReportDescriptorError) -> ReportDescriptor {
        if !path.isEmpty { throw wrong(.notClosed) }
        if reports.isEmpty { throw wrong(.noReports) }
        return ReportDescriptor(reports: reports, isNumbered: isNumbered)
    }

    private mutating func takeMain(_ item: DescriptorItem) throws(ReportDescriptorError) {
        switch item.tag {
        case 0x8: try addField(.input, flags: item.value)
        case 0x9: try addField(.output, flags: item.value)
        case 0xB: try addField(.feature, flags: item.value)
        case 0xA: try beginCollection()
        case 0xC: if path.popLast() == nil { throw wrong(.notOpened) }
        default: break
        }
        locals = Locals()
    }

    private mutating func beginCollection() throws(ReportDescriptorError) {
        if path.count == ReportDescriptorLimit.collections { throw wrong(.nestedTooDeep) }
        let usage = try resolvedUsages().first
        path.append(ReportDescriptor.Usage(page: usage?.page ?? globals.page, id: usage?.first ?? 0))
    }

    private mutating func takeGlobal(_ item: DescriptorItem) throws(ReportDescriptorError) {
        switch item.tag {
        case 0x0: globals.page = UInt16(truncatingIfNeeded: item.value)
        case 0x1: globals.logicalMinimum = item.signed
        case 0x2: globals.logicalMaximum = item.signed
        case 0x7: globals.elementBits = item.value
        case 0x8:
            guard (1...255).contains(item.value) else { throw wrong(.badReportID) }
            if !isNumbered, !reports.isEmpty { throw wrong(.lateReportID) }
            isNumbered = true
            globals.reportID = UInt8(truncatingIfNeeded: item.value)
        case 0x9: globals.count = item.value
        case 0xA:
            if stack.count == ReportDescriptorLimit.pushes { throw wrong(.pushedTooDeep) }
            stack.append(globals)
        case 0xB:
            guard let pushed = stack.popLast() else { throw wrong(.notPushed) }
            globals = pushed
        default: break
        }
    }

    private mutating func takeLocal(_ item: DescriptorItem) throws(ReportDescriptorError) {
        let isWide = item.dataBytes == 4
        let usage = PendingUsage(
            page: isWide ? UInt16(item.value >> 16) : nil, id: UInt16(truncatingIfNeeded: item.value))
        switch item.tag {
        case 0x0: try addUsages(from: usage, to: usage)
        case 0x1: locals.minimum = usage
        case 0x2:
            guard let minimum = locals.minimum else { return }
            locals.minimum = nil
            try addUsages(from: minimum, to: usage)
        case 0xA: locals.alternatives = item.value == 1 ? 0 : nil
        default: break
        }
    }

    private mutating func addUsages(
        from first: PendingUsage, to last: PendingUsage
    ) throws(ReportDescriptorError) {
        if let alternatives = locals.alternatives {
            locals.alternatives = min(alternatives + 1, 2)
            if alternatives > 0 { return }
        }
        if locals.usages.count == ReportDescriptorLimit.usageRanges { throw wrong(.tooManyUsages) }
        locals.usages.append((first, last))
    }

    private func resolvedUsages() throws(ReportDescriptorError) -> [ReportDescriptor.UsageRange] {
        var ranges: [ReportDescriptor.UsageRange] = []
        for (first, last) in locals.usages {
            let page = first.page ?? globals.page
            guard page == last.page ?? globals.page, first.id <= last.id else { throw wrong(.reversedUsages) }
            ranges.append(ReportDescriptor.UsageRange(page: page, first: first.id, last: last.id))
        }
        return ranges
    }

    private mutating func addField(
        _ kind: ReportDescriptor.Kind, flags: UInt32
    ) throws(ReportDescriptorError) {
        guard let application = path.first else { throw wrong(.outsideCollection) }
        if globals.elementBits > UInt32(ReportDescriptorLimit.elementBits) { throw wrong(.elementTooWide) }
        let report = try indexOfReport(kind)
        let bits = Int(globals.elementBits) * Int(globals.count)
        guard bitsUsed[report] + bits <= ReportDescriptorLimit.reportBytes * 8 else { throw wrong(.reportTooLong) }
        if bits == 0 { return }
        if fieldCount == ReportDescriptorLimit.fields { throw wrong(.tooManyFields) }
        fieldCount += 1
        let field = ReportDescriptor.Field(
            usages: try resolvedUsages(), application: application, bitOffset: bitsUsed[report],
            elementBits: Int(globals.elementBits), count: Int(globals.count),
            logicalMinimum: globals.logicalMinimum, logicalMaximum: globals.logicalMaximum,
            flags: ReportDescriptor.Flags(rawValue: flags))
        reports[report].fields.append(field)
        bitsUsed[report] += bits
        reports[report].bytes = (bitsUsed[report] + 7) / 8
    }

    private mutating func indexOfReport(_ kind: ReportDescriptor.Kind) throws(ReportDescriptorError) -> Int {
        let id = globals.reportID
        if let index = reports.firstIndex(where: { $0.kind == kind && $0.id == id }) { return index }
        // A popped state can be from before the first report id.
        if isNumbered, id == 0 { throw wrong(.lateReportID) }
        if reports.count == ReportDescriptorLimit.reports { throw wrong(.tooManyReports) }
        let idBytes = isNumbered ? 1 : 0
        reports.append(ReportDescriptor.Report(kind: kind, id: id, fields: [], bytes: idBytes))
        bitsUsed.append(idBytes * 8)
        return reports.count - 1
    }
}
