import Codes

/// What is said of the day: rounds, shifts and the clock.
extension English {
    func acceptedOfDay(_ acceptance: Acceptance) -> Message {
        switch acceptance {
        case .paused: Message("The station rests", "Scan to go on")
        case .shiftClosed(let work):
            work.isFinished
                ? Message("The shift is closed" + signatures(work), "Scan MORNING to begin the next")
                : Message("The shift is closed with work open: \(list(work))", "Hand it over by word too")
        case .shiftBegun(let round): Message("The shift begins, round \(round)", "Check site and category")
        case .clockSet(let setting): Message("The clock is set to \(date(setting))", "Go on scanning")
        default: noted
        }
    }

    func refusedOfDay(_ refusal: Refusal) -> Message {
        switch refusal {
        case .shiftClosed: Message("The shift is closed", "Scan MORNING to begin the next")
        case .asleep: Message("The station rests", "Scan a badge to go on")
        case .stockUnfit: Message("This is no number of tubes", "STOCK, then 1 to 9999, then ENTER")
        case .timeUnfit: Message("This is no date and time", "Type YYYYMMDDHHMM, then ENTER")
        default: noted
        }
    }

    func toldOfDay(_ notice: Notice) -> Message {
        switch notice {
        case .leftOpen(let work): Message("Open since before: \(list(work))", "Seal it with SHORT, or VOID the tube")
        case .shiftRuns(let round): Message("The shift has begun, round \(round)", "Go on scanning")
        case .asleep: Message("Nothing was scanned for a while", "Scan to go on")
        default: noted
        }
    }

    func askedRound(_ round: RoundID, _ doubt: RoundDoubt) -> Message {
        let why =
            switch doubt {
            case .repeats(let count): "\(count) people were sampled before"
            case .hours(let hours): "This round began \(hours) hours ago"
            case .yesterday: "This round began yesterday"
            }
        return Message("\(why). New round \(round)?", "Scan CONFIRM to begin it, or go on scanning")
    }

    func askedReport(_ work: OpenWork) -> Message {
        work.isFinished
            ? Message("Nothing is open" + signatures(work), "Scan CONFIRM to close the shift")
            : Message("Open: \(list(work))", "Finish it, or close with a REASON card")
    }

    var askedTime: Message { Message("What time is it?", "Type YYYYMMDDHHMM, then ENTER") }

    func askedClock(_ setting: ClockSetting) -> Message {
        Message("Is it \(date(setting))?", "Scan CONFIRM to set the clock")
    }

    /// The site's date and time of a setting; no row has it.
    private func date(_ setting: ClockSetting) -> String { names.date(setting.microseconds) }

    func list(_ work: OpenWork) -> String {
        var parts: [String] = []
        if !work.tubes.isEmpty {
            let people = work.people == 1 ? "1 person" : "\(work.people) people"
            parts.append("\(tubes(work.tubes.count)), \(people) (\(list(work.tubes)))")
        }
        if work.waiting > 0 { parts.append("\(work.waiting) waiting") }
        if !work.bags.isEmpty {
            let count = work.bags.count == 1 ? "1 bag" : "\(work.bags.count) bags"
            parts.append("\(count) (\(work.bags.map(\.text).joined(separator: ", ")))")
        }
        return parts.joined(separator: ", ") + signatures(work)
    }

    private func signatures(_ work: OpenWork) -> String {
        let boxes = work.boxes ?? []
        let here = boxes.isEmpty ? "" : ", still here: \(boxes.count == 1 ? "box" : "boxes") \(list(boxes))"
        let labels = work.labels.map { ", labels owed: \($0)" } ?? ""
        return here + labels + (work.unsigned == 0 ? "" : ", \(work.unsigned) to be signed")
    }
}
