import Devices
import Recorder

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

func header(_ language: CaptureLanguage = .line, _ settings: [Capture.Setting] = []) -> Capture.Header {
    Capture.Header(
        device: "Test (0001:0002)", language: language, settings: settings, source: .init(.computed, "these tests"))
}

/// A capture of chunks of the device, a millisecond apart.
func capture(_ language: CaptureLanguage = .line, _ settings: [Capture.Setting] = [], _ chunks: [[UInt8]]) -> Capture {
    let events = chunks.enumerated().map { Capture.Event(milliseconds: $0.offset, .received($0.element)) }
    return Capture(header: header(language, settings), events: events)
}

extension Capture {
    /// All bytes of the device, one after the other.
    var stream: [UInt8] {
        events.flatMap { event -> [UInt8] in
            if case .received(let bytes) = event.kind { return bytes }
            return []
        }
    }
}

/// A random source that a seed reproduces.
struct Noise: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 32) | (state << 32)
    }
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
    mutating func text(_ letters: String, _ count: Int) -> String {
        let all = Array(letters)
        return String((0..<count).map { _ in all.randomElement(using: &self) ?? "0" })
    }

    /// A resident's number of nobody: born before 1900, with a right check.
    mutating func residentNumber() -> String {
        let month = String(Int.random(in: 101...112, using: &self)).dropFirst()
        let day = String(Int.random(in: 101...128, using: &self)).dropFirst()
        let number = "1101" + text("0123456789", 2) + "18" + text("0123456789", 2) + month + day + text("0123456789", 3)
        return number + residentCheck(number)
    }
}

/// The check character of 17 digits (GB 11643), by its weights.
func residentCheck(_ number: String) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(number.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
    return String(Array("10X98765432")[sum % 11])
}

func isResidentNumberOfNobody(_ text: String) -> Bool {
    text.utf8.count == 18 && residentCheck(String(text.prefix(17))) == text.suffix(1).uppercased()
        && ["18"].contains(text.dropFirst(6).prefix(2))
}
