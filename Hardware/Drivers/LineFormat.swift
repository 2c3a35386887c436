/// How a scanner on a serial line or a USB serial port frames a reading: `[prefix][AIM identifier][data][suffix]`.
///
/// Line scanners put no length and no escape around their data, so a suffix that occurs in the data splits the reading.
/// Where codes carry line ends (PDF417 of driving licences, some health QR codes), set the device to a suffix that the
/// data cannot hold, such as `etx` or `crlf`, or to none at all and `idle` here: then every byte is data, and the pause
/// after the reading ends it. GS (1D), NUL and all other bytes are always data.
package struct LineFormat: Hashable, Sendable {
    /// What ends a reading.
    package enum Suffix: Hashable, Sendable {
        /// CR, as most scanners ship. CR, LF and CR LF are all taken for an end, so that the setting seldom matters.
        case cr
        /// LF alone; CR is data.
        case lf
        /// CR LF together; either alone is data.
        case crlf
        /// TAB (09).
        case tab
        /// ETX (03).
        case etx
        /// Nothing: a pause of this length. Line ends are data, also one that the device sends as its suffix.
        case idle(Duration)
    }

    /// What is made of bytes whose suffix does not come within `idleTimeout`.
    package enum MissingSuffix: Hashable, Sendable {
        /// They are a reading: a lost suffix loses no person. Check digits must catch a reading that was cut off.
        case delivered
        /// They are damage: for stations that read opaque codes, where half a code looks like a whole one.
        case damaged
    }

    /// Whether a leading `]cm` is an AIM identifier (ISO/IEC 15424) or data.
    package enum AIM: Hashable, Sendable {
        case never, ifPresent, always
    }

    /// Frames in which the device answers a command; they are no readings and are dropped.
    package struct Reply: Hashable, Sendable {
        package var start: [UInt8]
        package var end: UInt8
        package init(start: [UInt8], end: UInt8) {
            self.start = start
            self.end = end
        }
    }

    /// Bytes before every reading, at most `LineLimit.prefixBytes`; empty for none.
    package var prefix: [UInt8]
    package var suffix: Suffix
    /// How long no byte may come before a reading is taken for ended without its suffix.
    package var idleTimeout: Duration
    package var missingSuffix: MissingSuffix
    package var aim: AIM
    package var reply: Reply?

    package init(
        prefix: [UInt8] = [], suffix: Suffix = .cr, idleTimeout: Duration = LineLimit.idleTimeout,
        missingSuffix: MissingSuffix = .delivered, aim: AIM = .ifPresent, reply: Reply? = nil
    ) {
        precondition(prefix.count <= LineLimit.prefixBytes, "a line prefix has at most LineLimit.prefixBytes bytes")
        self.prefix = prefix
        self.suffix = suffix
        self.idleTimeout = idleTimeout
        self.missingSuffix = missingSuffix
        self.aim = aim
        self.reply = reply
    }

    /// The pause that ends whatever has begun.
    var pause: Duration {
        if case .idle(let pause) = suffix { return pause }
        return idleTimeout
    }
}

package enum LineLimit {
    /// The most bytes between two ends. A version 40 QR code holds 2,953.
    package static let frameBytes = 4096
    /// The longest prefix.
    package static let prefixBytes = 16
    /// The pause after which a suffix is no longer expected; at 1200 baud a byte takes 8 ms.
    package static let idleTimeout: Duration = .milliseconds(100)
}
