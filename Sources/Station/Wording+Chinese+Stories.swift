import Codes

extension Chinese {
    /// What ASK tells.
    func told(_ story: Story) -> Message {
        switch story {
        case .person(let token, let record, let lane): person(token, record, waitsOn: lane)
        case .tube(let tube, nil): Message("试管 \(tube) 未使用", "请先扫人员，再扫试管")
        case .tube(let tube, let record?):
            Message("试管 \(tube) \(whereabouts(record))：\(contents(record))", next(for: record))
        case .openBag(let bag, let open):
            Message(
                "封袋 \(bag) \(name(of: open.phase))，轮次 \(open.round)，\(name(ofCategory: open.category))："
                    + "\(open.tubes.count)支" + (open.tubes.isEmpty ? "" : "（\(list(open.tubes))）"),
                next(for: open.phase))
        case .bag(let bag, nil): Message("封袋 \(bag) 未使用", "请扫封袋开袋")
        case .bag(let bag, let record?):
            Message(
                "封袋 \(bag) \(whereabouts(record))：\(record.count)支" + (record.box.map { "，转运箱 \($0)" } ?? ""),
                record.contents == nil ? "不可再用" : record.box == nil ? "请放入转运箱" : "无需处理")
        case .openBox(let box, let open): told(of: box, open)
        case .box(let box, let departure): told(of: box, departure)
        case .seal(let seal, nil): Message("封签 \(seal) 未使用", "请用于已清点的封袋")
        case .seal(let seal, let record?):
            Message("封签 \(seal) 已于 \(names.time(record.at)) 用于封袋 \(record.bag)", "不可再用")
        case .badge(let code, let badge, let lane): told(of: code, badge, lane: lane)
        case .household(let code, let progress): told(of: code, progress)
        case .card(let command): Message("这是\(name(of: command))卡", "使用请重新扫码")
        case .other(let codeClass): Message("这是\(name(of: codeClass))", "使用请重新扫码")
        }
    }

    private func person(_ token: PersonToken, _ record: PersonRecord?, waitsOn lane: LaneID?) -> Message {
        let places = (record?.bindings ?? []).map { "试管 \($0.tube) 第\($0.slot)位" }
        var what = "\(person(token))："
        what += places.isEmpty ? "本轮不在任何试管" : places.joined(separator: "；")
        if let record { what += "，最近入管 \(names.time(record.at))" }
        if let lane { return Message(what + "；在\(lane)号台等候", "请在该台扫试管") }
        return Message(what, places.isEmpty ? "开始采样请再扫人员" : "无需处理")
    }

    private func contents(_ record: TubeRecord) -> String {
        let who = record.single.map { person($0.person) } ?? "\(record.count)人（满员\(record.capacity)人）"
        return "\(who)，轮次 \(record.round)，\(name(ofCategory: record.category))" + (record.short ? "，不足" : "")
    }

    private func next(for record: TubeRecord) -> String {
        switch record.stage {
        case .open(let lane): record.count < record.capacity ? "请在\(lane)号台继续" : "请在该台再扫试管封管"
        case .sealed: "请装入同类别封袋"
        case .bagged: "无需处理"
        case .emptied, .replaced: "不可再用"
        case .released: "可作新管使用"
        }
    }

    private func name(of phase: BagPhase) -> String {
        switch phase {
        case .open: "已开袋"
        case .closed(let lane): "已在\(lane)号台关袋"
        case .counted(let lane): "已在\(lane)号台清点"
        }
    }

    private func next(for phase: BagPhase) -> String {
        switch phase {
        case .open: "请扫已封试管入袋，再扫封袋"
        case .closed: "请清点：扫封袋，再扫清点卡"
        case .counted: "请扫封签"
        }
    }
}
