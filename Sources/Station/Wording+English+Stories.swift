import Codes

extension English {
    /// What ASK tells.
    func told(_ story: Story) -> Message {
        switch story {
        case .person(let token, let record, let lane): person(token, record, waitsOn: lane)
        case .tube(let tube, nil): Message("Tube \(tube) is new", "Scan its first person, then the tube")
        case .tube(let tube, let record?):
            Message("Tube \(tube) \(whereabouts(record)): \(contents(record))", next(for: record))
        case .openBag(let bag, let open):
            Message(
                "Bag \(bag) is \(name(of: open.phase)), round \(open.round), \(name(ofCategory: open.category)): "
                    + tubes(open.tubes.count) + (open.tubes.isEmpty ? "" : " (\(list(open.tubes)))"),
                next(for: open.phase))
        case .bag(let bag, nil): Message("Bag \(bag) is new", "Scan it to open it")
        case .bag(let bag, let record?):
            Message(
                "Bag \(bag) \(whereabouts(record)): \(tubes(record.count))" + (record.box.map { ", box \($0)" } ?? ""),
                record.contents == nil
                    ? "Never use it again"
                    : record.box == nil ? "Put it into the transfer box" : "Nothing is to be done")
        case .openBox(let box, let open): told(of: box, open)
        case .box(let box, let departure): told(of: box, departure)
        case .seal(let seal, nil): Message("Seal \(seal) is new", "Use it for a counted bag")
        case .seal(let seal, let record?):
            Message("Seal \(seal) was used on bag \(record.bag) at \(names.time(record.at))", "Never use it again")
        case .badge(let code, let badge, let lane): told(of: code, badge, lane: lane)
        case .household(let code, let progress): told(of: code, progress)
        case .card(let command): Message("This is the card \(name(of: command))", "Scan it again to use it")
        case .other(let codeClass): Message("This is a \(name(of: codeClass))", "Scan it again to use it")
        }
    }

    private func person(_ token: PersonToken, _ record: PersonRecord?, waitsOn lane: LaneID?) -> Message {
        let places = (record?.bindings ?? []).map { "tube \($0.tube), place \($0.slot)" }
        var what = "\(person(token)): "
        what += places.isEmpty ? "in no tube of this round" : places.joined(separator: "; ")
        if let record { what += ", last scanned into a tube at \(names.time(record.at))" }
        if let lane { return Message(what + "; waits on lane \(lane)", "Scan the tube there") }
        return Message(what, places.isEmpty ? "Scan the person again to begin" : "Nothing is to be done")
    }

    private func contents(_ record: TubeRecord) -> String {
        let who = record.single.map { person($0.person) } ?? "\(record.count) of \(record.capacity) people"
        return "\(who), round \(record.round), \(name(ofCategory: record.category))" + (record.short ? ", short" : "")
    }

    private func next(for record: TubeRecord) -> String {
        switch record.stage {
        case .open(let lane):
            record.count < record.capacity ? "Go on with it on lane \(lane)" : "Scan it there to seal it"
        case .sealed: "Put it into a bag of its category"
        case .bagged: "Nothing is to be done"
        case .emptied, .replaced: "Never use it again"
        case .released: "Use it as a new one"
        }
    }

    private func name(of phase: BagPhase) -> String {
        switch phase {
        case .open: "open"
        case .closed(let lane): "closed on lane \(lane)"
        case .counted(let lane): "counted on lane \(lane)"
        }
    }

    private func next(for phase: BagPhase) -> String {
        switch phase {
        case .open: "Scan sealed tubes into it, then the bag"
        case .closed: "Count its tubes: scan the bag, then its COUNT card"
        case .counted: "Scan the seal"
        }
    }
}
