/// Where a HID POS device has what of a reading in its reports, and how it is told to beep.
/// Source: HID Usage Tables, bar code scanner page (8C); vendor pages FF8C (the same usages) and FF66 (Honeywell).
package struct HIDPOSLayout: Hashable, Sendable {
    /// A number within a report, least significant bit first.
    package struct Place: Hashable, Sendable {
        /// From the first bit on the wire.
        package var bitOffset: Int
        /// 1 to 32.
        package var bits: Int
        package init(bitOffset: Int, bits: Int) {
            self.bitOffset = bitOffset
            self.bits = bits
        }
    }

    /// An input report with decoded data.
    package struct ScanReport: Hashable, Sendable {
        /// 0 where reports are not numbered.
        package var id: UInt8
        /// Its length on the wire.
        package var bytes: Int
        /// How many bytes of `data` count.
        package var length: Place
        /// The three bytes of the AIM identifier.
        package var aim: [Int]?
        /// The maker's own symbology letter (Honeywell).
        package var codeID: Int?
        /// The indices of the data bytes; the rest behind `length` is filling.
        package var data: Range<Int>
        /// Not 0 when the reading goes on in the next report.
        package var more: Place?
        /// Whether the AIM bytes have to hold an identifier or zeros: the only check of a layout that is assumed.
        package var demandsAIM = false
    }

    /// An output report with bits that sound a beep.
    package struct Beeps: Hashable, Sendable {
        /// 0 where reports are not numbered.
        package var id: UInt8
        /// Its length on the wire.
        package var bytes: Int
        /// Sounds the good-read beep.
        package var good: Place
        /// nil where there is one sound only.
        package var error: Place?
        /// The bits are orders; else they are states, and have to be taken back.
        package var areOrders: Bool
    }

    /// The feature report that makes the scanner deliver here and not on its keyboard interface.
    package struct Redirect: Hashable, Sendable {
        /// 0 where reports are not numbered.
        package var id: UInt8
        /// Its length on the wire.
        package var bytes: Int
        /// 1 for here, 0 for the keyboard interface.
        package var place: Place
        package init(id: UInt8, bytes: Int, place: Place) {
            self.id = id
            self.bytes = bytes
            self.place = place
        }
        /// `[FE][01]`. Source: the report descriptor of Honeywell scanners.
        package static let honeywell = Redirect(id: 0xFE, bytes: 2, place: Place(bitOffset: 8, bits: 8))
    }

    /// Not empty.
    package var scans: [ScanReport]
    /// The ids of input reports that hold no decoded data.
    package var otherInputs: Set<UInt8>
    /// Whether each report begins with its id.
    package var isNumbered: Bool
    /// nil where the device cannot be told to beep.
    package var beeps: Beeps?
    /// nil where the device delivers in one place only, or it is not known.
    package var redirect: Redirect?
    /// Nothing is known of the device's own description.
    package var isAssumed: Bool
}

// MARK: From the device's own description

extension HIDPOSLayout {
    /// nil when no input report has both decoded data and a byte count.
    package init?(_ descriptor: ReportDescriptor) {
        let inputs = descriptor.reports.filter { $0.kind == .input }
        scans = inputs.compactMap(HIDPOSLayout.scanReport)
        if scans.isEmpty { return nil }
        let known = scans.map(\.id)
        otherInputs = Set(inputs.map(\.id)).subtracting(known)
        isNumbered = descriptor.isNumbered
        beeps = descriptor.reports.lazy.filter { $0.kind == .output }.compactMap(HIDPOSLayout.beeps).first
        redirect = descriptor.reports.lazy.filter { $0.kind == .feature }.compactMap(HIDPOSLayout.redirect).first
        isAssumed = false
    }

    private static func scanReport(_ report: ReportDescriptor.Report) -> ScanReport? {
        guard let length = report.place(of: .byteCount), length.bits <= 32, let data = dataBytes(of: report)
        else { return nil }
        let aim = [0xFB, 0xFC, 0xFD].compactMap { report.byte(ofScannerUsage: $0) }
        let more = report.place(ofScannerUsage: 0xFF).flatMap { $0.bits <= 32 ? $0 : nil }
        return ScanReport(
            id: report.id, bytes: report.bytes, length: length, aim: aim.count == 3 ? aim : nil,
            codeID: report.byte(of: .honeywellCodeID), data: data, more: more)
    }

    /// The bytes of the field with Decoded Data, from the element of this usage to the field's end.
    private static func dataBytes(of report: ReportDescriptor.Report) -> Range<Int>? {
        for field in report.fields where field.elementBits == 8 && !field.flags.contains(.constant) {
            for page in ReportDescriptor.Usage.scannerPages {
                let usage = ReportDescriptor.Usage(page: page, id: 0xFE)
                guard let start = field.bitOffset(of: usage), start % 8 == 0 else { continue }
                return start / 8..<(field.bitOffset + field.bits) / 8
            }
        }
        return nil
    }

    private static func beeps(_ report: ReportDescriptor.Report) -> Beeps? {
        guard let good = report.place(ofScannerUsage: 0x86) else { return nil }
        let field = report.fields.first { $0.bitOffset <= good.bitOffset && good.bitOffset < $0.bitOffset + $0.bits }
        return Beeps(
            id: report.id, bytes: report.bytes, good: good, error: report.place(ofScannerUsage: 0x85),
            areOrders: field?.flags.contains(.relative) ?? true)
    }

    private static func redirect(_ report: ReportDescriptor.Report) -> Redirect? {
        report.place(of: .honeywellRedirect).map { Redirect(id: report.id, bytes: report.bytes, place: $0) }
    }
}

extension ReportDescriptor.Usage {
    /// The bar code scanner page, and the vendor page under which some devices have the same usages.
    fileprivate static let scannerPages: [UInt16] = [0x8C, 0xFF8C]
    fileprivate static let byteCount = ReportDescriptor.Usage(page: 0x01, id: 0x3B)
    fileprivate static let honeywellRedirect = ReportDescriptor.Usage(page: 0xFF66, id: 0x03)
    fileprivate static let honeywellCodeID = ReportDescriptor.Usage(page: 0xFF66, id: 0x04)
}

extension ReportDescriptor.Report {
    fileprivate func place(of usage: ReportDescriptor.Usage) -> HIDPOSLayout.Place? {
        for field in fields where !field.flags.contains(.constant) {
            guard let offset = field.bitOffset(of: usage) else { continue }
            return HIDPOSLayout.Place(bitOffset: offset, bits: field.elementBits)
        }
        return nil
    }

    fileprivate func place(ofScannerUsage id: UInt16) -> HIDPOSLayout.Place? {
        ReportDescriptor.Usage.scannerPages.lazy
            .compactMap { place(of: ReportDescriptor.Usage(page: $0, id: id)) }.first
    }

    /// The index of the byte with the usage; nil when it is no whole byte.
    fileprivate func byte(of usage: ReportDescriptor.Usage) -> Int? { place(of: usage)?.wholeByte }

    fileprivate func byte(ofScannerUsage id: UInt16) -> Int? { place(ofScannerUsage: id)?.wholeByte }
}

// MARK: Without it

extension HIDPOSLayout {
    /// The layouts devices have in fact, for one whose description cannot be had. It has no beeps: where an output
    /// report would go is not known.
    package init(assuming fallback: HIDPOSSettings.Fallback) {
        switch fallback {
        case .aimFirst: scans = [.aimFirst]
        case .plain: scans = [.plain]
        }
        otherInputs = []
        isNumbered = true
        isAssumed = true
    }
}

extension HIDPOSLayout.ScanReport {
    /// `[02][length][AIM 3][data 56][code id][0][more]`: Honeywell and its likes.
    package static let aimFirst = HIDPOSLayout.ScanReport(
        id: 2, bytes: 64, length: .byte(1), aim: [2, 3, 4], codeID: 61, data: 5..<61, more: .bit(63 * 8),
        demandsAIM: true)

    /// The same one byte later: `[02][length][?][AIM 3][data 56][?][more]`. No maker of it is known, so it is taken
    /// only where nothing else fits. Where its code id would be is not known.
    package static let aimLater = HIDPOSLayout.ScanReport(
        id: 2, bytes: 64, length: .byte(1), aim: [3, 4, 5], data: 6..<62, more: .bit(63 * 8), demandsAIM: true)

    /// `[02][length][data 56][0 4][symbology][more]`. Its symbology numbers are not known.
    package static let plain = HIDPOSLayout.ScanReport(
        id: 2, bytes: 64, length: .byte(1), data: 2..<58, more: .bit(63 * 8))
}

extension HIDPOSLayout.Place {
    static func byte(_ index: Int) -> HIDPOSLayout.Place { HIDPOSLayout.Place(bitOffset: index * 8, bits: 8) }
    static func bit(_ offset: Int) -> HIDPOSLayout.Place { HIDPOSLayout.Place(bitOffset: offset, bits: 1) }

    fileprivate var wholeByte: Int? { bits == 8 && bitOffset % 8 == 0 ? bitOffset / 8 : nil }

    /// The number at this place; bits beyond the report are 0.
    func value(in report: [UInt8]) -> Int {
        var value = 0
        for bit in 0..<min(bits, 32) where (bitOffset + bit) / 8 < report.count {
            let byte = report[(bitOffset + bit) / 8]
            value |= Int(byte >> UInt8((bitOffset + bit) % 8) & 1) << bit
        }
        return value
    }

    /// Sets the number at this place to 1, in a report that is 0 there.
    func setOne(in report: inout [UInt8]) {
        guard bitOffset / 8 < report.count else { return }
        report[bitOffset / 8] |= 1 << UInt8(bitOffset % 8)
    }
}
