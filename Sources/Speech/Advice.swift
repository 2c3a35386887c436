/// What to do next.
package enum Advice: String, Hashable, Sendable, CaseIterable {
    case scanAgain = "scan-again"
    case scanPerson = "scan-person"
    case scanTube = "scan-tube"
    case scanTubeAgain = "scan-tube-again"
    case scanBag = "scan-bag"
    case scanSeal = "scan-seal"
    case scanBox = "scan-box"
    case scanBadge = "scan-badge"
    case scanOther = "scan-other"
    case nextPerson = "next-person"
    case ownCode = "own-code"
    case checkDocument = "check-document"
    case chooseCategory = "choose-category"
    case modeCard = "mode-card"
    case otherCard = "other-card"
    case reasonCard = "reason-card"
    case laneCard = "lane-card"
    case countCard = "count-card"
    case temperatureCard = "temperature-card"
    case visitCard = "visit-card"
    case enterCard = "enter-card"
    case confirm
    case confirmOrReason = "confirm-or-reason"
    case confirmOrNext = "confirm-or-next"
    case otherTube = "other-tube"
    case sealFirst = "seal-first"
    case sealFull = "seal-full"
    case specialMark = "special-mark"
    case setAside = "set-aside"
    case takeOut = "take-out"
    case ownBag = "own-bag"
    case newBag = "new-bag"
    case nextBag = "next-bag"
    case sealBag = "seal-bag"
    case reopenBag = "reopen-bag"
    case newSeal = "new-seal"
    case newBox = "new-box"
    case closeBox = "close-box"
    case reopenBox = "reopen-box"
    case handOver = "hand-over"
    case otherDesk = "other-desk"
    case finishFirst = "finish-first"
    case everyTube = "every-tube"
    case find
    case courier
    case laboratory
    case supervisor
    case supervisorBadge = "supervisor-badge"
    case blankBadge = "blank-badge"
    case enrol
    case morning
    case practiceCode = "practice-code"
    case typeAgain = "type-again"
    case typeDigits = "type-digits"
    case plugIn = "plug-in"
    case checkTime = "check-time"
    case technician
    case goOn = "go-on"
    case plugScanner = "plug-scanner"
    case lookAtReader = "look-at-reader"
    case lookAtPrinter = "look-at-printer"
    case setClock = "set-clock"
    case makeRoom = "make-room"
    case expectedCategory = "expected-category"
    case testLabel = "test-label"
    case fetchTubes = "fetch-tubes"
}

extension Advice {
    var words: Words {
        switch self {
        case .scanAgain: Words("Scan again", "请重新扫")
        case .scanPerson: Words("Scan the person", "请扫人员")
        case .scanTube: Words("Scan the tube", "请扫试管")
        case .scanTubeAgain: Words("Scan the tube again", "请再扫此管封管")
        case .scanBag: Words("Scan the bag", "请扫封袋")
        case .scanSeal: Words("Scan the seal", "请扫封签")
        case .scanBox: Words("Scan the box", "请扫转运箱")
        case .scanBadge: Words("Scan the badge", "请扫工作证")
        case .scanOther: Words("Scan another code", "请扫其他码")
        case .nextPerson: Words("The next person", "请扫下一位")
        case .ownCode: Words("Scan this person's own code", "请扫本人码")
        case .checkDocument: Words("Check the document", "请核对证件")
        case .chooseCategory: Words("Choose the category", "请先选扫码类别")
        case .modeCard: Words("Scan a mode card", "请扫模式卡")
        case .otherCard: Words("Take another card", "请换卡")
        case .reasonCard: Words("Scan a reason card", "请扫原因卡")
        case .laneCard: Words("Scan the lane card", "请扫台号卡")
        case .countCard: Words("Count, and scan the count card", "请清点并扫清点卡")
        case .temperatureCard: Words("Scan a temperature card", "请扫温度卡")
        case .visitCard: Words("Scan a visit card", "请扫入户卡")
        case .enterCard: Words("Then scan enter", "完成扫回车卡")
        case .confirm: Words("Scan confirm", "请扫确认卡")
        case .confirmOrReason: Words("Scan confirm, or a reason", "请扫确认卡或原因卡")
        case .confirmOrNext: Words("The next person, or confirm", "扫下一位或确认卡")
        case .otherTube: Words("Take another tube", "请换试管")
        case .sealFirst: Words("Seal it first", "请先封管")
        case .sealFull: Words("Scan the full tube", "请扫满管封管")
        case .specialMark: Words("Put the special mark on it", "请贴特殊标记")
        case .setAside: Words("Set it aside", "请单独放置")
        case .takeOut: Words("Take it out", "请取出")
        default: ofLater
        }
    }

    private var ofLater: Words {
        switch self {
        case .ownBag: Words("Scan a bag of its category", "请扫同类别封袋")
        case .newBag: Words("Take a new bag", "请换新封袋")
        case .nextBag: Words("The next bag", "请扫下一袋")
        case .sealBag: Words("Seal that bag first", "请先封袋")
        case .reopenBag: Words("Reopen the bag first", "请先重新开袋")
        case .newSeal: Words("Take a new seal", "请换新封签")
        case .newBox: Words("Take another box", "请换箱")
        case .closeBox: Words("Close the box first", "请先封箱")
        case .reopenBox: Words("Reopen the box first", "请先重新开箱")
        case .handOver: Words("Hand it over now", "请立即交接")
        case .otherDesk: Words("Do it at the other desk", "请在另一台操作")
        case .finishFirst: Words("Finish it first", "请先完成")
        case .everyTube: Words("Scan every tube, then the bag", "逐支扫试管，再扫封袋")
        case .find: Words("Find them, or scan confirm", "请查找，或扫确认卡")
        case .courier: Words("Ask the courier", "请问转运员")
        case .laboratory: Words("Call the laboratory", "请联系实验室")
        case .supervisor: Words("Tell the supervisor", "请报告负责人")
        case .supervisorBadge: Words("Scan the supervisor's badge", "请扫负责人工作证")
        case .blankBadge: Words("Take a blank badge", "请换空白证贴")
        case .enrol: Words("Scan enrol", "请扫登记卡")
        case .morning: Words("Scan morning", "请扫开班卡")
        case .practiceCode: Words("Use practice codes", "请用练习码")
        case .typeAgain: Words("Type it again", "请重新输入")
        case .typeDigits: Words("Type the digits", "请输入数字")
        case .plugIn: Words("Plug it in again", "请重新插好")
        case .checkTime: Words("Check the time", "请核对时间")
        case .technician: Words("Call the technician", "请联系维护人员")
        case .goOn: Words("Go on", "请继续")
        default: ofTheMorning
        }
    }
    private var ofTheMorning: Words {
        switch self {
        case .plugScanner: Words("Look at the scanner", "请查看扫码枪")
        case .lookAtReader: Words("Look at the card reader", "请查看读卡器")
        case .lookAtPrinter: Words("Look at the printer", "请查看打印机")
        case .setClock: Words("Scan time, and set the clock", "请扫校时卡设时间")
        case .makeRoom: Words("Make room on the disk", "请清理存储空间")
        case .expectedCategory: Words("This site expects another category", "本点位应为其他类别")
        case .fetchTubes: Words("Fetch tubes", "请领管")
        case .testLabel: Words("Scan the test label", "请扫测试标签")
        default: Words("", "")
        }
    }
}
