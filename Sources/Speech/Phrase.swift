package import Station

/// Something that is recorded: a number, a name of this site, or one of the words below. What a verdict says is a few of
/// them, one behind the other; none holds anything of a person, or a code.
package enum Phrase: Hashable, Sendable {
    /// 0 to `SpeechLimit.numbers`.
    case number(Int)
    /// The site's own name of a category, 1 is the first.
    case category(Int)
    case mode(Int)
    case done(Done)
    case refused(Refused)
    case asked(Asked)
    case told(Told)
    case advice(Advice)

    /// The recording's name, without its ending: `refused-no-person`. Sites have recorded under these names, so they stay.
    package var key: String {
        switch self {
        case .number(let number): "number-\(number)"
        case .category(let number): "category-\(number)"
        case .mode(let number): "mode-\(number)"
        case .done(let word): word.rawValue
        case .refused(let word): "refused-\(word.rawValue)"
        case .asked(let word): "asked-\(word.rawValue)"
        case .told(let word): "told-\(word.rawValue)"
        case .advice(let word): "do-\(word.rawValue)"
        }
    }

    /// What is to be recorded, short enough for two seconds and a half.
    package func text(in language: Language, settings: Settings) -> String {
        switch self {
        case .number(let number): "\(number)"
        case .category(let number):
            switch language {
            case .english: settings.category(number)?.english ?? ""
            case .chinese: settings.category(number)?.chinese ?? ""
            }
        case .mode(let number):
            Wording(language: language, names: Names(person: { _ in "" }, time: { _ in "" }, settings: settings))
                .name(ofMode: number)
        case .done(let word): word.words[language]
        case .refused(let word): word.words[language]
        case .asked(let word): word.words[language]
        case .told(let word): word.words[language]
        case .advice(let word): word.words[language]
        }
    }

    /// Everything that a station with these settings may say, by name in the order of this file.
    package static func all(_ settings: Settings) -> [Phrase] {
        (0...SpeechLimit.numbers).map { .number($0) }
            + settings.categories.indices.map { .category($0 + 1) } + settings.modes.indices.map { .mode($0 + 1) }
            + Done.allCases.map { .done($0) } + Refused.allCases.map { .refused($0) }
            + Asked.allCases.map { .asked($0) } + Told.allCases.map { .told($0) } + Advice.allCases.map { .advice($0) }
    }
}

package enum SpeechLimit {
    /// The highest number there is a recording of: more tubes are in no bag, more people in no tube.
    package static let numbers = 50
}

/// One phrase in both languages.
struct Words: Hashable, Sendable {
    var english: String
    var chinese: String

    init(_ english: String, _ chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    subscript(_ language: Language) -> String {
        switch language {
        case .english: english
        case .chinese: chinese
        }
    }
}
