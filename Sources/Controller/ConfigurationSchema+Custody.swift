import Codes
import Station

/// What a site decides about boxes.
struct WrittenBoxes {
    var limit = BoxRules().limit
    var temperatures: [WrittenTemperature]?

    static var form: ConfigurationForm<WrittenBoxes> {
        .mapping(
            WrittenBoxes(),
            [
                ConfigurationKey("limit", \.limit, .whole(1...100)),
                ConfigurationKey(
                    "temperatures", \.temperatures, .list(of: WrittenTemperature.form, 1...Command.temperatures)),
            ])
    }
}

struct WrittenTemperature {
    var english: Placed<String>?
    var chinese: Placed<String>?
    var warningMinutes = TemperatureRule().warning
    var alarmMinutes = Placed(value: TemperatureRule().alarm, path: "alarm-minutes", place: .start)

    static var form: ConfigurationForm<WrittenTemperature> {
        let name = ConfigurationForm<String>.text(1...ConfigurationLimit.nameCharacters).placed
        return .mapping(
            WrittenTemperature(),
            [
                ConfigurationKey("english", \.english, name, isRequired: true),
                ConfigurationKey("chinese", \.chinese, name, isRequired: true),
                ConfigurationKey("warning-minutes", \.warningMinutes, .whole(1...20_000)),
                ConfigurationKey("alarm-minutes", \.alarmMinutes, ConfigurationForm<Int>.whole(1...20_000).placed),
            ])
    }
}

/// What the box is for.
enum WrittenRole: String, CaseIterable { case sampling, intake }

/// What a site decides about labels.
struct WrittenLabels {
    struct Stock {
        var width = 60
        var height = 40
        var gap = 2
    }

    var kinds: [LabelKind]?
    var stock = Stock()
    var contact: String?
    var key: String?

    static var form: ConfigurationForm<WrittenLabels> {
        .mapping(
            WrittenLabels(),
            [
                ConfigurationKey("print", \.kinds, .list(of: .word, 0...LabelKind.allCases.count)),
                ConfigurationKey("stock", \.stock, stock),
                ConfigurationKey("contact", \.contact, .text(1...ConfigurationLimit.nameCharacters)),
                ConfigurationKey("key", \.key, .secret(ConfigurationLimit.cardKeyCharacters)),
            ])
    }

    private static var stock: ConfigurationForm<Stock> {
        .mapping(
            Stock(),
            [
                ConfigurationKey("width", \.width, .whole(40...200), isRequired: true),
                ConfigurationKey("height", \.height, .whole(30...300), isRequired: true),
                ConfigurationKey("gap", \.gap, .whole(0...20)),
            ])
    }
}

/// A lot of tubes.
struct WrittenLot {
    var code: Placed<String>?
    var expires: Int64?

    static var form: ConfigurationForm<WrittenLot> {
        .mapping(
            WrittenLot(),
            [
                ConfigurationKey("code", \.code, .text(1...CodeLimit.codeBytes), isRequired: true),
                ConfigurationKey("expires", \.expires, day),
            ])
    }

    static var forms: ConfigurationForm<[WrittenLot]> { .list(of: form, 0...ConfigurationLimit.lots) }

    private static let microsecondsPerDay: Int64 = 86_400_000_000

    /// `2022-06-30`, as days since 1970-01-01.
    private static var day: ConfigurationForm<Int64> {
        .scalar("a day such as 2022-06-30") { text in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.map(\.count) == [4, 2, 2] else { return nil }
            let midnight = wallTime(typed: Array((parts.joined() + "0000").utf8), utcOffsetMinutes: 0)
            return midnight.map { $0 / microsecondsPerDay }
        }
    }
}
