package import Recorder

/// A recording from a site on its way to be a regression test: checked, and written as the corpus keeps it.
///
///     bytes --> parsed --> cut --> perhaps redacted --> names nobody? --> replayed --> NAME.capture, NAME.golden
///
/// Files are written by whoever calls it.
package struct Adoption: Sendable {
    /// Why a recording is not taken, and what to do about it.
    package enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        case name(String)
        case notACapture(String)
        case empty
        case device(String)
        case persons([PersonTraces.Trace])
        case cannotReplay(String)

        package var description: String {
            switch self {
            case .name(let name):
                "the name \"\(name)\" is not taken; it has small letters, digits and single hyphens, at most "
                    + "\(AdoptionLimit.nameLetters), and begins with the recording's language, as in line-incident-7"
            case .notACapture(let reason): "this is no capture: \(reason)"
            case .empty: "no event is left; widen --from and --until"
            case .device(let reason): "\(reason); put that into its device line"
            case .persons(let traces): Refusal.words(on: traces)
            case .cannotReplay(let reason): "it cannot be replayed: \(reason)"
            }
        }

        private static func words(on traces: [PersonTraces.Trace]) -> String {
            let list = traces.prefix(AdoptionLimit.listedTraces).map(\.description).joined(separator: "; ")
            let more = traces.count > AdoptionLimit.listedTraces ? "; and more" : ""
            return
                "it may hold a living person (\(list)\(more)). Record it again without --raw, or say --redact to have its "
                + "persons replaced here; the file you have named stays as it is, and is health data"
        }
    }

    /// Without `.capture`.
    package let name: String
    package let capture: Capture
    /// The capture's file.
    package let text: [UInt8]
    /// The golden file: what the drivers make of it now.
    package let golden: String
    /// Promises of the corpus that it does not keep; their tests are red until the driver is mended.
    package let warnings: [String]

    /// - Parameters:
    ///   - recording: a capture's text, as `scanstation record` writes it.
    ///   - about: what is to be seen; a comment on top.
    ///   - range: only what passed in these milliseconds.
    ///   - redacts: whether persons are replaced here.
    package init(
        recording: [UInt8], name: String, about: String = "", range: ClosedRange<Int>? = nil, redacts: Bool = false
    ) throws(Refusal) {
        var capture: Capture
        do {
            capture = try CaptureText.parsed(recording)
        } catch {
            throw .notACapture("\(error)")
        }
        if !Adoption.isName(name, of: capture.header.language) { throw .name(name) }
        if let range { capture = capture.cut(to: range) }
        if capture.events.isEmpty { throw .empty }
        if redacts { capture = Redaction.redacted(capture).recordedWithoutPersons() }
        if let fault = try? Promise.saysWhereFrom.fault(of: capture, named: name) { throw .device(fault) }
        let traces = PersonTraces.found(in: capture)
        if !traces.isEmpty { throw .persons(traces) }
        do {
            golden = try Replay.run(capture).map { $0.json + "\n" }.joined()
            warnings = try Promise.allCases.compactMap { try $0.fault(of: capture, named: name) }
        } catch {
            throw .cannotReplay("\(error)")
        }
        self.name = name
        self.capture = capture
        let words = about.isEmpty ? "What a station recorded when something went wrong." : about
        let lines = words.split(whereSeparator: \.isNewline).map { "# \($0)\n" }
        text = Array(lines.joined().utf8) + CaptureText.written(capture)
    }

    private static func isName(_ name: String, of language: CaptureLanguage) -> Bool {
        let isPlain = name.wholeMatch(of: #/[a-z][a-z0-9]*(-[a-z0-9]+)+/#) != nil
        return isPlain && name.utf8.count <= AdoptionLimit.nameLetters && name.hasPrefix("\(language.rawValue)-")
    }
}

extension Capture {
    /// Itself as a station records it; for what was redacted here.
    fileprivate func recordedWithoutPersons() -> Capture {
        if header.source != .rawRecording { return self }
        let header = Header(
            device: header.device, language: header.language, settings: header.settings, firmware: header.firmware,
            source: .recording, wire: header.wire, descriptor: header.descriptor)
        return Capture(header: header, events: events)
    }
}

package enum AdoptionLimit {
    /// The longest name of a capture, in letters.
    package static let nameLetters = 60
    /// The most traces of persons that a message lists.
    package static let listedTraces = 5
}
