import Codes
import Devices
import Glibc
import Station

/// Reads back what `CommonText` writes, without `Decoder`, whose containers cost more than the text. Nil for every other text,
/// which `RowReader` then reads; of what both read, both make the same.
struct CommonReader {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    static func happening(_ text: UnsafeRawBufferPointer) -> Happening? {
        var reader = CommonReader(text)
        if reader.takes("{\"personScanned\":{\"_0\":") {
            guard let person = reader.sighting(), reader.ends(with: "}}") else { return nil }
            return .personScanned(person)
        }
        guard reader.takes("{\"tubeScanned\":{\"_0\":"), let tube = reader.named(), reader.ends(with: "}}") else {
            return nil
        }
        return .tubeScanned(TubeCode(tube))
    }

    static func verdict(_ text: UnsafeRawBufferPointer) -> Verdict? {
        var reader = CommonReader(text)
        guard reader.takes("{\"accepted\":{\"_0\":"), let acceptance = reader.acceptance(), reader.ends(with: "}}")
        else { return nil }
        return .accepted(acceptance)
    }

    static func facts(_ text: UnsafeRawBufferPointer) -> [Fact]? {
        var reader = CommonReader(text)
        guard reader.takes("[") else { return nil }
        if reader.ends(with: "]") { return [] }
        var facts: [Fact] = []
        repeat {
            guard let fact = reader.fact(), reader.takes("}}") else { return nil }
            facts.append(fact)
        } while reader.takes(",")
        return reader.ends(with: "]") ? facts : nil
    }

    static func tube(_ text: [UInt8]) -> TubeRecord? {
        text.withUnsafeBytes { text in
            var reader = CommonReader(text)
            return reader.tubeRecord()
        }
    }

    static func person(_ text: [UInt8]) -> PersonRecord? {
        text.withUnsafeBytes { text in
            var reader = CommonReader(text)
            return reader.personRecord()
        }
    }

    // MARK: Records

    private mutating func tubeRecord() -> TubeRecord? {
        guard takes("{\"stage\":"), let stage = stage(), takes(",\"category\":"), let category = number(),
            takes(",\"round\":"), let round = named(), takes(",\"count\":"), let count = number(),
            takes(",\"capacity\":"), let capacity = number(), takes(",\"short\":"), let isShort = truth(),
            takes(",\"opened\":"), let opened = moment()
        else { return nil }
        var record = TubeRecord(
            stage: stage, category: category, round: RoundID(round), count: count, capacity: capacity, short: isShort,
            opened: opened)
        if takes(",\"sealedBy\":") {
            guard let lane = lane() else { return nil }
            record.sealedBy = lane
        }
        if takes(",\"single\":") {
            guard let single = binding() else { return nil }
            record.single = single
        }
        if takes(",\"labels\":") {
            guard let labels = number() else { return nil }
            record.labels = labels
        }
        return ends(with: "}") ? record : nil
    }

    private mutating func personRecord() -> PersonRecord? {
        guard takes("{\"bindings\":"), let bindings = bindings(), takes(",\"at\":"), let at = moment(),
            takes(",\"times\":"), let times = number()
        else { return nil }
        var record = PersonRecord(bindings: bindings, at: at, times: times)
        if takes(",\"vouchers\":") {
            guard let vouchers = number() else { return nil }
            record.vouchers = vouchers
        }
        return ends(with: "}") ? record : nil
    }

    private mutating func stage() -> TubeRecord.Stage? {
        if takes("{\"sealed\":{}}") { return .sealed }
        if takes("{\"open\":{\"lane\":") {
            guard let lane = lane(), takes("}}") else { return nil }
            return .open(lane: lane)
        }
        guard takes("{\"bagged\":{\"_0\":"), let bag = named(), takes("}}") else { return nil }
        return .bagged(BagCode(bag))
    }

    private mutating func moment() -> Moment? {
        guard takes("{\"row\":"), let row = number(), takes(",\"wall\":"), let wall = number() else { return nil }
        let isTrusted = !takes(",\"isDoubtful\":true")
        let isTraining = takes(",\"isTraining\":true")
        guard takes("}") else { return nil }
        return Moment(row: Int64(row), wall: Int64(wall), isTrusted: isTrusted, isTraining: isTraining)
    }

    // MARK: Facts and verdicts, without their closing brackets

    private mutating func fact() -> Fact? {
        if takes("{\"personCame\":{\"_0\":") {
            guard let lane = lane(), takes(",\"_1\":"), let waiting = waiting() else { return nil }
            return .personCame(lane, waiting)
        }
        if takes("{\"personBound\":{\"_0\":") { return personBound() }
        if takes("{\"tubeOpened\":{\"_0\":") {
            guard let lane = lane(), takes(",\"_1\":"), let tube = tube() else { return nil }
            return .tubeOpened(lane, tube)
        }
        if takes("{\"tubeParked\":{\"_0\":") {
            guard let lane = lane(), takes(",\"_1\":"), let tube = named() else { return nil }
            return .tubeParked(lane, TubeCode(tube))
        }
        guard takes("{\"tubeSealed\":{\"_0\":"), let lane = lane(), takes(",\"_1\":"), let tube = tube(),
            takes(",\"from\":"), let place = place(), takes(",\"short\":"), let isShort = truth()
        else { return nil }
        return .tubeSealed(lane, tube, from: place, short: isShort)
    }

    private mutating func personBound() -> Fact? {
        guard let lane = lane(), takes(",\"_1\":"), let binding = binding() else { return nil }
        var from: Waiting?
        if takes(",\"from\":") {
            guard let waiting = waiting() else { return nil }
            from = waiting
        }
        guard takes(",\"repeated\":"), let isRepeated = truth() else { return nil }
        return .personBound(lane, binding, from: from, repeated: isRepeated, was: nil)
    }

    private mutating func place() -> TubePlace? {
        if takes("{\"open\":{}}") { return .open }
        guard takes("{\"parked\":{\"_0\":"), let index = number(), takes("}}") else { return nil }
        return .parked(index)
    }

    private mutating func acceptance() -> Acceptance? {
        if takes("{\"personWaits\":{\"_0\":") {
            guard let person = named(), takes("}}") else { return nil }
            return .personWaits(PersonToken(person))
        }
        if takes("{\"bound\":{\"_0\":") {
            guard let binding = binding(), takes(",\"of\":"), let capacity = number(), takes("}}") else { return nil }
            return .bound(binding, of: capacity)
        }
        let isFull = takes("{\"boundAndFull\":{\"_0\":")
        guard isFull || takes("{\"boundAndSealed\":{\"_0\":"), let binding = binding(), takes("}}") else { return nil }
        return isFull ? .boundAndFull(binding) : .boundAndSealed(binding)
    }

    // MARK: Parts

    private mutating func sighting() -> PersonSighting? {
        guard takes("{\"token\":"), let token = named(), takes(",\"kind\":"), let word = text(),
            let kind = PersonCode.Kind(rawValue: word), takes("}")
        else { return nil }
        return PersonSighting(token: PersonToken(token), kind: kind)
    }

    private mutating func waiting() -> Waiting? {
        guard takes("{\"person\":"), let person = sighting(), takes(",\"since\":{\"nanoseconds\":"),
            let nanoseconds = number(), takes("},\"reminded\":"), let isReminded = truth(), takes(",\"repeated\":"),
            let isRepeated = truth(), takes("}")
        else { return nil }
        return Waiting(
            person: person, since: Instant(nanoseconds: Int64(nanoseconds)), reminded: isReminded,
            repeated: isRepeated, record: nil)
    }

    private mutating func tube() -> OpenTube? {
        guard takes("{\"code\":"), let code = named(), takes(",\"category\":"), let category = number(),
            takes(",\"mode\":"), let mode = number(), takes(",\"capacity\":"), let capacity = number(),
            takes(",\"round\":"), let round = named(), takes(",\"bindings\":"), let bindings = bindings(),
            takes(",\"shortAllowed\":"), let isShortAllowed = truth(), takes("}")
        else { return nil }
        return OpenTube(
            code: TubeCode(code), category: category, mode: mode, capacity: capacity, round: RoundID(round),
            bindings: bindings, shortAllowed: isShortAllowed)
    }

    private mutating func bindings() -> [Binding]? {
        guard takes("[") else { return nil }
        var bindings: [Binding] = []
        if takes("]") { return bindings }
        repeat {
            guard let binding = binding() else { return nil }
            bindings.append(binding)
        } while takes(",")
        return takes("]") ? bindings : nil
    }

    private mutating func binding() -> Binding? {
        guard takes("{\"person\":"), let person = named(), takes(",\"tube\":"), let tube = named(),
            takes(",\"slot\":"), let slot = number(), takes("}")
        else { return nil }
        return Binding(person: PersonToken(person), tube: TubeCode(tube), slot: slot)
    }

    private mutating func lane() -> LaneID? { number().map { LaneID($0) } }

    private mutating func named() -> String? {
        guard takes("{\"text\":"), let text = text(), takes("}") else { return nil }
        return text
    }

    /// Nil for one with escapes.
    private mutating func text() -> String? {
        guard takes("\"") else { return nil }
        let start = at
        var all: UInt8 = 0
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            if bytes[at] < 0x20 || bytes[at] == UInt8(ascii: "\\") { return nil }
            all |= bytes[at]
            at += 1
        }
        if at == bytes.count { return nil }
        defer { at += 1 }
        if all < 0x80 { return String(decoding: bytes[start..<at], as: UTF8.self) }
        return String(validating: bytes[start..<at], as: UTF8.self)
    }

    /// Nil for one of more than 18 digits.
    private mutating func number() -> Int? {
        let isNegative = takes("-")
        let start = at
        var number = 0
        while at < bytes.count, case let digit = bytes[at] &- UInt8(ascii: "0"), digit < 10 {
            if at - start == 18 { return nil }
            number = number * 10 + Int(digit)
            at += 1
        }
        // No leading zeros, and no zero below zero.
        if at == start || bytes[start] == UInt8(ascii: "0") && (at - start > 1 || isNegative) { return nil }
        return isNegative ? -number : number
    }

    private mutating func truth() -> Bool? {
        if takes("true") { return true }
        return takes("false") ? false : nil
    }

    // MARK: Bytes

    private mutating func takes(_ literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard bytes.count - at >= count, let start = bytes.baseAddress,
            memcmp(start + at, literal.utf8Start, count) == 0
        else { return false }
        at += count
        return true
    }

    private mutating func ends(with literal: StaticString) -> Bool { takes(literal) && at == bytes.count }
}
