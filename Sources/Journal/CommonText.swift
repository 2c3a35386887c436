import Codes
import Devices
import Station

/// The JSON of the commonest rows, a person and a tube, written without `Encoder`, whose containers cost more than the
/// text. Byte for byte what `RowText` writes; nil for anything rarer, which `RowText` then writes.
struct CommonText {
    private(set) var bytes: [UInt8] = []
    /// False once something came that is not common.
    private var isCommon = true

    private init() { bytes.reserveCapacity(768) }

    private var result: [UInt8]? { isCommon ? bytes : nil }

    static func of(_ happening: Happening) -> [UInt8]? {
        var text = CommonText()
        switch happening {
        case .personScanned(let person):
            text.add("{\"personScanned\":{\"_0\":")
            text.add(person)
        case .tubeScanned(let tube):
            text.add("{\"tubeScanned\":{\"_0\":")
            text.add(named: tube.text)
        default: return nil
        }
        text.add("}}")
        return text.result
    }

    static func of(_ person: SealedPerson) -> [UInt8]? {
        guard let number = person.number, person.opaque == nil, person.proxy == nil, person.details == nil
        else { return nil }
        var text = CommonText()
        text.add("{\"kind\":")
        text.add(text: person.kind.rawValue)
        text.add(",\"number\":")
        text.add(text: number)
        text.add("}")
        return text.result
    }

    static func of(_ facts: [Fact]) -> [UInt8]? {
        var text = CommonText()
        text.add("[")
        for (index, fact) in facts.enumerated() where text.isCommon {
            if index > 0 { text.add(",") }
            text.add(fact)
        }
        text.add("]")
        return text.result
    }

    static func of(_ verdict: Verdict) -> [UInt8]? {
        guard case .accepted(let acceptance) = verdict else { return nil }
        var text = CommonText()
        text.add("{\"accepted\":{\"_0\":")
        text.add(acceptance)
        text.add("}}")
        return text.result
    }

    static func of(_ record: TubeRecord) -> [UInt8]? {
        if record.mark != nil { return nil }
        var text = CommonText()
        text.add("{\"stage\":")
        text.add(record.stage)
        text.add(",\"category\":")
        text.add(record.category)
        text.add(",\"round\":")
        text.add(named: record.round.text)
        text.add(",\"count\":")
        text.add(record.count)
        text.add(",\"capacity\":")
        text.add(record.capacity)
        text.add(record.short ? ",\"short\":true,\"opened\":" : ",\"short\":false,\"opened\":")
        text.add(record.opened)
        if let lane = record.sealedBy {
            text.add(",\"sealedBy\":")
            text.add(lane.number)
        }
        if let single = record.single {
            text.add(",\"single\":")
            text.add(single)
        }
        if let labels = record.labels {
            text.add(",\"labels\":")
            text.add(labels)
        }
        text.add("}")
        return text.result
    }

    static func of(_ record: PersonRecord) -> [UInt8]? {
        if record.primary != nil { return nil }
        var text = CommonText()
        text.add("{\"bindings\":")
        text.add(record.bindings)
        text.add(",\"at\":")
        text.add(record.at)
        text.add(",\"times\":")
        text.add(record.times)
        if let vouchers = record.vouchers {
            text.add(",\"vouchers\":")
            text.add(vouchers)
        }
        text.add("}")
        return text.result
    }

    static func of(_ record: TubeMembers) -> [UInt8]? {
        var text = CommonText()
        text.add("{\"mode\":")
        text.add(record.mode)
        text.add(",\"bindings\":")
        text.add(record.bindings)
        text.add("}")
        return text.result
    }

    // MARK: Facts and verdicts

    private mutating func add(_ fact: Fact) {
        switch fact {
        case .personCame(let lane, let waiting):
            add("{\"personCame\":{\"_0\":")
            add(lane.number)
            add(",\"_1\":")
            add(waiting)
        case .tubeOpened(let lane, let tube):
            add("{\"tubeOpened\":{\"_0\":")
            add(lane.number)
            add(",\"_1\":")
            add(tube)
        case .personBound(let lane, let binding, let waiting, let repeated, was: nil):
            add("{\"personBound\":{\"_0\":")
            add(lane.number)
            add(",\"_1\":")
            add(binding)
            if let waiting {
                add(",\"from\":")
                add(waiting)
            }
            add(repeated ? ",\"repeated\":true" : ",\"repeated\":false")
        case .tubeParked(let lane, let tube):
            add("{\"tubeParked\":{\"_0\":")
            add(lane.number)
            add(",\"_1\":")
            add(named: tube.text)
        case .tubeSealed(let lane, let tube, let place, let short):
            add("{\"tubeSealed\":{\"_0\":")
            add(lane.number)
            add(",\"_1\":")
            add(tube)
            switch place {
            case .open: add(",\"from\":{\"open\":{}}")
            case .parked(let index):
                add(",\"from\":{\"parked\":{\"_0\":")
                add(index)
                add("}}")
            }
            add(short ? ",\"short\":true" : ",\"short\":false")
        default: isCommon = false
        }
        add("}}")
    }

    private mutating func add(_ acceptance: Acceptance) {
        switch acceptance {
        case .personWaits(let person):
            add("{\"personWaits\":{\"_0\":")
            add(named: person.text)
        case .bound(let binding, let capacity):
            add("{\"bound\":{\"_0\":")
            add(binding)
            add(",\"of\":")
            add(capacity)
        case .boundAndFull(let binding):
            add("{\"boundAndFull\":{\"_0\":")
            add(binding)
        case .boundAndSealed(let binding):
            add("{\"boundAndSealed\":{\"_0\":")
            add(binding)
        default: isCommon = false
        }
        add("}}")
    }

    // MARK: Parts

    private mutating func add(_ person: PersonSighting) {
        guard person == PersonSighting(token: person.token, kind: person.kind) else { return isCommon = false }
        add("{\"token\":")
        add(named: person.token.text)
        add(",\"kind\":")
        add(text: person.kind.rawValue)
        add("}")
    }

    private mutating func add(_ waiting: Waiting) {
        guard waiting.record == nil else { return isCommon = false }
        add("{\"person\":")
        add(waiting.person)
        add(",\"since\":{\"nanoseconds\":")
        add(Int(waiting.since.nanoseconds))
        add(waiting.reminded ? "},\"reminded\":true" : "},\"reminded\":false")
        add(waiting.repeated ? ",\"repeated\":true}" : ",\"repeated\":false}")
    }

    private mutating func add(_ tube: OpenTube) {
        if tube.lot != nil { isCommon = false }
        add("{\"code\":")
        add(named: tube.code.text)
        add(",\"category\":")
        add(tube.category)
        add(",\"mode\":")
        add(tube.mode)
        add(",\"capacity\":")
        add(tube.capacity)
        add(",\"round\":")
        add(named: tube.round.text)
        add(",\"bindings\":")
        add(tube.bindings)
        add(tube.shortAllowed ? ",\"shortAllowed\":true}" : ",\"shortAllowed\":false}")
    }

    private mutating func add(_ bindings: [Binding]) {
        add("[")
        for (index, binding) in bindings.enumerated() {
            if index > 0 { add(",") }
            add(binding)
        }
        add("]")
    }

    private mutating func add(_ stage: TubeRecord.Stage) {
        switch stage {
        case .open(let lane):
            add("{\"open\":{\"lane\":")
            add(lane.number)
            add("}}")
        case .sealed: add("{\"sealed\":{}}")
        case .bagged(let bag):
            add("{\"bagged\":{\"_0\":")
            add(named: bag.text)
            add("}}")
        case .emptied, .released, .replaced: isCommon = false
        }
    }

    private mutating func add(_ moment: Moment) {
        add("{\"row\":")
        add(Int(moment.row))
        add(",\"wall\":")
        add(Int(moment.wall))
        if let isDoubtful = moment.isDoubtful { add(isDoubtful ? ",\"isDoubtful\":true" : ",\"isDoubtful\":false") }
        if let isTraining = moment.isTraining { add(isTraining ? ",\"isTraining\":true" : ",\"isTraining\":false") }
        add("}")
    }

    private mutating func add(_ binding: Binding) {
        add("{\"person\":")
        add(named: binding.person.text)
        add(",\"tube\":")
        add(named: binding.tube.text)
        add(",\"slot\":")
        add(binding.slot)
        add("}")
    }

    private mutating func add(named text: String) {
        add("{\"text\":")
        add(text: text)
        add("}")
    }

    private mutating func add(text: String) {
        add("\"")
        var text = text
        text.withUTF8 { characters in
            for character in characters {
                // What needs an escape is not common.
                if character < 0x20 || character == UInt8(ascii: "\"") || character == UInt8(ascii: "\\") {
                    isCommon = false
                }
            }
            bytes.append(contentsOf: characters)
        }
        add("\"")
    }

    private mutating func add(_ number: Int) {
        guard number < 0 || number > 9 else { return bytes.append(UInt8(ascii: "0") + UInt8(number)) }
        bytes.append(contentsOf: String(number).utf8)
    }

    private mutating func add(_ literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}
