import Codes

/// What is said of boxes and their hand-over.
extension English {
    func accepted(_ custody: CustodyAcceptance) -> Message {
        switch custody {
        case .boxOpened(let box): Message("Box \(box) opened", "Scan sealed bags into it")
        case .bagBoxed(let bag, let box, let count):
            Message("Box \(box): bag \(bag) is number \(count)", "Put it in, then scan the next bag or the box")
        case .boxClosed(let box, let count, nil):
            Message("Box \(box) closed: \(bags(count))", "Close it, then HANDOVER when the courier is here")
        case .boxClosed(let box, let count, let late?):
            Message(
                "Box \(box) closed: \(bags(count)), oldest swab \(age(late))",
                "Hand it over now: HANDOVER")
        case .boxReopened(let box): Message("Box \(box) is open again", "Scan bags into it, or its code to close it")
        case .handedOver(let boxes, nil): Message("Handed over: \(named(boxes))", "Give the courier the manifest")
        case .handedOver(let boxes, let courier?):
            Message("Handed over to \(courier): \(named(boxes))", "Give the courier the manifest")
        case .received(let receipt, let missing, let isWhole): received(receipt, missing: missing, isWhole: isWhole)
        case .cancelled(let box): Message("Box \(box) is new again", "Go on scanning")
        case .lost(let box):
            Message("Box \(box) is recorded as lost", "Tell the laboratory; its people are sampled again")
        case .revoked(let box): Message("Box \(box) is back here, closed", "HANDOVER gives it away again")
        }
    }

    func told(_ swabs: SwabAge) -> Message {
        swabs.isAlarm
            ? Message("The oldest swab is late: \(age(swabs.minutes))", "Hand it over now, and tell the laboratory")
            : Message(
                "The oldest swab is \(age(swabs.minutes)), due at the laboratory by \(names.date(swabs.latest))",
                "Seal its bag, close the box and hand it over")
    }

    func asked(_ custody: CustodyQuestion) -> Message {
        switch custody {
        case .temperature(let box): Message("How is box \(box) kept?", "Scan a TEMPERATURE card")
        case .late(let box, _, let minutes):
            Message(
                "Box \(box): oldest swab \(age(minutes)), too late for the laboratory", "Scan a REASON card to close it"
            )
        case .foreign(let box, let team):
            Message("Box \(box) is team \(team)'s", "Use your own team's box; REASON closes this box all the same")
        case .lost(let box):
            Message("Is box \(box) lost on its way to the laboratory?", "Scan CONFIRM or a REASON card")
        case .handOver(let boxes, _) where boxes.isEmpty:
            Message("Which boxes are handed over?", "Scan the closed boxes")
        case .handOver(let boxes, let giver?):
            Message("\(named(boxes)) from \(giver)", "Scan the courier's badge")
        case .handOver(let boxes, nil):
            Message(
                named(boxes).capitalizedFirst,
                names.settings.badges == nil
                    ? "Scan the next box, or CONFIRM when the courier has them" : "Scan the next box, or your badge")
        }
    }

    func askedOfBox(_ correction: Correction) -> Message {
        switch correction {
        case .reopenBox(let box, let count):
            Message("Open box \(box) with \(bags(count)) again?", "Scan a REASON card to do it")
        case .revoke(let box, let courier?): Message("Is box \(box) back from the courier?", "Scan badge \(courier)")
        case .revoke(let box, nil): Message("Is box \(box) back from the courier?", "Scan a REASON card to do it")
        default: noted
        }
    }

    func refused(_ custody: CustodyRefusal) -> Message {
        switch custody {
        case .openBox(let box): Message("Box \(box) is still open", "Fill that box, or close it by its code")
        case .boxFull(let box, let limit):
            Message("Box \(box) is full: \(bags(limit))", "Scan the box, then open another")
        case .boxHolds(let box, let count):
            Message("Box \(box) holds \(bags(count)) or was handed over before", "Only an empty, new box is cancelled")
        case .boxEmpty(let box): Message("Box \(box) holds no bag", "Scan sealed bags first")
        case .boxUsed(let box, let at):
            Message("Box \(box) was handed over at \(names.time(at))", "Take another box")
        case .boxNotClosed(let box): Message("Box \(box) is not closed", "Scan the box to close it first")
        case .boxUnknown(let box): Message("Box \(box) was not filled here", "Scan a box of this station")
        case .inBox(let bag, let box): Message("Bag \(bag) is in box \(box) already", "Scan the next bag")
        case .inClosedBox(let bag, let box):
            Message("Bag \(bag) is in closed box \(box)", "Open the box with REOPEN first")
        case .gone(let bag, let box): Message("Bag \(bag) went with box \(box)", "Call the laboratory about it")
        case .twoBadges(let badge): Message("Badge \(badge) cannot both give and take", "Scan the courier's badge")
        case .custodianOnly(let badge):
            Message("Only the courier who has the box can give it back", "Scan badge \(badge)")
        case .otherReceipt(let box):
            Message("This receipt is not of the last hand-over of box \(box)", "Ask the courier for the right receipt")
        case .noBoxYet: Message("No box was scanned", "Scan the closed boxes first")
        }
    }

    func boxStands(_ box: BoxCode, bags count: Int) -> Message {
        Message("Box \(box) is closed: \(bags(count))", "HANDOVER gives it to the courier")
    }

    func told(of box: BoxCode, _ open: Box) -> Message {
        let state = open.closed.map { "closed, kept at \(temperature($0))" } ?? "open"
        let team = open.team.map { ", team \($0)" } ?? ""
        let held = open.bags.isEmpty ? "" : " (\(open.bags.map(\.text).joined(separator: ", ")))"
        return Message(
            "Box \(box) \(state)\(team): \(bags(open.bags.count))\(held)",
            open.isClosed ? "HANDOVER gives it to the courier" : "Scan sealed bags into it, then the box")
    }

    func told(of box: BoxCode, _ departure: Departure?) -> Message {
        guard let departure else { return Message("Box \(box) is new", "Scan it to open it") }
        let courier = departure.courier.map { " to \($0)" } ?? ""
        return Message(
            "Box \(box) was handed over\(courier) at \(names.time(departure.at)): \(bags(departure.bags)), "
                + tubes(departure.tubes), "Nothing is to be done")
    }

    func temperature(_ number: Int) -> String {
        (names.settings.boxes ?? BoxRules()).temperature(number)?.english ?? "class \(number)"
    }

    func list(_ boxes: [BoxCode]) -> String { boxes.map(\.text).joined(separator: ", ") }

    private func named(_ boxes: [BoxCode]) -> String { "\(boxes.count == 1 ? "box" : "boxes") \(list(boxes))" }

    private func bags(_ count: Int) -> String { count == 1 ? "1 bag" : "\(count) bags" }

    private func age(_ minutes: Int) -> String { "\(minutes / 60) h \(minutes % 60) min old" }
}

extension String {
    /// The same with a capital letter at its beginning.
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
