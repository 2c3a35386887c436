/// A recording as RIFF WAVE (Microsoft, Multimedia Programming Interface 1.0): PCM of 16 bits, one or two channels, any rate
/// up to 48 kHz. Anything else is a fault with a name; no bytes trap or take more than the limits.
package enum WaveFile {
    package enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        case tooLong
        case notWave
        /// It ends before what it announces.
        case cutShort
        /// Not 16-bit PCM, or with more channels or another rate.
        case otherForm
        case empty

        package var description: String {
            switch self {
            case .tooLong: "longer than \(WaveLimit.seconds) s or \(WaveLimit.fileBytes / 1024) KiB"
            case .notWave: "no WAV file"
            case .cutShort: "cut short"
            case .otherForm: "not 16-bit PCM of one or two channels, up to 48 kHz"
            case .empty: "silent"
            }
        }
    }

    /// The recording at the rate that is played, one channel, without the silence at its ends.
    package static func samples(_ bytes: [UInt8]) throws(Fault) -> [Int16] {
        if bytes.count > WaveLimit.fileBytes { throw .tooLong }
        let (form, content) = try chunks(bytes)
        let frame = 2 * form.channels
        let frames = content.count / frame
        if frames > WaveLimit.seconds * form.rate { throw .tooLong }
        let mixed = (0..<frames).map { index in
            let start = content.lowerBound + index * frame
            let sum = (0..<form.channels).reduce(0) { $0 + Int(word(bytes, start + 2 * $1)) }
            return Int16(clamping: sum / form.channels)
        }
        let trimmed = trimmed(mixed[...])
        if trimmed.isEmpty { throw .empty }
        return resampled(trimmed, from: form.rate)
    }

    /// The same samples as a file.
    package static func bytes(_ samples: [Int16], rate: Int = SoundFormat.rate) -> [UInt8] {
        let content = samples.flatMap { littleEndian(UInt16(bitPattern: $0)) }
        let form =
            littleEndian(UInt16(1)) + littleEndian(UInt16(1)) + littleEndian(UInt32(rate))
            + littleEndian(UInt32(2 * rate)) + littleEndian(UInt16(2)) + littleEndian(UInt16(16))
        return Array("RIFF".utf8) + littleEndian(UInt32(36 + content.count)) + Array("WAVEfmt ".utf8)
            + littleEndian(UInt32(form.count)) + form + Array("data".utf8) + littleEndian(UInt32(content.count))
            + content
    }

    // MARK: The file

    private struct Form {
        var channels: Int
        var rate: Int
    }

    private static func chunks(_ bytes: [UInt8]) throws(Fault) -> (Form, Range<Int>) {
        guard bytes.count >= 12, bytes[0..<4].elementsEqual("RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8)
        else {
            throw .notWave
        }
        var form: Form?
        var place = 12
        while bytes.count - place >= 8 {
            let name = String(decoding: bytes[place..<place + 4], as: UTF8.self)
            let length = Int(long(bytes, place + 4))
            let start = place + 8
            guard length <= bytes.count - start else { throw .cutShort }
            if name == "fmt " { form = try Self.form(bytes, start..<start + length) }
            if name == "data" {
                guard let form else { throw .notWave }
                return (form, start..<start + length)
            }
            place = start + length + length % 2
        }
        throw .cutShort
    }

    private static func form(_ bytes: [UInt8], _ range: Range<Int>) throws(Fault) -> Form {
        guard range.count >= 16 else { throw .cutShort }
        let start = range.lowerBound
        var tag = UInt16(bitPattern: word(bytes, start))
        // WAVE_FORMAT_EXTENSIBLE: the tag is the beginning of a GUID.
        if tag == 0xFFFE, range.count >= 40 { tag = UInt16(bitPattern: word(bytes, start + 24)) }
        let form = Form(channels: Int(word(bytes, start + 2)), rate: Int(long(bytes, start + 4)))
        guard tag == 1, word(bytes, start + 14) == 16, (1...2).contains(form.channels),
            WaveLimit.rates.contains(form.rate)
        else { throw .otherForm }
        return form
    }

    private static func word(_ bytes: [UInt8], _ place: Int) -> Int16 {
        Int16(bitPattern: UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
    }

    private static func long(_ bytes: [UInt8], _ place: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    // MARK: The sound

    /// Speakers pause before and after; what is said next should not wait for it.
    private static func trimmed(_ samples: ArraySlice<Int16>) -> ArraySlice<Int16> {
        let isHeard = { (sample: Int16) in sample.magnitude > WaveLimit.silence }
        guard let first = samples.firstIndex(where: isHeard), let last = samples.lastIndex(where: isHeard) else {
            return []
        }
        return samples[first...last]
    }

    /// By straight lines between samples: enough for speech.
    private static func resampled(_ samples: ArraySlice<Int16>, from rate: Int) -> [Int16] {
        if rate == SoundFormat.rate { return Array(samples) }
        let count = samples.count * SoundFormat.rate / rate
        return (0..<count).map { index in
            let place = index * rate
            let left = samples.startIndex + place / SoundFormat.rate
            let right = min(left + 1, samples.endIndex - 1)
            let part = place % SoundFormat.rate
            let sum = Int(samples[left]) * (SoundFormat.rate - part) + Int(samples[right]) * part
            return Int16(clamping: sum / SoundFormat.rate)
        }
    }
}

/// How big a recording may be.
package enum WaveLimit {
    package static let fileBytes = 2 << 20
    package static let seconds = 10
    package static let rates = 8_000...48_000
    /// Samples up to this are silence.
    package static let silence: UInt16 = 160
}
