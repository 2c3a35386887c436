import Codes
import Devices

/// The station's Chinese. Where WORKFLOW.md 3.6 has a wording it stands here letter by letter.
struct Chinese: Vocabulary {
    let names: Names

    let noted = Message("已记录", "")

    func sentence(_ message: Message) -> String {
        if message.next.isEmpty { return message.what }
        return message.what + (message.what.hasSuffix("？") ? "" : "，") + message.next
    }

    // MARK: Accepted

    func accepted(_ acceptance: Acceptance) -> Message {
        switch acceptance {
        case .siteChosen(let site): Message("采样点 \(site)", "请核对扫码类别")
        case .roundBegun(let round): Message("轮次 \(round) 已开始", "请开始采样")
        case .teamChosen(let team): Message("队伍 \(team)", "请开始采样")
        case .categoryChosen(let number): Message("扫码类别：\(name(ofCategory: number))", "请开始采样")
        case .modeChosen(let number): Message("模式：\(name(ofMode: number))", "请开始采样")
        case .personWaits(let token): Message("\(person(token)) 等候中", "请扫试管")
        case .personLeft(let token): Message("\(person(token)) 已离开", "请扫下一位人员")
        case .personLinked(let token): Message("已关联QR码：\(person(token))", "请扫试管")
        case .tubeOpened(let tube): Message("试管 \(tube) 已开管", "请扫人员")
        case .bound(let binding, let capacity):
            Message("\(person(binding.person))：第\(binding.slot)位，共\(capacity)位", "请扫下一位人员")
        case .boundAndFull(let binding):
            Message("\(person(binding.person))：第\(binding.slot)位，管已满", "请再扫试管 \(binding.tube) 封管")
        case .boundAndSealed(let binding):
            Message("\(person(binding.person))：试管 \(binding.tube) 已封管", "请扫下一位人员")
        case .personReleased(let binding):
            Message("\(person(binding.person)) 已与试管 \(binding.tube) 解除关联", "请继续扫码")
        case .personNotSampled(let binding):
            Message("\(person(binding.person)) 未采样，已移出试管 \(binding.tube)", "请继续扫码")
        case .tubeReleased(let tube): Message("试管 \(tube) 可重新使用", "请继续扫码")
        case .tubeEmptied(let tube): Message("试管 \(tube) 已全部解除", "请将此管作废，不可再用")
        case .tubeVoided(let tube, let people):
            Message("试管 \(tube) 已作废", people == 0 ? "请单独放置，不可再用" : "请单独放置，召回\(people)人重新采样")
        case .shortAllowed(let tube): Message("试管 \(tube) 可不足封管", "请贴特殊标记，再扫此管")
        case .tubeSealed(let tube, let count, let short, let bag): sealed(tube, count: count, short: short, bag: bag)
        case .bagOpened(let bag): Message("封袋 \(bag) 已开袋", "请扫已封管的试管")
        case .tubeJoined(let tube, let bag, let count):
            Message("封袋 \(bag)：试管 \(tube) 为第\(count)支", "请装袋并扫下一支试管")
        case .bagClosed(let bag): Message("封袋 \(bag) 已合袋", "请清点试管并扫清点卡")
        case .bagReopened(let bag): Message("封袋 \(bag) 已重新开袋", "请扫试管装袋，或扫封袋合袋")
        case .tubeRecounted(let tube, let seen): Message("试管 \(tube)：已扫\(seen)支", "请扫下一支试管，扫完再扫封袋")
        case .bagCounted(let bag, let count): Message("封袋 \(bag)：\(count)支，清点相符", "请扫封签")
        case .bagSettled(let bag, let count): Message("封袋 \(bag) 现为\(count)支", "请扫封签")
        case .bagSealed(let bag, let seal, let count):
            Message("封袋 \(bag) 已封袋：封签 \(seal)，\(count)支", "请放入转运箱")
        case .swabsMoved, .tubeReopened, .bagUnsealed, .recategorised, .tubeFixed, .personCorrected:
            corrected(acceptance)
        case .paused, .shiftClosed, .shiftBegun, .clockSet: acceptedOfDay(acceptance)
        case .postTaken, .laneLocked, .scannerPlaced, .badgeEnrolled, .badgeWithdrawn, .signed:
            acceptedOfStaff(acceptance)
        case .custody(let custody): accepted(custody)
        case .lotChosen, .tubeMarked, .personMarked: marked(acceptance)
        case .corrected(let slip): corrected(slip)
        case .visited(let place, let visit): visited(place, visit)
        case .stockCounted(let count): Message("空管 \(count) 支", "请继续扫码")
        case .languageChosen(.chinese): Message("已切换为中文", "请继续扫码")
        case .languageChosen(.english): Message("已切换为英文", "请继续扫码")
        case .trainingBegun, .trainingEnded: trained(acceptance)
        case .labelHandwritten(let subject): handwritten(subject)
        case .labelAgain(let subject): again(subject)
        case .labelSeen(let subject): seen(subject)
        case .intake(let intake): accepted(intake)
        case .undone: Message("已撤销上次扫码", "请从上一步继续")
        }
    }

    private func sealed(_ tube: TubeCode, count: Int, short: Bool, bag: BagCode?) -> Message {
        let what = "试管 \(tube) 已\(short ? "不足" : "")封管：\(count)人"
        return switch (short, bag) {
        case (false, nil): Message(what, "请扫下一位人员")
        case (true, nil): Message(what, "请贴特殊标记")
        case (false, let bag?): Message(what, "请装入封袋 \(bag)")
        case (true, let bag?): Message(what, "请贴特殊标记，装入封袋 \(bag)")
        }
    }

    // MARK: Questions

    private func readBack(_ token: PersonToken) -> String {
        let birth = names.birth(token)
        return person(token) + (birth.isEmpty ? "" : "，出生日期 \(birth)")
    }

    func asked(_ question: Question) -> Message {
        switch question {
        case .duplicateRound(let sighting, let record):
            Message(
                "\(person(sighting.token)) 本轮已采：\(names.time(record.at))"
                    + (record.binding.map { "，试管 \($0.tube)" } ?? ""),
                "请扫下一位人员，再采扫确认卡")
        case .shortPool(let tube, let count, let capacity):
            Message("试管 \(tube)：\(count)人，不足\(capacity)人，请贴特殊标记", "封管请扫确认卡")
        case .wrongCategory(let number, let expected):
            Message(
                "\(name(ofCategory: number))：与采样点类别不符（坚持选用扫确认卡）",
                "请扫\(name(of: Command.category(expected)))卡：\(name(ofCategory: expected))")
        case .newRound(let round): Message("开始轮次 \(round)？", "开始请扫确认卡")
        case .release: Message("解除谁的关联？", "请扫人员，全部解除扫确认卡")
        case .notSampled: Message("谁未采样？", "请扫人员")
        case .typedPerson(let sighting):
            Message("输入：\(readBack(sighting.token))", "请与证件核对，无误扫确认卡")
        case .oldRound(let round, let doubt): askedRound(round, doubt)
        case .report(let work): askedReport(work)
        case .time: askedTime
        case .stock: Message("现有多少支空管？", "请输支数，再扫回车卡")
        case .setClock(let setting): askedClock(setting)
        case .link(let token): Message("\(person(token)) 的QR码？", "请扫QR码")
        case .proxy(let number, _): Message("无码人员：\(relation(number))", "请扫亲属的证件或码")
        case .secondIdentifier(let sighting): Message("\(person(sighting.token)) 会过期", "请再扫身份证，没有则扫确认卡")
        case .void: Message("哪支采样管作废？", "请扫采样管")
        case .voidTube(let tube, let people):
            people == 0
                ? Message("试管 \(tube) 作废？管内无人", "作废请扫确认卡")
                : Message("试管 \(tube) 作废？管内\(people)人", "请扫确认卡或原因卡，人员须重采")
        case .ask: Message("要查询什么？", "请扫任意码")
        case .correcting(let correction): asked(correction)
        case .custody(let custody): asked(custody)
        case .reprint: askedReprint
        case .mark(let mark): asked(mark)
        case .training(let begins): askedTraining(begins: begins)
        case .household(let household, let progress): asked(household, progress)
        case .leaveHousehold(let household, let progress): askedToLeave(household, progress)
        case .intake(let intake): asked(intake)
        case .enrolling(let enrolment): asked(enrolment)
        case .pin(let badge, let use, let tries): askedPIN(badge, use, tries: tries)
        case .count(let bag): Message("封袋 \(bag) 内有几支试管？", "请清点并扫清点卡")
        case .recount(let bag, let seen):
            Message("封袋 \(bag) 清点不符" + (seen.isEmpty ? "" : "，已扫\(seen.count)支"), "请逐支扫试管，再扫封袋")
        case .settle(let bag, let seen, let missing, let extra):
            Message(
                "封袋 \(bag) 清点不符" + list("缺", missing) + list("多", extra),
                seen.isEmpty ? "请逐支扫试管，再扫封袋" : "请查找，按实扫\(seen.count)支记录扫确认卡")
        }
    }

    // MARK: Notices

    func told(_ notice: Notice) -> Message {
        switch notice {
        case .typing(let characters): Message("已输入\(characters)位", "请继续输入，完成扫回车卡")
        case .typeAgain: Message("此号码无校验位", "请再输入1次，完成扫回车卡")
        case .cardUnread(let trouble): cardUnread(trouble)
        case .stillWaiting(let token): Message("\(person(token)) 仍在等候", "请扫试管")
        case .waitsLong(let waits):
            Message("\(waits.map { "\($0.lane)号台 \(person($0.person))" }.joined(separator: "、")) 久候", "请扫其试管")
        case .tubeStands(let tube, let record):
            Message("试管 \(tube) \(whereabouts(record))，\(name(ofCategory: record.category))", "请先扫同类别的新封袋")
        case .story(let story): told(story)
        case .leftOpen, .shiftRuns, .asleep: toldOfDay(notice)
        case .onDuty, .pinRefused: toldOfStaff(notice)
        case .questionCancelled: Message("已取消", "请继续扫码")
        case .labelOwed(let subject): owed(subject)
        case .labelGivenUp(let subject): givenUp(subject)
        case .labelOld(let subject): old(subject)
        case .intakeStands, .intakeSeen, .receiptKnown: toldOfIntake(notice)
        case .labelDoubtful(let subject): doubtful(subject)
        case .boxStands(let box, let bags): boxStands(box, bags: bags)
        case .sealNext(let bag): Message("封袋 \(bag) 已清点", "请扫封签")
        case .deviceLost(let device): Message("\(name(of: device))已断开", "请重新插好")
        case .deviceReady(let device): Message("\(name(of: device))已就绪", "")
        case .deviceSetAside(let device): Message("\(name(of: device))误读过多", "请停用片刻，改用其他扫码枪")
        case .clockJumped(let milliseconds):
            Message("时钟\(milliseconds < 0 ? "后退" : "前跳")\(duration(milliseconds))", "请核对时间")
        case .swabsAge(let age): told(age)
        case .tubesRunOut(let left, let minutes): Message("空管剩 \(left) 支，约够 \(minutes) 分钟", "请立即领管")
        case .diskLow(let free): Message("磁盘仅剩 \(free) MiB", "请联系维护人员")
        }
    }

    private func duration(_ milliseconds: Int64) -> String {
        let amount = milliseconds.magnitude
        return amount < 1000 ? "\(amount)毫秒" : "\(amount / 1000)秒"
    }

    /// Where a tube is and when it was used; follows the tube's code.
    func whereabouts(_ record: TubeRecord) -> String {
        let used = "\(names.time(record.opened)) 已使用"
        return switch record.stage {
        case .open(let lane): "在\(lane)号台，\(used)"
        case .sealed: "已封管，\(used)" + (record.sealedBy.map { "（\($0)号台）" } ?? "")
        case .bagged(let bag): "在封袋 \(bag)，\(used)"
        case .emptied: "已全部解除，\(used)"
        case .released: "已解除，\(used)"
        case .replaced(let other): "管码有误，已更正为 \(other)，\(used)"
        }
    }

    // MARK: Words

    func list(_ tubes: [TubeCode]) -> String { tubes.map(\.text).joined(separator: "、") }

    private func list(_ title: String, _ tubes: [TubeCode]) -> String {
        tubes.isEmpty ? "" : "；\(title)\(tubes.count)支：\(list(tubes))"
    }

    func name(ofCategory number: Int) -> String {
        names.settings.category(number)?.chinese ?? name(of: Command.category(number))
    }

    func name(ofMode number: Int) -> String {
        guard let rule = names.settings.mode(number) else { return name(of: Command.mode(number)) }
        let name = rule.capacity == 1 ? "单采" : "\(rule.capacity)合1混采"
        switch rule.order {
        case .personFirst: return name
        case .tubeFirst: return name + "（先扫试管）"
        }
    }
}
