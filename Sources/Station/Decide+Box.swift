import Codes
import Devices

/// Boxes at a desk: opened, filled, closed, handed over.
extension Desk {
    private var boxRules: BoxRules { settings.boxes ?? BoxRules() }

    func boxScanned(_ code: BoxCode) -> Decision {
        if scanner.track == .collect { return refuse(.wrongClass(.box, expected: expected)) }
        if case .custody(.handOver(let boxes, let giver))? = standing { return handOver(boxes, from: giver, box: code) }
        if case .void? = standing { return voiding(code) }
        if let box = state.boxes?[code] { return known(code, box) }
        if let record = event.known.custody.boxes[code] { return refuse(.custody(.boxUsed(code, record.at))) }
        if let open = openBox { return refuse(.custody(.openBox(open.code))) }
        return accept(.custody(.boxOpened(code)), [.custody(.boxOpened(code, team: lane.team))])
    }

    /// The open box of this desk's team, else one that is nobody's.
    private var openBox: (code: BoxCode, box: Box)? { openBox(of: lane.team) ?? openBox(of: nil) }

    private func openBox(of team: String?) -> (code: BoxCode, box: Box)? {
        let open = (state.boxes ?? [:]).filter { !$0.value.isClosed && $0.value.team == team }
        return open.min { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func known(_ code: BoxCode, _ box: Box) -> Decision {
        if box.isClosed { return tell(.boxStands(code, bags: box.bags.count)) }
        if box.bags.isEmpty { return refuse(.custody(.boxEmpty(code))) }
        if let team = box.team, team != lane.team { return ask(.custody(.foreign(code, team))) }
        return closing(code)
    }

    private func closing(_ code: BoxCode) -> Decision {
        if boxRules.temperatures.count > 1 { return ask(.custody(.temperature(code))) }
        return close(code, 1, reason: nil)
    }

    /// Whether what a box question is about is still so.
    func stands(_ question: CustodyQuestion) -> Bool {
        switch question {
        case .temperature(let code), .late(let code, _, _), .foreign(let code, _): state.boxes?[code]?.isClosed == false
        case .lost: true
        case .handOver: true
        }
    }

    // MARK: Bags

    /// A bag that is no open work: sealed, it joins the open box of the team.
    func used(_ code: BagCode, _ record: BagRecord) -> Decision {
        guard case .sealed = record.stage else { return refuse(.bagUsed(code, record)) }
        if let box = record.box {
            return refuse(.custody(state.boxes?[box] == nil ? .gone(code, box) : .inBox(code, box)))
        }
        guard let (open, box) = openBox else { return refuse(.bagUsed(code, record)) }
        if box.bags.count >= boxRules.limit { return refuse(.custody(.boxFull(open, limit: boxRules.limit))) }
        return accept(
            .custody(.bagBoxed(code, open, count: box.bags.count + 1)), [.custody(.bagBoxed(code, open))])
    }

    /// Why a sealed bag cannot be opened where it is.
    func obstacle(toOpening bag: BagCode, _ box: BoxCode?) -> Refusal? {
        guard let box else { return nil }
        guard let here = state.boxes?[box] else { return .custody(.gone(bag, box)) }
        return here.isClosed ? .custody(.inClosedBox(bag, box)) : nil
    }

    /// Why nothing of a bag can be put right here any more.
    func handedOver(_ bag: BagCode, _ box: BoxCode?) -> Refusal? {
        guard let box, state.boxes?[box] == nil else { return nil }
        return .custody(.gone(bag, box))
    }

    func unboxing(_ bag: BagCode, _ code: BoxCode?) -> [Fact] {
        guard let code, let index = state.boxes?[code]?.bags.firstIndex(of: bag) else { return [] }
        return [.custody(.bagUnboxed(bag, code, index: index))]
    }

    // MARK: Closing

    func temperatureGiven(_ number: Int) -> Decision {
        guard case .custody(.temperature(let code))? = standing else { return refuse(.notNow(.temperature(number))) }
        return close(code, number, reason: nil)
    }

    func close(_ code: BoxCode, _ temperature: Int, reason: Int?) -> Decision {
        guard let rule = boxRules.temperature(temperature) else { return refuse(.unknownChoice) }
        guard let box = state.boxes?[code] else { return refuse(.custody(.boxUnknown(code))) }
        // Others may have opened its last bag meanwhile.
        if box.bags.isEmpty { return refuse(.custody(.boxEmpty(code))) }
        let age = age(of: box)
        if let age, age >= rule.alarm, reason == nil {
            return ask(.custody(.late(code, temperature: temperature, minutes: age)))
        }
        let late = age.flatMap { $0 >= rule.warning ? $0 : nil }
        return accept(
            .custody(.boxClosed(code, bags: box.bags.count, late: late)),
            [.custody(.boxClosed(code, temperature: temperature, age: age))]
                + state.owing(
                    .box(code), on: laneID, earlier: event.known.custody.boxes[code]?.labels ?? 0, isCorrection: true)
                + (reason.map { [.reasonGiven($0)] } ?? [])
        )
    }

    /// Whole minutes since the oldest swab in a box; nil where no clock knows.
    private func age(of box: Box) -> Int? {
        guard let now = event.clock, now.isTrusted else { return nil }
        let oldest = box.bags.compactMap { event.known.custody.bags[$0]?.contents?.oldest }.min()
        return oldest.map { max(0, Int((now.microseconds - $0) / 60_000_000)) }
    }

    func confirmed(_ question: CustodyQuestion) -> Decision {
        switch question {
        case .temperature: return refuse(.nothingToConfirm)
        case .late, .foreign: return refuse(.reasonFirst)
        case .lost(let code): return lose(code, reason: nil)
        case .handOver(let boxes, _):
            if boxes.isEmpty { return refuse(.custody(.noBoxYet)) }
            if settings.badges != nil { return refuse(.badgeFirst(.courier)) }
            return handOver(boxes, from: nil, to: nil)
        }
    }

    // MARK: VOID

    /// A box that was opened in error is new again; one that left may be lost.
    private func voiding(_ code: BoxCode) -> Decision {
        guard let record = event.known.custody.boxes[code] else { return refuse(.custody(.boxUnknown(code))) }
        if let box = state.boxes?[code] {
            // One that was handed over before has a manifest, and its code is used.
            guard box.bags.isEmpty, record.handOvers == 0 else {
                return refuse(.custody(.boxHolds(code, bags: box.bags.count)))
            }
            return accept(.custody(.cancelled(code)), [.custody(.cancelled(code, box, record))])
        }
        guard case .handedOver = record.stage else { return refuse(.custody(.boxUsed(code, record.at))) }
        return ask(.custody(.lost(code)))
    }

    /// CONFIRM or a REASON.
    func lose(_ code: BoxCode, reason: Int?) -> Decision {
        guard let record = event.known.custody.boxes[code], case .handedOver(let handOver) = record.stage else {
            return refuse(.nothingToConfirm)
        }
        return correct(.custody(.lost(code)), [.custody(.lost(code, handOver))], reason: reason)
    }

    // MARK: HANDOVER

    func handOverGiven() -> Decision {
        let hasClosed = (state.boxes ?? [:]).values.contains { $0.isClosed }
        return hasClosed ? ask(.custody(.handOver([], from: nil))) : refuse(.notNow(.handover))
    }

    private func handOver(_ boxes: [BoxCode], from giver: BadgeCode?, box code: BoxCode) -> Decision {
        if let refusal = obstacle(toHandingOver: code) { return refuse(refusal) }
        return ask(.custody(.handOver(boxes.contains(code) ? boxes : boxes + [code], from: giver)))
    }

    private func obstacle(toHandingOver code: BoxCode) -> Refusal? {
        if let box = state.boxes?[code] { return box.isClosed ? nil : .custody(.boxNotClosed(code)) }
        return .custody(event.known.custody.boxes[code].map { .boxUsed(code, $0.at) } ?? .boxUnknown(code))
    }

    /// The first badge gives, the second one takes; they are two people's (双签收).
    func handOver(_ boxes: [BoxCode], from giver: BadgeCode?, badge code: BadgeCode) -> Decision {
        if boxes.isEmpty { return refuse(.custody(.noBoxYet)) }
        guard let badge = staff.badges[code] else {
            return refuse(staff.badges.isEmpty ? .noBadgeYet : .badgeUnknown(code))
        }
        guard let giver else {
            return badge.role == .courier
                ? refuse(.notAllowed(badge.role)) : ask(.custody(.handOver(boxes, from: code)))
        }
        if code == giver { return refuse(.custody(.twoBadges(code))) }
        if !Role.courier.substitutes.contains(badge.role) { return refuse(.notAllowed(badge.role)) }
        return handOver(boxes, from: giver, to: code)
    }

    private func handOver(_ boxes: [BoxCode], from giver: BadgeCode?, to courier: BadgeCode?) -> Decision {
        var facts: [Fact] = []
        for code in boxes {
            if let refusal = obstacle(toHandingOver: code) { return refuse(refusal) }
            guard let box = state.boxes?[code] else { return refuse(.custody(.boxUnknown(code))) }
            let handOver = HandOver(manifest: manifest(of: code, box), giver: giver, courier: courier)
            facts.append(.custody(.handedOver(code, box, handOver)))
            let earlier = event.known.custody.boxes[code]?.manifests ?? 0
            facts += state.owing(.manifest(code), on: laneID, earlier: earlier, isCorrection: true)
        }
        return accept(.custody(.handedOver(boxes, to: courier)), facts)
    }

    private func manifest(of code: BoxCode, _ box: Box) -> Manifest {
        let known = event.known.custody
        let bags = box.bags.compactMap { bag -> Manifest.Bag? in
            guard let record = known.bags[bag], case .sealed(let seal) = record.stage, let held = record.contents
            else { return nil }
            let tubes = held.tubes.map { tube in
                BaggedTube(
                    code: tube, count: known.tubes[tube]?.count ?? 0, isShort: known.tubes[tube]?.short ?? false)
            }
            let mode = held.tubes.compactMap { known.members[$0]?.mode }.first ?? 0
            return Manifest.Bag(
                code: bag, seal: seal, category: held.category, mode: mode, round: held.round, oldest: held.oldest,
                tubes: tubes)
        }
        return Manifest(
            station: settings.station, box: code, version: (known.boxes[code]?.handOvers ?? 0) + 1, team: box.team,
            temperature: box.closed ?? 1, bags: bags)
    }

    // MARK: REOPEN

    func reopening(_ code: BoxCode) -> Decision {
        if let box = state.boxes?[code] {
            if !box.isClosed { return refuse(.custody(.boxNotClosed(code))) }
            return ask(.correcting(.reopenBox(code, bags: box.bags.count)))
        }
        guard let record = event.known.custody.boxes[code], case .handedOver(let handOver) = record.stage else {
            // One that the laboratory has is nobody's here to take back.
            let received = event.known.custody.boxes[code].flatMap { $0.handOver == nil ? nil : $0.at }
            return refuse(.custody(received.map { .boxUsed(code, $0) } ?? .boxUnknown(code)))
        }
        return ask(.correcting(.revoke(code, from: handOver.courier)))
    }

    func reopen(_ code: BoxCode, reason: Int) -> Decision {
        guard let box = state.boxes?[code], let temperature = box.closed else {
            return refuse(.custody(.boxNotClosed(code)))
        }
        if let open = openBox(of: box.team) { return refuse(.custody(.openBox(open.code))) }
        return correct(
            .custody(.boxReopened(code)),
            [.custody(.boxReopened(code, was: temperature))] + state.withdrawing(.box(code)), reason: reason)
    }

    /// The courier's badge takes the hand-over back, until somebody else has the box; without badges a reason does.
    func revoking(_ code: BoxCode, from courier: BadgeCode?) -> Decision? {
        switch (courier, event.happening) {
        case (let courier?, .badgeScanned(let badge)) where badge == courier: return revoke(code, reason: nil)
        case (let courier?, .badgeScanned): return refuse(.custody(.custodianOnly(courier)))
        case (nil, .commandScanned(.reason(let reason))): return revoke(code, reason: reason)
        default: return nil
        }
    }

    private func revoke(_ code: BoxCode, reason: Int?) -> Decision {
        guard case .handedOver(let handOver)? = event.known.custody.boxes[code]?.stage else {
            return refuse(.custody(.boxUnknown(code)))
        }
        let manifest = handOver.manifest
        let box = Box(team: manifest.team, bags: manifest.bags.map(\.code), closed: manifest.temperature)
        return accept(
            .custody(.revoked(code)),
            [.custody(.revoked(code, box, handOver))] + state.withdrawing(.manifest(code))
                + (reason.map { [.reasonGiven($0)] } ?? []))
    }
}
