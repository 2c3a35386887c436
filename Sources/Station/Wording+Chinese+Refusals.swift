import Codes
import Devices

extension Chinese {
    func refused(_ refusal: Refusal) -> Message {
        switch refusal {
        case .wrongClass(let scanned, let expected): Message("这是\(name(of: scanned))", scan(expected))
        case .unknownCode: Message("无法识别", "重扫")
        case .doubled: Message("重复读入", "重扫")
        case .checkDigit(.person): Message("身份证号校验失败", "重扫")
        case .checkDigit(let codeClass): Message("\(name(of: codeClass))不正确", "重扫")
        case .lengthCharset(.person): Message("证件号位数不正确", "重扫")
        case .lengthCharset(let codeClass): Message("\(name(of: codeClass))位数不正确", "重扫")
        case .impossibleNumber: Message("证件号的日期或地区不正确", "请核对证件后重扫")
        case .noPerson: Message("无人等候此管", "请先扫人员")
        case .personWaits(let token): Message("\(person(token)) 等候中", "请先扫试管")
        case .personWaitsElsewhere(let lane): Message("\(lane)号台有人员等候", "请先在\(lane)号台完成")
        case .duplicateHere(let slot): Message("此人已在本管第\(slot)位", "请扫下一位人员")
        case .mismatch(let token): Message("人证不符：\(person(token)) 等候中", "请扫本人QR码，或扫取消卡")
        case .codeBound(let binding): Message("此QR码已在试管 \(binding.tube) 第\(binding.slot)位", "请扫本人QR码")
        case .noQR: Message("这不是QR码", "请扫本人QR码")
        case .tubeUsed(let tube, let record): Message("试管 \(tube) \(whereabouts(record))", "请换试管")
        case .tubeFull(let tube, let capacity):
            Message("试管 \(tube) 有\(capacity)人，已达上限人数，请封管", "请先扫有空位的试管")
        case .tubeEmpty(let tube): Message("试管 \(tube) 未添加任何人员信息", "请先扫人员")
        case .tubeSealed(let tube): Message("试管 \(tube) 已封管", "请报告负责人")
        case .tubeElsewhere(let tube, let lane): Message("试管 \(tube) 在\(lane)号台", "请在\(lane)号台操作")
        case .openTube(let tube, let count, let capacity):
            Message("试管 \(tube) 未封管：\(count)人，共\(capacity)位", "请先封管，或继续用此管")
        case .closingScanFirst(let tubes): closingScanFirst(tubes)
        case .noCategory: Message("未选扫码类别", "请先选扫码类别")
        case .singleOnly(let category):
            Message("\(name(ofCategory: category))：该人员须单采", scan(cards: modeCards(category: category, upTo: 1)))
        case .modeNotAllowed(let category, let mode):
            Message(
                "\(name(ofCategory: category))不可用\(name(ofMode: mode))", scan(cards: modeCards(category: category)))
        case .unknownChoice: Message("本站无此类别或模式", "请换卡")
        case .notSealed(let tube): Message("存在未封管：试管 \(tube)", "请先封管")
        case .mixedBag(let bag): Message("与封袋 \(bag) 类别不一致或轮次不同", "请先扫同类别的封袋")
        case .notInThisBag(let tube, let bag): Message("试管 \(tube) 不属于封袋 \(bag)", "请取出此管")
        case .bagFull(let bag, let limit): Message("袋满：封袋 \(bag) 最多\(limit)支", "请勿再装，请扫封袋")
        case .bagEmpty(let bag): Message("封袋 \(bag) 内无试管", "请先扫试管")
        case .openBag(let bag): Message("本类别的封袋 \(bag) 未封", "请用封袋 \(bag)，或先封袋")
        case .bagInHand(let bag): Message("封袋 \(bag) 清点中", "请先清点并封好封袋 \(bag)")
        case .bagUsed(let bag, let record): Message("封袋 \(bag) \(whereabouts(record))", "请换新封袋")
        case .bagElsewhere(let bag, let lane): Message("封袋 \(bag) 在\(lane)号台合袋", "请在\(lane)号台封袋")
        case .countFirst(let bag): Message("封袋 \(bag) 未清点", "请扫封袋，再扫清点卡")
        case .sealReuse(let seal, let bag): Message("封签号已使用：\(seal) 在封袋 \(bag)", "请换新封签")
        case .custody(let custody): refused(custody)
        case .intake(let intake): refused(intake)
        case .workOpen, .realCode, .inTraining: refusedOfTraining(refusal)
        case .unlisted(let codeClass, let code): refused(unlisted: codeClass, code)
        case .aloneOnly(let token): refused(alone: token)
        case .unknownLot(let lot): Message("批号 \(lot) 不在本站清单", "请换批次，并报告负责人")
        case .expiredLot(let lot): Message("采样管过期：批号 \(lot)", "请换其他批次的采样管")
        case .nothingToUndo: Message("没有可撤销的操作", "请继续扫码")
        case .nothingToCancel: Message("没有可取消的操作", "请继续扫码")
        case .nothingToConfirm: Message("没有可确认的操作", "请继续扫码")
        case .notBound: Message("此人未关联试管", "请扫正确的人员")
        case .sameTube, .inSealedBag, .inBag, .bagNotSealed, .categoriesDiffer, .sameCategory, .transferToNew,
            .rowTooLong, .reasonFirst:
            notCorrected(refusal)
        case .badgeFirst, .noBadgeYet, .badgeUnknown, .badgeUsed, .notAllowed, .lastSupervisor, .tooManyBadges,
            .enrolmentStands, .pinUnfit, .signFirst:
            refusedOfStaff(refusal)
        case .laneFirst: Message("此扫码枪尚未定台", "请扫本台台号卡")
        case .shiftClosed, .asleep, .timeUnfit, .stockUnfit: refusedOfDay(refusal)
        case .nothingTyped: Message("尚未输入", "请扫数字卡，再扫回车卡")
        case .typedTooLong: Message("输入过长", "请从头重新输入")
        case .typedDiffers: Message("2次输入不一致", "请重新输入2次")
        case .nothingToVoid(let tube): Message("试管 \(tube) 从未使用", "请单独放置，换用新的采样管")
        case .notNow(let command): Message("现在不能用\(name(of: command))卡", next(after: command))
        }
    }

    private func scan(_ expected: [CodeClass]) -> String {
        expected.isEmpty ? "请扫其他码" : "请扫" + expected.map { thing($0) }.joined(separator: "或")
    }

    private func scan(cards: [String]) -> String {
        cards.isEmpty ? "请扫其他模式卡" : "请扫" + cards.map { "\($0)卡" }.joined(separator: "或")
    }

    func closingScanFirst(_ tubes: [TubeCode]) -> Message {
        Message("满管\(tubes.count)支未封管：\(list(tubes))", tubes.first.map { "请扫试管 \($0) 封管" } ?? "请扫满管封管")
    }

    func whereabouts(_ record: BagRecord) -> String {
        switch record.stage {
        case .open: "使用中，\(names.time(record.at)) 开袋"
        case .sealed(let seal): "\(names.time(record.at)) 已封袋，封签 \(seal)"
        case .opened(let seal): "\(names.time(record.at)) 已开封，封签 \(seal) 作废"
        }
    }

    private func next(after command: Command) -> String {
        switch command {
        case .short: "请扫未封的试管"
        case .release, .notSampled: "请扫人员"
        case .void: "请扫采样管"
        case .count: "请先扫封袋"
        case .reason: "请先扫更正卡"
        case .role: "请先扫登记卡"
        case .link: "请先扫人员"
        case .handover: "请先封箱"
        case .handwritten: "本台没有欠打标签"
        case .visit(.done): "请先扫住户码"
        case .visit: "请先扫住户码或人员行码"
        case .temperature: "请先扫转运箱"
        case .category, .mode, .round, .undo, .confirm, .cancel, .ask, .key, .transfer, .reopen, .recategorise, .fix,
            .enrol, .lock, .lane, .proxy, .pause, .report, .morning, .time, .stock, .setTime, .testLabel, .reprint,
            .training,
            .language,
            .mark:
            "请继续扫码"
        }
    }

    /// What carries the code: what the operator is asked to scan.
    private func thing(_ codeClass: CodeClass) -> String {
        switch codeClass {
        case .person: "人员"
        case .tube: "试管"
        case .bag: "封袋"
        case .seal: "封签"
        case .box: "转运箱"
        case .badge, .command, .site, .round, .lot, .team, .household, .rosterLine, .label:
            name(of: codeClass)
        }
    }
}
