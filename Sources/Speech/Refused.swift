/// Why something was refused; the names are those of `Refusal.name`.
package enum Refused: String, Hashable, Sendable, CaseIterable {
    case wrongClass = "wrong-class"
    case unknownCode = "unknown-code"
    case doubled
    case checkDigit = "check-digit"
    case lengthCharset = "length-charset"
    case noPerson = "no-person"
    case personWaits = "person-waits"
    case duplicateHere = "dup-here"
    case mismatch
    case codeBound = "code-bound"
    case noQR = "no-qr"
    case tubeUsed = "tube-used"
    case tubeFull = "tube-full"
    case tubeEmpty = "tube-empty"
    case tubeSealed = "tube-sealed"
    case openTube = "open-tube"
    case closingScanFirst = "closing-scan-first"
    case noCategory = "no-category"
    case singleOnly = "single-only"
    case modeNotAllowed = "mode-not-allowed"
    case unknownChoice = "unknown-choice"
    case notSealed = "not-sealed"
    case mixedBag = "mixed-bag"
    case notInThisBag = "not-in-this-bag"
    case bagFull = "bag-full"
    case bagEmpty = "bag-empty"
    case openBag = "open-bag"
    case bagInHand = "bag-in-hand"
    case bagUsed = "bag-used"
    case countFirst = "count-first"
    case sealReuse = "seal-reuse"
    case openBox = "open-box"
    case boxFull = "box-full"
    case boxEmpty = "box-empty"
    case boxHolds = "box-holds"
    case boxUsed = "box-used"
    case boxNotClosed = "box-not-closed"
    case boxUnknown = "box-unknown"
    case inBox = "in-box"
    case inClosedBox = "in-closed-box"
    case handedOver = "handed-over"
    case otherReceipt = "other-receipt"
    case noBox = "no-box"
    case boxFirst = "box-first"
    case boxInHand = "box-in-hand"
    case bagFirst = "bag-first"
    case sealFirst = "seal-first"
    case sealBroken = "seal-broken"
    case unknownLot = "unknown-lot"
    case expiredLot = "expired-lot"
    case unlisted
    case workOpen = "work-open"
    case realCode = "real-code"
    case inTraining = "in-training"
    case nothingToUndo = "nothing-to-undo"
    case nothingToCancel = "nothing-to-cancel"
    case nothingToConfirm = "nothing-to-confirm"
    case notBound = "not-bound"
    case notNow = "not-now"
    case nothingToVoid = "nothing-to-void"
    case sameTube = "same-tube"
    case inSealedBag = "in-sealed-bag"
    case inBag = "in-bag"
    case bagNotSealed = "bag-not-sealed"
    case categoriesDiffer = "categories-differ"
    case sameCategory = "same-category"
    case transferToNew = "transfer-to-new"
    case rowTooLong = "row-too-long"
    case reasonFirst = "reason-first"
    case badgeFirst = "badge-first"
    case noBadgeYet = "no-badge-yet"
    case badgeUnknown = "badge-unknown"
    case badgeUsed = "badge-used"
    case notAllowed = "not-allowed"
    case tooManyBadges = "too-many-badges"
    case enrolmentStands = "enrolment-stands"
    case pinUnfit = "pin-unfit"
    case signFirst = "sign-first"
    case shiftClosed = "shift-closed"
    case asleep
    case timeUnfit = "time-unfit"
    case stockUnfit = "stock-unfit"
    case laneFirst = "lane-first"
    case nothingTyped = "nothing-typed"
    case typedTooLong = "typed-too-long"
    case typedDiffers = "typed-differs"
}

extension Refused {
    var words: Words {
        switch self {
        case .wrongClass: Words("Wrong code", "扫错码了")
        case .unknownCode: Words("Not recognised", "无法识别")
        case .doubled: Words("Double read", "读了两遍")
        case .checkDigit: Words("Wrong check digit", "校验失败")
        case .lengthCharset: Words("Wrong number", "号码不正确")
        case .noPerson: Words("Nobody waits for this tube", "无人等候此管")
        case .personWaits: Words("A person waits", "有人等候")
        case .duplicateHere: Words("Already in this tube", "此人已在本管")
        case .mismatch: Words("Card and code differ", "人证不符")
        case .codeBound: Words("This code is in a tube already", "此码已在试管")
        case .noQR: Words("This is no QR code", "这不是二维码")
        case .tubeUsed: Words("This tube is in use", "试管已使用")
        case .tubeFull: Words("The tube is full", "已达上限人数")
        case .tubeEmpty: Words("Nobody is in this tube", "管内无人")
        case .tubeSealed: Words("The tube is sealed", "试管已封管")
        case .openTube: Words("A tube is open", "有试管未封管")
        case .closingScanFirst: Words("Full tubes are not sealed", "满管未封管")
        case .noCategory: Words("No category is chosen", "未选扫码类别")
        case .singleOnly: Words("Single tube only", "该人员须单采")
        case .modeNotAllowed: Words("Mode not allowed", "此类别不可用此模式")
        case .unknownChoice: Words("No such category or mode here", "本站无此类别或模式")
        case .inSealedBag, .inBag, .bagNotSealed, .notSealed, .mixedBag, .notInThisBag, .bagFull, .bagEmpty, .openBag,
            .bagInHand, .bagUsed, .countFirst, .sealReuse, .bagFirst, .sealFirst, .sealBroken:
            ofBags
        case .openBox, .boxFull, .boxEmpty, .boxHolds, .boxUsed, .boxNotClosed, .boxUnknown, .inBox, .inClosedBox,
            .handedOver, .otherReceipt, .noBox, .boxFirst, .boxInHand:
            ofBoxes
        case .unknownLot, .expiredLot, .unlisted, .workOpen, .realCode, .inTraining, .nothingToUndo, .nothingToCancel,
            .nothingToConfirm, .notBound, .notNow, .nothingToVoid, .sameTube, .categoriesDiffer, .sameCategory,
            .transferToNew, .rowTooLong, .reasonFirst:
            ofCards
        case .badgeFirst, .noBadgeYet, .badgeUnknown, .badgeUsed, .notAllowed, .tooManyBadges, .enrolmentStands,
            .pinUnfit, .signFirst, .shiftClosed, .asleep, .timeUnfit, .stockUnfit, .laneFirst, .nothingTyped,
            .typedTooLong,
            .typedDiffers:
            ofStaff
        }
    }

    private var ofBags: Words {
        switch self {
        case .notSealed: Words("The tube is not sealed", "存在未封管")
        case .mixedBag: Words("Wrong category for this bag", "类别不一致")
        case .notInThisBag: Words("Not in this bag", "不属于此袋")
        case .bagFull: Words("The bag is full", "袋满")
        case .bagEmpty: Words("The bag is empty", "袋内无试管")
        case .openBag: Words("Another bag is open", "同类别封袋未封")
        case .bagInHand: Words("A bag is being counted", "封袋清点中")
        case .bagUsed: Words("This bag is used", "封袋已使用")
        case .countFirst: Words("The bag is not counted", "封袋未清点")
        case .sealReuse: Words("This seal was used", "封签号已使用")
        case .bagFirst: Words("No bag in hand", "没有正在接收的封袋")
        case .sealFirst: Words("The seal was not scanned", "封签未扫")
        case .sealBroken: Words("Wrong or broken seal", "封签破损或不符")
        case .inSealedBag: Words("Its bag is sealed", "所在封袋已封")
        case .inBag: Words("The tube is in a bag", "试管在封袋内")
        case .bagNotSealed: Words("The bag is not sealed", "封袋未封")
        default: Words("", "")
        }
    }

    private var ofBoxes: Words {
        switch self {
        case .openBox: Words("Another box is open", "有转运箱未封")
        case .boxFull: Words("The box is full", "箱已满")
        case .boxEmpty: Words("The box is empty", "箱内无封袋")
        case .boxHolds: Words("The box is not empty", "箱内有封袋")
        case .boxUsed: Words("This box is used", "转运箱已使用")
        case .boxNotClosed: Words("The box is not closed", "转运箱未封")
        case .boxUnknown: Words("Not a box of this station", "非本站转运箱")
        case .inBox: Words("The bag is in a box", "封袋已装箱")
        case .inClosedBox: Words("Its box is closed", "所在箱已封")
        case .handedOver: Words("It was handed over", "已交接")
        case .otherReceipt: Words("Wrong receipt", "回执不符")
        case .noBox: Words("No box was scanned", "未扫转运箱")
        case .boxFirst: Words("No box in hand", "没有正在接收的箱")
        case .boxInHand: Words("Another box is in hand", "正在接收另一箱")
        default: Words("", "")
        }
    }

    private var ofCards: Words {
        switch self {
        case .unknownLot: Words("This lot is not listed", "批号不在清单")
        case .expiredLot: Words("These tubes are past their date", "采样管过期")
        case .unlisted: Words("Not on the roster", "不在名册")
        case .workOpen: Words("Work is open", "有未完成的工作")
        case .realCode: Words("This is a real code", "这是正式码")
        case .inTraining: Words("Not in a training", "练习中不能操作")
        case .nothingToUndo: Words("Nothing to undo", "没有可撤销的操作")
        case .nothingToCancel: Words("Nothing to cancel", "没有可取消的操作")
        case .nothingToConfirm: Words("Nothing to confirm", "没有可确认的操作")
        case .notBound: Words("This person is in no tube", "此人未关联试管")
        case .notNow: Words("This card has no meaning now", "现在不能用此卡")
        case .nothingToVoid: Words("This tube was never used", "试管从未使用")
        case .sameTube: Words("The same tube", "试管相同")
        case .categoriesDiffer: Words("Categories differ", "类别不同")
        case .sameCategory: Words("The same category", "类别相同")
        case .transferToNew: Words("This tube is new", "这是新试管")
        case .rowTooLong: Words("Too many tubes", "试管过多")
        case .reasonFirst: Words("A reason is missing", "缺少原因")
        default: Words("", "")
        }
    }

    private var ofStaff: Words {
        switch self {
        case .badgeFirst: Words("A badge is missing", "无人上岗")
        case .noBadgeYet: Words("No badge is enrolled", "尚无工作证")
        case .badgeUnknown: Words("Unknown badge", "工作证未登记")
        case .badgeUsed: Words("This badge is somebody's", "工作证已登记")
        case .notAllowed: Words("Not allowed", "权限不足")
        case .tooManyBadges: Words("Too many badges", "工作证过多")
        case .enrolmentStands: Words("Enrolment goes on", "正在登记")
        case .pinUnfit: Words("Not a PIN", "密码不合要求")
        case .signFirst: Words("Signatures are missing", "有待签事项")
        case .shiftClosed: Words("The shift is closed", "本班已结束")
        case .asleep: Words("The station rests", "工作站休眠中")
        case .stockUnfit: Words("Not a number of tubes", "支数不正确")
        case .timeUnfit: Words("Not a time", "时间不正确")
        case .laneFirst: Words("This scanner has no desk", "扫码枪未定台")
        case .nothingTyped: Words("Nothing is typed", "尚未输入")
        case .typedTooLong: Words("Too long", "输入过长")
        case .typedDiffers: Words("The entries differ", "两次输入不一致")
        default: Words("", "")
        }
    }
}
