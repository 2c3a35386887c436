import Devices
import Drivers

/// Any bytes as a report descriptor: no crash, all limits kept, every field within its report, and a layout only of
/// places that exist.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzDescriptor(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    do throws(ReportDescriptorError) {
        let descriptor = try ReportDescriptor(parsing: input)
        check(descriptor)
        if let layout = HIDPOSLayout(descriptor) { check(layout) }
    } catch {
        precondition(error.offset <= input.count, "an error names a place of the descriptor")
        precondition(error.description.count <= 150, "an error fits into a note")
    }
    return 0
}

private func check(_ descriptor: ReportDescriptor) {
    precondition((1...ReportDescriptorLimit.reports).contains(descriptor.reports.count), "reports are bounded")
    precondition(
        descriptor.reports.map(\.fields.count).reduce(0, +) <= ReportDescriptorLimit.fields, "fields are bounded")
    for report in descriptor.reports {
        precondition(report.bytes <= ReportDescriptorLimit.reportBytes, "a report is bounded")
        precondition((report.id != 0) == descriptor.isNumbered, "all reports are numbered, or none")
        var end = descriptor.isNumbered ? 8 : 0
        for field in report.fields {
            precondition(field.bitOffset == end && field.bits > 0, "fields follow one another")
            precondition(field.usages.count <= ReportDescriptorLimit.usageRanges, "usages are bounded")
            end += field.bits
            for range in field.usages {
                let usage = ReportDescriptor.Usage(page: range.page, id: range.last)
                if let element = field.element(of: usage) {
                    precondition(element < field.count, "a usage has an element that exists")
                }
            }
        }
        precondition(end <= report.bytes * 8, "fields lie within their report")
    }
}

private func check(_ layout: HIDPOSLayout) {
    for scan in layout.scans {
        precondition(scan.data.upperBound <= scan.bytes && !scan.data.isEmpty, "the data lie in the report")
        precondition(scan.length.bitOffset + scan.length.bits <= scan.bytes * 8, "the count lies in the report")
        precondition(scan.aim?.allSatisfy { $0 < scan.bytes } ?? true, "the identifier lies in the report")
        for filling: UInt8 in [0, 1, 0xFF] {
            var report = [UInt8](repeating: filling, count: scan.bytes)
            if layout.isNumbered { report[0] = scan.id }
            if case .part(let part) = layout.read(report) {
                precondition(part.data.count <= scan.data.count, "a part holds what the report can hold")
            }
        }
    }
}
