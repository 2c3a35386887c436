import Codes

/// 练习班次的用语。
extension Chinese {
    func trained(_ acceptance: Acceptance) -> Message {
        switch acceptance {
        case .trainingBegun: Message("练习开始，记录不作数", "请选扫码类别，用练习码")
        case .trainingEnded: Message("练习结束，恢复正式工作", "请先选扫码类别")
        default: noted
        }
    }

    func askedTraining(begins: Bool) -> Message {
        begins ? Message("开始练习？练习记录不作数", "开始请扫确认卡") : Message("结束练习，恢复正式工作？", "结束请扫确认卡")
    }

    func refusedOfTraining(_ refusal: Refusal) -> Message {
        switch refusal {
        case .workOpen(let work): Message("有未完成的工作：\(list(work))", "请先完成，再开始练习")
        case .realCode(let codeClass): Message("练习中：这是正式工作的\(name(of: codeClass))", "请用练习码")
        case .inTraining: Message("练习中不能进行此操作", "结束练习请扫练习卡")
        default: noted
        }
    }

    var trainingSign: String { "练习" }
}
