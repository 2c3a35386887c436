import Devices

/// The same bytes as the operating system might have cut them; for tests. Captures of reports stay as they are, because
/// a report comes whole.
extension Capture {
    /// Each byte of the device in a chunk of its own, at its chunk's time.
    package func byteByByte() -> Capture {
        guard header.language.isStream else { return self }
        let cut = events.flatMap { event -> [Event] in
            guard case .received(let bytes) = event.kind else { return [event] }
            return bytes.map { Event(milliseconds: event.milliseconds, .received([$0])) }
        }
        return Capture(header: header, events: cut)
    }

    /// Chunks of the device that follow one another within `CutLimit.mergedMilliseconds`, with nothing between them, in
    /// one chunk at the time of the last.
    package func merged() -> Capture {
        guard header.language.isStream else { return self }
        var merged: [Event] = []
        for event in events {
            if case .received(let bytes) = event.kind, let last = merged.last, case .received(let before) = last.kind,
                event.milliseconds - last.milliseconds <= CutLimit.mergedMilliseconds,
                before.count + bytes.count <= CaptureLimit.eventBytes
            {
                merged[merged.count - 1] = Event(milliseconds: event.milliseconds, .received(before + bytes))
            } else {
                merged.append(event)
            }
        }
        return Capture(header: header, events: merged)
    }

    /// Noise before everything else, as a device makes when it is plugged in. Card readers have a preamble to find
    /// their frames by, and get it at once; others have only silence, and everything comes `CutLimit.garbagePause`
    /// later.
    package func withGarbageInFront(seed: UInt64) -> Capture {
        guard header.language.isStream else { return self }
        var state = seed
        let garbage = (0..<(1 + Int(seed % UInt64(CutLimit.garbageBytes)))).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        let pause = header.language == .sam ? 0 : CutLimit.garbagePause
        let later = events.map { Event(milliseconds: $0.milliseconds + pause, $0.kind) }
        return Capture(header: header, events: [Event(milliseconds: 0, .received(garbage))] + later)
    }
}

package enum CutLimit {
    /// Chunks further apart than this may be different readings.
    package static let mergedMilliseconds = 20
    /// The most bytes of noise.
    package static let garbageBytes = 48
    /// How long after the noise the capture begins, in milliseconds.
    package static let garbagePause = 2000
}

extension Capture {
    /// What passed in a stretch of its time, from 0 ms on. A report descriptor that was given before it goes into the
    /// header, for without it the reports cannot be read.
    ///
    /// - Parameter range: in milliseconds; events at both ends are inside.
    package func cut(to range: ClosedRange<Int>) -> Capture {
        var descriptor: [UInt8] = []
        for (event, next) in zip(events, events.dropFirst()) where event.milliseconds < range.lowerBound {
            guard case .requested(let request) = event.kind, request.asksForReportDescriptor,
                case .answered(.done(let bytes)) = next.kind
            else { continue }
            descriptor = bytes
        }
        let kept = events.filter { range.contains($0.milliseconds) }
        return Capture(
            header: header.described(by: descriptor),
            events: kept.map { Event(milliseconds: $0.milliseconds - range.lowerBound, $0.kind) })
    }
}
