/// What is said of a task: its name, what to do, what a colleague's hand has done before, and the way of doing it right.
extension LessonTask {
    package var title: Told {
        switch self {
        case .category: Told("Choose the category", "选扫码类别")
        case .person: Told("Person, then tube", "先扫人，再扫管")
        case .tubeFirst: Told("The tube came first", "先扫了试管")
        case .usedTube: Told("Two tubes in the rack", "架上有两支管")
        case .wrongPerson: Told("The wrong person", "扫错了人")
        case .again: Told("Somebody comes again", "有人又来了")
        case .wrongCategory: Told("Is the category still right?", "类别还对吗？")
        case .recategorise: Told("A tube in the wrong category", "有一管类别错了")
        case .pool: Told("Five to a tube", "5合1混采")
        case .short: Told("The queue ends", "队伍到头了")
        case .pack: Told("Into the bag", "装袋")
        case .count: Told("Close and count", "清点")
        case .seal: Told("Seal the bag", "封袋")
        case .end: Told("The end of the shift", "交班")
        }
    }

    package var order: Told {
        switch self {
        case .category:
            Told(
                "Look at the site's sign and scan the card of that category. Nobody is scanned before.",
                "看采样点的牌子，扫对应的类别卡。选好类别之前不扫任何人。")
        case .person:
            Told("Scan the person's card, then the new tube.", "先扫这个人的证件，再扫新试管。")
        case .tubeFirst:
            Told("Do it in the right order: person, then tube.", "按顺序重来：先扫人，再扫管。")
        case .usedTube:
            Told("Sample the next person. Take the tube that nobody used.", "采下一位。拿没有用过的试管。")
        case .wrongPerson:
            Told(
                "Take the colleague's scan back with UNDO. Then sample whoever stands in front.",
                "用撤销卡撤回同事扫的人，再采站在最前面的人。")
        case .again:
            Told(
                "Scan the person. When the station asks, say no with CANCEL: one swab a round.",
                "扫这个人。工作站问时，用取消卡回答：一轮只采一次。")
        case .wrongCategory:
            Told(
                "Compare the category at the station with the site's sign. Then sample the person.",
                "把工作站上的类别和采样点的牌子对一对，再采这个人。")
        case .recategorise:
            Told(
                "Put that tube right: RECATEGORISE, the right category, the tube, CONFIRM.",
                "改正这支管：更正类别卡、正确的类别卡、试管、确认卡。")
        case .pool:
            Told(
                "Choose MODE-2, five to a tube. Then for each person: person, then the same tube.",
                "先扫模式2（5合1）。然后每个人都是：扫人，再扫同一支管。")
        case .short:
            Told(
                "Nobody comes any more and the tube is not full: SHORT, then the tube once more.",
                "没有人了，管还没满：扫不足封管卡，再扫一次试管封管。")
        case .pack:
            Told("Put the sealed tubes into the bag that is open: scan each.", "把已封的管装进打开的袋：逐支扫码。")
        case .count:
            Told(
                "Scan the bag: it is closed. Count the tubes in it yourself, and scan that COUNT card.",
                "扫封袋码，袋就关了。自己数一数袋里几支管，扫对应的清点卡。")
        case .seal: Told("Scan the seal, and close the bag with it.", "扫封签，用它把袋封好。")
        case .end: Told("REPORT says what is open. CONFIRM ends the shift.", "扫交班卡，看还有什么没做完；扫确认卡结束。")
        }
    }

    /// What has happened at the table before it; nil where nothing has.
    package var happened: Told? {
        switch self {
        case .tubeFirst: Told("A colleague held out the tube first.", "同事先扫了试管。")
        case .usedTube: Told("A used tube was left in the rack.", "有人把用过的管放回了架上。")
        case .wrongPerson: Told("A colleague scanned somebody from the queue.", "同事扫到了后面排队的人。")
        case .again: Told("This person was sampled already.", "这个人已经采过了。")
        case .wrongCategory:
            Told("A colleague took over for a minute, and scanned some cards.", "同事替了你一分钟，扫过几张卡。")
        case .recategorise:
            Told("A colleague sampled somebody in the wrong category.", "同事在错的类别下采了一个人。")
        case .pool: Told("Three people wait together.", "来了三个人。")
        case .pack: Told("A colleague opened the bag and packed the first tubes.", "同事已开袋，装好了前几支管。")
        case .category, .person, .short, .count, .seal, .end: nil
        }
    }

    /// What to do instead of what went wrong.
    package var remedy: Told {
        switch self {
        case .category:
            Told(
                "The site's sign says which category. If the station asks, do not confirm: scan the other card.",
                "类别以采样点的牌子为准。工作站问时不要确认，改扫正确的类别卡。")
        case .person: Told("Always the person first, then the tube, each once.", "永远先扫人，再扫管，各扫一次。")
        case .tubeFirst:
            Told("After a refusal nothing was recorded: begin with the person.", "被拒绝就是没有记录：从扫人开始。")
        case .usedTube:
            Told("A tube with a swab in it is somebody's. Take a new one.", "管里有拭子就是别人的。换一支新管。")
        case .wrongPerson:
            Told(
                "UNDO takes back the last scan. CANCEL lets the person who waits go. Then scan the right one.",
                "撤销卡撤回上一次扫码，取消卡让等候的人离开。然后扫对的人。")
        case .again:
            Told(
                "CONFIRM would record a second swab. Without an order from the supervisor: CANCEL.",
                "确认会记成采两次。没有组长的话，一律取消。")
        case .wrongCategory:
            Told(
                "After every change of hands: first the category, then people. CATEGORY-2 puts it right.",
                "每次换人先看类别，再扫人。扫类别2改正。")
        case .recategorise:
            Told(
                "RECATEGORISE first, then follow what the station asks: category, tube, CONFIRM.",
                "先扫更正类别卡，再按提示：类别、试管、确认。")
        case .pool:
            Told(
                "The mode first. In a pool each person gets their own scan of the tube.",
                "先选模式。混采时每个人都要扫一次管。")
        case .short:
            Told("The tube alone is refused: SHORT says that it is meant.", "只扫管会被拒绝：先扫不足封管卡，说明就是这样。")
        case .pack:
            Told("Only sealed tubes of the bag's category go in. A new tube stays out.", "只装已封的、同一类别的管。新管不装。")
        case .count:
            Told(
                "Bag first, then the number that you counted. If it differs: CANCEL, and count again.",
                "先扫袋，再扫自己数的数。不符时：取消，重新数。")
        case .seal: Told("The seal is the last scan of a bag, after the count.", "封签是最后一扫，在清点之后。")
        case .end: Told("REPORT, read what it says, CONFIRM.", "交班卡，看提示，确认卡。")
        }
    }
}
