import Codes
import Devices

/// What English cards say.
extension English {
    func name(of command: Command) -> String {
        switch command {
        case .category(let number): "CATEGORY-\(number)"
        case .mode(let number): "MODE-\(number)"
        case .round: "ROUND"
        case .short: "SHORT"
        case .undo: "UNDO"
        case .release: "RELEASE"
        case .notSampled: "NOT-SAMPLED"
        case .void: "VOID"
        case .ask: "ASK"
        case .key(.digit(let digit)): "DIGIT-\(digit)"
        case .key(.x): "X"
        case .key(.enter): "ENTER"
        case .key(.clear): "CLEAR"
        case .count(let number): "COUNT-\(number)"
        case .transfer: "TRANSFER"
        case .reopen: "REOPEN"
        case .recategorise: "RECATEGORISE"
        case .fix: "FIX"
        case .reason(let number): "REASON-\(number)"
        case .confirm: "CONFIRM"
        case .cancel: "CANCEL"
        case .enrol: "ENROL"
        case .role(let number): "ROLE-\(number)"
        case .lock: "LOCK"
        case .handwritten: "HANDWRITTEN"
        case .reprint: "REPRINT"
        case .visit(let visit): card(of: visit)
        case .training: "TRAINING"
        case .language(1): "CHINESE"
        case .language: "ENGLISH"
        case .mark(let number): "MARK-\(number)"
        case .handover: "HANDOVER"
        case .temperature(let number): "TEMPERATURE-\(number)"
        case .lane(let number): "LANE-\(number)"
        case .link: "LINK"
        case .morning: "MORNING"
        case .pause: "PAUSE"
        case .report: "REPORT"
        case .setTime(let digits): "TIME \(digits)"
        case .testLabel(let digits): "TEST \(digits)"
        case .time: "TIME"
        case .stock: "STOCK"
        case .proxy(let number): "PROXY-\(number)"
        }
    }

    func use(of command: Command) -> String {
        switch command {
        case .category(let number): "From the next tube on: \(name(ofCategory: number))"
        case .mode(let number): "From the next tube on: \(name(ofMode: number))"
        case .round: "Begin the next round here, then CONFIRM"
        case .short: "Close the open tube with fewer people than it can hold"
        case .undo: "Take back this scanner's last scan"
        case .release: "Take everybody out of the open tube, then CONFIRM"
        case .notSampled: "Then the person who was not sampled: leaves the tube"
        case .void: "Then the spoilt tube, then CONFIRM: its people come again"
        case .key(.digit(let digit)): "Types \(digit) of a person's number"
        case .key(.x): "Types X, the last character of some numbers"
        case .key(.enter): "The number is complete"
        case .key(.clear): "Type the number from its beginning"
        case .ask: "Then any code: tells where it stands, changes nothing"
        case .count(let number): number == 1 ? "This bag holds 1 tube" : "This bag holds \(number) tubes"
        case .transfer: "Then a person or tube, the right tube, REASON"
        case .reopen: "Then a sealed tube, bag or closed box, REASON"
        case .recategorise: "Then CATEGORY, tubes or a bag, CONFIRM"
        case .fix: "Then bag, wrong tube, right tube; or 2 persons"
        case .reason(let number): "Why: \(reason(number))"
        case .confirm: "Yes to what the station asks"
        case .cancel: "No to what the station asks; send the waiting person away"
        case .enrol: "Then badge, sticker, ID card, ROLE"
        case .role(let number): "This badge is for: \(Role(number: number).map(name) ?? "?")"
        case .lock: "Everybody leaves this desk"
        case .handwritten: "The oldest label that was not printed is written by hand"
        case .visit(let visit): use(of: visit)
        case .language(1): "The station speaks and shows Chinese"
        case .language: "The station speaks and shows English"
        case .training: "A training begins or ends: nothing of it is real"
        case .mark(let number): "Then a sealed tube: \(Mark(number: number).map(name) ?? "?")"
        case .reprint: "Then a sealed bag or a box: another label, marked"
        case .handover: "Then closed boxes, your badge, the courier's badge"
        case .temperature(let number): "The box is kept at: \(temperature(number))"
        case .lane(let number): "This scanner works at desk \(number)"
        case .morning: "A shift begins"
        case .pause: "No person is shown until the next scan"
        case .report: "What is open; then CONFIRM closes the shift"
        case .time: "Then YYYYMMDDHHMM, ENTER, CONFIRM"
        case .stock: "Then how many empty tubes there are, ENTER"
        case .setTime: "Sets the clock to this minute, then CONFIRM"
        case .testLabel: "Shows that the printer's label reads"
        case .link: "Then the QR of the person who waits"
        case .proxy(let number): "Then a relative's code: \(relation(number))"
        }
    }

    /// Who the person is to the holder of the code.
    func relation(_ number: Int) -> String {
        let relations = [
            "first child", "second child", "third child", "father", "mother", "grandfather", "grandmother", "spouse",
        ]
        return relations.indices.contains(number - 1) ? relations[number - 1] : "another relative"
    }
}

extension English {
    /// An ID card that was not read.
    func cardUnread(_ trouble: CardTrouble) -> Message {
        switch trouble {
        case .lifted: Message("The ID card was not read to its end", "Lay the card down again and let it lie")
        case .unreadable: Message("The ID card cannot be read", "Turn the card over, or type its number")
        case .rejected: Message("The reader does not accept this ID card", "Scan the person's code, or type the number")
        case .malformed: Message("The ID card holds no valid text", "Scan the person's code, or type the number")
        case .readerFault: Message("The card reader is out of order", "Plug the reader in again, or type numbers")
        }
    }
}
