package import Codes
package import Devices

/// The languages the station speaks.
package enum Language: String, CaseIterable, Codable, Sendable {
    case english = "en"
    case chinese = "zh"

    /// By the number of its command card; nil for a card that this station does not have.
    package init?(card number: Int) {
        switch number {
        case 1: self = .chinese
        case 2: self = .english
        default: return nil
        }
    }
}

/// What is said to the operator, for people who look up for half a second. Neither part ends in a full stop.
package struct Message: Hashable, Sendable {
    /// What happened, or how things stand.
    package var what: String
    /// What to do next, as one short order; empty only where nothing is to be done.
    package var next: String

    package init(what: String, next: String) {
        self.what = what
        self.next = next
    }

    init(_ what: String, _ next: String) { self.init(what: what, next: next) }
}

/// What the machine does not know, because it holds tokens and row times only, and the site's own names.
package struct Names: Sendable {
    /// How a person is shown on a shared screen: masked.
    package var person: @Sendable (PersonToken) -> String
    /// A person's birth date, `1896-03-05`, to read a typed number back; empty when the number has none.
    package var birth: @Sendable (PersonToken) -> String
    /// The site's time of day, `08:14`.
    package var time: @Sendable (Moment) -> String
    /// The site's date and time, `2022-03-05 08:14`, of microseconds since 1970-01-01 UTC.
    package var date: @Sendable (Int64) -> String
    /// What a device is and where it works, `the scanner of desk 1`; nil for one that has no better name than its number.
    package var device: @Sendable (DeviceID, Language) -> String?
    package var settings: Settings

    package init(
        person: @escaping @Sendable (PersonToken) -> String,
        birth: @escaping @Sendable (PersonToken) -> String = { _ in "" },
        time: @escaping @Sendable (Moment) -> String, date: @escaping @Sendable (Int64) -> String = { _ in "" },
        device: @escaping @Sendable (DeviceID, Language) -> String? = { _, _ in nil }, settings: Settings
    ) {
        self.person = person
        self.birth = birth
        self.time = time
        self.date = date
        self.device = device
        self.settings = settings
    }
}

/// All that the machine says, in one language. Pure: the same verdict and names give the same words.
///
/// The Chinese of the refusals is WORKFLOW.md 3.6's own, with the codes, people and numbers of the case filled in; the
/// terms are those of WORKFLOW.md 6. Numbers are always digits.
package struct Wording: Sendable {
    package let language: Language
    private let vocabulary: any Vocabulary

    package init(language: Language, names: Names) {
        self.language = language
        switch language {
        case .english: vocabulary = English(names: names)
        case .chinese: vocabulary = Chinese(names: names)
        }
    }

    /// What is said for a verdict; `noted` has words too, for lists of rows.
    package func message(for verdict: Verdict) -> Message {
        switch verdict {
        case .accepted(let acceptance): vocabulary.accepted(acceptance)
        case .refused(let refusal): vocabulary.refused(refusal)
        case .asked(let question): vocabulary.asked(question)
        case .told(let notice): vocabulary.told(notice)
        case .noted: vocabulary.noted
        }
    }

    /// What stands before everything in a training: `TRAINING`, 练习.
    package var trainingSign: String { vocabulary.trainingSign }

    /// What the lane wants now.
    package func message(for prompt: Prompt) -> Message { vocabulary.prompted(prompt) }

    /// The class of a code: `bag code`, 封袋码.
    package func name(of codeClass: CodeClass) -> String { vocabulary.name(of: codeClass) }

    /// What the command's card says to people: `CATEGORY-3`, 类别3.
    package func name(of command: Command) -> String { vocabulary.name(of: command) }

    /// What the command's card is for, in one line under its name.
    package func use(of command: Command) -> String { vocabulary.use(of: command) }

    /// The site's name of a category, by its number; the card's name for a category the site does not have.
    package func name(ofCategory number: Int) -> String { vocabulary.name(ofCategory: number) }

    /// A mode by its number: `pool of 10`, 10合1混采; the card's name for a mode the site does not have.
    package func name(ofMode number: Int) -> String { vocabulary.name(ofMode: number) }

    /// A person as shared screens may show them.
    package func name(of person: PersonToken) -> String { vocabulary.names.person(person) }

    /// What a badge is for: `operator`, 扫码员.
    package func name(of role: Role) -> String { vocabulary.name(of: role) }

    /// An act that waits for a signature, and who may give it.
    package func name(of act: Signable) -> String { vocabulary.name(of: act) }

    /// What a label is of: `bag B00000001`.
    package func name(of subject: LabelSubject) -> String { vocabulary.name(of: subject) }

    /// A message as one run of text, for speech and for logs.
    package func sentence(_ message: Message) -> String { vocabulary.sentence(message) }
}

/// One language's words. Each switch over the machine's cases is exhaustive, so a new case needs both languages to build.
protocol Vocabulary: Sendable {
    var names: Names { get }
    var noted: Message { get }
    var trainingSign: String { get }
    func accepted(_ acceptance: Acceptance) -> Message
    func refused(_ refusal: Refusal) -> Message
    func asked(_ question: Question) -> Message
    func told(_ notice: Notice) -> Message
    func prompted(_ prompt: Prompt) -> Message
    func name(of codeClass: CodeClass) -> String
    func name(of command: Command) -> String
    func use(of command: Command) -> String
    func name(of role: Role) -> String
    func name(of act: Signable) -> String
    func name(of subject: LabelSubject) -> String
    func name(ofCategory number: Int) -> String
    func name(ofMode number: Int) -> String
    func sentence(_ message: Message) -> String
}

extension Vocabulary {
    func person(_ token: PersonToken) -> String { names.person(token) }

    /// The cards of the modes a category allows, of at most this capacity.
    func modeCards(category number: Int, upTo capacity: Int = .max) -> [String] {
        let allowed = names.settings.category(number)?.modes ?? []
        return allowed.filter { names.settings.mode($0).map { $0.capacity <= capacity } ?? false }
            .map { name(of: Command.mode($0)) }
    }
}
