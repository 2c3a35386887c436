/// Questions.
package enum Asked: String, Hashable, Sendable, CaseIterable {
    case duplicateRound = "dup-round"
    case shortPool = "short-pool"
    case wrongCategory = "wrong-category"
    case newRound = "new-round"
    case oldRound = "old-round"
    case release
    case notSampled = "not-sampled"
    case typedPerson = "typed-person"
    case link
    case proxy
    case secondIdentifier = "second-identifier"
    case report
    case time
    case stock
    case setClock = "set-clock"
    case void
    case voidTube = "void-tube"
    case ask
    case mark
    case trainingBegins = "training-begins"
    case trainingEnds = "training-ends"
    case household
    case leaveHousehold = "household-open"
    case intake = "receipt-differs"
    case reprint
    case temperature
    case late = "lab-clock"
    case foreignBox = "box-foreign"
    case lostBox = "box-lost"
    case handOver = "hand-over"
    case transfer
    case reopen
    case recategorise
    case fix
    case rightOne = "right-one"
    case doIt = "do-it"
    case enrol
    case holder
    case role
    case newPIN = "new-pin"
    case samePIN = "same-pin"
    case withdraw
    case pin
    case wrongPIN = "wrong-pin"
    case count
    case countDiffers = "count-mismatch"
}

extension Asked {
    var words: Words {
        switch self {
        case .duplicateRound: Words("Already sampled in this round", "本轮已采")
        case .shortPool: Words("The tube is not full", "未满管，请贴特殊标记")
        case .wrongCategory: Words("Not this site's category", "与采样点类别不符")
        case .newRound: Words("Begin a new round?", "开始新轮次吗")
        case .oldRound: Words("Is this round over?", "本轮结束了吗")
        case .release: Words("Who is released?", "解除谁的关联")
        case .notSampled: Words("Who was not sampled?", "谁未采样")
        case .typedPerson: Words("Compare with the document", "请与证件核对")
        case .link: Words("Whose code?", "请扫本人二维码")
        case .proxy: Words("Scan the relative's code", "请扫亲属的码")
        case .secondIdentifier: Words("Scan the ID card too", "请再扫身份证")
        case .report: Words("Close the shift?", "结束本班吗")
        case .stock: Words("How many empty tubes?", "空管有多少支")
        case .time: Words("What time is it?", "现在几点")
        case .setClock: Words("Is this the time?", "时间对吗")
        case .void: Words("Which tube is void?", "哪支试管作废")
        case .voidTube: Words("Void this tube?", "此管作废吗")
        case .ask: Words("What do you want to know?", "要查询什么")
        case .mark: Words("Mark which one?", "标记哪一个")
        case .trainingBegins: Words("Begin a training?", "开始练习吗")
        case .trainingEnds: Words("End the training?", "结束练习吗")
        case .household: Words("What came of the visit?", "入户结果如何")
        case .leaveHousehold: Words("Somebody is missing", "还有人未采样")
        case .intake: Words("It differs from its label", "与标签不符")
        default: ofLater
        }
    }

    private var ofLater: Words {
        switch self {
        case .reprint: Words("Which label again?", "重打哪张标签")
        case .temperature: Words("How is it kept?", "如何保存")
        case .late: Words("The oldest swab is late", "最早的样本已超时")
        case .foreignBox: Words("This is another team's box", "非本组转运箱")
        case .lostBox: Words("Is the box lost?", "转运箱遗失了吗")
        case .handOver: Words("Boxes, then badges", "请扫转运箱和工作证")
        case .transfer: Words("Which tube holds the swabs?", "样本实际在哪管")
        case .reopen: Words("Reopen which?", "重新打开哪个")
        case .recategorise: Words("Change which category?", "更正哪个类别")
        case .fix: Words("What is wrong?", "哪里有误")
        case .rightOne: Words("Scan the right one", "请扫正确的")
        case .doIt: Words("Shall it be done?", "要执行吗")
        case .enrol: Words("Scan a blank badge", "请扫空白证贴")
        case .holder: Words("Whose badge? Scan the ID card", "请扫持证人身份证")
        case .role: Words("Scan the role card", "请扫岗位卡")
        case .newPIN: Words("Choose a PIN", "请设密码")
        case .samePIN: Words("The PIN again", "再次输入密码")
        case .withdraw: Words("Withdraw this badge?", "注销此证吗")
        case .pin: Words("Type the PIN", "请输入密码")
        case .wrongPIN: Words("Wrong PIN", "密码错误")
        case .count: Words("How many tubes?", "有几支试管")
        case .countDiffers: Words("The count differs", "清点不符")
        default: Words("", "")
        }
    }
}
