import Codes
import Devices

/// Badges at a desk: who works here, who signs, who is enrolled.
extension Desk {
    var staff: Staff { state.staff ?? Staff() }

    func badgeScanned(_ code: BadgeCode) -> Decision {
        guard settings.badges != nil else { return refuse(.wrongClass(.badge, expected: expected)) }
        if case .enrolling(let step)? = standing { return enrolling(step, badge: code) }
        if case .custody(.handOver(let boxes, let giver))? = standing {
            return handOver(boxes, from: giver, badge: code)
        }
        guard let badge = staff.badges[code] else {
            return refuse(staff.badges.isEmpty ? .noBadgeYet : .badgeUnknown(code))
        }
        let waiting = staff.unsigned(for: badge.role)
        if !waiting.isEmpty {
            return badge.role == .supervisor ? ask(.pin(code, .sign, tries: 0)) : sign(waiting, code, badge.role)
        }
        if lane.badge(badge.role) == code { return tell(.onDuty(badge.role, code)) }
        return accept(
            .postTaken(badge.role, code), [.postTaken(laneID, badge.role, code, was: lane.badge(badge.role))])
    }

    private func sign(_ waiting: [Unsigned], _ badge: BadgeCode, _ role: Role) -> Decision {
        accept(.signed(role, count: waiting.count), [.signed(badge, rows: waiting.map(\.row))])
    }

    /// Why nobody can be taken at this desk: a badge that the site asks for is not here.
    var missingBadge: Refusal? {
        guard let rules = settings.badges else { return nil }
        return lane.missing(rules.required).map { .badgeFirst($0) }
    }

    /// LOCK: everybody leaves the desk; what is open stays.
    func lockGiven() -> Decision {
        guard settings.badges != nil, let crew = lane.crew else { return refuse(.notNow(.lock)) }
        return accept(.laneLocked, [.laneLocked(laneID, was: crew)])
    }

    // MARK: Signatures

    /// The fact that an act waits for a signature, where badges are in use.
    func owing(_ act: Signable) -> [Fact] {
        settings.badges == nil || state.isTraining ? [] : [.signatureOwed(laneID, act)]
    }

    /// Why no further act can be left unsigned.
    var unsignedObstacle: Refusal? {
        staff.unsigned.count >= BadgeRules.unsigned ? .signFirst(count: staff.unsigned.count) : nil
    }

    /// A tube that a new operator seals is countersigned (老带新).
    func learning(_ tube: TubeCode) -> [Fact] {
        guard settings.badges != nil, let badge = lane.badge(.operator), (staff.badges[badge]?.learning ?? 0) > 0,
            unsignedObstacle == nil
        else { return [] }
        return owing(.learner(badge, tube))
    }

    // MARK: ENROL

    func enrolGiven() -> Decision {
        guard settings.badges != nil else { return refuse(.notNow(.enrol)) }
        return ask(.enrolling(staff.badges.isEmpty ? .sticker(by: nil) : .supervisor))
    }

    private func enrolling(_ step: Enrolment, badge code: BadgeCode) -> Decision {
        if step.isFirst, !staff.badges.isEmpty { return tell(.questionCancelled) }
        switch step {
        case .supervisor:
            guard let badge = staff.badges[code] else { return refuse(.badgeUnknown(code)) }
            guard badge.role == .supervisor else { return refuse(.notAllowed(badge.role)) }
            return ask(.pin(code, .enrol, tries: 0))
        case .sticker(let supervisor):
            guard let badge = staff.badges[code] else {
                if staff.badges.count >= BadgeRules.badges { return refuse(.tooManyBadges(limit: BadgeRules.badges)) }
                return ask(.enrolling(.holder(code, by: supervisor)))
            }
            guard let supervisor else { return refuse(.badgeUsed(code, badge.role)) }
            if isLastSupervisor(badge) { return refuse(.lastSupervisor(code)) }
            return ask(.enrolling(.withdraw(code, by: supervisor)))
        case .holder: return refuse(.wrongClass(.badge, expected: [.person]))
        case .role: return refuse(.wrongClass(.badge, expected: [.command]))
        case .newPIN: return refuse(.wrongClass(.badge, expected: [.command]))
        case .withdraw: return refuse(.wrongClass(.badge, expected: [.command]))
        }
    }

    private func isLastSupervisor(_ badge: Badge) -> Bool {
        badge.role == .supervisor && staff.badges.values.count { $0.role == .supervisor } == 1
    }

    /// An ID card or a ROLE card that an enrolment waits for; nil for a code that has nothing to do with it.
    func enrolled(_ step: Enrolment) -> Decision? {
        if step.isFirst, !staff.badges.isEmpty, event.happening.isPerson { return tell(.questionCancelled) }
        switch (step, event.happening) {
        case (.holder(let badge, let supervisor), .personScanned(let person)):
            guard let supervisor else {
                return ask(.enrolling(.newPIN(badge, person.token, by: nil, again: false)))
            }
            return ask(.enrolling(.role(badge, person.token, by: supervisor)))
        case (.role(let badge, let holder, let supervisor), .commandScanned(.role(let number))):
            guard let role = Role(number: number) else { return refuse(.unknownChoice) }
            if role == .supervisor {
                return ask(.enrolling(.newPIN(badge, holder, by: supervisor, again: false)))
            }
            return enrol(badge, role, holder)
        case (.withdraw(let badge, _), .commandScanned(.confirm)):
            guard let was = staff.badges[badge] else { return refuse(.badgeUnknown(badge)) }
            if isLastSupervisor(was) { return refuse(.lastSupervisor(badge)) }
            return accept(.badgeWithdrawn(badge, was.role), [.badgeWithdrawn(badge, was: was)])
        case (_, .personScanned), (_, .tubeScanned), (_, .bagScanned), (_, .sealScanned), (_, .boxScanned),
            (_, .slipScanned):
            return refuse(.enrolmentStands)
        default: return nil
        }
    }

    private func enrol(_ code: BadgeCode, _ role: Role, _ holder: PersonToken) -> Decision {
        // Another desk may have enrolled it meanwhile.
        if let badge = staff.badges[code] { return refuse(.badgeUsed(code, badge.role)) }
        let learning = role == .operator ? settings.badges?.learningTubes ?? 0 : 0
        let badge = Badge(role: role, holder: holder, learning: learning)
        return accept(.badgeEnrolled(code, role), [.badgeEnrolled(code, badge)])
    }

    // MARK: PIN

    func pinEntered(_ entry: PINEntry) -> Decision {
        switch (question?.question, entry) {
        case (.pin(let badge, let use, _), .checked(isRight: true)): return authorised(badge, use)
        case (.pin(let badge, let use, let tries), .checked(isRight: false)),
            (.pin(let badge, let use, let tries), .unfit):
            if tries + 1 >= BadgeRules.pinTries { return tell(.pinRefused) }
            return ask(.pin(badge, use, tries: tries + 1))
        case (.enrolling(.newPIN(let badge, let holder, let supervisor, _)), .chosen):
            return ask(.enrolling(.newPIN(badge, holder, by: supervisor, again: true)))
        case (.enrolling(.newPIN(let badge, let holder, let supervisor, _)), .repeated(isSame: true)):
            if supervisor == nil, !staff.badges.isEmpty { return tell(.questionCancelled) }
            return enrol(badge, .supervisor, holder)
        case (.enrolling(.newPIN(let badge, let holder, let supervisor, _)), .repeated(isSame: false)):
            // Either may be the mistyped one: from the beginning.
            return ask(.enrolling(.newPIN(badge, holder, by: supervisor, again: false)))
        case (.enrolling(.newPIN), .unfit): return refuse(.pinUnfit)
        default: return refuse(.notNow(.key(.enter)))
        }
    }

    private func authorised(_ code: BadgeCode, _ use: PINUse) -> Decision {
        guard let badge = staff.badges[code], badge.role == .supervisor else { return refuse(.badgeUnknown(code)) }
        switch use {
        case .enrol: return ask(.enrolling(.sticker(by: code)))
        case .sign:
            let waiting = staff.unsigned(for: .supervisor)
            return waiting.isEmpty ? tell(.onDuty(.supervisor, code)) : sign(waiting, code, .supervisor)
        }
    }
}
