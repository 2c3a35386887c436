import Testing

@testable import USBIP

private let busID = Array("1-1.2".utf8) + [UInt8](repeating: 0, count: 27)
private let noSetup = [UInt8](repeating: 0, count: 8)

/// A command's first five words, with those of a submission: flags, length, first frame, packets, interval.
private func submission(
    _ sequence: UInt32 = 7, direction: UInt32 = 0, endpoint: UInt32 = 2, length: UInt32, packets: UInt32 = 0
) -> [UInt8] {
    words(1, sequence, 0x0001_0002, direction, endpoint) + words(0, length, 0, packets, 0) + noSetup
}

/// What a host has sent after a device was imported or before, and what is wrong with it.
struct Bad: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var isAttached: Bool
    var bytes: [UInt8]
    var error: USBIPError

    static let all = [
        Bad("another version", false, operation(0x8005, version: 0x0106), .version(0x0106)),
        Bad("an answer for a question", false, operation(0x0005), .operation(0x0005)),
        Bad("a bus id without an end", false, operation(0x8003) + [UInt8](repeating: 0x31, count: 32), .busID),
        Bad("a bus id of no characters", false, operation(0x8003) + [0xFF] + busID.dropFirst(), .busID),
        Bad("a command 3", true, words(3, 1, 1, 0, 0) + [UInt8](repeating: 0, count: 28), .command(3)),
        Bad("endpoint 16", true, submission(endpoint: 16, length: 0), .endpoint(16, direction: 0)),
        Bad("direction 2", true, submission(direction: 2, length: 0), .endpoint(2, direction: 2)),
        Bad("a length below 0", true, submission(length: .max), .length(-1)),
        Bad("a length above the most", true, submission(length: 1 << 20 | 1), .length(1 << 20 | 1)),
        Bad("isochronous packets", true, submission(length: 8, packets: 1), .isochronous(packets: 1)),
    ]

    private init(_ name: String, _ isAttached: Bool, _ bytes: [UInt8], _ error: USBIPError) {
        (testDescription, self.isAttached, self.bytes, self.error) = (name, isAttached, bytes, error)
    }
}

@Suite("What a host sends")
struct ParserTests {
    /// A whole conversation: what came, in bytes, and what it says.
    private static let spoken: [UInt8] =
        submission(1, length: 3) + [0x41, 0x42, 0x43]
        + submission(2, direction: 1, endpoint: 1, length: 64, packets: .max)
        + words(2, 3, 0x0001_0002, 0, 0) + words(2, 0, 0, 0, 0, 0, 0)
        + words(1, 4, 0x0001_0002, 1, 0) + words(0, 18, 0, 0, 0) + [0x80, 6, 0, 1, 0, 0, 18, 0]

    private static let understood: [USBIPRequest] = [
        .submit(
            USBIPTransfer(
                number: 1, endpoint: 2, isToHost: false, length: 3, setup: noSetup, bytes: [0x41, 0x42, 0x43])),
        .submit(USBIPTransfer(number: 2, endpoint: 1, isToHost: true, length: 64, setup: noSetup, bytes: [])),
        .unlink(number: 3, of: 2),
        .submit(
            USBIPTransfer(
                number: 4, endpoint: 0, isToHost: true, length: 18, setup: [0x80, 6, 0, 1, 0, 0, 18, 0], bytes: [])),
    ]

    @Test("is understood however it is cut", arguments: [1, 2, 7, 47, 48, 49, 1000])
    func isUnderstoodHoweverCut(size: Int) throws {
        var parser = USBIPParser()
        parser.attached()
        var requests: [USBIPRequest] = []
        for start in stride(from: 0, to: Self.spoken.count, by: size) {
            parser.take(Array(Self.spoken[start..<min(start + size, Self.spoken.count)]))
            while let request = try parser.next() { requests.append(request) }
        }
        #expect(requests == Self.understood)
        #expect(parser.waiting == 0)
    }

    @Test func `asks for the list, or for a device`() throws {
        var parser = USBIPParser()
        parser.take(operation(0x8005))
        #expect(try parser.next() == .listDevices)
        parser.take(operation(0x8003) + busID.dropLast())
        #expect(try parser.next() == nil)
        parser.take([0])
        #expect(try parser.next() == .importDevice(busID: "1-1.2"))
    }

    @Test("that is wrong is an error, and stays one", arguments: Bad.all)
    func isAnError(bad: Bad) {
        var parser = USBIPParser()
        if bad.isAttached { parser.attached() }
        parser.take(bad.bytes)
        for _ in 0..<2 {
            #expect(throws: bad.error) { try parser.next() }
            parser.take(operation(0x8005))
        }
    }

    @Test("and is wrong is said in words", arguments: Bad.all)
    func isSaidInWords(bad: Bad) { #expect("\(bad.error)".count > 10) }

    @Test func `may be as long as the longest transfer`() throws {
        var parser = USBIPParser()
        parser.attached()
        let longest = [UInt8](repeating: 0x5A, count: USBIPLimit.transferBytes)
        parser.take(submission(length: UInt32(longest.count)) + longest.dropLast())
        #expect(try parser.next() == nil)
        parser.take([0x5A])
        guard case .submit(let transfer) = try parser.next() else { throw CancellationError() }
        #expect(transfer.bytes == longest)
    }
}
