import Glibc
import Testing

@testable import FakeUSB

@Suite("A fake device's endpoints")
struct FakePipesTests {
    private let pipes = Pipes()

    private func asking(_ id: UInt64, _ count: Int) -> USBTransfer {
        USBTransfer(id: id, endpoint: 0x81, bytes: [UInt8](repeating: 0, count: count))
    }

    private func sending(_ id: UInt64, _ bytes: [UInt8]) -> USBTransfer {
        USBTransfer(id: id, endpoint: 0x02, bytes: bytes)
    }

    @Test func `a transfer to the host ends when it is full or with a short packet`() {
        #expect(pipes.submitted(asking(1, 8)) == [])
        #expect(pipes.send([1, 2, 3, 4], on: 0x81) == [])
        #expect(
            pipes.send([5, 6, 7, 8], on: 0x81)
                == [.complete(id: 1, status: 0, bytes: [1, 2, 3, 4, 5, 6, 7, 8], taken: 0)])
        #expect(pipes.send([1, 2, 3, 4, 5], on: 0x81) == [])
        #expect(pipes.submitted(asking(2, 64)) == [.complete(id: 2, status: 0, bytes: [1, 2, 3, 4, 5], taken: 0)])
        #expect(pipes.send(packets: [[1, 2, 3, 4], []], on: 0x81) == [])
        #expect(pipes.submitted(asking(3, 64)) == [.complete(id: 3, status: 0, bytes: [1, 2, 3, 4], taken: 0)])
    }

    @Test func `a packet longer than what was asked for is an overflow`() {
        _ = pipes.send([1, 2, 3, 4], on: 0x81)
        #expect(pipes.submitted(asking(1, 2)) == [.complete(id: 1, status: -EOVERFLOW, bytes: [1, 2], taken: 0)])
    }

    @Test func `a cancelled transfer brings what it has`() {
        _ = pipes.submitted(asking(1, 64))
        _ = pipes.submitted(asking(2, 64))
        _ = pipes.send([1, 2, 3, 4], on: 0x81)
        #expect(pipes.cancelled(2) == [.complete(id: 2, status: -ENOENT, bytes: [], taken: 0)])
        #expect(pipes.cancelled(1) == [.complete(id: 1, status: -ENOENT, bytes: [1, 2, 3, 4], taken: 0)])
        #expect(pipes.cancelled(1) == [])
        _ = pipes.accept(3, on: 0x02)
        #expect(pipes.submitted(sending(3, [1, 2, 3, 4, 5])) == [.received(endpoint: 2, [1, 2, 3])])
        #expect(pipes.cancelled(3) == [.complete(id: 3, status: -ENOENT, bytes: [], taken: 3)])
    }

    @Test func `a stall halts until it is cleared, once or for ever`() {
        _ = pipes.stall(0x81, times: 1)
        #expect(pipes.submitted(asking(1, 4)) == [.complete(id: 1, status: -EPIPE, bytes: [], taken: 0)])
        #expect(pipes.submitted(asking(2, 4)) == [])
        #expect(pipes.send([1], on: 0x81) == [])
        #expect(pipes.haltCleared(0x81) == [.complete(id: 2, status: 0, bytes: [1], taken: 0)])
        _ = pipes.stall(0x02, times: .max)
        for id in 3..<6 {
            #expect(
                pipes.submitted(sending(UInt64(id), [1])) == [
                    .complete(id: UInt64(id), status: -EPIPE, bytes: [], taken: 0)
                ])
            #expect(pipes.haltCleared(0x02) == [])
        }
        _ = pipes.stall(0x02, times: 0)
        #expect(
            pipes.submitted(sending(7, [1]))
                == [.received(endpoint: 2, [1]), .complete(id: 7, status: 0, bytes: [], taken: 1)])
    }

    @Test func `a device takes as much as it is told to, then none, then stalls if it is to`() {
        _ = pipes.accept(3, on: 0x02)
        #expect(pipes.submitted(sending(1, [1, 2, 3, 4, 5])) == [.received(endpoint: 2, [1, 2, 3])])
        #expect(pipes.stall(0x02, times: 1) == [.complete(id: 1, status: -EPIPE, bytes: [], taken: 3)])
        _ = pipes.accept(nil, on: 0x02)
        _ = pipes.haltCleared(0x02)
        #expect(
            pipes.submitted(sending(2, [4, 5]))
                == [.received(endpoint: 2, [4, 5]), .complete(id: 2, status: 0, bytes: [], taken: 2)])
        #expect(pipes.submitted(sending(3, [])) == [.complete(id: 3, status: 0, bytes: [], taken: 0)])
    }

    @Test func `an endpoint keeps no more packets than the limit, and an unknown one takes none`() {
        _ = pipes.send(packets: Array(repeating: [1, 2, 3, 4], count: USBPipes.packetLimit + 5), on: 0x81)
        var complete = 0
        for id in 0..<(USBPipes.packetLimit + 5) { complete += pipes.submitted(asking(UInt64(id), 4)).count }
        #expect(complete == USBPipes.packetLimit)
        let lost = USBTransfer(id: 9, endpoint: 0x03, bytes: [])
        #expect(pipes.submitted(lost) == [.complete(id: 9, status: -ENOENT, bytes: [], taken: 0)])
    }
}

/// The endpoints 0x81 and 0x02 with packets of four bytes, held so that an expectation may change them.
private final class Pipes {
    private var pipes: USBPipes

    init() {
        let endpoints: [UInt8] = [0x81, 0x02]
        let interface = FakeUSBInterface(
            classCode: 0xFF, endpoints: endpoints.map { FakeUSBEndpoint($0, .bulk, packetBytes: 4) })
        pipes = USBPipes(
            FakeUSBDevice(vendor: 1, product: 2, name: "Fake", portPath: "1-1", interfaces: [interface]))
    }

    func submitted(_ transfer: USBTransfer) -> [USBPipesOutput] { pipes.submitted(transfer) }
    func cancelled(_ id: UInt64) -> [USBPipesOutput] { pipes.cancelled(id) }
    func send(_ bytes: [UInt8], on endpoint: UInt8) -> [USBPipesOutput] { pipes.send(bytes, on: endpoint) }
    func send(packets: [[UInt8]], on endpoint: UInt8) -> [USBPipesOutput] { pipes.send(packets: packets, on: endpoint) }
    func stall(_ endpoint: UInt8, times: Int) -> [USBPipesOutput] { pipes.stall(endpoint, times: times) }
    func accept(_ bytes: Int?, on endpoint: UInt8) -> [USBPipesOutput] { pipes.accept(bytes, on: endpoint) }
    func haltCleared(_ endpoint: UInt8) -> [USBPipesOutput] { pipes.haltCleared(endpoint) }
}
