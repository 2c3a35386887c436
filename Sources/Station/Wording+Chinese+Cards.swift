import Codes
import Devices

/// What Chinese cards say.
extension Chinese {
    func name(of command: Command) -> String {
        switch command {
        case .category(let number): "类别\(number)"
        case .mode(let number): "模式\(number)"
        case .round: "新轮次"
        case .short: "不足封管"
        case .undo: "撤销"
        case .release: "解除关联"
        case .notSampled: "未采样"
        case .void: "作废"
        case .ask: "查询"
        case .key(.digit(let digit)): "数字\(digit)"
        case .key(.x): "字母X"
        case .key(.enter): "回车"
        case .key(.clear): "清除"
        case .count(let number): "清点\(number)"
        case .transfer: "试管转移"
        case .reopen: "重新打开"
        case .recategorise: "更正类别"
        case .fix: "更正管码"
        case .reason(let number): "原因\(number)"
        case .confirm: "确认"
        case .cancel: "取消"
        case .enrol: "登记"
        case .role(let number): "岗位\(number)"
        case .lock: "离岗"
        case .handwritten: "手写标签"
        case .reprint: "补打"
        case .visit(let visit): card(of: visit)
        case .training: "练习"
        case .language(1): "中文"
        case .language: "英文"
        case .mark(let number): "标记\(number)"
        case .handover: "交接"
        case .temperature(let number): "温度\(number)"
        case .lane(let number): "\(number)号台"
        case .link: "关联"
        case .morning: "开班"
        case .pause: "暂停"
        case .report: "交班"
        case .setTime(let digits): "校时 \(digits)"
        case .testLabel(let digits): "测试标签 \(digits)"
        case .time: "校时"
        case .stock: "余管"
        case .proxy(let number): "代办\(number)"
        }
    }

    func use(of command: Command) -> String {
        switch command {
        case .category(let number): "从下一管起：\(name(ofCategory: number))"
        case .mode(let number): "从下一管起：\(name(ofMode: number))"
        case .round: "开始下一轮次，再扫确认卡"
        case .short: "人数不足，封当前采样管"
        case .undo: "撤销本扫码枪的上一次扫码"
        case .release: "解除当前管内全部人员，再扫确认卡"
        case .notSampled: "再扫未采样人员，将其移出采样管"
        case .void: "再扫损坏或遗洒的采样管，再扫确认卡，人员重采"
        case .key(.digit(let digit)): "输入证件号码中的\(digit)"
        case .key(.x): "输入末位校验码X"
        case .key(.enter): "号码输入完毕"
        case .key(.clear): "从头重新输入"
        case .ask: "再扫任意码，查询其状态，不做任何更改"
        case .count(let number): "袋内共\(number)管"
        case .transfer: "再扫人员或原试管、正确试管、原因卡"
        case .reopen: "再扫已封的试管、封袋或箱、原因卡"
        case .recategorise: "再扫类别卡、试管或封袋、确认卡"
        case .fix: "再扫封袋、错误管码、正确试管；或误录、正确人员"
        case .reason(let number): "更正原因：\(reason(number))"
        case .confirm: "同意提问"
        case .cancel: "不同意提问；请等待的人员离开"
        case .enrol: "再扫负责人证、空白证贴、身份证、岗位卡"
        case .role(let number): "此工作证的岗位：\(Role(number: number).map(name) ?? "？")"
        case .lock: "本台人员全部离岗，扫工作证再上岗"
        case .handwritten: "最早的欠打标签已手写"
        case .visit(let visit): use(of: visit)
        case .language(1): "语音和屏幕改用中文"
        case .language: "语音和屏幕改用英文"
        case .training: "练习开始或结束，练习记录不作数"
        case .mark(let number): "再扫已封的试管：\(Mark(number: number).map(name) ?? "?")"
        case .reprint: "再扫已封的封袋或箱，补打标签并作标记"
        case .handover: "再扫已封的箱、交方证、转运员证"
        case .temperature(let number): "转运温度：\(temperature(number))"
        case .lane(let number): "此扫码枪归\(number)号台"
        case .morning: "开班：播报采样点、轮次、类别"
        case .pause: "休息：下次扫码前不显示人员"
        case .report: "列出未完成事项，再扫确认卡交班"
        case .time: "再输12位年月日时分，扫回车卡、确认卡"
        case .stock: "再输空管支数，扫回车卡"
        case .setTime: "将时钟设为此时，再扫确认卡"
        case .testLabel: "查验测试标签"
        case .link: "再扫等候人员的QR码"
        case .proxy(let number): "再扫亲属的码，本人是其\(relation(number))"
        }
    }

    /// Who the person is to the holder of the code.
    func relation(_ number: Int) -> String {
        let relations = ["子女1", "子女2", "子女3", "父亲", "母亲", "祖父", "祖母", "配偶"]
        return relations.indices.contains(number - 1) ? relations[number - 1] : "其他亲属"
    }
}

extension Chinese {
    /// An ID card that was not read.
    func cardUnread(_ trouble: CardTrouble) -> Message {
        switch trouble {
        case .lifted: Message("身份证未读完", "请重新放证，勿移动")
        case .unreadable: Message("身份证无法读取", "请翻面再放，或输入号码")
        case .rejected: Message("读卡器不认此证", "请扫人员码，或输入号码")
        case .malformed: Message("身份证内容不正确", "请扫人员码，或输入号码")
        case .readerFault: Message("读卡器故障", "请重插读卡器，或输入号码")
        }
    }
}
