import Devices
import Recorder
import Testing

private let scanner = DeviceID("0001:0002@1-1")

@Suite("A flight recorder")
struct FlightRecorderTests {
    @Test func `gives what passed on one device, with times from its first event on`() throws {
        var recorder = FlightRecorder()
        let request = ControlRequest(type: 0x21, request: 9, value: 0x03FE, payload: [1])
        recorder.noted(.requested(request), of: scanner, at: at(1000))
        recorder.noted(.received([9]), of: DeviceID("other"), at: at(1001))
        recorder.noted(.answered(.stalled), of: scanner, at: at(1010))
        recorder.noted(.received(bytes("AB\r")), of: scanner, at: at(1020))
        recorder.noted(.sent([7]), of: scanner, at: at(1021))
        recorder.noted(.unplugged, of: scanner, at: at(1500))
        recorder.noted(.replugged, of: scanner, at: at(2500))
        let capture = try #require(recorder.capture(of: scanner, header: header(), raw: true))
        #expect(capture.events.map(\.milliseconds) == [0, 10, 20, 21, 500, 1500])
        #expect(
            capture.events.map(\.kind) == [
                .requested(request), .answered(.stalled), .received(bytes("AB\r")), .sent([7]), .fault("unplugged"),
                .fault("replugged"),
            ])
        #expect(recorder.devices.map(\.text) == ["0001:0002@1-1", "other"])
        #expect(recorder.capture(of: DeviceID("unknown"), header: header()) == nil)
    }

    @Test func `gives no person unless it is asked for raw bytes`() throws {
        var recorder = FlightRecorder()
        var random = Noise(state: 3)
        let number = random.residentNumber()
        recorder.noted(.received(bytes(number + "\rTUBE-1\r")), of: scanner, at: at(0))
        let plain = try #require(recorder.capture(of: scanner, header: header()))
        #expect(!String(decoding: plain.stream, as: UTF8.self).contains(number))
        #expect(plain.stream.count == number.utf8.count + 8)
        let kept = try #require(
            recorder.capture(of: scanner, header: header(), keep: { $0.starts(with: bytes("TUBE")) }))
        #expect(kept.stream.suffix(7) == bytes("TUBE-1\r")[...])
        #expect(!String(decoding: kept.stream, as: UTF8.self).contains(number))
        let raw = try #require(recorder.capture(of: scanner, header: header(), raw: true))
        #expect(raw.stream == bytes(number + "\rTUBE-1\r"))
    }

    @Test("keeps within its limits and drops the oldest", arguments: [1, 40, 700, 5000, 70_000])
    func keepsWithinLimits(size: Int) throws {
        var recorder = FlightRecorder()
        for index in 0..<3000 {
            let byte = UInt8(truncatingIfNeeded: index)
            recorder.noted(.received([UInt8](repeating: byte, count: size)), of: scanner, at: at(Int64(index)))
            let (events, bytes) = recorder.size(of: scanner)
            #expect(events <= RecorderLimit.events && bytes <= RecorderLimit.bytes && events > 0)
        }
        let capture = try #require(recorder.capture(of: scanner, header: header(), raw: true))
        #expect(capture.stream.last == UInt8(truncatingIfNeeded: 2999))
        let (events, bytes) = recorder.size(of: scanner)
        #expect(events == RecorderLimit.events || bytes > RecorderLimit.bytes - size - 4096)
        let firstByte = UInt8(truncatingIfNeeded: 3000 - events)
        #expect(capture.stream.first == firstByte)
    }

    @Test func `says how much of a long chunk it left out, and gives it in pieces`() throws {
        var recorder = FlightRecorder()
        recorder.noted(.sent([UInt8](repeating: 1, count: 100_000)), of: scanner, at: at(0))
        let capture = try #require(recorder.capture(of: scanner, header: header(), raw: true))
        #expect(capture.events.count == 17)
        #expect(capture.events.last?.kind == .fault("34464 more bytes were not recorded"))
    }

    @Test func `has room for a number of devices, and forgets the one that is silent for longest`() {
        var recorder = FlightRecorder()
        for index in 0..<(RecorderLimit.devices + 1) {
            recorder.noted(.received([1]), of: DeviceID("\(index)"), at: at(Int64(index)))
            recorder.noted(.received([1]), of: DeviceID("0"), at: at(Int64(index)))
        }
        #expect(recorder.devices.count == RecorderLimit.devices)
        #expect(recorder.size(of: DeviceID("0")).events > 0 && recorder.size(of: DeviceID("1")).events == 0)
        recorder.forget(DeviceID("0"))
        #expect(recorder.size(of: DeviceID("0")).events == 0)
        recorder.forget()
        #expect(recorder.devices.isEmpty)
    }

    @Test func `tells a log only how much it holds`() {
        var recorder = FlightRecorder()
        recorder.noted(.received(bytes("SECRET")), of: scanner, at: at(0))
        #expect("\(recorder)" == "1 devices, 1 events")
        var dumped = ""
        dump(recorder, to: &dumped)
        #expect(!dumped.contains("83"))
    }

    @Test func `takes an event in microseconds, also when it is full`() {
        var recorder = FlightRecorder()
        let chunk = bytes("TUBE-000001\r")
        let count = 200_000
        let start = ContinuousClock.now
        for index in 0..<count { recorder.noted(.received(chunk), of: scanner, at: at(Int64(index))) }
        let each = (ContinuousClock.now - start) / count
        print("a flight recorder takes \(each) for each event")
        #expect(each < .microseconds(50))
    }
}
