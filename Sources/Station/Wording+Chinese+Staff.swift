import Codes

/// What is said of badges, posts and signatures.
extension Chinese {
    func name(of role: Role) -> String {
        switch role {
        case .operator: "扫码员"
        case .sampler: "采样员"
        case .packer: "封袋员"
        case .mentor: "带教员"
        case .supervisor: "负责人"
        case .courier: "转运员"
        }
    }

    func name(of act: Signable) -> String {
        let signers = act.signers.map { name(of: $0) }.joined(separator: "或")
        let what =
            switch act {
            case .learner(let badge, let tube): "新人 \(badge) 的试管 \(tube)"
            case .recategorised(let number, let count): "\(count)支改为\(name(ofCategory: number))"
            case .fixed(let wrong, let right, let bag): "封袋 \(bag)：试管 \(wrong) 更正为 \(right)"
            case .identified(let tube, let slot): "试管 \(tube) 第\(slot)位更正人员"
            case .unsealed(let bag): "封袋 \(bag) 已拆封"
            case .marked(let tube, let mark): "试管 \(tube) 标记\(name(of: mark))"
            case .lost(let box): "转运箱 \(box) 途中遗失"
            case .unboxed(let box): "转运箱 \(box) 已重新打开"
            }
        return "\(what)（\(signers)）"
    }

    func acceptedOfStaff(_ acceptance: Acceptance) -> Message {
        switch acceptance {
        case .postTaken(let role, let badge): Message("工作证 \(badge) 已上岗：\(name(of: role))", "请继续扫码")
        case .laneLocked: Message("本台人员已全部离岗", "上岗请扫工作证")
        case .scannerPlaced(let lane): Message("此扫码枪归\(lane)号台", "请继续扫码")
        case .badgeEnrolled(let badge, let role): Message("工作证 \(badge) 已登记：\(name(of: role))", "上岗请在本台扫码")
        case .badgeWithdrawn(let badge, let role): Message("工作证 \(badge) 已注销（\(name(of: role))）", "请销毁此证")
        case .signed(let role, let count): Message("\(name(of: role))已签\(count)项", "请继续扫码")
        default: noted
        }
    }

    func refusedOfStaff(_ refusal: Refusal) -> Message {
        switch refusal {
        case .badgeFirst(let role): Message("本台无\(name(of: role))上岗", "请先扫\(name(of: role))工作证")
        case .noBadgeYet: Message("尚无已登记的工作证", "请扫登记卡登记负责人")
        case .badgeUnknown(let badge): Message("工作证 \(badge) 未登记", "请负责人登记")
        case .badgeUsed(let badge, let role): Message("工作证 \(badge) 已登记为\(name(of: role))", "请换空白证贴")
        case .notAllowed(let role): Message("权限不足：\(name(of: role))", "请扫负责人工作证")
        case .lastSupervisor(let badge): Message("权限不足：工作证 \(badge) 为仅有的负责人", "请先登记其他负责人")
        case .tooManyBadges(let limit): Message("已登记\(limit)张工作证", "请先注销部分工作证")
        case .enrolmentStands: Message("正在登记工作证", "请先完成，或扫取消卡")
        case .pinUnfit: Message("密码应为4至8位数字", "请重新输入，完成扫回车卡")
        case .signFirst(let count): Message("\(count)项待签", "请负责人扫工作证")
        default: noted
        }
    }

    func asked(_ enrolment: Enrolment) -> Message {
        switch enrolment {
        case .supervisor: Message("由谁登记？", "请扫负责人工作证")
        case .sticker(nil): Message("首张工作证归负责人", "请扫空白证贴")
        case .sticker: Message("登记哪张工作证？", "请扫空白证贴，注销扫旧证")
        case .holder(let badge, _): Message("工作证 \(badge) 归谁？", "请扫持证人身份证")
        case .role(let badge, let holder, _): Message("工作证 \(badge)，\(person(holder))：何岗位？", "请扫岗位卡")
        case .newPIN(let badge, _, _, again: false): Message("工作证 \(badge) 设密码，4至8位", "请输入，完成扫回车卡")
        case .newPIN(let badge, _, _, again: true): Message("再次输入工作证 \(badge) 的密码", "请输入，完成扫回车卡")
        case .withdraw(let badge, _): Message("注销工作证 \(badge)？", "注销请扫确认卡")
        }
    }

    func askedPIN(_ badge: BadgeCode, _ use: PINUse, tries: Int) -> Message {
        let left = BadgeRules.pinTries - tries
        let what = tries == 0 ? "请输入工作证 \(badge) 的密码" : "工作证 \(badge) 密码错误，剩\(left)次"
        switch use {
        case .enrol: return Message(what, "完成扫回车卡")
        case .sign: return Message(what, "签字扫回车卡")
        }
    }

    func toldOfStaff(_ notice: Notice) -> Message {
        switch notice {
        case .onDuty(let role, let badge): Message("工作证 \(badge) 已在本台：\(name(of: role))", "请继续扫码")
        case .pinRefused: Message("密码错误次数过多", "请重新扫工作证")
        default: noted
        }
    }

    func told(of code: BadgeCode, _ badge: Badge?, lane: LaneID?) -> Message {
        guard let badge else { return Message("工作证 \(code) 未登记", "登记请扫登记卡") }
        var what = "工作证 \(code)：\(name(of: badge.role))，\(person(badge.holder))"
        if badge.learning > 0 { what += "，尚有\(badge.learning)管待带教签字" }
        if let lane { what += "，在\(lane)号台" }
        return Message(what, lane == nil ? "上岗请在台前扫码" : "无需处理")
    }
}
