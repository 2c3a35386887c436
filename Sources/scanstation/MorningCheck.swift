import Assembly
import Controller
import Devices
import Journal
import Kiosk
import Speech
import Station

/// One thing that has to be well before work.
struct Finding {
    struct Fix {
        var text: Text
        /// The same, said.
        var spoken: Advice
    }

    var what: Text
    /// What to do; nil where it is well.
    var fix: Fix?

    init(_ what: Text) { self.what = what }

    init(_ what: Text, _ fix: Text?, _ spoken: Advice) {
        self.what = what
        self.fix = fix.map { Fix(text: $0, spoken: spoken) }
    }
}

/// What MORNING has the station look at: every scanner and reader, the printer and its test label, the clock, storage, the
/// roster, today's category. Each is well, or says the one thing to fix; what has to be mended by hand comes first.
struct MorningCheck {
    let box: StationBox
    let devices: [Screen.Device]
    let words: Words
    /// Lanes whose test label was scanned back.
    let tested: Set<LaneID>
    let now: Instant

    var list: [Finding] {
        lanes + helpers + [clock, storage] + [roster].compactMap(\.self) + categories + [labels] + testLabels
    }

    private var state: StationState { box.loop.state }

    private var lanes: [Finding] {
        box.configuration.settings.lanes.map { lane in
            let name = Text(en: "Scanner of lane \(lane)", zh: "\(lane)号台扫码枪")
            let trouble = devices.first {
                $0.lane == lane.number && $0.what == DeviceKind.scanner.text && $0.trouble != nil
            }
            if box.isOpen(lane), trouble == nil { return Finding(name) }
            return Finding(
                name, trouble?.trouble ?? Text(en: "plug a scanner in", zh: "请插上扫码枪"), .plugScanner)
        }
    }

    /// Printers and readers that are there; a printer has to be where labels are printed.
    private var helpers: [Finding] {
        var checks = devices.filter { $0.what != DeviceKind.scanner.text }.map { device in
            Finding(
                device.what, device.trouble,
                device.what == DeviceKind.printer.text
                    ? .lookAtPrinter : device.what == DeviceKind.cardReader.text ? .lookAtReader : .plugIn)
        }
        let kinds = (state.settings.labels ?? LabelRules()).kinds
        if !kinds.isEmpty, !devices.contains(where: { $0.what == DeviceKind.printer.text }) {
            checks.append(
                Finding(
                    DeviceKind.printer.text, Text(en: "plug it in, or write labels by hand", zh: "请插上，或手写标签"),
                    .lookAtPrinter))
        }
        return checks
    }

    private var clock: Finding {
        let isTrusted = box.loop.wall(at: now).isTrusted
        return Finding(
            Text(en: "Clock", zh: "时钟"), isTrusted ? nil : Text(en: "scan TIME and set it", zh: "请扫校时卡并设定"), .setClock)
    }

    private var storage: Finding {
        let name = Text(en: "Storage", zh: "存储")
        if box.loop.failure != nil {
            return Finding(name, Text(en: "nothing can be recorded: call for help", zh: "无法记录，请联系维护人员"), .technician)
        }
        let free = JournalFile.durabilityReport(path: box.configuration.journalPath).freeMebibytes
        return Finding(
            name,
            free < JournalLimit.freeMebibytesWarning
                ? Text(en: "\(free) MiB free: make room", zh: "剩余 \(free) MiB，请清理") : nil, .makeRoom)
    }

    private var roster: Finding? {
        state.settings.roster.map { rule in
            Finding(
                Text(
                    en: "Roster: \(rule.households) households, \(rule.people) people",
                    zh: "名册：\(rule.households) 户 \(rule.people) 人"))
        }
    }

    private var categories: [Finding] {
        state.lanes.sorted { $0.key < $1.key }.map { id, lane in
            let expected = state.site.flatMap { state.settings.expectedCategories[$0] }
            let chosen = lane.category.map { number in words.text { $0.name(ofCategory: number) } }
            let what = Text(
                en: "Category of lane \(id)" + (chosen.map { ": \($0.en)" } ?? ""),
                zh: "\(id)号台类别" + (chosen.map { "：\($0.zh)" } ?? ""))
            if lane.category == nil {
                return Finding(what, Text(en: "scan a CATEGORY card", zh: "请扫类别卡"), .chooseCategory)
            }
            if let expected, expected != lane.category {
                let name = words.text { $0.name(ofCategory: expected) }
                return Finding(
                    what, Text(en: "this site expects \(name.en)", zh: "本点位应为\(name.zh)"), .expectedCategory)
            }
            return Finding(what)
        }
    }

    /// Of work: the test label is looked at by itself.
    private var labels: Finding {
        let owed = state.debts.count { $0.subject.kind != .test }
        return Finding(
            Text(en: "Labels of before", zh: "此前标签"),
            owed == 0 ? nil : Text(en: "\(owed) are owed: look at the printer", zh: "欠 \(owed) 张，请查看打印机"),
            .lookAtPrinter)
    }

    /// One for each printer that was tried.
    private var testLabels: [Finding] {
        state.lanes.sorted { $0.key < $1.key }.compactMap { id, lane in
            let what = Text(en: "Test label of lane \(id)", zh: "\(id)号台测试标签")
            guard let digits = lane.testLabel else { return tested.contains(id) ? Finding(what) : nil }
            let debt = state.debts.first { $0.subject == .test(digits) }
            return switch debt?.stage {
            case nil: Finding(what, Text(en: "scan it", zh: "请扫此标签"), .testLabel)
            case .owed?, .handed?: Finding(what, Text(en: "it is being printed", zh: "正在打印"), .lookAtPrinter)
            case .doubtful?:
                Finding(what, Text(en: "look at the printer, then scan it", zh: "请查看打印机，再扫此标签"), .lookAtPrinter)
            }
        }
    }
}
