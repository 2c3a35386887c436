import Codes

/// 转运箱与交接的用语。
extension Chinese {
    func accepted(_ custody: CustodyAcceptance) -> Message {
        switch custody {
        case .boxOpened(let box): Message("转运箱 \(box) 已开箱", "请扫已封的封袋入箱")
        case .bagBoxed(let bag, let box, let count):
            Message("转运箱 \(box)：封袋 \(bag) 第\(count)袋", "请放入箱内，再扫封袋，或扫箱封箱")
        case .boxClosed(let box, let count, nil): Message("转运箱 \(box) 已封箱：\(count)袋", "请封好，转运员到后扫交接卡")
        case .boxClosed(let box, let count, let late?):
            Message("转运箱 \(box) 已封箱：\(count)袋，最早拭子\(age(late))", "请立即扫交接卡送检")
        case .boxReopened(let box): Message("转运箱 \(box) 已重新打开", "请扫封袋入箱，或扫箱封箱")
        case .handedOver(let boxes, nil): Message("已交接：转运箱 \(list(boxes))", "请将交接单交给转运员")
        case .handedOver(let boxes, let courier?):
            Message("已交接给 \(courier)：转运箱 \(list(boxes))", "请将交接单交给转运员")
        case .received(let receipt, let missing, let isWhole): received(receipt, missing: missing, isWhole: isWhole)
        case .cancelled(let box): Message("转运箱 \(box) 已取消，可再用", "请继续扫码")
        case .lost(let box): Message("转运箱 \(box) 已登记遗失", "请告知实验室，人员须重采")
        case .revoked(let box): Message("转运箱 \(box) 已退回，仍为封箱", "再次交接请扫交接卡")
        }
    }

    func told(_ swabs: SwabAge) -> Message {
        swabs.isAlarm
            ? Message("最早采样\(age(swabs.minutes))，超时", "请立即交接，并告知实验室")
            : Message("最早采样\(age(swabs.minutes))，\(names.date(swabs.latest))前须到实验室", "请封袋封箱，尽快交接")
    }

    func asked(_ custody: CustodyQuestion) -> Message {
        switch custody {
        case .temperature(let box): Message("转运箱 \(box) 的转运温度？", "请扫温度卡")
        case .late(let box, _, let minutes): Message("转运箱 \(box)：最早拭子\(age(minutes))，已超时", "封箱请扫原因卡")
        case .foreign(let box, let team): Message("非本组箱：转运箱 \(box) 属\(team)组", "请用本组转运箱，代为封箱请扫原因卡")
        case .lost(let box): Message("转运箱 \(box) 途中遗失？", "确认请扫确认卡或原因卡")
        case .handOver(let boxes, _) where boxes.isEmpty: Message("交接哪些转运箱？", "请扫已封的转运箱")
        case .handOver(let boxes, let giver?): Message("转运箱 \(list(boxes))，交方 \(giver)", "请扫转运员工作证")
        case .handOver(let boxes, nil):
            Message(
                "转运箱 \(list(boxes))",
                names.settings.badges == nil ? "请扫下一箱，转运员收到后扫确认卡" : "请扫下一箱，或扫交方工作证")
        }
    }

    func askedOfBox(_ correction: Correction) -> Message {
        switch correction {
        case .reopenBox(let box, let count): Message("重新打开转运箱 \(box)：\(count)袋", "执行请扫原因卡")
        case .revoke(let box, let courier?): Message("转运箱 \(box) 由转运员退回？", "请扫工作证 \(courier)")
        case .revoke(let box, nil): Message("转运箱 \(box) 由转运员退回？", "执行请扫原因卡")
        default: noted
        }
    }

    func refused(_ custody: CustodyRefusal) -> Message {
        switch custody {
        case .openBox(let box): Message("转运箱 \(box) 未封", "请用该箱，或扫箱封箱")
        case .boxFull(let box, let limit): Message("箱满：转运箱 \(box) 最多\(limit)袋", "请扫箱封箱，换箱")
        case .boxHolds(let box, let count): Message("转运箱 \(box) 有\(count)袋或曾交接", "只能取消未用过的空箱")
        case .boxEmpty(let box): Message("转运箱 \(box) 内无封袋", "请先扫已封的封袋")
        case .boxUsed(let box, let at): Message("转运箱 \(box) 已于 \(names.time(at)) 交接", "请换箱")
        case .boxNotClosed(let box): Message("转运箱 \(box) 未封箱", "请先扫箱封箱")
        case .boxUnknown(let box): Message("转运箱 \(box) 不是本站的箱", "请扫本站的转运箱")
        case .inBox(let bag, let box): Message("封袋 \(bag) 已在转运箱 \(box)", "请扫下一袋")
        case .inClosedBox(let bag, let box): Message("封袋 \(bag) 在已封的转运箱 \(box)", "请先重新打开转运箱")
        case .gone(let bag, let box): Message("封袋 \(bag) 已随转运箱 \(box) 交接", "请联系实验室")
        case .twoBadges(let badge): Message("须双人：\(badge) 不能既交又收", "请扫转运员工作证")
        case .custodianOnly(let badge): Message("仅持箱的转运员可退回", "请扫工作证 \(badge)")
        case .otherReceipt(let box): Message("此回执与转运箱 \(box) 上次交接不符", "请向转运员索取正确的回执")
        case .noBoxYet: Message("未扫转运箱", "请先扫已封的转运箱")
        }
    }

    func boxStands(_ box: BoxCode, bags count: Int) -> Message {
        Message("转运箱 \(box) 已封箱：\(count)袋", "交给转运员请扫交接卡")
    }

    func told(of box: BoxCode, _ open: Box) -> Message {
        let state = open.closed.map { "已封箱，\(temperature($0))" } ?? "已开箱"
        let team = open.team.map { "，\($0)组" } ?? ""
        let held = open.bags.isEmpty ? "" : "（\(open.bags.map(\.text).joined(separator: "、"))）"
        return Message(
            "转运箱 \(box) \(state)\(team)：\(open.bags.count)袋\(held)",
            open.isClosed ? "交给转运员请扫交接卡" : "请扫封袋入箱，再扫箱封箱")
    }

    func told(of box: BoxCode, _ departure: Departure?) -> Message {
        guard let departure else { return Message("转运箱 \(box) 未使用", "请扫箱开箱") }
        let courier = departure.courier.map { "给 \($0)" } ?? ""
        return Message(
            "转运箱 \(box) 已于 \(names.time(departure.at)) 交接\(courier)：\(departure.bags)袋\(departure.tubes)支",
            "无需处理")
    }

    func temperature(_ number: Int) -> String {
        (names.settings.boxes ?? BoxRules()).temperature(number)?.chinese ?? "温度\(number)"
    }

    func list(_ boxes: [BoxCode]) -> String { boxes.map(\.text).joined(separator: "、") }

    private func age(_ minutes: Int) -> String { "已\(minutes / 60)小时\(minutes % 60)分" }
}
