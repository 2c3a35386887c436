/// What a HID device says of its reports: which there are, and where in them each value lies.
/// Source: USB Device Class Definition for Human Interface Devices 1.11, 6.2.2 (items) and 8 (report protocol).
package struct ReportDescriptor: Hashable, Sendable {
    /// Which way a report goes; the raw value is the one of GET_REPORT and SET_REPORT (HID 1.11, 7.2.1).
    package enum Kind: UInt8, Hashable, Sendable { case input = 1, output, feature }

    /// A usage with the page it belongs to.
    package struct Usage: Hashable, Sendable {
        /// The usage page.
        package var page: UInt16
        /// The usage on its page.
        package var id: UInt16
        package init(page: UInt16, id: UInt16) {
            self.page = page
            self.id = id
        }
    }

    /// Usages that follow one another on a page; `first` is never above `last`.
    package struct UsageRange: Hashable, Sendable {
        /// The usage page of all of them.
        package var page: UInt16
        /// The first usage.
        package var first: UInt16
        /// The last usage.
        package var last: UInt16
        /// How many usages there are.
        package var count: Int { Int(last) - Int(first) + 1 }
    }

    /// One main item of a report: `count` elements of `elementBits` bits each, one behind the other.
    package struct Field: Hashable, Sendable {
        /// In the order they were declared; at most `ReportDescriptorLimit.usageRanges`. Empty for padding.
        package var usages: [UsageRange]
        /// The usage of the application collection it stands in.
        package var application: Usage
        /// From the first bit of the report as it is on the wire, its report id included.
        package var bitOffset: Int
        /// 1 to `ReportDescriptorLimit.elementBits`.
        package var elementBits: Int
        /// How many elements there are, at least 1.
        package var count: Int
        /// The least value of an element.
        package var logicalMinimum: Int32
        /// The greatest value of an element; some devices mean it unsigned.
        package var logicalMaximum: Int32
        /// What kind of values they are.
        package var flags: Flags
        /// The bits of all elements.
        package var bits: Int { elementBits * count }
    }

    /// The data of a main item (HID 1.11, 6.2.2.5).
    package struct Flags: OptionSet, Hashable, Sendable {
        /// The bits as the item has them.
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        /// Padding.
        package static let constant = Flags(rawValue: 1)
        /// Each element has a usage of its own; without it, elements are numbers of usages.
        package static let variable = Flags(rawValue: 1 << 1)
        /// A change, not a state.
        package static let relative = Flags(rawValue: 1 << 2)
        /// The elements are a stream of bytes.
        package static let bufferedBytes = Flags(rawValue: 1 << 8)
    }

    /// All fields that share a kind and a report id.
    package struct Report: Hashable, Sendable {
        /// Which way it goes.
        package var kind: Kind
        /// 0 where the device does not number its reports.
        package var id: UInt8
        /// In their order on the wire.
        package var fields: [Field]
        /// The length on the wire, its report id included.
        package var bytes: Int
    }

    /// At most `ReportDescriptorLimit.reports`, in the order they were first declared.
    package let reports: [Report]
    /// Whether each report begins with its id.
    package let isNumbered: Bool

    init(reports: [Report], isNumbered: Bool) {
        self.reports = reports
        self.isNumbered = isNumbered
    }

    /// The report of this kind with this id (0 where reports are not numbered); nil when there is none.
    package func report(_ kind: Kind, id: UInt8) -> Report? {
        reports.first { $0.kind == kind && $0.id == id }
    }
}

/// The bounds of a report descriptor.
package enum ReportDescriptorLimit {
    /// The longest descriptor, in bytes.
    package static let bytes = 4096
    /// The most reports of all kinds together.
    package static let reports = 64
    /// The most fields of all reports together.
    package static let fields = 512
    /// The most usages and ranges of usages before one main item.
    package static let usageRanges = 256
    /// How deep collections may stand in one another.
    package static let collections = 16
    /// How many states a device may push.
    package static let pushes = 8
    /// The longest report, in bytes.
    package static let reportBytes = 4096
    /// The widest element, in bits; the standard allows 32.
    package static let elementBits = 256
}

/// What is wrong with a report descriptor, and where.
package struct ReportDescriptorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rule that is broken; its raw value is the sentence for the log.
    package enum Fault: String, Hashable, Sendable, CaseIterable {
        case empty = "it is empty"
        case tooLong = "it is too long"
        case cutItem = "it ends within an item"
        case tooManyReports = "it has too many reports"
        case tooManyFields = "it has too many fields"
        case tooManyUsages = "it has too many usages for one field"
        case nestedTooDeep = "its collections stand too deep in one another"
        case notOpened = "a collection ends that was not begun"
        case notClosed = "a collection does not end"
        case outsideCollection = "a field stands outside every collection"
        case pushedTooDeep = "it pushes too often"
        case notPushed = "it pops what was not pushed"
        case badReportID = "a report id is not 1 to 255"
        case lateReportID = "fields stand before the first report id"
        case reversedUsages = "a range of usages ends before it begins, or on another page"
        case elementTooWide = "an element is too wide"
        case reportTooLong = "a report is too long"
        case noReports = "it has no reports"
    }
    /// Which rule is broken.
    package var fault: Fault
    /// The byte of the descriptor at which the item begins that is wrong.
    package var offset: Int

    package init(fault: Fault, offset: Int) {
        self.fault = fault
        self.offset = offset
    }

    package var description: String { "report descriptor, byte \(offset): \(fault.rawValue)" }
}

extension ReportDescriptor.Field {
    /// The number of the first element that has the usage; nil when none has it. Where there are fewer usages than
    /// elements, the last usage stands for the rest (HID 1.11, 6.2.2.8).
    package func element(of usage: ReportDescriptor.Usage) -> Int? {
        var index = 0
        for range in usages {
            if range.page == usage.page, range.first <= usage.id, usage.id <= range.last {
                let element = index + Int(usage.id - range.first)
                return element < count ? element : nil
            }
            index += range.count
        }
        return nil
    }

    /// Where on the wire the element with the usage begins, in bits; nil when none has it.
    package func bitOffset(of usage: ReportDescriptor.Usage) -> Int? {
        element(of: usage).map { bitOffset + $0 * elementBits }
    }
}
