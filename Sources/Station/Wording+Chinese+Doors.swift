import Codes

/// 入户的用语。
extension Chinese {
    func visited(_ place: VisitPlace, _ visit: Visit) -> Message {
        switch place {
        case .household(let code): Message("住户 \(code)：\(name(of: visit))", "请到下一户")
        case .line(let code): Message("人员 \(code)：\(name(of: visit))", "请扫下一位人员，或住户码")
        }
    }

    func asked(_ household: HouseholdSighting, _ progress: HouseholdProgress) -> Message {
        Message("住户 \(household.code)：\(told(progress))", "请扫人员行码，或扫无人、拒采、迁出、再访、完成卡")
    }

    func askedToLeave(_ household: HouseholdSighting, _ progress: HouseholdProgress) -> Message {
        Message("住户 \(household.code)：\(progress.people)人中\(progress.missing)人未采，原因不明", "请扫其行码，仍要离开扫确认卡")
    }

    func told(of household: String, _ progress: HouseholdProgress) -> Message {
        Message("住户 \(household)：\(told(progress))", progress.missing == 0 ? "无需处理" : "开始请扫住户码")
    }

    func refused(unlisted codeClass: CodeClass, _ code: String) -> Message {
        Message("\(name(of: codeClass)) \(code) 不在花名册", "请扫本人证件，并报告负责人")
    }

    func refused(alone token: PersonToken) -> Message { Message("\(person(token)) 须单采", "请扫单采模式卡，再扫人员") }

    private func told(_ progress: HouseholdProgress) -> String {
        let parts = [
            "共\(progress.people)人", "已采\(progress.sampled)人",
            progress.explained > 0 ? "不在\(progress.explained)人" : nil,
            progress.last.map { "上次：\(name(of: $0))" },
            progress.building.map { "本楼\($0.doors)户中\($0.open)户未完成" },
        ]
        return parts.compactMap(\.self).joined(separator: "，")
    }

    private func name(of visit: Visit) -> String {
        switch visit {
        case .absent: "无人在家"
        case .refused: "拒绝采样"
        case .moved: "已迁出"
        case .revisit: "需再访"
        case .done: "已完成"
        }
    }

    func card(of visit: Visit) -> String {
        switch visit {
        case .absent: "无人"
        case .refused: "拒采"
        case .moved: "迁出"
        case .revisit: "再访"
        case .done: "完成"
        }
    }

    func use(of visit: Visit) -> String {
        visit == .done ? "扫住户码后：在家人员均已采样" : "扫住户码或等候人员的行码后：\(name(of: visit))"
    }
}
