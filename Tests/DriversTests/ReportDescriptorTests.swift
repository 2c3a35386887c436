import Devices
import Drivers
import Testing

/// Report descriptors of devices, as documents give them.
enum DescriptorSample {
    static func hex(_ text: String) -> [UInt8] { text.split { $0.isWhitespace }.compactMap { UInt8($0, radix: 16) } }

    static let honeywell = hex(
        """
        05 8C 09 02 A1 01 09 12 A1 02 85 02 15 00 26 FF 00 75 08 95 01 05 01 09 3B 81 02 95 03 05 8C 09 FB 09 FC
        09 FD 81 02 95 38 09 FE 82 02 01 06 66 FF 95 02 09 04 09 00 81 02 05 8C 25 01 75 01 95 08 09 FF 81 02 C0
        09 14 A1 02 85 04 15 00 25 01 75 01 95 08 09 00 09 5F 09 60 09 00 09 00 09 85 09 86 91 86 C0
        06 66 FF 75 08 26 FF 00 09 03 A1 02 85 FE 95 01 09 03 B2 82 01 C0
        09 01 A1 02 85 FD 95 01 09 21 91 02 95 3E 09 22 92 82 01 C0 C0
        """)
    static let ibm = hex(
        "06 45 FF 0A 00 4B A1 01 0A 01 4B 75 08 95 0B 15 00 26 FF 00 91 02 0A 02 4B 95 40 81 02 C0")
    /// Within an application collection of the bar code scanner page.
    static func wrapped(_ text: String) -> [UInt8] { hex("05 8C 09 02 A1 01 " + text + " C0") }
}

private typealias Usage = ReportDescriptor.Usage
private let wrapped = DescriptorSample.wrapped

/// A descriptor that is wrong, and at which byte.
private struct Wrong: Sendable, CustomTestStringConvertible {
    var bytes: [UInt8]
    var fault: ReportDescriptorError.Fault
    var offset: Int
    var testDescription: String { fault.rawValue }
}

private let open: [UInt8] = [0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01]
private let wrongs = [
    Wrong(bytes: [], fault: .empty, offset: 0),
    Wrong(bytes: [UInt8](repeating: 0, count: 4097), fault: .tooLong, offset: 4096),
    Wrong(bytes: open + [0x26, 0xFF], fault: .cutItem, offset: 6),
    Wrong(bytes: [0xFE, 0x02, 0x10, 0x00], fault: .cutItem, offset: 0),
    Wrong(bytes: [0xFE], fault: .cutItem, offset: 0),
    Wrong(
        bytes: open + (1...65).flatMap { [0x85, $0, 0x75, 8, 0x95, 1, 0x81, 2] as [UInt8] }, fault: .tooManyReports,
        offset: 6 + 64 * 8 + 6),
    Wrong(
        bytes: open + [0x75, 1, 0x95, 1] + Array(repeating: [0x81, 2], count: 513).joined(), fault: .tooManyFields,
        offset: 10 + 512 * 2),
    Wrong(
        bytes: open + Array(repeating: [0x09, 1], count: 257).joined(), fault: .tooManyUsages, offset: 6 + 256 * 2),
    Wrong(bytes: Array(Array(repeating: [0xA1, 0], count: 17).joined()), fault: .nestedTooDeep, offset: 32),
    Wrong(bytes: open + [0xC0, 0xC0], fault: .notOpened, offset: 7),
    Wrong(bytes: open + [0x75, 8, 0x95, 1, 0x81, 2], fault: .notClosed, offset: 10),
    Wrong(bytes: [0x75, 8, 0x95, 1, 0x81, 2], fault: .outsideCollection, offset: 4),
    Wrong(bytes: [UInt8](repeating: 0xA4, count: 9), fault: .pushedTooDeep, offset: 8),
    Wrong(bytes: [0xA4, 0xB4, 0xB4], fault: .notPushed, offset: 2),
    Wrong(bytes: open + [0x85, 0], fault: .badReportID, offset: 6),
    Wrong(bytes: open + [0x86, 0, 1], fault: .badReportID, offset: 6),
    Wrong(bytes: open + [0x75, 8, 0x95, 1, 0x81, 2, 0x85, 1], fault: .lateReportID, offset: 12),
    Wrong(bytes: open + [0xA4, 0x85, 1, 0xB4, 0x75, 8, 0x95, 1, 0x81, 2], fault: .lateReportID, offset: 14),
    Wrong(bytes: open + [0x75, 8, 0x95, 1, 0x19, 9, 0x29, 8, 0x81, 2], fault: .reversedUsages, offset: 14),
    Wrong(
        bytes: open + [0x75, 8, 0x95, 1, 0x1B, 1, 0, 1, 0, 0x29, 8, 0x81, 2], fault: .reversedUsages, offset: 17),
    Wrong(bytes: open + [0x76, 1, 1, 0x95, 1, 0x81, 2], fault: .elementTooWide, offset: 11),
    Wrong(
        bytes: open + [0x75, 8, 0x97, 0xFF, 0xFF, 0xFF, 0xFF, 0x81, 2], fault: .reportTooLong, offset: 13),
    Wrong(bytes: open + [0x75, 8, 0x96, 0x00, 0x10, 0x81, 2, 0x81, 2], fault: .reportTooLong, offset: 13),
    Wrong(bytes: open + [0xC0], fault: .noReports, offset: 6),
]

@Suite("A report descriptor")
struct ReportDescriptorTests {
    @Test func `of a Honeywell scanner gives its four reports`() throws {
        #expect(DescriptorSample.honeywell.count == 144)
        let descriptor = try ReportDescriptor(parsing: DescriptorSample.honeywell)
        #expect(descriptor.isNumbered)
        let lengths = descriptor.reports.map { "\($0.kind) \($0.id) \($0.bytes)" }
        #expect(lengths == ["input 2 64", "output 4 2", "feature 254 2", "output 253 64"])
    }

    @Test func `of a Honeywell scanner tells where each value lies`() throws {
        let descriptor = try ReportDescriptor(parsing: DescriptorSample.honeywell)
        let input = try #require(descriptor.report(.input, id: 2))
        func place(_ page: UInt16, _ id: UInt16) -> Int? {
            input.fields.compactMap { $0.bitOffset(of: Usage(page: page, id: id)) }.first
        }
        #expect(place(0x01, 0x3B) == 8)
        #expect([0xFB, 0xFC, 0xFD].map { place(0x8C, $0) } == [16, 24, 32])
        #expect(place(0x8C, 0xFE) == 40)
        #expect(place(0xFF66, 0x04) == 61 * 8)
        #expect(place(0x8C, 0xFF) == 63 * 8)
        #expect(place(0x8C, 0x12) == nil)
        let data = input.fields[2]
        #expect(data.count == 56 && data.elementBits == 8 && data.flags == [.variable, .bufferedBytes])
        #expect(data.logicalMinimum == 0 && data.logicalMaximum == 255)
        #expect(data.application == Usage(page: 0x8C, id: 0x02))
        let beeps = try #require(descriptor.report(.output, id: 4)?.fields.first)
        let bits = [0x5F, 0x60, 0x85, 0x86].map { beeps.bitOffset(of: Usage(page: 0x8C, id: $0)) }
        #expect(bits == [9, 10, 13, 14])
        #expect(beeps.flags.contains(.relative))
    }

    @Test func `without report ids begins its reports with data`() throws {
        let descriptor = try ReportDescriptor(parsing: DescriptorSample.ibm)
        #expect(!descriptor.isNumbered)
        #expect(descriptor.reports.map(\.bytes) == [11, 64])
        #expect(descriptor.report(.input, id: 0)?.fields.first?.bitOffset == 0)
        #expect(descriptor.report(.input, id: 0)?.fields.first?.application == Usage(page: 0xFF45, id: 0x4B00))
    }

    @Test func `keeps pushed states, gives wide usages their own page, and takes ranges`() throws {
        let bytes = wrapped("75 08 95 01 A4 05 01 95 02 09 30 81 02 B4 0B 3B 00 01 00 81 02 95 03 19 FB 29 FD 81 02")
        let fields = try #require(try ReportDescriptor(parsing: bytes).reports.first).fields
        #expect(fields.map(\.count) == [2, 1, 3])
        #expect(fields[0].element(of: Usage(page: 0x01, id: 0x30)) == 0)
        #expect(fields[1].element(of: Usage(page: 0x01, id: 0x3B)) == 0)
        #expect(fields[2].bitOffset(of: Usage(page: 0x8C, id: 0xFD)) == 24 + 16)
    }

    @Test func `gives a usage the page that holds at its main item`() throws {
        let bytes = wrapped("75 08 95 01 09 3B 05 01 81 02")
        let field = try #require(try ReportDescriptor(parsing: bytes).reports.first?.fields.first)
        #expect(field.element(of: Usage(page: 0x01, id: 0x3B)) == 0)
        #expect(field.element(of: Usage(page: 0x8C, id: 0x3B)) == nil)
    }

    @Test func `of alternative usages takes the first`() throws {
        let bytes = wrapped("75 08 95 02 A9 01 09 10 09 11 A9 00 09 12 81 02")
        let field = try #require(try ReportDescriptor(parsing: bytes).reports.first?.fields.first)
        #expect([0x10, 0x11, 0x12].map { field.element(of: Usage(page: 0x8C, id: $0)) } == [0, nil, 1])
    }

    @Test func `counts negative minima, padding, and a usage beyond the last element`() throws {
        let bytes = wrapped("15 81 25 7F 75 04 95 01 09 01 09 02 81 02 75 04 81 03 17 00 00 00 80 75 08 B1 02")
        let descriptor = try ReportDescriptor(parsing: bytes)
        let fields = try #require(descriptor.report(.input, id: 0)).fields
        #expect(fields[0].logicalMinimum == -127 && fields[0].logicalMaximum == 127)
        #expect(fields[0].element(of: Usage(page: 0x8C, id: 2)) == nil)
        #expect(fields[1].bitOffset == 4 && fields[1].flags.contains(.constant) && fields[1].usages.isEmpty)
        #expect(descriptor.report(.input, id: 0)?.bytes == 1)
        #expect(descriptor.report(.feature, id: 0)?.fields.first?.logicalMinimum == .min)
    }

    @Test func `passes over long items, unknown items, units and strings`() throws {
        let bytes = wrapped("FE 03 10 01 02 03 65 11 55 0E 79 04 39 01 F4 00 F0 75 08 95 01 81 02")
        #expect(try ReportDescriptor(parsing: bytes).reports.map(\.bytes) == [1])
    }

    @Test("is refused with what is wrong, and where", arguments: wrongs)
    fileprivate func isRefused(wrong: Wrong) {
        #expect(throws: ReportDescriptorError(fault: wrong.fault, offset: wrong.offset)) {
            try ReportDescriptor(parsing: wrong.bytes)
        }
    }

    @Test func `has a sample for every fault, and a sentence`() {
        #expect(Set(wrongs.map(\.fault)) == Set(ReportDescriptorError.Fault.allCases))
        let error = ReportDescriptorError(fault: .notPushed, offset: 2)
        #expect(error.description == "report descriptor, byte 2: it pops what was not pushed")
    }

    @Test("cut anywhere is refused", arguments: [DescriptorSample.honeywell, DescriptorSample.ibm])
    func isRefusedCut(bytes: [UInt8]) {
        for count in 0..<bytes.count {
            #expect(throws: ReportDescriptorError.self, "\(count) bytes") {
                try ReportDescriptor(parsing: Array(bytes[..<count]))
            }
        }
    }

    @Test("with bytes changed is read within its bounds, or refused", arguments: [1, 2, 3] as [UInt64])
    func staysBounded(seed: UInt64) {
        var state = seed
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        var read = 0
        for _ in 0..<5000 {
            var bytes = DescriptorSample.honeywell
            for _ in 0...next() % 4 { bytes[next() % bytes.count] = UInt8(truncatingIfNeeded: next()) }
            guard let descriptor = try? ReportDescriptor(parsing: bytes) else { continue }
            read += 1
            for report in descriptor.reports {
                #expect(report.bytes <= ReportDescriptorLimit.reportBytes)
                #expect(report.fields.allSatisfy { $0.bitOffset + $0.bits <= report.bytes * 8 })
            }
        }
        #expect(read > 100)
    }
}
