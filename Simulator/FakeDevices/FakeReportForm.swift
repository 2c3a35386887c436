/// What the reports of a fake HID POS scanner look like, and what its report descriptor says of them. Written from the
/// HID usage tables and makers' documents, not from the drivers.
package struct FakeReportForm: Hashable, Sendable {
    /// A bit of a report on the wire.
    package struct Bit: Hashable, Sendable {
        /// The index on the wire, the report id included.
        package var byte: Int
        /// 0 for the least significant.
        package var bit: Int
        package init(_ byte: Int, _ bit: Int) {
            self.byte = byte
            self.bit = bit
        }
    }

    /// The output report with the beeps.
    package struct Beeps: Hashable, Sendable {
        /// nil where reports are not numbered.
        package var id: UInt8?
        /// The length on the wire.
        package var bytes: Int
        /// Sounds the good-read beep.
        package var good: Bit
        /// Sounds the error beep; nil where there is one sound.
        package var error: Bit?
        /// Switches reading off while it is set; nil where that cannot be done.
        package var prevent: Bit?
        /// The bits are states: only a bit that was 0 before sounds.
        package var areStates = false
    }

    /// For people.
    package var name: String
    /// Empty where the firmware gives none.
    package var descriptor: [UInt8]
    /// The id of the scan report; nil where reports are not numbered.
    package var id: UInt8?
    /// The length of the scan report on the wire.
    package var bytes: Int
    /// The index of the byte that counts the data.
    package var count: Int
    /// The first of the three bytes of the AIM identifier.
    package var aim: Int?
    /// Honeywell's symbology letter.
    package var code: Int?
    /// The indices of the data.
    package var data: Range<Int>
    /// Set when another report follows.
    package var more: Bit
    /// nil where the host cannot make it beep.
    package var beeps: Beeps?
    /// Whether feature report FE says where readings go.
    package var canRedirect = false
    /// Whether output report FD takes menu commands.
    package var takesMenus = false
}

extension FakeReportForm: CustomStringConvertible {
    package var description: String { name }

    /// Those with a description of their own.
    package static let all = [honeywell, vendorPage, plain, shifted, unnumbered]

    /// `02, length, AIM 3, data 56, letter, 0, more`: the description of a Honeywell scanner, 144 bytes.
    package static let honeywell = FakeReportForm(
        name: "honeywell", descriptor: honeywellDescriptor, id: 2, bytes: 64, count: 1, aim: 2, code: 61, data: 5..<61,
        more: Bit(63, 0), beeps: honeywellBeeps, canRedirect: true, takesMenus: true)

    /// The same reports with the usages on the vendor page FF8C.
    package static let vendorPage = FakeReportForm(
        name: "vendor page", descriptor: onVendorPage(honeywellDescriptor), id: 2, bytes: 64, count: 1, aim: 2,
        code: 61,
        data: 5..<61, more: Bit(63, 0), beeps: honeywellBeeps, canRedirect: true, takesMenus: true)

    /// `02, length, data 56, 0 4, symbology, more`, without AIM identifier and without beeps.
    package static let plain = FakeReportForm(
        name: "plain", descriptor: plainDescriptor, id: 2, bytes: 64, count: 1, aim: nil, code: nil, data: 2..<58,
        more: Bit(63, 0))

    /// Everything elsewhere: `07, more, 0, data 40, length, AIM 3`, and beeps in the second byte of output report 9.
    package static let shifted = FakeReportForm(
        name: "shifted", descriptor: shiftedDescriptor, id: 7, bytes: 47, count: 43, aim: 44, code: nil, data: 3..<43,
        more: Bit(1, 0),
        beeps: Beeps(id: 9, bytes: 3, good: Bit(2, 0), error: Bit(2, 1), areStates: true))

    /// Without report ids, with one beep: `AIM 3, length, data 28, more`.
    package static let unnumbered = FakeReportForm(
        name: "unnumbered", descriptor: unnumberedDescriptor, id: nil, bytes: 33, count: 3, aim: 0, code: nil,
        data: 4..<32, more: Bit(32, 7), beeps: Beeps(id: nil, bytes: 1, good: Bit(0, 7)))

    /// `02, length, 0, AIM 3, data 56, 0, more`, and no description: an unknown maker's.
    package static let later = FakeReportForm(
        name: "later", descriptor: [], id: 2, bytes: 64, count: 1, aim: 3, code: nil, data: 6..<62, more: Bit(63, 0))

    private static let honeywellBeeps = Beeps(
        id: 4, bytes: 2, good: Bit(1, 6), error: Bit(1, 5), prevent: Bit(1, 1))
}

// MARK: Report descriptors

extension FakeReportForm {
    private static let honeywellDescriptor: [UInt8] = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01,
        // Input 2: scanned data.
        0x09, 0x12, 0xA1, 0x02, 0x85, 0x02, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x01,
        0x05, 0x01, 0x09, 0x3B, 0x81, 0x02,
        0x95, 0x03, 0x05, 0x8C, 0x09, 0xFB, 0x09, 0xFC, 0x09, 0xFD, 0x81, 0x02,
        0x95, 0x38, 0x09, 0xFE, 0x82, 0x02, 0x01,
        0x06, 0x66, 0xFF, 0x95, 0x02, 0x09, 0x04, 0x09, 0x00, 0x81, 0x02,
        0x05, 0x8C, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x09, 0xFF, 0x81, 0x02, 0xC0,
        // Output 4: trigger and beeps.
        0x09, 0x14, 0xA1, 0x02, 0x85, 0x04, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08,
        0x09, 0x00, 0x09, 0x5F, 0x09, 0x60, 0x09, 0x00, 0x09, 0x00, 0x09, 0x85, 0x09, 0x86, 0x91, 0x86, 0xC0,
        // Feature FE: where readings go.
        0x06, 0x66, 0xFF, 0x75, 0x08, 0x26, 0xFF, 0x00, 0x09, 0x03, 0xA1, 0x02, 0x85, 0xFE, 0x95, 0x01,
        0x09, 0x03, 0xB2, 0x82, 0x01, 0xC0,
        // Output FD: menu commands.
        0x09, 0x01, 0xA1, 0x02, 0x85, 0xFD, 0x95, 0x01, 0x09, 0x21, 0x91, 0x02, 0x95, 0x3E, 0x09, 0x22,
        0x92, 0x82, 0x01, 0xC0, 0xC0,
    ]

    private static let plainDescriptor: [UInt8] = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01,
        0x09, 0x12, 0xA1, 0x02, 0x85, 0x02, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x01,
        0x05, 0x01, 0x09, 0x3B, 0x81, 0x02,
        0x05, 0x8C, 0x95, 0x38, 0x09, 0xFE, 0x82, 0x02, 0x01,
        // Four bytes of padding, and the maker's symbology number.
        0x95, 0x04, 0x81, 0x03, 0x06, 0x00, 0xFF, 0x95, 0x01, 0x09, 0x01, 0x81, 0x02,
        0x05, 0x8C, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x09, 0xFF, 0x81, 0x02, 0xC0,
        // Output 4: a length and a command.
        0x06, 0x00, 0xFF, 0x09, 0x02, 0xA1, 0x02, 0x85, 0x04, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x01,
        0x09, 0x03, 0x91, 0x02, 0x95, 0x3E, 0x09, 0x04, 0x92, 0x02, 0x01, 0xC0, 0xC0,
    ]

    private static let shiftedDescriptor: [UInt8] = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01,
        // A status report first, which holds no data.
        0x09, 0x15, 0xA1, 0x02, 0x85, 0x03, 0x15, 0x00, 0x25, 0x01, 0x75, 0x08, 0x95, 0x01, 0x09, 0x61, 0x81, 0x02,
        0xC0,
        0x09, 0x12, 0xA1, 0x02, 0x85, 0x07, 0x15, 0x00, 0x25, 0x01,
        // One bit, seven of padding, and a byte of padding.
        0x75, 0x01, 0x95, 0x01, 0x09, 0xFF, 0x81, 0x02, 0x75, 0x07, 0x81, 0x03, 0x75, 0x08, 0x81, 0x03,
        0xA4, 0x26, 0xFF, 0x00, 0x95, 0x28, 0x09, 0xFE, 0x82, 0x02, 0x01, 0xB4,
        // The count with its page in the usage, and the identifier as a range.
        0x95, 0x01, 0x0B, 0x3B, 0x00, 0x01, 0x00, 0x81, 0x02, 0x95, 0x03, 0x19, 0xFB, 0x29, 0xFD, 0x81, 0x02, 0xC0,
        // Output 9: a byte of padding, two beeps as states, six bits of padding.
        0x09, 0x14, 0xA1, 0x02, 0x85, 0x09, 0x75, 0x08, 0x95, 0x01, 0x91, 0x03, 0x75, 0x01, 0x95, 0x02,
        0x09, 0x86, 0x09, 0x85, 0x91, 0x02, 0x95, 0x06, 0x91, 0x03, 0xC0, 0xC0,
    ]

    private static let unnumberedDescriptor: [UInt8] = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08,
        0x95, 0x03, 0x19, 0xFB, 0x29, 0xFD, 0x81, 0x02,
        0x95, 0x01, 0x0B, 0x3B, 0x00, 0x01, 0x00, 0x81, 0x02,
        0x95, 0x1C, 0x09, 0xFE, 0x82, 0x02, 0x01,
        0x75, 0x01, 0x95, 0x07, 0x81, 0x03, 0x95, 0x01, 0x09, 0xFF, 0x81, 0x02,
        // One byte of output: seven bits of padding, then the beep.
        0x95, 0x07, 0x91, 0x03, 0x95, 0x01, 0x09, 0x86, 0x91, 0x06, 0xC0,
    ]

    /// A descriptor with its bar code scanner page replaced by the vendor page of the same usages.
    private static func onVendorPage(_ descriptor: [UInt8]) -> [UInt8] {
        var replaced: [UInt8] = []
        var index = 0
        while index < descriptor.count {
            let length = 1 + [0, 1, 2, 4][Int(descriptor[index] & 3)]
            let item = Array(descriptor[index..<min(index + length, descriptor.count)])
            replaced += item == [0x05, 0x8C] ? [0x06, 0x8C, 0xFF] : item
            index += length
        }
        return replaced
    }
}
