/// Notices.
package enum Told: String, Hashable, Sendable, CaseIterable {
    case stillWaiting = "still-waiting"
    case waitsLong = "waits-long"
    case isSealed = "is-sealed"
    case isNew = "is-new"
    case isOpen = "is-open"
    case isInBag = "is-in-bag"
    case isHandedOver = "is-handed-over"
    case isOutOfUse = "is-out-of-use"
    case isSampled = "is-sampled"
    case isNotSampled = "is-not-sampled"
    case isKnown = "is-known"
    case isUnknown = "is-unknown"
    case cancelled
    case cardUnread = "card-unread"
    case leftOpen = "left-open"
    case shiftRuns = "shift-runs"
    case asleep
    case onDuty = "on-duty"
    case pinRefused = "pin-refused"
    case countDone = "count-done"
    case labelOld = "label-old"
    case labelOwed = "label-owed"
    case labelDoubtful = "label-doubtful"
    case seenBefore = "seen-before"
    case deviceLost = "device-lost"
    case deviceReady = "device-ready"
    case deviceSetAside = "device-set-aside"
    case clockJumped = "clock-jump"
    case diskLow = "disk-low"
    case tubesRunOut = "tubes-run-out"
    case swabsDue = "swabs-due"
    case swabsLate = "swabs-late"
}

extension Told {
    var words: Words {
        switch self {
        case .stillWaiting: Words("The person is still waiting", "人员仍在等候")
        case .waitsLong: Words("A person waits long", "有人久候")
        case .isSealed: Words("It is sealed", "已封")
        case .isNew: Words("It is new", "未使用")
        case .isOpen: Words("It is open", "使用中")
        case .isInBag: Words("It is in a bag", "已装袋")
        case .isHandedOver: Words("It was handed over", "已交接")
        case .isOutOfUse: Words("It is out of use", "已停用")
        case .isSampled: Words("Sampled in this round", "本轮已采")
        case .isNotSampled: Words("Not sampled in this round", "本轮未采")
        case .isKnown: Words("It is known here", "本站已登记")
        case .isUnknown: Words("It is not known here", "本站未登记")
        case .cancelled: Words("Cancelled", "已取消")
        case .cardUnread: Words("The card was not read", "身份证未读出")
        case .leftOpen: Words("Work is open from before", "有上次未完成的工作")
        case .shiftRuns: Words("The shift has begun", "本班已开始")
        case .asleep: Words("The station rests", "工作站休眠")
        case .onDuty: Words("On duty already", "已在本台")
        case .pinRefused: Words("Too many wrong PINs", "密码错误次数过多")
        case .countDone: Words("The bag is counted", "封袋已清点")
        case .labelOld: Words("This label is old", "标签已更正")
        case .labelOwed: Words("A label is owed", "标签待打印")
        case .labelDoubtful: Words("Look for the label", "请查看标签")
        case .seenBefore: Words("Seen already", "已扫过")
        case .deviceLost: Words("A device is gone", "设备已断开")
        case .deviceReady: Words("A device is ready", "设备已就绪")
        case .deviceSetAside: Words("This scanner misreads", "扫码枪误读过多")
        case .clockJumped: Words("The clock jumped", "时钟有跳变")
        case .diskLow: Words("The disk is nearly full", "磁盘将满")
        case .tubesRunOut: Words("The tubes run out", "空管将用完")
        case .swabsDue: Words("The oldest swab is due", "最早的样本将超时")
        case .swabsLate: Words("The oldest swab is late", "最早的样本已超时")
        }
    }
}
