/// Which payloads are test or health QR codes, and how long they stand for their person (WORKFLOW.md 3.2).
///
/// With a prefix the payload may come from any symbology; without one only from a QR (AIM `Q`), and then after everything
/// else. The longest prefix is tried first; of two rules with one prefix, the one that carries a number.
package struct OpaqueRule: Hashable, Sendable {
    /// Where a payload of the class `carriesNumber` holds the number.
    package enum NumberPlace: Hashable, Sendable {
        /// From the prefix's end up to the first such byte, or to the end of the payload: any number a person may have.
        case afterPrefix(until: UInt8?)
        /// The first 18-character number anywhere that passes its checks and stands between no other digits.
        case anywhere
    }

    /// For messages.
    package var name: String
    package var prefix: [UInt8]
    package var opaqueClass: OpaqueClass
    package var numberPlace: NumberPlace

    package init(
        name: String, prefix: [UInt8] = [], opaqueClass: OpaqueClass, numberPlace: NumberPlace = .anywhere
    ) {
        self.name = name
        self.prefix = prefix
        self.opaqueClass = opaqueClass
        self.numberPlace = numberPlace
    }

    /// The person the payload stands for. One that carries a number names the person as the number does, so that it can
    /// be held against the card; all others are kept byte for byte.
    func read(_ payload: [UInt8], numbers: PersonNumbers) -> Reading {
        guard payload.starts(with: prefix) else { return .nothing }
        guard opaqueClass == .carriesNumber else {
            return .code(.person(PersonCode(kind: .opaque, number: payload, opaqueClass: opaqueClass)))
        }
        let reading =
            switch numberPlace {
            case .anywhere: firstNumber(payload, numbers)
            case .afterPrefix(let end):
                numbers.read(Array(payload.dropFirst(prefix.count).prefix { $0 != end }))
            }
        guard case .code(.person(var person)) = reading else { return reading }
        person.opaqueClass = .carriesNumber
        return .code(.person(person))
    }

    private func firstNumber(_ payload: [UInt8], _ numbers: PersonNumbers) -> Reading {
        var best = Reading.nothing
        var run = 0
        for (index, byte) in payload.enumerated() {
            defer { run = byte.digit == nil ? 0 : run + 1 }
            let isNext = index + 1 < payload.count && payload[index + 1].digit != nil
            guard run == 17, !isNext, byte.digit != nil || byte.upperCased == UInt8(ascii: "X") else { continue }
            switch numbers.eighteen(Array(payload[index - 17...index])) {
            case .code(let code): return .code(code)
            case .nearMiss(let why): best = .nearMiss(why)
            case .nothing: break
            }
        }
        return best
    }
}
