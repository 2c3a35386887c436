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

    /// `2022-06-30`, as days since 1970-01-01.
    private static var day: ConfigurationForm<Int64> {
        .scalar("a day such as 2022-06-30") { text in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.map(\.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
                let day = Int(parts[2]), (2000...2999).contains(year), (1...12).contains(month), day >= 1
            else { return nil }
            let lengths = [31, year.isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            guard day <= lengths[month - 1] else { return nil }
            let years = (1970..<year).reduce(0) { $0 + ($1.isLeap ? 366 : 365) }
            return Int64(years + lengths.prefix(month - 1).reduce(0, +) + day - 1)
        }
    }
}

extension Int {
    fileprivate var isLeap: Bool { self % 4 == 0 && (self % 100 != 0 || self % 400 == 0) }
}
