package import Devices

/// What hangs on a box, as screens call it.
package enum DeviceKind: Hashable, Sendable {
    case scanner, keypad, cardReader, printer, other

    package var text: Text {
        switch self {
        case .scanner: Text(en: "scanner", zh: "扫码枪")
        case .keypad: Text(en: "keypad", zh: "数字键盘")
        case .cardReader: Text(en: "ID-card reader", zh: "身份证读卡器")
        case .printer: Text(en: "label printer", zh: "标签打印机")
        case .other: Text(en: "device", zh: "设备")
        }
    }
}

extension DeviceKind {
    /// One of them by where it works: `The scanner of desk 1`; nil for what is no device of a station.
    package func name(lane: Int?) -> Text? {
        if self == .other { return nil }
        return Text(
            en: "The \(text.en)" + (lane.map { " of desk \($0)" } ?? ""), zh: (lane.map { "\($0)号台" } ?? "") + text.zh)
    }
}

/// What is wrong with a device and what to do, short enough for a screen; `scanstation devices` has more words.
package enum DeviceTrouble: Hashable, Sendable {
    case unplugged
    case doesNotAnswer
    case cannotBeOpened
    case sendsNoise
    case unassigned
    case tooMany
    /// A LANE card has to say where the scanner works.
    case laneUnknown
    /// It cannot tell accepted from refused, and no other scanner of its lane can.
    case cannotTell
    case printer(PrinterFault)

    package var text: Text {
        switch self {
        case .unplugged: Text(en: "unplugged: plug it in again", zh: "已断开，请重新插上")
        case .doesNotAnswer: Text(en: "does not answer: switch it off and on", zh: "无应答，请关机再开")
        case .cannotBeOpened: Text(en: "cannot be opened: plug it in again", zh: "无法打开，请重新插上")
        case .sendsNoise: Text(en: "not readable: scan its set-up codes", zh: "数据无法识别，请扫其设置码")
        case .unassigned: Text(en: "not used: no rule names it", zh: "未启用，配置未指定")
        case .tooMany: Text(en: "too many devices: unplug one", zh: "设备过多，请拔掉一个")
        case .laneUnknown: Text(en: "scan a LANE card with it", zh: "请用它扫台位卡")
        case .cannotTell: Text(en: "cannot tell refusals: add a scanner", zh: "无法提示拒绝，请另接扫码枪")
        case .printer(let fault): DeviceTrouble.text(of: fault)
        }
    }

    private static func text(of fault: PrinterFault) -> Text {
        switch fault {
        case .headOpen: Text(en: "head open: close it", zh: "打印头未合上，请合上")
        case .paperOut: Text(en: "no labels: load a roll", zh: "缺纸，请装标签")
        case .ribbonOut: Text(en: "no ribbon: load a roll", zh: "缺碳带，请安装")
        case .jam: Text(en: "jammed: open it and free the label", zh: "卡纸，请打开清理")
        case .cutter: Text(en: "cutter stuck: free it", zh: "切刀卡住，请清理")
        case .overheated: Text(en: "too hot: let it cool", zh: "过热，请等待冷却")
        case .paused: Text(en: "paused: press its button", zh: "已暂停，请按其按键")
        case .bufferFull: Text(en: "busy", zh: "忙，请稍候")
        case .lowBattery: Text(en: "battery low: charge it", zh: "电量低，请充电")
        case .labelWaiting: Text(en: "take the label", zh: "请取走标签")
        case .other: Text(en: "in trouble: look at it", zh: "故障，请查看打印机")
        case .silent: Text(en: "does not answer: look at it", zh: "无应答，请查看打印机")
        }
    }
}
