import Devices
import FakeLinks
import Testing

@Suite("A link in memory")
struct MemoryLinkTests {
    private let station = Inbox<LinkEvent>()
    private let device = Inbox<[UInt8]>()
    private let link: MemoryLink

    init() {
        let (station, device) = (station, device)
        link = MemoryLink(node: "memory", toDevice: { device.take($0) }, sink: { station.take($0) })
    }

    @Test func `bytes pass at once in both directions`() throws {
        link.deliver([1, 2])
        try link.send([3])
        #expect(station.events == [.bytes([1, 2])])
        #expect(device.events == [[3]])
    }

    @Test func `chunks keep within the limit`() {
        link.deliver([UInt8](repeating: 7, count: LinkLimit.chunkBytes + 1))
        #expect(station.events.map { bytes([$0]).count } == [LinkLimit.chunkBytes, 1])
    }

    @Test func `unplugging is told once and last`() {
        link.unplug()
        link.unplug()
        link.deliver([1])
        #expect(station.events == [.unplugged])
        #expect(!link.isOpen)
        #expect(throws: LinkError.self) { try link.send([1]) }
        #expect(device.events.isEmpty)
    }

    @Test func `a closed link delivers nothing`() {
        link.close()
        link.deliver([1])
        link.unplug()
        #expect(station.events.isEmpty)
    }
}
