package import Codes
package import Devices

/// Something that happened, with all that is needed to decide on it: when, at which scanner, and what the record knows of
/// the codes in it.
package struct Event: Hashable, Sendable {
    package var at: Instant
    /// The scanner it came from; nil for what no scanner did.
    package var scanner: ScannerRole?
    package var happening: Happening
    package var known: Knowledge
    /// What the wall clock said; nil where there is none.
    package var clock: ClockReading?

    package init(
        at: Instant, scanner: ScannerRole?, _ happening: Happening, known: Knowledge = Knowledge(),
        clock: ClockReading? = nil
    ) {
        self.at = at
        self.scanner = scanner
        self.happening = happening
        self.known = known
        self.clock = clock
    }
}

/// What happened, in the past tense. Written into the row, so it holds tokens and codes, never a person's number.
package enum Happening: Hashable, Codable, Sendable {
    case personScanned(PersonSighting)
    case tubeScanned(TubeCode)
    case bagScanned(BagCode)
    case sealScanned(SealNumber)
    case boxScanned(BoxCode)
    /// The QR of a label.
    case slipScanned(Slip)
    case commandScanned(Command)
    case siteScanned(String)
    case roundScanned(RoundID)
    case teamScanned(String)
    case lotScanned(String)
    case badgeScanned(BadgeCode)
    /// A PIN was typed where one was asked for.
    case pinEntered(PINEntry)
    /// A date and time were typed where they were asked for; nil for digits that are none.
    case timeTyped(ClockReading?)
    /// A number of empty tubes was typed where it was asked for; nil for what is no number.
    case stockTyped(Int?)
    /// A TIME code; nil for one that is no date and time.
    case timeScanned(ClockReading?)
    /// Nothing was scanned for `DayLimit.idle`.
    case wentIdle
    /// A code of a class that has no place in the steps of this station.
    case otherScanned(CodeClass)
    /// Of the roster.
    case householdScanned(HouseholdSighting)
    /// A household's or person's code that has the form of one and is not on the roster.
    case unlistedScanned(CodeClass, String)
    case unreadableScanned(Unreadable)
    /// The same code at the same device, so many times more, without having been out of its sight.
    case repeatScanned(count: Int)
    case deadlinePassed
    /// First row of a journal, and after each change of the configuration.
    indirect case configured(Settings, rules: Int)
    /// The station took up work, with an empty or a kept journal.
    case started
    /// A label goes to a printer.
    case labelHanded(LabelID, DeviceID)
    case labelEnded(LabelID, LabelOutcome)
    /// MORNING, and the lane's printer is there: a label of these digits is printed, to be scanned back.
    case labelTestDue(LaneID, String)
    /// The station ended in order.
    case stopped
    case deviceReady(DeviceID)
    case deviceLost(DeviceID)
    /// Too many unreadable scans; the device is not listened to until it is quiet.
    case deviceSetAside(DeviceID)
    /// The wall clock moved against the monotonic one, by so many milliseconds.
    case clockJumped(milliseconds: Int64)
    case diskLow(freeMebibytes: Int)
    /// The oldest swab that is here has to leave.
    case swabsAged(SwabAge)
    /// It is time to look whether the tubes last.
    case stockAged
    /// The round's key is about to be destroyed: from here on nobody's number in it can be read.
    case roundWiped(RoundID)
}

/// A person as the machine sees them: a token, and what kind of code it came from.
package struct PersonSighting: Hashable, Codable, Sendable {
    package var token: PersonToken
    package var kind: PersonCode.Kind
    /// True for a number that was typed; nil for one that was read.
    package var isTyped: Bool?
    /// What kind of QR it was; nil for a number by itself.
    package var qr: QR?
    /// The relative whose code stands for a person without one, number of the PROXY card.
    package var proxy: Int?
    /// An expiring QR without a second identifier.
    package var isUnverified: Bool?
    /// An expiring QR that came before this, its second identifier.
    package var first: PersonToken?
    /// Where the roster lists them; nil for a person it does not list, and at a station without one.
    package var line: RosterLine?

    package enum QR: String, Hashable, Codable, Sendable {
        case stable, expiring
        case carriesNumber = "carries-number"

        package init(_ opaqueClass: OpaqueClass) {
            switch opaqueClass {
            case .stable: self = .stable
            case .expiring: self = .expiring
            case .carriesNumber: self = .carriesNumber
            }
        }
    }

    package init(
        token: PersonToken, kind: PersonCode.Kind, isTyped: Bool? = nil, qr: QR? = nil, proxy: Int? = nil,
        line: RosterLine? = nil
    ) {
        self.line = line
        self.token = token
        self.kind = kind
        self.isTyped = isTyped
        self.qr = qr
        self.proxy = proxy
    }
}

/// What the record knows of the codes in an event, looked up before the decision.
package struct Knowledge: Hashable, Sendable {
    package var person: PersonRecord?
    /// The record of the scanned tube, or of the tube in `binding`.
    package var tube: TubeRecord?
    /// Of a scanned person: the binding in a sealed single tube, which could be released, else the last one.
    package var binding: Binding?
    package var bag: BagRecord?
    package var seal: SealRecord?
    private var rare: Boxed<RareKnowledge>?

    /// Who a scanned QR was linked to.
    package var primary: PersonToken? { rare?.value.primary }
    /// Of a QR that waits for a second identifier.
    package var linked: PersonRecord? { rare?.value.linked }
    /// While a correction is being made.
    package var correction: CorrectionKnowledge { rare?.value.correction ?? CorrectionKnowledge() }
    /// While a box is in hand.
    package var custody: CustodyKnowledge { rare?.value.custody ?? CustodyKnowledge() }
    /// In a training: the class of the scanned code where it is one of real work.
    var real: CodeClass? { rare?.value.real }
    /// At a door.
    var doors: DoorKnowledge { rare?.value.doors ?? DoorKnowledge() }

    package init(
        person: PersonRecord? = nil, tube: TubeRecord? = nil, bag: BagRecord? = nil, seal: SealRecord? = nil
    ) {
        self.person = person
        self.tube = tube
        self.bag = bag
        self.seal = seal
    }

    /// Looks up the codes of a happening: a lookup for the code and one for each tube of a person; and what the question
    /// that stands at the scanner is about, which a card may answer.
    package init<R: Register>(
        of happening: Happening, at scanner: ScannerRole?, in state: StationState, from register: borrowing R
    ) throws(R.Failure) {
        guard state.trainings == nil else {
            let base = ShiftRegister(base: copy register, isTraining: state.isTraining)
            try self.init(of: happening, at: scanner, seenBy: base, in: state)
            guard state.isTraining, let used = happening.used, try register.record(of: used.key) != nil,
                try base.record(of: used.key) == nil
            else { return }
            var rare = self.rare?.value ?? RareKnowledge()
            rare.real = used.codeClass
            self.rare = Boxed(rare)
            return
        }
        try self.init(of: happening, at: scanner, seenBy: register, in: state)
    }

    private init<R: Register>(
        of happening: Happening, at scanner: ScannerRole?, seenBy register: borrowing R, in state: StationState
    ) throws(R.Failure) {
        let question = scanner.flatMap { state.questions[$0.device]?.question.answered(by: happening) }
        let primary = try Knowledge.primary(of: happening, in: register)
        let happening = primary.map(happening.naming) ?? happening
        try self.init(of: happening, answering: question, from: register)
        try learnRare(of: happening, primary, answering: question, on: scanner?.lane, in: state, from: register)
    }

    /// What few events want to know.
    private mutating func learnRare<R: Register>(
        of happening: Happening, _ primary: PersonToken?, answering question: Question?, on lane: LaneID?,
        in state: StationState, from register: borrowing R
    ) throws(R.Failure) {
        let isOfBoxes = happening.isOfBoxes || question?.isOfBoxes == true || state.role == .intake
        guard primary != nil || question != nil || isOfBoxes || happening.isOfDoors else { return }
        var rare = RareKnowledge()
        rare.primary = primary
        if let qr = question?.second(after: happening),
            case .person(let record)? = try register.record(of: .person(qr))
        {
            rare.linked = record
        }
        if case .correcting(let making)? = question {
            rare.correction = try CorrectionKnowledge(of: making, scanned: happening, open: state.bags, in: register)
        }
        if isOfBoxes {
            rare.custody = try CustodyKnowledge(
                of: happening, answering: question, on: lane, in: state, from: register)
        }
        if happening.isOfDoors || question?.isOfDoors == true {
            rare.doors = try DoorKnowledge(of: happening, answering: question, on: lane, in: state, from: register)
        }
        if rare != RareKnowledge() { self.rare = Boxed(rare) }
    }

    private init<R: Register>(
        of happening: Happening, answering question: Question?, from register: borrowing R
    ) throws(R.Failure) {
        self.init()
        switch happening {
        case .commandScanned(.confirm), .commandScanned(.reason), .commandScanned(.short):
            switch question {
            case .duplicateRound(let sighting, _), .typedPerson(let sighting), .secondIdentifier(let sighting):
                if case .person(let record)? = try register.record(of: .person(sighting.token)) { person = record }
            case .voidTube(let code, _), .shortPool(let code, _, _): tube = try Knowledge.tube(code, in: register)
            default: return
            }
        case .personScanned(let sighting):
            guard case .person(let record)? = try register.record(of: .person(sighting.token)) else { return }
            person = record
            for found in record.bindings {
                binding = found
                tube = try Knowledge.tube(found.tube, in: register)
                if tube?.stage == .sealed, tube?.single == found { return }
            }
        case .tubeScanned(let code):
            tube = try Knowledge.tube(code, in: register)
        case .bagScanned(let code):
            if case .bag(let found)? = try register.record(of: .bag(code)) { bag = found }
        case .sealScanned(let number):
            if case .seal(let found)? = try register.record(of: .seal(number)) { seal = found }
        case .slipScanned(.bag(let slip)):
            if case .bag(let found)? = try register.record(of: .bag(slip.bag)) { bag = found }
            if case .seal(let found)? = try register.record(of: .seal(slip.seal)) { seal = found }
        case .commandScanned, .lotScanned, .boxScanned, .slipScanned, .siteScanned, .roundScanned, .teamScanned,
            .badgeScanned, .pinEntered, .timeTyped, .stockTyped, .timeScanned,
            .wentIdle, .otherScanned, .householdScanned, .unlistedScanned,
            .unreadableScanned,
            .repeatScanned, .deadlinePassed, .configured, .started, .stopped, .deviceReady, .deviceLost,
            .deviceSetAside, .clockJumped, .diskLow, .swabsAged, .roundWiped, .labelHanded, .labelEnded, .labelTestDue,
            .stockAged:
            return
        }
    }

    private static func primary<R: Register>(
        of happening: Happening, in register: borrowing R
    ) throws(R.Failure) -> PersonToken? {
        guard case .personScanned(let sighting) = happening, sighting.kind == .opaque,
            case .person(let record)? = try register.record(of: .person(sighting.token))
        else { return nil }
        var primary = record.primary
        // A QR may be linked to somebody who came by a QR themselves, and that one be linked later.
        for _ in 0..<Knowledge.links {
            guard let person = primary, case .person(let next)? = try register.record(of: .person(person)),
                let further = next.primary
            else { return primary }
            primary = further
        }
        return primary
    }

    /// Links from QR to QR that are followed.
    static let links = 8

    /// A released tube is as good as one never seen.
    private static func tube<R: Register>(_ code: TubeCode, in register: borrowing R) throws(R.Failure) -> TubeRecord? {
        guard case .tube(let record)? = try register.record(of: .tube(code)), record.stage != .released else {
            return nil
        }
        return record
    }
}

extension Question {
    /// The question a happening answers: PROXY stands before another one.
    func answered(by happening: Happening) -> Question {
        if case .proxy(_, for: let relayed?) = self, happening.isPerson { relayed.question } else { self }
    }

    /// The expiring QR that this happening would link to a person; nil for any other.
    fileprivate func second(after happening: Happening) -> PersonToken? {
        switch (self, happening) {
        case (.secondIdentifier(let qr), .personScanned): qr.token
        case (.typedPerson(let person), .commandScanned(.confirm)),
            (.duplicateRound(let person, _), .commandScanned(.confirm)):
            person.first
        default: nil
        }
    }
}

extension Happening {
    var isPerson: Bool {
        if case .personScanned = self { return true }
        return false
    }

    var isLaneCard: Bool {
        if case .commandScanned(.lane) = self { return true }
        return false
    }

    /// The same, of the person to whom the scanned QR was linked.
    func naming(_ person: PersonToken) -> Happening {
        guard case .personScanned(var sighting) = self else { return self }
        sighting.token = person
        sighting.qr = nil
        return .personScanned(sighting)
    }
}

/// What few events want to know; kept aside, because every event is copied on its way.
private struct RareKnowledge: Hashable, Sendable {
    var primary: PersonToken?
    var linked: PersonRecord?
    var correction = CorrectionKnowledge()
    var custody = CustodyKnowledge()
    var doors = DoorKnowledge()
    var real: CodeClass?
}
