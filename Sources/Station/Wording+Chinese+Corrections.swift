import Codes

/// What is said while something is put right.
extension Chinese {
    func asked(_ correction: Correction) -> Message {
        switch correction {
        case .transfer: Message("谁的拭子在其他试管？", "请扫人员，整管转移扫试管")
        case .transferFrom(.person(let binding)):
            Message("\(person(binding.person))，原试管 \(binding.tube)", "请扫实际装样的试管")
        case .transferFrom(.tube(let tube)): Message("原试管 \(tube) 全部人员", "请扫实际装样的试管")
        case .transferTo(let source, let tube, let people, let exchange):
            Message(
                exchange
                    ? "试管 \(source.tube) 与 \(tube) 互换：\(people)人" : "试管 \(source.tube) 转至 \(tube)：\(people)人",
                "执行请扫原因卡")
        case .reopen: Message("重新打开什么？", "请扫已封的试管、封袋或转运箱")
        case .reopenTube(let tube, let count, let capacity):
            Message("重新打开试管 \(tube)：\(count)人，共\(capacity)位", "执行请扫原因卡")
        case .reopenBag(let bag, let seal, let count):
            Message("打开封袋 \(bag)：\(count)支，封签 \(seal) 将作废", "执行请扫原因卡")
        case .reopenBox, .revoke: askedOfBox(correction)
        case .recategorise: Message("正确的扫码类别？", "请扫类别卡")
        case .recategoriseTo(let number): Message("改为\(name(ofCategory: number))", "请扫试管或封袋")
        case .recategoriseTubes(let number, let tubes):
            Message(
                "改为\(name(ofCategory: number))：\(tubes.count)支，\(list(tubes))",
                tubes.count == 1 ? "请扫确认卡，多支扫末管" : "执行请扫确认卡")
        case .recategoriseBag(let number, let bag, let count):
            Message("改为\(name(ofCategory: number))：封袋 \(bag)，\(count)支", "执行请扫确认卡")
        case .fix: Message("哪里有误：袋内管码，还是人员？", "请扫封袋，或误录的人员")
        case .fixPerson(let binding):
            Message("\(person(binding.person)) 在试管 \(binding.tube) 第\(binding.slot)位", "请扫实际采样的人员")
        case .fixPersonTo(let binding, let right):
            Message(
                "试管 \(binding.tube) 第\(binding.slot)位：\(person(binding.person)) 更正为 \(person(right))", "执行请扫原因卡")
        case .fixIn(let bag): Message("封袋 \(bag)", "请扫错误的管码")
        case .fixWrong(let bag, let tube): Message("封袋 \(bag)：管码 \(tube) 有误", "请隔袋扫正确的试管")
        case .fixRight(let bag, let wrong, let right):
            Message("封袋 \(bag)：\(wrong) 更正为 \(right)", "执行请扫确认卡")
        }
    }

    func corrected(_ acceptance: Acceptance) -> Message {
        switch acceptance {
        case .swabsMoved(let from, let tube, let people):
            Message("试管 \(from) 已转至 \(tube)：\(people)人", "请在2支试管上作更正标记")
        case .tubeReopened(let tube, let count, let capacity):
            Message("试管 \(tube) 已重新打开：\(count)人，共\(capacity)位", "请扫补采人员")
        case .bagUnsealed(let bag, let seal, let count):
            Message("封袋 \(bag) 已打开，封签 \(seal) 作废", "请将\(count)支试管装入新封袋")
        case .recategorised(let number, let count):
            Message("\(count)支已改为\(name(ofCategory: number))", "请在标签上作更正标记")
        case .tubeFixed(let wrong, let right, let bag):
            Message("封袋 \(bag)：\(wrong) 已更正为 \(right)", "请在封袋标签上作更正标记")
        case .personCorrected(let binding):
            Message("试管 \(binding.tube) 第\(binding.slot)位已更正为 \(person(binding.person))", "请继续扫码")
        default: noted
        }
    }

    func notCorrected(_ refusal: Refusal) -> Message {
        switch refusal {
        case .sameTube(let tube): Message("试管 \(tube) 前后相同", "请扫其他试管")
        case .inSealedBag(let tube, let bag): Message("试管 \(tube) 在已封的封袋 \(bag)", "请用更正管码，或先重新打开封袋")
        case .inBag(let tube, let bag): Message("试管 \(tube) 在封袋 \(bag)", "请按整袋更正")
        case .bagNotSealed(let bag): Message("封袋 \(bag) 未封", "请扫已封的封袋")
        case .categoriesDiffer(let tube, let other): Message("试管 \(tube) 与 \(other) 类别或轮次不一致", "请先更正类别")
        case .sameCategory(let number): Message("已是\(name(ofCategory: number))", "请扫其他试管或封袋")
        case .transferToNew(let tube): Message("试管 \(tube) 未开管", "请扫在用试管，或整管转移")
        case .rowTooLong(let limit): Message("其间超过\(limit)支", "请扫较近的末管")
        case .reasonFirst: Message("须说明原因", "请扫原因卡")
        default: noted
        }
    }

    /// What the REASON cards mean.
    func reason(_ number: Int) -> String {
        let reasons = ["扫错试管", "扫错人员", "人员迟到", "类别选错", "试管破损或遗洒", "封袋或封签破损", "标签无法识读", "清点有误", "其他"]
        return reasons.indices.contains(number - 1) ? reasons[number - 1] : "其他"
    }
}
