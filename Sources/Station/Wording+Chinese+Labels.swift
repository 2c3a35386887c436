import Codes
import Devices

/// 标签的用语。
extension Chinese {
    func handwritten(_ subject: LabelSubject) -> Message { Message("\(name(of: subject)) 的标签已手写", "请继续扫码") }

    func again(_ subject: LabelSubject) -> Message { Message("补打 \(name(of: subject)) 的标签，带标记", "请废弃旧标签") }

    var askedReprint: Message { Message("补打哪张标签？", "请扫已封的封袋或转运箱") }

    func owed(_ subject: LabelSubject) -> Message { Message("\(name(of: subject)) 的标签待打印", "请查看打印机") }

    func doubtful(_ subject: LabelSubject) -> Message {
        if subject.kind == .test { return Message("测试标签打印异常", "完好请扫此标签，不好扫手写标签卡，再扫开班卡") }
        return Message("\(name(of: subject)) 的标签打印异常", "请查看标签：完好扫手写标签卡，不好扫补打卡")
    }

    func givenUp(_ subject: LabelSubject) -> Message {
        Message("欠打标签过多：\(name(of: subject)) 不再打印", "请手写该标签，并修好打印机")
    }

    func name(of subject: LabelSubject) -> String {
        switch subject {
        case .bag(let bag): "封袋 \(bag)"
        case .box(let box): "转运箱 \(box)"
        case .manifest(let box): "转运箱 \(box) 交接单"
        case .receipt(let box): "转运箱 \(box) 回执"
        case .short(let tube): "不足管 \(tube)"
        case .voucher(let binding): "试管 \(binding.tube) 第\(binding.slot)位采样凭证"
        case .correction(let tube, let slot): "试管 \(tube)\(slot.map { " 第\($0)位" } ?? "")更正单"
        case .void(let tube): "作废管 \(tube)"
        case .test: "打印机测试"
        }
    }

    func name(of device: DeviceID) -> String { names.device(device, .chinese) ?? "设备 \(device) " }

    func old(_ subject: LabelSubject) -> Message {
        if subject.kind == .test { return Message("此测试标签不是本次的，或已扫过", "请扫开班卡重新打印") }
        return Message("\(name(of: subject)) 的此标签已作废", "请用更正标签，或扫补打卡")
    }

    // MARK: 批号与标记

    func marked(_ acceptance: Acceptance) -> Message {
        switch acceptance {
        case .lotChosen(let lot): Message("采样管批号 \(lot)", "可以开始采样")
        case .tubeMarked(let tube, let mark): Message("试管 \(tube) 已标记：\(name(of: mark))", "请继续扫码")
        case .personMarked(let binding):
            Message("\(person(binding.person)) 在试管 \(binding.tube) 已标记：未采样", "请叫回该人员")
        default: noted
        }
    }

    func corrected(_ slip: CorrectionSlip) -> Message {
        Message(
            "\(slip.station)更正：封袋 \(slip.bag) 试管 \(slip.tube)\(slip.slot.map { " 第\($0)位" } ?? "") \(word(slip.what))",
            "请单独放置并报告")
    }

    private func word(_ what: String) -> String { Mark(rawValue: what.lowercased()).map(name) ?? what }

    func asked(_ mark: Mark) -> Message {
        Message("标记\(name(of: mark))：哪支？", mark == .notSampled ? "请扫人员，或已封的试管" : "请扫已封的试管")
    }

    func name(of mark: Mark) -> String {
        switch mark {
        case .notSampled: "未采样"
        case .leaked: "遗洒"
        case .broken: "破损"
        case .other: "其他"
        }
    }
}
