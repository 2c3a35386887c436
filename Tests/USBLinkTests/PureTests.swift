import Devices
import Testing

@testable import USBLink

@Suite("What a USB link works out by itself")
struct PureTests {
    // MARK: Names

    @Test(
        "a node's name is read and written",
        arguments: [("/dev/bus/usb/001/004#1", 1, 4, 1), ("/dev/bus/usb/012/127#0", 12, 127, 0)])
    func node(text: String, bus: UInt8, address: UInt8, interface: UInt8) {
        let node = USBNode(bus: bus, address: address, interface: interface)
        #expect(USBNode(text) == node)
        #expect(node.text == text)
    }

    @Test(
        "what is no node's name is told apart",
        arguments: [
            "", "#", "/dev/bus/usb/001/004", "/dev/bus/usb/001/004#", "/dev/bus/usb/001/004#256", "/dev/bus/usb/001#0",
            "/dev/bus/usb/001/004/5#0", "dev/bus/usb/001/004#0", "/dev/bus/usb/x/004#0", "/dev/bus/usb/001/004#0#1",
        ])
    func noNode(text: String) { #expect(USBNode(text) == nil) }

    // MARK: Routes

    private static func setting(
        _ endpoints: [(UInt8, USBSetting.Endpoint.Kind)], _ setting: UInt8 = 0, classCode: UInt8 = 7,
        protocolCode: UInt8 = 2
    ) -> USBSetting {
        USBSetting(
            interface: 0, setting: setting, classCode: classCode, subclassCode: 1, protocolCode: protocolCode,
            endpoints: endpoints.map { USBSetting.Endpoint(address: $0.0, kind: $0.1, packetBytes: 64) })
    }

    @Test func `endpoints are chosen by kind and direction, the lower address first`() {
        let many = Self.setting([
            (0x86, .bulk), (0x83, .interrupt), (0x06, .bulk), (0x02, .bulk), (0x81, .bulk), (0x04, .interrupt),
        ])
        let split = USBRoute(.splitBulk(headerBytes: 7), among: [many])
        #expect(split?.toHost.map(\.address) == [0x81, 0x86])
        #expect(split?.fromHost.map(\.address) == [0x02, 0x06])
        #expect(USBRoute(.bulk, among: [many])?.toHost.map(\.address) == [0x81])
        #expect(USBRoute(.reports, among: [many])?.toHost.map(\.address) == [0x83])
        #expect(USBRoute(.reports, among: [many])?.fromHost.map(\.address) == [0x04])
        #expect(USBRoute(.serial(LineSettings()), among: [many]) == nil)
    }

    @Test func `a setting that answers is better than one that only listens, and IPP is none`() {
        let deaf = Self.setting([(0x02, .bulk)], 0, protocolCode: 1)
        let both = Self.setting([(0x02, .bulk), (0x81, .bulk)], 1)
        let web = Self.setting([(0x02, .bulk), (0x81, .bulk)], 2, protocolCode: 4)
        #expect(USBRoute(.bulk, among: [web, deaf, both])?.setting.setting == 1)
        #expect(USBRoute(.bulk, among: [web, deaf])?.setting.setting == 0)
        #expect(USBRoute(.bulk, among: [web]) == nil)
        #expect(USBRoute(.splitBulk(headerBytes: 7), among: [both]) == nil)
        #expect(USBRoute(.reports, among: [both]) == nil)
    }

    // MARK: Reports

    @Test(
        "the longest input report is counted",
        arguments: [
            ([0x75, 8, 0x95, 8, 0x81, 2], false, 8),
            ([0x75, 1, 0x95, 9, 0x81, 2], false, 2),
            ([0x85, 2, 0x75, 8, 0x95, 0x3F, 0x81, 2, 0x85, 4, 0x95, 1, 0x81, 2], true, 64),
            ([0x85, 2, 0x75, 8, 0x95, 3, 0x81, 2, 0x81, 2, 0x91, 2, 0xB1, 2], true, 7),
            ([0x75, 8, 0xA4, 0x75, 16, 0x96, 2, 0, 0x81, 2, 0xB4, 0x95, 1, 0x81, 2], false, 5),
            ([0xFE, 2, 0x10, 0x75, 8, 0x75, 8, 0x95, 4, 0x81, 2], false, 4),
            ([], false, 0), ([0x81], false, 0), ([0x77, 0xFF], false, 0), ([0xFE], false, 0), ([0xFE, 0xFF], false, 0),
        ] as [([UInt8], Bool, Int)])
    func reports(descriptor: [UInt8], areNumbered: Bool, longest: Int) {
        let reports = HIDReports(descriptor: descriptor)
        #expect(reports.areNumbered == areNumbered)
        #expect(reports.longestInput == longest)
    }

    @Test func `a nonsensical report descriptor gives no length beyond measure`() {
        let huge: [UInt8] = [0x77, 0xFF, 0xFF, 0xFF, 0xFF, 0x97, 0xFF, 0xFF, 0xFF, 0xFF, 0x81, 2]
        #expect(HIDReports(descriptor: huge + huge + huge).longestInput == 65_536)
    }

    @Test func `the length of a report descriptor is found among others`() {
        let hid: [UInt8] = [9, 0x21, 0x11, 1, 0, 1, 0x22, 0x90, 0x01]
        #expect(USBSetting.reportDescriptorBytes(inExtra: [3, 0x30, 0] + hid) == 0x190)
        #expect(USBSetting.reportDescriptorBytes(inExtra: hid.dropLast()) == 0)
        #expect(USBSetting.reportDescriptorBytes(inExtra: [0, 0, 0]) == 0)
    }

    // MARK: Frames

    private static let header: [UInt8] = [0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 4]

    @Test func `a body follows its header, in pieces or early`() {
        let frames = Frames()
        #expect(frames.received(header: Self.header) == [Self.header])
        #expect(frames.received(body: [0, 0]) == [[0, 0]])
        #expect(frames.received(body: [0x90, 0x94]) == [[0x90, 0x94]])
        #expect(frames.due == 0)
        #expect(frames.received(body: [1, 2, 3, 4]) == [])
        #expect(frames.received(header: Self.header) == [Self.header, [1, 2, 3, 4]])
    }

    @Test func `a header ends the wait for a lost body`() {
        let frames = Frames()
        _ = frames.received(header: Self.header)
        _ = frames.received(body: [1])
        #expect(frames.received(header: Self.header) == [Self.header])
        #expect(frames.received(body: [1, 2, 3, 4]) == [[1, 2, 3, 4]])
    }

    @Test func `bytes of the next body may come with the last, and no more are kept than the limit`() {
        let frames = Frames()
        _ = frames.received(header: Self.header)
        #expect(frames.received(body: [1, 2, 3, 4, 5, 6]) == [[1, 2, 3, 4]])
        #expect(frames.received(header: Self.header) == [Self.header, [5, 6]])
        #expect(frames.received(body: [7, 8]) == [[7, 8]])
        _ = frames.received(body: [UInt8](repeating: 9, count: SplitFrames.heldBytes + 10))
        let long: [UInt8] = [0, 0, 0, 0, 0, 0xFF, 0xFF]
        #expect(frames.received(header: long).last?.count == 0xFFFF)
    }

    // MARK: Sending and mending

    @Test func `what was taken is never sent again`() {
        let path = OutQueue.Path.report(id: 1)
        var queue = OutQueue()
        queue.append([1, 2, 3], over: path)
        queue.append([4], over: path)
        queue.took(2)
        #expect(queue.first?.rest == [3])
        #expect(queue.bytes == 2)
        queue.took(5)
        #expect(queue.first?.rest == [4])
        queue.dropFirst()
        queue.took(1)
        queue.dropFirst()
        #expect(queue.first == nil)
        #expect(queue.bytes == 0)
    }

    @Test func `pauses grow, and a transfer that goes well ends the count`() {
        var pipe = USBPipe(USBSetting.Endpoint(address: 0x81, kind: .bulk, packetBytes: 64))
        var pauses: [Duration] = []
        for _ in 0..<USBLimit.faultsInARow {
            let isKept = pipe.broke(clearsHalt: false)
            #expect(isKept)
            if case .resting(let pause, _) = pipe.state { pauses.append(pause) }
            pipe.mended()
        }
        #expect(pauses == [0, 10, 20, 40, 80, 160, 320, 640].map { .milliseconds($0) })
        var another = pipe
        let isGivenUp = !another.broke(clearsHalt: false)
        #expect(isGivenUp)
        pipe.wentWell()
        let areKept = [pipe.broke(clearsHalt: false), pipe.broke(clearsHalt: true)]
        #expect(areKept == [true, true], "transfers that break together count once")
        #expect(pipe.state == .resting(pause: .zero, clearsHalt: true))
    }

    // MARK: Errors

    @Test(
        "a code of libusb's becomes a word of the link's vocabulary",
        arguments: [
            (-3, LinkError.Reason.permissionDenied), (-4, .disconnected), (-5, .notFound), (-6, .busy),
            (-12, .unsupported), (-1, .other(code: -1, text: "Input/Output Error")),
        ] as [(Int32, LinkError.Reason)])
    func errors(code: Int32, reason: LinkError.Reason) {
        #expect(LinkError(usbCode: code, device: "/dev/bus/usb/001/004#0", attempt: "open").reason == reason)
    }
}

/// Frames held so that an expectation may change them.
private final class Frames {
    private var frames = SplitFrames()

    var due: Int { frames.due }
    func received(header: [UInt8]) -> [[UInt8]] { frames.received(header: header) }
    func received(body: [UInt8]) -> [[UInt8]] { frames.received(body: body) }
}
