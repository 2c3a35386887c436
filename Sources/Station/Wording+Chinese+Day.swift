import Codes

/// What is said of the day: rounds, shifts and the clock.
extension Chinese {
    func acceptedOfDay(_ acceptance: Acceptance) -> Message {
        switch acceptance {
        case .paused: Message("已暂停", "继续请扫码")
        case .shiftClosed(let work):
            work.isFinished
                ? Message("已交班" + signatures(work), "开班请扫开班卡")
                : Message("已交班，未完成：\(list(work))", "请当面交接")
        case .shiftBegun(let round): Message("已开班，轮次 \(round)", "请核对采样点和类别")
        case .clockSet(let setting): Message("时钟已设为 \(date(setting))", "请继续扫码")
        default: noted
        }
    }

    func refusedOfDay(_ refusal: Refusal) -> Message {
        switch refusal {
        case .shiftClosed: Message("已交班", "开班请扫开班卡")
        case .asleep: Message("暂停中", "继续请扫工作证")
        case .stockUnfit: Message("支数不正确", "请扫余管卡，输1至9999，再扫回车卡")
        case .timeUnfit: Message("日期时间不正确", "请输12位年月日时分，再扫回车卡")
        default: noted
        }
    }

    func toldOfDay(_ notice: Notice) -> Message {
        switch notice {
        case .leftOpen(let work): Message("上次未完成：\(list(work))", "请扫不足封管卡封管，或作废")
        case .shiftRuns(let round): Message("已开班，轮次 \(round)", "请继续扫码")
        case .asleep: Message("长时间未扫码", "继续请扫码")
        default: noted
        }
    }

    func askedRound(_ round: RoundID, _ doubt: RoundDoubt) -> Message {
        let why =
            switch doubt {
            case .repeats(let count): "连续\(count)人本轮已采"
            case .hours(let hours): "本轮次已开始\(hours)小时"
            case .yesterday: "本轮次始于昨日"
            }
        return Message("\(why)，开始轮次 \(round)？", "开始请扫确认卡，否则继续扫码")
    }

    func askedReport(_ work: OpenWork) -> Message {
        work.isFinished
            ? Message("无未完成事项" + signatures(work), "交班请扫确认卡")
            : Message("未完成：\(list(work))", "请先完成，或扫原因卡交班")
    }

    var askedTime: Message { Message("现在几点？", "请输12位年月日时分，再扫回车卡") }

    func askedClock(_ setting: ClockSetting) -> Message { Message("现在是 \(date(setting))？", "校时请扫确认卡") }

    /// The site's date and time of a setting; no row has it.
    private func date(_ setting: ClockSetting) -> String { names.date(setting.microseconds) }

    func list(_ work: OpenWork) -> String {
        var parts: [String] = []
        if !work.tubes.isEmpty { parts.append("\(work.tubes.count)管\(work.people)人（\(list(work.tubes))）") }
        if work.waiting > 0 { parts.append("\(work.waiting)人等候") }
        if !work.bags.isEmpty {
            parts.append("\(work.bags.count)袋（\(work.bags.map(\.text).joined(separator: "、"))）")
        }
        return parts.joined(separator: "，") + signatures(work)
    }

    private func signatures(_ work: OpenWork) -> String {
        let boxes = work.boxes ?? []
        let here = boxes.isEmpty ? "" : "，未交接：转运箱 \(list(boxes))"
        let labels = work.labels.map { "，欠打标签\($0)张" } ?? ""
        return here + labels + (work.unsigned == 0 ? "" : "，\(work.unsigned)项待签")
    }
}
