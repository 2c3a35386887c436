import Codes

/// What is said of badges, posts and signatures.
extension English {
    func name(of role: Role) -> String { role.rawValue }

    func name(of act: Signable) -> String {
        let signers = act.signers.map { name(of: $0) }.joined(separator: " or ")
        let what =
            switch act {
            case .learner(let badge, let tube): "tube \(tube) of new operator \(badge)"
            case .recategorised(let number, let count): "\(tubes(count)) to \(name(ofCategory: number))"
            case .fixed(let wrong, let right, let bag): "bag \(bag): not tube \(wrong) but \(right)"
            case .identified(let tube, let slot): "tube \(tube), place \(slot): another person"
            case .unsealed(let bag): "bag \(bag) opened"
            case .marked(let tube, let mark): "tube \(tube) marked: \(name(of: mark))"
            case .lost(let box): "box \(box) lost on its way"
            case .unboxed(let box): "box \(box) opened again"
            }
        return "\(what) (\(signers))"
    }

    func acceptedOfStaff(_ acceptance: Acceptance) -> Message {
        switch acceptance {
        case .postTaken(let role, let badge):
            Message("Badge \(badge) works here as \(name(of: role))", "Go on scanning")
        case .laneLocked: Message("Everybody has left this desk", "Scan a badge to work here")
        case .scannerPlaced(let lane): Message("This scanner works at desk \(lane)", "Go on scanning")
        case .badgeEnrolled(let badge, let role):
            Message("Badge \(badge) is enrolled as \(name(of: role))", "Scan it at the desk")
        case .badgeWithdrawn(let badge, let role):
            Message("Badge \(badge) (\(name(of: role))) is withdrawn", "Destroy it if it is here")
        case .signed(let role, let count):
            Message("\(count == 1 ? "1 act" : "\(count) acts") signed by the \(name(of: role))", "Go on scanning")
        default: noted
        }
    }

    func refusedOfStaff(_ refusal: Refusal) -> Message {
        switch refusal {
        case .badgeFirst(let role):
            Message("No \(name(of: role)) works at this desk", "Scan the \(name(of: role))'s badge")
        case .noBadgeYet: Message("No badge is enrolled yet", "Scan ENROL to make the supervisor's badge")
        case .badgeUnknown(let badge): Message("Badge \(badge) is not enrolled", "Have the supervisor enrol it")
        case .badgeUsed(let badge, let role):
            Message("Badge \(badge) is enrolled already as \(name(of: role))", "Take a blank sticker")
        case .notAllowed(let role): Message("Not allowed as \(name(of: role))", "Scan a supervisor's badge")
        case .lastSupervisor(let badge):
            Message("Badge \(badge) is the last supervisor's", "Enrol another supervisor first")
        case .tooManyBadges(let limit): Message("\(limit) badges are enrolled", "Withdraw some first")
        case .enrolmentStands: Message("A badge is being enrolled", "Finish it, or scan CANCEL")
        case .pinUnfit: Message("A PIN has 4 to 8 digits", "Type it again, then ENTER")
        case .signFirst(let count):
            Message("\(count) acts wait for a signature", "Have the supervisor scan their badge")
        default: noted
        }
    }

    func asked(_ enrolment: Enrolment) -> Message {
        switch enrolment {
        case .supervisor: Message("Who enrols?", "Scan the supervisor's badge")
        case .sticker(nil): Message("The first badge is the supervisor's", "Scan a blank badge sticker")
        case .sticker: Message("Which badge?", "Scan a blank sticker, or a badge to withdraw")
        case .holder(let badge, _): Message("Whose is badge \(badge)?", "Scan the holder's ID card")
        case .role(let badge, let holder, _):
            Message("Badge \(badge) for \(person(holder)): as what?", "Scan a ROLE card")
        case .newPIN(let badge, _, _, again: false):
            Message("A PIN for badge \(badge), 4 to 8 digits", "Type it, then ENTER")
        case .newPIN(let badge, _, _, again: true): Message("The PIN for badge \(badge) again", "Type it, then ENTER")
        case .withdraw(let badge, _): Message("Withdraw badge \(badge)?", "Scan CONFIRM to withdraw it")
        }
    }

    func askedPIN(_ badge: BadgeCode, _ use: PINUse, tries: Int) -> Message {
        let left = BadgeRules.pinTries - tries
        let what =
            tries == 0
            ? "PIN of badge \(badge)" : "Wrong PIN for badge \(badge), \(left == 1 ? "1 try" : "\(left) tries") left"
        switch use {
        case .enrol: return Message(what, "Type it, then ENTER")
        case .sign: return Message(what, "Type it, then ENTER to sign")
        }
    }

    func toldOfStaff(_ notice: Notice) -> Message {
        switch notice {
        case .onDuty(let role, let badge):
            Message("Badge \(badge) works here already as \(name(of: role))", "Go on scanning")
        case .pinRefused: Message("Too many wrong PINs", "Scan the badge to begin again")
        default: noted
        }
    }

    func told(of code: BadgeCode, _ badge: Badge?, lane: LaneID?) -> Message {
        guard let badge else { return Message("Badge \(code) is not enrolled", "Scan ENROL to enrol it") }
        var what = "Badge \(code): \(name(of: badge.role)), \(person(badge.holder))"
        if badge.learning > 0 { what += ", \(tubes(badge.learning)) still to be countersigned" }
        if let lane { what += ", works on lane \(lane)" }
        return Message(what, lane == nil ? "Scan it at a desk to work there" : "Nothing is to be done")
    }
}
