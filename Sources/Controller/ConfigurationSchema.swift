import Codes
import Station

/// The file as it is written: one structure a mapping, and beside it the table of its keys. What is not written has its
/// default here. Names are placed, because something may still be said about them.
struct WrittenStation {
    var station = ""
    var site = WrittenSite()
    var journal = "/var/lib/scanstation/journal.sqlite"
    var runtimeDirectory = "/run/scanstation"
    var language = Configuration.Language.english
    var categories: [WrittenCategory] = []
    var modes = WrittenMode.usual
    var sites: [WrittenExpectation] = []
    var codes = WrittenCodes()
    var lanes = [WrittenLane()]
    var bags = WrittenBags()
    var limits = WrittenLimits()
    var badges: Placed<WrittenBadges>?
    var boxes: Placed<WrittenBoxes>?
    var labels = WrittenLabels()
    var role = WrittenRole.sampling
    var lots: Placed<[WrittenLot]>?
    var roster: Placed<String>?
    var kiosk: Placed<WrittenKiosk>?
    var sound: SoundRules?

    private typealias Key = ConfigurationKey<WrittenStation>

    static var form: ConfigurationForm<WrittenStation> {
        .mapping(
            WrittenStation(),
            [
                Key("station", \.station, .text(1...ConfigurationLimit.nameCharacters), isRequired: true),
                Key("site", \.site, WrittenSite.form, isRequired: true),
                Key("journal", \.journal, .absolutePath),
                Key("runtime-directory", \.runtimeDirectory, .absolutePath),
                Key("language", \.language, .word),
                Key(
                    "categories", \.categories, .list(of: WrittenCategory.form, 1...ConfigurationLimit.categories),
                    isRequired: true),
                Key("modes", \.modes, .list(of: WrittenMode.form, 1...ConfigurationLimit.modes)),
                Key("sites", \.sites, .list(of: WrittenExpectation.form, 0...ConfigurationLimit.sites)),
                Key("codes", \.codes, WrittenCodes.form, isRequired: true),
                Key("lanes", \.lanes, .list(of: WrittenLane.form, 1...ConfigurationLimit.lanes)),
                Key("bags", \.bags, WrittenBags.form),
                Key("limits", \.limits, WrittenLimits.form),
                Key("badges", \.badges, WrittenBadges.form.placed),
                Key("boxes", \.boxes, WrittenBoxes.form.placed),
                Key("labels", \.labels, WrittenLabels.form),
                Key("role", \.role, .word),
                Key("lots", \.lots, WrittenLot.forms.placed),
                Key("roster", \.roster, ConfigurationForm.absolutePath.placed),
                Key("kiosk", \.kiosk, WrittenKiosk.form.placed),
                Key("sound", \.sound, SoundRules.form),
            ])
    }
}

struct WrittenSite {
    var code: Placed<String>?
    var cardKey = ""

    static var form: ConfigurationForm<WrittenSite> {
        .mapping(
            WrittenSite(),
            [
                ConfigurationKey("code", \.code, .text(1...CodeLimit.codeBytes)),
                ConfigurationKey(
                    "card-key", \.cardKey, .secret(ConfigurationLimit.cardKeyCharacters), isRequired: true),
            ])
    }
}

struct WrittenCategory {
    var english: Placed<String>?
    var chinese: Placed<String>?
    /// Nil for all modes.
    var modes: [Placed<String>]?

    static var form: ConfigurationForm<WrittenCategory> {
        let name = ConfigurationForm<String>.text(1...ConfigurationLimit.nameCharacters).placed
        return .mapping(
            WrittenCategory(),
            [
                ConfigurationKey("english", \.english, name, isRequired: true),
                ConfigurationKey("chinese", \.chinese, name, isRequired: true),
                ConfigurationKey("modes", \.modes, .list(of: name, 1...ConfigurationLimit.modes)),
            ])
    }
}

struct WrittenMode {
    var name: Placed<String>?
    var capacity = 1
    var order = ModeRule.Order.personFirst
    var confirm: Placed<ModeRule.Confirm>?

    /// The four modes of WORKFLOW.md 2, for a site that names none.
    static var usual: [WrittenMode] {
        [("single", 1), ("pool-5", 5), ("pool-10", 10), ("pool-20", 20)].map { name, capacity in
            WrittenMode(name: Placed(value: name, path: "modes", place: .start), capacity: capacity)
        }
    }

    static var form: ConfigurationForm<WrittenMode> {
        .mapping(
            WrittenMode(),
            [
                ConfigurationKey("name", \.name, .text(1...ConfigurationLimit.nameCharacters), isRequired: true),
                ConfigurationKey("capacity", \.capacity, .whole(1...20), isRequired: true),
                ConfigurationKey("order", \.order, .word),
                ConfigurationKey("confirm", \.confirm, .word),
            ])
    }
}

/// The category a site code stands for.
struct WrittenExpectation {
    var code: Placed<String>?
    var category: Placed<String>?

    static var form: ConfigurationForm<WrittenExpectation> {
        .mapping(
            WrittenExpectation(),
            [
                ConfigurationKey("code", \.code, .text(1...CodeLimit.codeBytes), isRequired: true),
                ConfigurationKey(
                    "category", \.category, .text(1...ConfigurationLimit.nameCharacters), isRequired: true),
            ])
    }
}

struct WrittenBags {
    enum Join: String, CaseIterable { case scan, auto }
    var limit = 20
    var join = Join.scan

    static var form: ConfigurationForm<WrittenBags> {
        .mapping(
            WrittenBags(),
            [
                ConfigurationKey("limit", \.limit, .whole(1...50)),
                ConfigurationKey("join", \.join, .word),
            ])
    }
}

/// Which badges are asked for; a file without this works without badges.
struct WrittenBadges {
    var required: [Role] = []
    var learningTubes = 0

    static var form: ConfigurationForm<WrittenBadges> {
        .mapping(
            WrittenBadges(),
            [
                ConfigurationKey("required", \.required, .list(of: .word, 0...Role.allCases.count)),
                ConfigurationKey("learning-tubes", \.learningTubes, .whole(0...100)),
            ])
    }
}

struct WrittenLimits {
    var parked = 3
    var pairingSeconds = 60
    var questionSeconds = 10
    var sightMilliseconds = 1_500

    static var form: ConfigurationForm<WrittenLimits> {
        .mapping(
            WrittenLimits(),
            [
                ConfigurationKey("parked", \.parked, .whole(0...10)),
                ConfigurationKey("pairing-seconds", \.pairingSeconds, .whole(10...3_600)),
                ConfigurationKey("question-seconds", \.questionSeconds, .whole(3...120)),
                ConfigurationKey("sight-milliseconds", \.sightMilliseconds, .whole(200...10_000)),
            ])
    }
}
