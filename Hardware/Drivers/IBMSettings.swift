package import Devices

/// IBM hand-held scanners on USB (vendor page FF45). What no document was read for is a setting here.
package struct IBMSettings: Hashable, Sendable {
    /// How a label's digits are sent.
    package enum Digits: String, Hashable, Sendable {
        case ascii
        /// 00 to 09, as some makers are said to send retail codes. Not confirmed.
        case values
    }

    /// Orders to the scanner, each at most `IBMLimit.commandBytes` bytes; shorter ones are filled up with zeros. No
    /// table of them was found that can be named, so there are none unless the configuration gives them.
    package struct Commands: Hashable, Sendable {
        /// Sent one after the other when the device is opened; at most `IBMLimit.startCommands`.
        package var atStart: [[UInt8]]
        /// One good-read beep; verdicts are counted with it. Empty where the device cannot be told.
        package var beep: [UInt8]

        package init(atStart: [[UInt8]] = [], beep: [UInt8] = []) {
            precondition(atStart.count <= IBMLimit.startCommands, "there are at most IBMLimit.startCommands orders")
            precondition(
                (atStart + [beep]).allSatisfy { $0.count <= IBMLimit.commandBytes },
                "an order has at most IBMLimit.commandBytes bytes")
            self.atStart = atStart
            self.beep = beep
        }
    }

    /// The longest that fits is taken.
    package var trailers: [IBMTrailer]
    /// How the digits of retail codes come.
    package var digits: Digits
    /// What the scanner is told.
    package var commands: Commands

    package init(
        trailers: [IBMTrailer] = IBMTrailer.known, digits: Digits = .ascii, commands: Commands = Commands()
    ) {
        self.trailers = trailers
        self.digits = digits
        self.commands = commands
    }
}

/// The bytes behind a label that name its symbology.
package struct IBMTrailer: Hashable, Sendable {
    /// What a trailer says of the data before it.
    package enum Symbology: Hashable, Sendable {
        /// Its data are digits.
        case retail(RetailCode)
        /// Any data.
        case other(AIMIdentifier?)
    }

    /// Not empty.
    package var bytes: [UInt8]
    /// What the trailer stands for.
    package var symbology: Symbology

    package init(_ bytes: [UInt8], _ symbology: Symbology) {
        precondition(!bytes.isEmpty, "a trailer has bytes")
        self.bytes = bytes
        self.symbology = symbology
    }

    /// The retail ones are known from a capture and public code. That of Code 128 is not confirmed, and does not tell
    /// GS1-128 from plain Code 128.
    package static let known = [
        IBMTrailer([0x0A], .retail(.upcE)), IBMTrailer([0x0C], .retail(.ean8)), IBMTrailer([0x0D], .retail(.upcA)),
        IBMTrailer([0x16], .retail(.ean13)), IBMTrailer([0x00, 0x18, 0x0B], .other(nil)),
    ]
}

/// The bounds of the IBM driver, in bytes and orders.
package enum IBMLimit {
    /// A report of the scanner.
    package static let reportBytes = 64
    /// A report to the scanner.
    package static let commandBytes = 11
    /// The most orders at the start.
    package static let startCommands = 16
}
