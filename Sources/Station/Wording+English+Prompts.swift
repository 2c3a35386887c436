import Codes

extension English {
    func prompted(_ prompt: Prompt) -> Message {
        switch prompt {
        case .chooseCategory: Message("No category is chosen", "Scan the category")
        case .scanPerson: Message("Ready", "Scan a person")
        case .scanPersonOrClose(let tubes): Message("Full, not sealed: \(list(tubes))", "Scan it to seal, or a person")
        case .scanNewTube: Message("Ready", "Scan a new tube")
        case .scanNewTubeOrClose(let tubes):
            Message("Full, not sealed: \(list(tubes))", "Scan it to seal, or a new tube")
        case .scanTube(let token): Message("\(person(token)) waits", "Scan a new tube")
        case .scanOpenTube(let tube, let token): Message("\(person(token)) waits", "Scan tube \(tube)")
        case .scanNextPerson(let tube, let count, let capacity):
            Message(
                "Tube \(tube): \(count) of \(capacity)",
                count == 0 ? "Scan a person" : "Scan the next person, or SHORT to seal")
        case .scanPersonOrTube(let tube, let count, let capacity):
            Message(
                "Tube \(tube): \(count) of \(capacity)",
                count == 0 ? "Scan a person" : "Scan the next person, or the tube to seal")
        case .scanTubeToSealShort(let tube): Message("Tube \(tube) may be sealed short", "Scan tube \(tube) to seal it")
        case .closingScan(let tubes): closingScanFirst(tubes)
        case .receiveBox: Message("No box is being received", "Scan a box or its manifest")
        case .scanBagLabel(let box, let received):
            Message("Box \(box): \(received) received", "Scan the label of a bag, or the box")
        case .scanSealOf(let bag, let seal): Message("Bag \(bag)", "Scan seal \(seal) on it")
        case .scanTubesOf(let bag, let seen, let count):
            Message(
                "Bag \(bag): \(seen) of \(count)", seen < count ? "Scan its tubes" : "Scan the label of the bag again")
        case .countBag(let bag): Message("Bag \(bag) is closed", "Count its tubes and scan the COUNT card")
        case .sealBag(let bag): Message("Bag \(bag) is counted", "Scan the seal")
        }
    }

    // MARK: Names

    func name(of codeClass: CodeClass) -> String {
        switch codeClass {
        case .person: "person's code"
        case .tube: "tube code"
        case .bag: "bag code"
        case .seal: "seal number"
        case .box: "box code"
        case .badge: "badge"
        case .command: "command card"
        case .site: "site code"
        case .round: "round code"
        case .lot: "lot code"
        case .team: "team code"
        case .household: "household code"
        case .label: "label's QR"
        case .rosterLine: "roster line"
        }
    }
}
