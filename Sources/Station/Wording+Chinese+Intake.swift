import Codes

/// 实验室接收台的用语。
extension Chinese {
    func accepted(_ intake: IntakeAcceptance) -> Message {
        switch intake {
        case .boxCame(let box, nil): Message("转运箱 \(box)", "请扫交接单，或扫封袋标签")
        case .boxCame(let box, let count?): Message("转运箱 \(box)：交接单\(count)袋", "请扫封袋标签")
        case .boxLeft(let box): Message("已放弃转运箱 \(box)", "请扫其他转运箱")
        case .bagCame(let bag, let seal, let count): Message("封袋 \(bag)：\(count)支，封签 \(seal)", "请扫袋上封签")
        case .sealRight(let bag, let count): Message("封袋 \(bag) 封签相符", "请拆袋，扫\(count)支试管")
        case .tubeSeen(let tube, let seen, let count):
            seen == count
                ? Message("试管 \(tube)：\(count)支已齐", "请再扫封袋标签") : Message("试管 \(tube)：第\(seen)支，共\(count)支", "请扫下一支")
        case .tubeUnexpected(let tube, let bag): Message("试管 \(tube) 不在封袋 \(bag) 标签上", "请单独放置，继续扫码")
        case .rejected(let code): Message("\(code) 已拒收", "请单独放置，继续扫码")
        case .bagReceived(let bag, let count): Message("封袋 \(bag) 已接收：\(count)支", "请扫下一袋，或扫转运箱")
        case .boxReceived(let receipt): Message(summary(receipt), "请将回执交给转运员")
        }
    }

    func asked(_ intake: IntakeQuestion) -> Message {
        switch intake {
        case .bagDiffers(let bag, let missing, let unexpected):
            Message(
                "封袋 \(bag) 不符" + (missing.isEmpty ? "" : "；缺\(missing.count)支：\(list(missing))")
                    + (unexpected.isEmpty ? "" : "；多\(unexpected.count)支：\(list(unexpected))"), "请查找，或扫确认卡记入回执")
        case .boxDiffers(let box, let count, let manifest):
            Message("转运箱 \(box)：\(count)袋，交接单\(manifest)袋", "请查找，或扫确认卡记入回执")
        }
    }

    func refused(_ intake: IntakeRefusal) -> Message {
        switch intake {
        case .boxFirst: Message("没有正在接收的转运箱", "请先扫转运箱")
        case .boxInHand(let box): Message("正在接收转运箱 \(box)", "请再扫该箱结束接收")
        case .elsewhere(let code, let lane): Message("\(code) 正在\(lane)号台接收", "请在该台完成")
        case .boxReceived(let box, let at): Message("转运箱 \(box) 已于 \(names.time(at)) 接收", "请报告负责人")
        case .bagFirst: Message("没有正在接收的封袋", "请先扫封袋标签")
        case .sealFirst(let bag): Message("封袋 \(bag) 的封签未扫", "请拆袋前扫封签，破损请扫原因卡")
        case .sealBroken(let bag, let seal): Message("封签破损或不符：封袋 \(bag) 应为 \(seal)", "请核对封袋，破损请扫原因卡")
        case .bagReceived(let bag, let at): Message("封袋 \(bag) 已于 \(names.time(at)) 接收", "请报告负责人")
        case .noSampling: Message("本台只接收转运箱", "请扫转运箱")
        }
    }

    func toldOfIntake(_ notice: Notice) -> Message {
        switch notice {
        case .intakeStands(let bag): Message("封袋 \(bag) 已接收", "请扫下一袋，或扫转运箱")
        case .intakeSeen(let tube): Message("试管 \(tube) 已扫过", "请扫下一支")
        case .receiptKnown(let box): Message("转运箱 \(box) 的回执已录入", "无需处理")
        default: noted
        }
    }

    func received(_ receipt: ReceiptSlip, missing: [BagCode], isWhole: Bool) -> Message {
        let bags = missing.isEmpty ? "" : "；缺封袋：\(missing.map(\.text).joined(separator: "、"))"
        return Message(summary(receipt) + bags, isWhole ? "无需处理" : "请就差异联系 \(receipt.laboratory)")
    }

    private func summary(_ receipt: ReceiptSlip) -> String {
        let words: [(ReceiptSlip.Difference.Kind, String)] = [
            (.missing, "缺"), (.unexpected, "多"), (.rejected, "拒收"),
        ]
        let parts = words.compactMap { kind, word -> String? in
            let codes = receipt.differences.filter { $0.kind == kind }.map(\.code)
            return codes.isEmpty ? nil : "；\(word)\(codes.count)：\(codes.joined(separator: "、"))"
        }
        let bags = receipt.bags.map(\.text).joined(separator: "、")
        return "转运箱 \(receipt.box) 已接收：\(receipt.bags.count)袋（\(bags)）\(receipt.tubes)支" + parts.joined()
    }

    func seen(_ subject: LabelSubject) -> Message {
        if subject.kind == .test { return Message("测试标签清晰可读", "请继续扫码") }
        return Message("\(name(of: subject)) 的标签在", "请继续扫码")
    }
}
