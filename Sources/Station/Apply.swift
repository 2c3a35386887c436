package import Codes
package import Devices

/// The fold from facts to open work. Applying never decides: what yesterday's rules accepted stays accepted.
extension StationState {
    /// Takes in the facts of one row.
    ///
    /// - Parameters:
    ///   - row: the row's sequence number, which UNDO will name.
    ///   - scanner: whose act it was; nil for what no scanner did.
    ///   - undoable: true when the verdict was `accepted`; UNDO then takes these facts back.
    package mutating func apply(_ facts: [Fact], row: Int64, scanner: DeviceID?, undoable: Bool) {
        for fact in facts { apply(fact, row: row) }
        guard !facts.isEmpty else { return }
        endUndo(touchedBy: facts, except: scanner)
        guard let scanner, undoable else { return }
        if facts.contains(where: \.isUndoing) {
            undo[scanner] = nil
        } else {
            undo[scanner] = LastAct(row: row, facts: facts)
        }
    }

    /// What others did last is theirs to undo only as long as nobody touched the same things.
    private mutating func endUndo(touchedBy facts: [Fact], except scanner: DeviceID?) {
        guard undo.contains(where: { $0.key != scanner }) else { return }
        let touched = facts.flatMap(\.touches)
        guard !touched.isEmpty else { return }
        // Mostly a handful, which are sooner compared than hashed.
        let many = touched.count > Self.fewTouched ? Set(touched) : []
        var overtaken: [DeviceID] = []
        for (device, act) in undo where device != scanner {
            if act.isVoid({ many.isEmpty ? touched.contains($0) : many.contains($0) }) { overtaken.append(device) }
        }
        for device in overtaken { undo[device] = nil }
    }

    private static let fewTouched = 16

    private mutating func apply(_ fact: Fact, row: Int64) {
        switch fact {
        case .configured(let settings, _): configure(settings)
        case .started(let now): begin(at: now)
        case .siteChosen(let site, _): self.site = site
        case .roundBegun(let round, _): self.round = round
        case .languageChosen(let language, _): self.language = language
        case .trainingBegun(let round, _): beginTraining(round)
        case .trainingEnded: endTraining()
        case .teamChosen(let lane, let team, _): lanes[lane]?.team = team
        case .categoryChosen(let lane, let category, _): lanes[lane]?.category = category
        case .modeChosen(let lane, let mode, _): lanes[lane]?.mode = mode
        case .personCame(let lane, let waiting): lanes[lane]?.collecting.waiting = waiting
        case .personLeft(let lane, _): lanes[lane]?.collecting.waiting = nil
        case .personReminded(let lane): lanes[lane]?.collecting.waiting?.reminded = true
        case .tubeOpened(let lane, let tube):
            lanes[lane]?.collecting.tube = tube
            takeFromStock(1)
        case .tubeReleased(let lane, let tube, _), .tubeEmptied(let lane, let tube, _):
            lanes[lane]?.drop(tube)
            if case .tubeReleased = fact { takeFromStock(-1) }
        case .personBound(let lane, let binding, let from, _, _):
            if from != nil { lanes[lane]?.collecting.waiting = nil }
            lanes[lane]?.changeTube(binding.tube) { $0.add(binding) }
        case .personUnbound(let lane, let binding, _):
            lanes[lane]?.changeTube(binding.tube) { $0.remove(binding) }
        case .tubeParked(let lane, let tube): lanes[lane]?.park(tube)
        case .shortAllowed(let lane, let tube): lanes[lane]?.changeTube(tube) { $0.shortAllowed = true }
        case .shortWithdrawn(let lane, let tube): lanes[lane]?.changeTube(tube) { $0.shortAllowed = false }
        case .tubeSealed(let lane, let tube, _, _): lanes[lane]?.drop(tube.code)
        case .bagOpened, .tubeJoined, .tubeLeftBag, .bagClosed, .bagReopened, .bagCounted, .bagSealed:
            applyToBag(fact)
        case .personMoved(let lane, let from, let to), .personCorrected(let lane, let from, let to, _):
            move(from, to, on: lane)
        case .tubeReplaced(let tube, let other, let lane, _, let bag): rename(tube, to: other, on: lane, in: bag)
        case .tubeRecategorised(let tube, let lane, let category, _):
            lanes[lane]?.changeTube(tube) { $0.category = category }
        case .bagRecategorised(let bag, let category, _): bags[bag]?.category = category
        case .tubeReopened(let lane, let tube, _): lanes[lane]?.collecting.tube = tube
        case .bagUnsealed, .reasonGiven, .personLinked, .tubeMarked, .personMarked, .visited: return
        case .lotChosen(let lane, let lot, _): lanes[lane]?.lot = lot
        case .labelTested(let lane, let label, _): lanes[lane]?.testLabel = label
        case .custody(let fact): apply(fact)
        case .label(let fact): apply(fact, row: row)
        case .intake(let fact): apply(fact)
        case .asked(let device, let question, _): questions[device] = question
        case .questionEnded(let device, _): questions[device] = nil
        case .badgeEnrolled, .badgeWithdrawn, .postTaken, .laneLocked, .signatureOwed, .signed:
            applyToStaff(fact, row: row)
        case .roundDated, .roundDoubted, .duplicateSeen, .fellAsleep, .woke, .shiftClosed, .shiftBegun, .clockSet,
            .scannerPlaced, .swabsWarned, .stockCounted, .stockWarned:
            applyToDay(fact)
        case .undone(_, let row, let facts):
            for fact in facts.reversed() { takeBack(fact, row: row) }
        }
    }

    private mutating func applyToBag(_ fact: Fact) {
        switch fact {
        case .bagOpened(let bag, let category, let round): bags[bag] = Bag(category: category, round: round)
        case .tubeJoined(let tube, let bag): bags[bag]?.tubes.append(tube)
        case .tubeLeftBag(let tube, let bag, _): bags[bag]?.tubes.removeAll { $0 == tube }
        case .bagClosed(let bag, let lane): bags[bag]?.phase = .closed(lane)
        case .bagReopened(let bag, _): bags[bag]?.phase = .open
        case .bagCounted(let bag, let lane): bags[bag]?.phase = .counted(lane)
        case .bagSealed(let bag, _, _): bags[bag] = nil
        default: preconditionFailure("only facts about bags come here")
        }
    }

    private mutating func takeBack(_ fact: Fact, row: Int64) {
        switch fact {
        case .siteChosen(_, let was): site = was
        case .roundBegun(_, let was): round = was
        case .teamChosen(let lane, _, let was): lanes[lane]?.team = was
        case .categoryChosen(let lane, _, let was): lanes[lane]?.category = was
        case .modeChosen(let lane, _, let was): lanes[lane]?.mode = was
        case .personCame(let lane, _): lanes[lane]?.collecting.waiting = nil
        case .personLeft(let lane, let waiting): lanes[lane]?.collecting.waiting = waiting
        case .tubeOpened(let lane, let tube):
            lanes[lane]?.drop(tube.code)
            takeFromStock(-1)
        case .tubeReleased(let lane, _, let was), .tubeEmptied(let lane, _, let was):
            if let was { lanes[lane]?.putBack(was.tube, to: was.place) }
            if case .tubeReleased = fact { takeFromStock(1) }
        case .personBound(let lane, let binding, let from, _, _):
            lanes[lane]?.changeTube(binding.tube) { $0.remove(binding) }
            if let from { lanes[lane]?.collecting.waiting = from }
        case .personUnbound(let lane, let binding, _):
            lanes[lane]?.changeTube(binding.tube) { $0.add(binding) }
        case .tubeParked(let lane, let tube): lanes[lane]?.unpark(tube)
        case .shortAllowed(let lane, let tube): lanes[lane]?.changeTube(tube) { $0.shortAllowed = false }
        case .shortWithdrawn(let lane, let tube): lanes[lane]?.changeTube(tube) { $0.shortAllowed = true }
        case .tubeSealed(let lane, let tube, let place, _): lanes[lane]?.putBack(tube, to: place)
        case .bagOpened(let bag, _, _): bags[bag] = nil
        case .tubeJoined(let tube, let bag): bags[bag]?.tubes.removeAll { $0 == tube }
        case .tubeLeftBag(let tube, let bag, let index): bags[bag]?.tubes.insert(tube, at: index)
        case .bagClosed(let bag, _): bags[bag]?.phase = .open
        case .bagReopened(let bag, let was): bags[bag]?.phase = was
        case .bagCounted(let bag, let lane): bags[bag]?.phase = .closed(lane)
        case .asked(let device, _, let was): questions[device] = was
        case .questionEnded(let device, let was): questions[device] = was
        case .personMoved(let lane, let from, let to), .personCorrected(let lane, let from, let to, _):
            move(to, from, on: lane)
        case .tubeReplaced(let tube, let other, let lane, _, let bag): rename(other, to: tube, on: lane, in: bag)
        case .tubeRecategorised(let tube, let lane, _, let was):
            lanes[lane]?.changeTube(tube) { $0.category = was }
        case .bagRecategorised(let bag, _, let was): bags[bag]?.category = was
        case .tubeReopened(let lane, let tube, _): lanes[lane]?.drop(tube.code)
        case .reasonGiven, .personLinked, .tubeMarked, .personMarked, .visited, .trainingBegun, .trainingEnded: return
        case .languageChosen(_, let was): language = was
        case .lotChosen(let lane, _, let was): lanes[lane]?.lot = was
        case .labelTested(let lane, _, let was): lanes[lane]?.testLabel = was
        case .custody(let fact): takeBack(fact)
        case .label(let fact): takeBack(fact, row: row)
        case .intake(let fact): takeBack(fact)
        case .signatureOwed(_, let act): forgetOwed(act, row: row)
        case .roundDated(_, let was):
            changeDay { day in
                day.roundBegan = was?.roundBegan
                day.duplicates = was?.duplicates ?? []
                day.wasDoubted = was?.wasDoubted ?? false
            }
        case .clockSet(_, let was): changeDay { $0.clock = was }
        case .stockCounted(_, let was): changeDay { $0.stock = was }
        case .shiftClosed: changeDay { $0.shift = .working }
        case .configured, .started, .personReminded, .bagSealed, .bagUnsealed, .undone, .badgeEnrolled, .badgeWithdrawn,
            .postTaken, .laneLocked, .signed, .roundDoubted, .duplicateSeen, .woke, .shiftBegun, .fellAsleep,
            .scannerPlaced, .swabsWarned, .stockWarned:
            // Not undoable; `decide` never lets them into a LastAct that UNDO accepts.
            return
        }
    }

    // MARK: The day

    mutating func changeDay(_ change: (inout Day) -> Void) {
        var changed = day ?? Day()
        change(&changed)
        day = changed == Day() ? nil : changed
    }

    private mutating func applyToDay(_ fact: Fact) {
        changeDay { day in
            switch fact {
            case .roundDated(let clock, _):
                day.roundBegan = clock
                day.duplicates = []
                day.wasDoubted = false
            case .roundDoubted:
                day.wasDoubted = true
                day.duplicates = []
            case .duplicateSeen(let at): day.duplicates = day.duplicates.suffix(DayLimit.duplicates - 1) + [at]
            case .fellAsleep: day.shift = .asleep
            case .woke: day.shift = .working
            case .shiftBegun:
                day.shift = .working
                day.places = nil
            case .scannerPlaced(let device, let lane): day.places = (day.places ?? [:]).merging([device: lane]) { $1 }
            case .shiftClosed: day.shift = .closed
            case .clockSet(let setting, _): day.clock = setting
            case .swabsWarned(let oldest, let isAlarm): day.swabs = SwabWarning(oldest: oldest, isAlarm: isAlarm)
            case .stockCounted(let stock, _): day.stock = stock
            case .stockWarned: day.stock?.warned = true
            default: preconditionFailure("only facts about the day come here")
            }
        }
    }

    // MARK: Badges

    private mutating func applyToStaff(_ fact: Fact, row: Int64) {
        switch fact {
        case .badgeEnrolled(let code, let badge): staff = staff.with { $0.badges[code] = badge }
        case .badgeWithdrawn(let code, _):
            staff = staff.with { $0.badges[code] = nil }
            for lane in lanes.keys { lanes[lane]?.leave(code) }
        case .postTaken(let lane, let role, let code, _):
            for other in lanes.keys { lanes[other]?.leave(code) }
            lanes[lane]?.take(Post(role: role, badge: code))
        case .laneLocked(let lane, _): lanes[lane]?.crew = nil
        case .signatureOwed(let lane, let act):
            staff = staff.with { $0.unsigned.append(Unsigned(row: row, lane: lane, act: act)) }
            if case .learner(let badge, _) = act { staff?.badges[badge]?.learning -= 1 }
        case .signed(_, let rows):
            staff?.unsigned.removeAll { rows.contains($0.row) }
            // What is signed is nobody's to take back in passing.
            for (device, act) in undo where rows.contains(act.row) { undo[device] = nil }
        default: preconditionFailure("only facts about badges come here")
        }
    }

    private mutating func forgetOwed(_ act: Signable, row: Int64) {
        staff?.unsigned.removeAll { $0.row == row && $0.act == act }
        if case .learner(let badge, _) = act { staff?.badges[badge]?.learning += 1 }
        if staff == Staff() { staff = nil }
    }

    private mutating func move(_ from: Binding, _ to: Binding, on lane: LaneID) {
        lanes[lane]?.changeTube(from.tube) { $0.remove(from) }
        lanes[lane]?.changeTube(to.tube) { $0.add(to) }
    }

    private mutating func rename(_ tube: TubeCode, to other: TubeCode, on lane: LaneID, in bag: BagCode?) {
        lanes[lane]?.changeTube(tube) { held in
            held.code = other
            held.bindings = held.bindings.map { $0.moved(to: other) }
        }
        guard let bag, let index = bags[bag]?.tubes.firstIndex(of: tube) else { return }
        bags[bag]?.tubes[index] = other
    }

    /// Takes over settings; lanes that are new begin empty, lanes that went keep their open work until it is finished.
    mutating func configure(_ settings: Settings) {
        self.settings = settings
        if site == nil { site = settings.site }
        for lane in settings.lanes where lanes[lane] == nil { lanes[lane] = Lane() }
        for (id, lane) in lanes where settings.mode(lane.mode) == nil { lanes[id]?.mode = 1 }
        for (id, lane) in lanes {
            if let category = lane.category, settings.category(category) == nil { lanes[id]?.category = nil }
        }
    }

    private mutating func begin(at now: Instant) {
        for id in lanes.keys { lanes[id]?.collecting.waiting?.since = now }
        for device in questions.keys { questions[device]?.since = now }
        // What was read back as the time is a time of another boot.
        questions = questions.filter { !$0.value.question.isAboutClock }
        undo = undo.filter { !$0.value.facts.contains(where: \.isClockSetting) }
        guard day != nil else { return }
        changeDay { day in
            // Instants of an earlier boot mean nothing, and a clock that was set in it has stopped.
            day.duplicates = []
            day.clock = nil
            day.stock = day.stock.map { Stock(left: $0.left, since: now) }
        }
    }
}

extension Fact {
    /// Holds an instant.
    fileprivate var isClockSetting: Bool {
        switch self {
        case .clockSet, .stockCounted: true
        default: false
        }
    }

    /// Whether the fact takes others back.
    package var isUndoing: Bool {
        if case .undone = self { return true }
        return false
    }
}

extension Binding {
    /// The same place in another tube.
    package func moved(to tube: TubeCode) -> Binding { Binding(person: person, tube: tube, slot: slot) }
}

extension Staff? {
    fileprivate func with(_ change: (inout Staff) -> Void) -> Staff {
        var staff = self ?? Staff()
        change(&staff)
        return staff
    }
}

extension Lane {
    /// In the order of the roles; a post has one holder.
    fileprivate mutating func take(_ post: Post) {
        crew = ((crew ?? []).filter { $0.role != post.role } + [post]).sorted { $0.role < $1.role }
    }

    fileprivate mutating func leave(_ badge: BadgeCode) {
        crew?.removeAll { $0.badge == badge }
        if crew?.isEmpty ?? false { crew = nil }
    }
}

extension OpenTube {
    mutating func add(_ binding: Binding) {
        bindings.append(binding)
        bindings.sort { $0.slot < $1.slot }
    }

    mutating func remove(_ binding: Binding) { bindings.removeAll { $0 == binding } }
}

extension Lane {
    /// The open or parked tube with this code.
    package func tube(_ code: TubeCode) -> OpenTube? {
        if let tube = collecting.tube, tube.code == code { return tube }
        return parked.first { $0.code == code }
    }

    fileprivate mutating func changeTube(_ code: TubeCode, _ body: (inout OpenTube) -> Void) {
        if var tube = collecting.tube, tube.code == code {
            let waiting = collecting.waiting
            // Taken out, so that its bindings have one owner and are changed where they are.
            collecting = .idle
            body(&tube)
            collecting = Collecting(tube: tube, waiting: waiting)
        } else if let index = parked.firstIndex(where: { $0.code == code }) {
            body(&parked[index])
        }
    }

    fileprivate mutating func drop(_ code: TubeCode) {
        if collecting.tube?.code == code { collecting.tube = nil }
        parked.removeAll { $0.code == code }
    }

    fileprivate mutating func park(_ code: TubeCode) {
        guard let tube = collecting.tube, tube.code == code else { return }
        collecting.tube = nil
        parked.append(tube)
    }

    fileprivate mutating func unpark(_ code: TubeCode) {
        guard let index = parked.firstIndex(where: { $0.code == code }) else { return }
        collecting.tube = parked.remove(at: index)
    }

    /// Puts a tube back where it was taken from.
    fileprivate mutating func putBack(_ tube: OpenTube, to place: TubePlace) {
        switch place {
        case .open: collecting.tube = tube
        case .parked(let index): parked.insert(tube, at: min(index, parked.count))
        }
    }
}

extension LastAct {
    /// Whether a later act that touched something, and all that `wasTouched` says, has overtaken this one.
    fileprivate func isVoid(_ wasTouched: (Touched) -> Bool) -> Bool {
        facts.contains { $0.touches.contains { $0 == .station || wasTouched($0) } }
    }
}
