import Codes
import Station

extension Promises {
    /// A box holds sealed bags, each in one box; what was handed over is what the manifest says, and stays so.
    static func checkBoxes(_ world: World, _ decision: Decision, _ context: Context) throws {
        var places: [BagCode: BoxCode] = [:]
        let boxes = world.state.boxes ?? [:]
        for (code, box) in boxes {
            for bag in box.bags {
                try hold(places.updateValue(code, forKey: bag) == nil, "\(bag) is in two boxes: \(context)")
                guard case .bag(let record)? = world.register.records[.bag(bag)], case .sealed = record.stage else {
                    return try hold(false, "\(bag) is in \(code) and not sealed: \(context)")
                }
                try hold(record.box == code, "\(bag) is in \(code) and not by its record: \(context)")
            }
            try hold(!box.isClosed || !box.bags.isEmpty, "\(code) is closed and empty: \(context)")
        }
        let open = boxes.values.filter { !$0.isClosed }
        try hold(Set(open.map { $0.team ?? "" }).count == open.count, "two open boxes of a team: \(context)")
        for (key, record) in world.register.records {
            switch (key, record) {
            case (.bag(let bag), .bag(let held)):
                guard let box = held.box, boxes[box] != nil else { continue }
                try hold(places[bag] == box, "\(bag) is not in \(box): \(context)")
            case (.box(let code), .box(let box)):
                switch box.stage {
                case .here: try hold(boxes[code] != nil, "\(code) is lost: \(context)")
                case .taken: continue
                case .handedOver(let handOver), .received(let handOver, _), .lost(let handOver):
                    try hold(boxes[code] == nil, "\(code) was handed over and is here: \(context)")
                    try check(handOver.manifest, world, context)
                }
            default: continue
            }
        }
    }

    private static func check(_ manifest: Manifest, _ world: World, _ context: Context) throws {
        try hold(!manifest.bags.isEmpty, "an empty box was handed over: \(context)")
        for bag in manifest.bags {
            guard case .bag(let record)? = world.register.records[.bag(bag.code)], record.stage == .sealed(bag.seal),
                record.contents?.tubes == bag.tubes.map(\.code), record.contents?.category == bag.category,
                record.box == manifest.box
            else { return try hold(false, "\(bag.code) is not as its manifest says: \(context)") }
            for tube in bag.tubes {
                guard case .tube(let known)? = world.register.records[.tube(tube.code)], known.count == tube.count,
                    tube.count > 0
                else { return try hold(false, "\(tube.code) is not as its manifest says: \(context)") }
            }
        }
    }
}
