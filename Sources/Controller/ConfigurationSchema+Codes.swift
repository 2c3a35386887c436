import Codes

/// The key `codes`: what a scan can be at this site.
struct WrittenCodes {
    var classes: [CodeClass: [WrittenClass]] = [:]
    var kinds = Set(PersonCode.Kind.allCases)
    var qr: [WrittenQR] = []

    /// Persons and commands have formats of their own.
    private static let declarable = CodeClass.allCases.filter { $0 != .person && $0 != .command }
    private static let required: Set<CodeClass> = [.tube, .bag, .seal]

    static var form: ConfigurationForm<WrittenCodes> {
        let classes = ConfigurationForm.oneOrMore(of: WrittenClass.form, atMost: ConfigurationLimit.rules)
        let keys = declarable.map { codeClass in
            ConfigurationKey(
                codeClass.rawValue, \WrittenCodes.classes[codeClass], classes,
                isRequired: required.contains(codeClass))
        }
        return .mapping(
            WrittenCodes(),
            keys + [
                ConfigurationKey("persons", \.kinds, persons),
                ConfigurationKey("qr", \.qr, .list(of: WrittenQR.form, 0...ConfigurationLimit.rules)),
            ])
    }

    private static var persons: ConfigurationForm<Set<PersonCode.Kind>> {
        struct Persons {
            var kinds: [PersonCode.Kind] = []
        }
        let kinds = ConfigurationForm.list(
            of: ConfigurationForm<PersonCode.Kind>.word, 1...PersonCode.Kind.allCases.count)
        let mapping = ConfigurationForm.mapping(
            Persons(), [ConfigurationKey("kinds", \.kinds, kinds, isRequired: true)])
        return ConfigurationForm { entry, faults in mapping.read(entry, &faults).map { Set($0.kinds) } }
    }
}

struct WrittenClass {
    var pattern: Placed<Pattern>?
    var check = CheckDigit.none
    /// The application identifiers whose values are the code; nil for codes that are no GS1 element string.
    var gs1: [String]?
    var gs1Besides: Placed<[String]>?

    static var form: ConfigurationForm<WrittenClass> {
        let identifiers = ConfigurationForm.list(of: .text(2...4), 1...ConfigurationLimit.rules)
        return .mapping(
            WrittenClass(),
            [
                ConfigurationKey("pattern", \.pattern, pattern, isRequired: true),
                ConfigurationKey("check", \.check, .word),
                ConfigurationKey("gs1", \.gs1, identifiers),
                ConfigurationKey("gs1-besides", \.gs1Besides, identifiers),
            ])
    }

    /// A pattern of `Codes`; faults stand at the very character.
    private static var pattern: ConfigurationForm<Pattern> {
        ConfigurationForm { entry, faults in
            guard let text = entry.text else {
                faults.add("found \(entry.found), expected a pattern such as T[0-9]{8}", at: entry)
                return nil
            }
            do throws(PatternError) {
                return try Pattern(parsing: text)
            } catch {
                faults.add(
                    "\(quoted(text)), at character \(error.position): found \(error.found), expected \(error.expected)",
                    entry.path, at: entry.place(ofCharacter: error.position - 1))
                return nil
            }
        }
    }
}

struct WrittenQR {
    enum Class: String, CaseIterable {
        case stable, expiring
        case carriesNumber = "carries-number"
    }
    enum Number: String, CaseIterable {
        case anywhere
        case afterPrefix = "after-prefix"
    }

    var name: Placed<String>?
    var prefix: [UInt8] = []
    var qrClass = Class.stable
    var minutes: Placed<Int>?
    var number: Placed<Number>?
    var until: Placed<[UInt8]>?

    static var form: ConfigurationForm<WrittenQR> {
        .mapping(
            WrittenQR(),
            [
                ConfigurationKey("name", \.name, .text(1...ConfigurationLimit.nameCharacters), isRequired: true),
                ConfigurationKey("prefix", \.prefix, .bytes(1...CodeLimit.codeBytes)),
                ConfigurationKey("class", \.qrClass, .word, isRequired: true),
                ConfigurationKey("minutes", \.minutes, .whole(1...1_440)),
                ConfigurationKey("number", \.number, .word),
                ConfigurationKey("until", \.until, .bytes(1...1)),
            ])
    }
}
