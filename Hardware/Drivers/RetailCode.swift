package import Devices

/// The codes of the retail trade, for devices that name them by a letter or number of their own.
package enum RetailCode: Hashable, Sendable, CaseIterable {
    case upcA, upcE, ean8, ean13

    /// How many digits its payload has without an add-on. UPC codes may come with the digits in front that make
    /// them EAN.
    package var lengths: ClosedRange<Int> {
        switch self {
        case .upcA: 11...13
        case .upcE: 6...13
        case .ean8: 7...8
        case .ean13: 12...13
        }
    }

    /// `E4` for EAN-8, else `E0`; nil when the payload is not digits alone, or has an add-on.
    /// Source: ISO/IEC 15424.
    package func aim(for payload: [UInt8]) -> AIMIdentifier? {
        guard lengths.contains(payload.count), payload.allSatisfy(Byte.isDigit) else { return nil }
        return AIMIdentifier(code: UInt8(ascii: "E"), modifier: UInt8(ascii: self == .ean8 ? "4" : "0"))
    }
}

/// Honeywell's letters for symbologies, where they leave no doubt about the AIM identifier. The letters of Code 128, QR
/// and Data Matrix do not tell what FNC1 in front would, and the one of GS1-128 differs between models.
enum HoneywellCodeID {
    static func aim(_ id: UInt8, for payload: [UInt8]) -> AIMIdentifier? {
        switch id {
        case UInt8(ascii: "c"): RetailCode.upcA.aim(for: payload)
        case UInt8(ascii: "E"): RetailCode.upcE.aim(for: payload)
        case UInt8(ascii: "D"): RetailCode.ean8.aim(for: payload)
        case UInt8(ascii: "d"): RetailCode.ean13.aim(for: payload)
        case UInt8(ascii: "i"): AIMIdentifier(code: UInt8(ascii: "G"), modifier: UInt8(ascii: "0"))
        case UInt8(ascii: "y"), UInt8(ascii: "}"): AIMIdentifier(code: UInt8(ascii: "e"), modifier: UInt8(ascii: "0"))
        default: nil
        }
    }
}
