import Assembly
import Controller
import Devices
import Journal
import Kiosk
import Station

/// What MORNING has the station look at: every scanner and reader, the printer, the clock, storage, the roster, today's category.
/// Each is well, or says the one thing to fix.
struct MorningCheck {
    let box: StationBox
    let devices: [Screen.Device]
    let words: Words
    let now: Instant

    var list: [Screen.Check] {
        lanes + helpers + [clock, storage] + [roster].compactMap(\.self) + categories + [labels]
    }

    private var state: StationState { box.loop.state }

    private var lanes: [Screen.Check] {
        box.configuration.settings.lanes.map { lane in
            let name = Text(en: "Scanner of lane \(lane)", zh: "\(lane)号台扫码枪")
            let trouble = devices.first {
                $0.lane == lane.number && $0.what == DeviceKind.scanner.text && $0.trouble != nil
            }
            if box.isOpen(lane), trouble == nil { return Screen.Check(what: name) }
            return Screen.Check(
                what: name, fix: trouble?.trouble ?? Text(en: "plug a scanner in", zh: "请插上扫码枪"))
        }
    }

    /// Printers and readers that are there; a printer has to be where labels are printed.
    private var helpers: [Screen.Check] {
        var checks = devices.filter { $0.what != DeviceKind.scanner.text }.map { device in
            Screen.Check(what: device.what, fix: device.trouble)
        }
        let kinds = (state.settings.labels ?? LabelRules()).kinds
        if !kinds.isEmpty, !devices.contains(where: { $0.what == DeviceKind.printer.text }) {
            checks.append(
                Screen.Check(
                    what: DeviceKind.printer.text, fix: Text(en: "plug it in, or write labels by hand", zh: "请插上，或手写标签")
                ))
        }
        return checks
    }

    private var clock: Screen.Check {
        let isTrusted = box.loop.wall(at: now).isTrusted
        return Screen.Check(
            what: Text(en: "Clock", zh: "时钟"),
            fix: isTrusted ? nil : Text(en: "scan TIME and set it", zh: "请扫校时卡并设定"))
    }

    private var storage: Screen.Check {
        let name = Text(en: "Storage", zh: "存储")
        if box.loop.failure != nil {
            return Screen.Check(what: name, fix: Text(en: "nothing can be recorded: call for help", zh: "无法记录，请联系维护人员"))
        }
        let free = JournalFile.durabilityReport(path: box.configuration.journalPath).freeMebibytes
        return Screen.Check(
            what: name,
            fix: free < JournalLimit.freeMebibytesWarning
                ? Text(en: "\(free) MiB free: make room", zh: "剩余 \(free) MiB，请清理") : nil)
    }

    private var roster: Screen.Check? {
        state.settings.roster.map { rule in
            Screen.Check(
                what: Text(
                    en: "Roster: \(rule.households) households, \(rule.people) people",
                    zh: "名册：\(rule.households) 户 \(rule.people) 人"))
        }
    }

    private var categories: [Screen.Check] {
        state.lanes.sorted { $0.key < $1.key }.map { id, lane in
            let expected = state.site.flatMap { state.settings.expectedCategories[$0] }
            let chosen = lane.category.map { number in words.text { $0.name(ofCategory: number) } }
            let what = Text(
                en: "Category of lane \(id)" + (chosen.map { ": \($0.en)" } ?? ""),
                zh: "\(id)号台类别" + (chosen.map { "：\($0.zh)" } ?? ""))
            if lane.category == nil {
                return Screen.Check(what: what, fix: Text(en: "scan a CATEGORY card", zh: "请扫类别卡"))
            }
            if let expected, expected != lane.category {
                let name = words.text { $0.name(ofCategory: expected) }
                return Screen.Check(
                    what: what, fix: Text(en: "this site expects \(name.en)", zh: "本点位应为\(name.zh)"))
            }
            return Screen.Check(what: what)
        }
    }

    private var labels: Screen.Check {
        let owed = state.debts.count
        return Screen.Check(
            what: Text(en: "Labels of before", zh: "此前标签"),
            fix: owed == 0 ? nil : Text(en: "\(owed) are owed: look at the printer", zh: "欠 \(owed) 张，请查看打印机"))
    }
}
