/// What was done. What is done all day is short: the tone has told most of it.
package enum Done: String, Hashable, Sendable, CaseIterable {
    case site
    case round
    case team
    case left
    case linked
    case tubeOpen = "tube-open"
    case tubeFull = "tube-full"
    case sealed
    case released
    case notSampled = "not-sampled"
    case tubeNew = "tube-new"
    case void
    case mayBeShort = "may-be-short"
    case bagOpen = "bag-open"
    case bagClosed = "bag-closed"
    case bagSealed = "bag-sealed"
    case countRight = "count-right"
    case boxOpen = "box-open"
    case boxClosed = "box-closed"
    case boxNew = "box-new"
    case boxBack = "box-back"
    case boxLost = "box-lost"
    case handedOver = "handed-over"
    case receiptRight = "receipt-right"
    case receiptDiffers = "receipt-differs"
    case moved
    case recategorised
    case corrected
    case lot
    case marked
    case visited
    /// Said in the language that was chosen.
    case language
    case trainingBegun = "training-begun"
    case trainingEnded = "training-ended"
    case labelDone = "label-done"
    case labelAgain = "label-again"
    case boxCame = "box-came"
    case boxLeft = "box-left"
    case bagCame = "bag-came"
    case sealRight = "seal-right"
    case unexpected
    case rejected
    case received
    case undone
    case onDuty = "on-duty"
    case locked
    case paused
    case shiftClosed = "shift-closed"
    case shiftBegun = "shift-begun"
    /// All that MORNING looks at is well.
    case allReady = "all-ready"
    case clockSet = "clock-set"
    case stockCounted = "stock-counted"
    case desk
    case badgeEnrolled = "badge-enrolled"
    case badgeWithdrawn = "badge-withdrawn"
    case signed
}

extension Done {
    var words: Words {
        switch self {
        case .site: Words("Site chosen", "采样点已选")
        case .round: Words("New round", "新轮次")
        case .team: Words("Team chosen", "队伍已选")
        case .left: Words("The person was let go", "人员已离开")
        case .linked: Words("Linked", "已关联")
        case .tubeOpen: Words("Tube open", "已开管")
        case .tubeFull: Words("Tube full", "管已满")
        case .sealed: Words("Sealed", "已封管")
        case .released: Words("Released", "已解除关联")
        case .notSampled: Words("Not sampled", "未采样")
        case .tubeNew: Words("The tube is new again", "试管可重新使用")
        case .void: Words("Void", "已作废")
        case .mayBeShort: Words("It may be sealed short", "可不足封管")
        case .bagOpen: Words("Bag open", "已开袋")
        case .bagClosed: Words("Bag closed", "已合袋")
        case .bagSealed: Words("Bag sealed", "已封袋")
        case .countRight: Words("The count is right", "清点相符")
        case .boxOpen: Words("Box open", "已开箱")
        case .boxClosed: Words("Box closed", "已封箱")
        case .boxNew: Words("The box is new again", "转运箱可重新使用")
        case .boxBack: Words("The box is back", "转运箱已收回")
        case .boxLost: Words("The box is lost", "转运箱已遗失")
        case .handedOver: Words("Handed over", "已交接")
        case .receiptRight: Words("The receipt is right", "回执相符")
        case .receiptDiffers: Words("The receipt differs", "回执有差异")
        case .moved: Words("Moved", "已转移")
        case .recategorised: Words("Category changed", "类别已更正")
        default: ofTheDay
        }
    }

    private var ofTheDay: Words {
        switch self {
        case .corrected: Words("Corrected", "已更正")
        case .lot: Words("Lot chosen", "批号已选")
        case .marked: Words("Marked", "已标记")
        case .visited: Words("Visit noted", "入户已记录")
        case .language: Words("English", "中文")
        case .trainingBegun: Words("Training begins", "练习开始")
        case .trainingEnded: Words("Training ends", "练习结束")
        case .labelDone: Words("Label done", "标签已好")
        case .labelAgain: Words("It is printed again", "标签重打")
        case .boxCame: Words("Box in hand", "开始接收转运箱")
        case .boxLeft: Words("Box left", "已放弃此箱")
        case .bagCame: Words("Bag in hand", "开始接收封袋")
        case .sealRight: Words("The seal is right", "封签相符")
        case .unexpected: Words("Not on the label", "不在标签上")
        case .rejected: Words("Rejected", "已拒收")
        case .received: Words("Received", "已接收")
        case .undone: Words("Undone", "已撤销")
        case .onDuty: Words("On duty", "已上岗")
        case .locked: Words("Locked", "已全部离岗")
        case .paused: Words("Paused", "已暂停")
        case .shiftClosed: Words("Shift closed", "本班结束")
        case .shiftBegun: Words("Shift begins", "本班开始")
        case .allReady: Words("All ready", "一切就绪")
        case .stockCounted: Words("Tubes counted", "空管已登记")
        case .clockSet: Words("Clock set", "时间已校准")
        case .desk: Words("Desk", "台号")
        case .badgeEnrolled: Words("Badge enrolled", "工作证已登记")
        case .badgeWithdrawn: Words("Badge withdrawn", "工作证已注销")
        case .signed: Words("Signed", "已签字")
        default: Words("", "")
        }
    }
}
