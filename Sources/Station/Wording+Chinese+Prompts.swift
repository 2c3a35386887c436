import Codes

extension Chinese {
    func prompted(_ prompt: Prompt) -> Message {
        switch prompt {
        case .chooseCategory: Message("未选扫码类别", "请选扫码类别")
        case .scanPerson: Message("就绪", "请扫人员")
        case .scanPersonOrClose(let tubes): Message("满管未封：\(list(tubes))", "请扫此管封管，或扫人员")
        case .scanNewTube: Message("就绪", "请扫新试管")
        case .scanNewTubeOrClose(let tubes): Message("满管未封：\(list(tubes))", "请扫此管封管，或扫新试管")
        case .scanTube(let token): Message("\(person(token)) 等候中", "请扫新试管")
        case .scanOpenTube(let tube, let token): Message("\(person(token)) 等候中", "请扫试管 \(tube)")
        case .scanNextPerson(let tube, let count, let capacity):
            Message(
                "试管 \(tube)：\(count)人，共\(capacity)位",
                count == 0 ? "请扫人员" : "请扫下一位人员，封管扫\(name(of: Command.short))卡")
        case .scanPersonOrTube(let tube, let count, let capacity):
            Message(
                "试管 \(tube)：\(count)人，共\(capacity)位",
                count == 0 ? "请扫人员" : "请扫下一位人员，封管扫试管")
        case .scanTubeToSealShort(let tube): Message("试管 \(tube) 可不足封管", "请扫试管 \(tube) 封管")
        case .closingScan(let tubes): closingScanFirst(tubes)
        case .receiveBox: Message("没有正在接收的转运箱", "请扫转运箱或交接单")
        case .scanBagLabel(let box, let received): Message("转运箱 \(box)：已接收\(received)袋", "请扫封袋标签，或扫转运箱")
        case .scanSealOf(let bag, let seal): Message("封袋 \(bag)", "请扫袋上封签 \(seal)")
        case .scanTubesOf(let bag, let seen, let count):
            Message("封袋 \(bag)：\(seen)支，共\(count)支", seen < count ? "请扫试管" : "请再扫封袋标签")
        case .countBag(let bag): Message("封袋 \(bag) 已合袋", "请清点试管并扫清点卡")
        case .sealBag(let bag): Message("封袋 \(bag) 已清点", "请扫封签")
        }
    }

    // MARK: Names

    func name(of codeClass: CodeClass) -> String {
        switch codeClass {
        case .person: "人员码"
        case .tube: "试管码"
        case .bag: "封袋码"
        case .seal: "封签号"
        case .box: "箱码"
        case .badge: "工作证"
        case .command: "指令卡"
        case .site: "采样点码"
        case .round: "轮次码"
        case .lot: "批号"
        case .team: "队伍码"
        case .household: "住户码"
        case .label: "标签QR码"
        case .rosterLine: "名册码"
        }
    }
}
