import Corpus
import Foundation
import Recorder
import Testing

@Suite("A recording that is to be a test")
struct AdoptionTests {
    /// A recording of a line scanner, as a station writes it.
    private func recording(
        of readings: [String], raw: Bool = false, device: String = "Zebra DS2208 (05e0:1701)"
    ) -> [UInt8] {
        let header = Capture.Header(
            device: device, language: .line, source: raw ? .rawRecording : .recording)
        let events = readings.enumerated().map { index, text in
            Capture.Event(milliseconds: index * 1000, .received(Array(text.utf8) + [0x0D]))
        }
        return CaptureText.written(Capture(header: header, events: events))
    }

    private func refusal(_ body: () throws -> Void) -> Adoption.Refusal? {
        do {
            try body()
            return nil
        } catch {
            return error as? Adoption.Refusal
        }
    }

    @Test func `is written with what the drivers make of it, and reads back`() throws {
        let adoption = try Adoption(
            recording: recording(of: ["T0000000018", "B00000017"]), name: "line-incident-7",
            about: "Two lines.\nAnd more.")
        #expect(String(decoding: adoption.text, as: UTF8.self).hasPrefix("# Two lines.\n# And more.\n"))
        let back = try CaptureText.parsed(adoption.text)
        #expect(back == adoption.capture)
        #expect(adoption.golden == (try Replay.run(back).map { $0.json + "\n" }.joined()))
        #expect(adoption.golden.contains("\"T0000000018\"") && adoption.golden.contains("\"B00000017\""))
        #expect(adoption.warnings.isEmpty)
    }

    @Test func `is cut to what matters, from 0 ms on`() throws {
        let adoption = try Adoption(
            recording: recording(of: ["A1", "B2", "C3"]), name: "line-incident-7", range: 1000...1999)
        #expect(adoption.capture.events.map(\.milliseconds) == [0])
        #expect(adoption.golden.contains("B2") && !adoption.golden.contains("A1"))
    }

    @Test(
        "is refused under another name",
        arguments: ["", "incident", "ssi-incident", "line-Incident", "line-", "line-a_b"])
    func name(name: String) {
        #expect(refusal { _ = try Adoption(recording: recording(of: ["A1"]), name: name) } == .name(name))
    }

    @Test func `is refused with nothing in it, without ids, or when it is none`() {
        #expect(
            refusal { _ = try Adoption(recording: recording(of: ["A1"]), name: "line-a", range: 5...9) } == .empty)
        guard
            case .device = refusal({
                _ = try Adoption(recording: recording(of: ["A1"], device: "A scanner"), name: "line-a")
            })
        else {
            Issue.record("a device without ids is taken")
            return
        }
        guard case .notACapture = refusal({ _ = try Adoption(recording: Array("hello".utf8), name: "line-a") }) else {
            Issue.record("what is no capture is taken")
            return
        }
    }

    /// Nobody has these: there is no region 00, no province 20, and nobody was born in 2099.
    @Test(
        "is refused with what may be a living person's",
        arguments: [["000000", "2099", "0101001X"], ["200000", "991231124"]])
    func persons(parts: [String]) throws {
        let number = parts.joined()
        let found = refusal { _ = try Adoption(recording: recording(of: ["A1", number]), name: "line-a") }
        let words = try #require(found.map { "\($0)" })
        #expect(words.contains("it may hold a living person") && words.contains("at 1000 ms"))
        #expect(!words.contains(number), "a message never says what stands there")
        let adopted = try Adoption(recording: recording(of: ["A1", number]), name: "line-a", redacts: true)
        #expect(!adopted.golden.contains(number))
    }

    @Test func `made with --raw is refused, and taken once its persons are replaced`() throws {
        let raw = recording(of: ["A1"], raw: true)
        #expect(refusal { _ = try Adoption(recording: raw, name: "line-a") } != nil)
        #expect(try Adoption(recording: raw, name: "line-a", redacts: true).capture.header.source == .recording)
    }
}
