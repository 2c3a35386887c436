import ArgumentParser
import Codes
import Controller
import Foundation
import Glibc
import Journal
import Station

/// Exit codes beyond success and failure, as sysexits.h names them.
enum StationExit {
    static let failure = ExitCode(1)
    static let journal = ExitCode(74)
    static let inUse = ExitCode(75)
    static let configuration = ExitCode(78)
}

struct ConfigurationOption: ParsableArguments {
    @Option(name: [.short, .long], help: "The station's configuration, a YAML file.")
    var config = "/etc/scanstation/scanstation.yaml"

    /// Reads the file; what is wrong with it goes to standard error.
    func load() throws -> Configuration {
        guard let data = FileManager.default.contents(atPath: config) else {
            complain("\(config): cannot be read; name the configuration with --config FILE")
            throw StationExit.configuration
        }
        do {
            return try Configuration.load(text: String(decoding: data, as: UTF8.self), file: config)
        } catch {
            complain("\(error)")
            throw StationExit.configuration
        }
    }
}

struct JournalOption: ParsableArguments {
    @Option(name: [.short, .long], help: "The journal's file. Default: the one the configuration names.")
    var journal: String?

    @OptionGroup var configuration: ConfigurationOption

    func path() throws -> String { try journal ?? configuration.load().journalPath }
}

func complain(_ text: String) {
    FileHandle.standardError.write(Data("scanstation: \(text)\n".utf8))
}

/// Writes a file that nobody but its owner can read, from its first byte on; false where it cannot be written.
func writePrivately(_ data: Data, to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    fchmod(descriptor, 0o600)
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
        try file.write(contentsOf: data)
        try file.close()
        return true
    } catch {
        return false
    }
}

/// Ends with the code that fits the journal's error, its words on standard error.
func ending(for error: JournalError) -> ExitCode {
    complain("\(error)")
    if case .inUse = error { return StationExit.inUse }
    return StationExit.journal
}

extension Configuration {
    func codeBook() throws -> CodeBook {
        do {
            return try codeBook(cards: CommandCards(check: cardCheck(siteKey: cardKey)))
        } catch {
            complain("\(error)")
            throw StationExit.configuration
        }
    }

    /// What the station speaks until a card says otherwise.
    var spoken: Station.Language { language == .chinese ? .chinese : .english }

    /// What both languages say of persons, times and places; persons are looked up in the journal and masked, for screens as
    /// `naming` says. For the loop's thread alone.
    func names(_ journal: JournalFile, _ naming: PersonNaming = .digits) -> Names {
        let people = PeopleOfJournal(journal: journal, naming: naming)
        return Names(
            person: { people.shown($0) }, birth: { people.birth($0) }, time: { localTime($0) },
            date: { localDate($0) }, settings: settings)
    }
}

/// The journal as the loop's thread uses it to name people; no other thread does.
private struct PeopleOfJournal: @unchecked Sendable {
    let journal: JournalFile
    let naming: PersonNaming
    func shown(_ token: PersonToken) -> String {
        let named = (try? journal.named(token)) ?? nil
        return naming.text(of: named?.person, name: named?.name)
    }
    func birth(_ token: PersonToken) -> String { birthDate(in: try? journal.person(for: token)) }
}

/// `2022-03-05 08:14`, by this machine's time zone.
func localDate(_ microseconds: Int64) -> String {
    var seconds = time_t(microseconds / 1_000_000)
    var local = tm()
    localtime_r(&seconds, &local)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(Int(local.tm_year) + 1900)-\(two(local.tm_mon + 1))-\(two(local.tm_mday)) "
        + localTime(Moment(row: 0, wall: microseconds))
}

/// `08:14`, by this machine's time zone.
private func localTime(_ moment: Moment) -> String {
    var seconds = time_t(moment.wall / 1_000_000)
    var local = tm()
    localtime_r(&seconds, &local)
    let hour = local.tm_hour < 10 ? "0\(local.tm_hour)" : "\(local.tm_hour)"
    let minute = local.tm_min < 10 ? "0\(local.tm_min)" : "\(local.tm_min)"
    return "\(hour):\(minute)"
}
