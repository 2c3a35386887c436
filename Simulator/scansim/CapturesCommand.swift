import ArgumentParser
import Corpus
import Foundation
import Recorder

struct CapturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "captures",
        abstract: "The corpus of recorded device traffic: adopt a recording, print what is covered.",
        discussion: """
            `--adopt FILE --name NAME` makes a regression test of what `scanstation record` wrote at a site: it refuses what \
            may hold a living person, writes NAME.capture and NAME.golden, brings the pages of the folder up to date, and \
            prints the golden file for review. Nothing is overwritten without --replace.
            """)

    @Option(help: "A file that scanstation record has written.")
    var adopt: String?

    @Option(help: "What it is called in the corpus: the recording's language, then anything, as line-incident-7.")
    var name: String?

    @Option(help: "With --adopt: what is to be seen; a comment on top of the capture.")
    var about = ""

    @Option(help: "With --adopt: only what passed from this millisecond on.")
    var from: Int?

    @Option(help: "With --adopt: only what passed until this millisecond.")
    var until: Int?

    @Flag(help: "With --adopt: replace persons here, in a recording made with --raw.")
    var redact = false

    @Flag(help: "With --adopt: write over a capture of this name.")
    var replace = false

    @Flag(help: "Print the page of what is covered and what is not.")
    var coverage = false

    @Flag(help: "Bring the pages of the folder up to date: COVERAGE.md, and the table in README.md.")
    var pages = false

    @Flag(help: "Play anew what fake devices have played, and write it; then the pages.")
    var play = false

    @Option(help: "The folder of the captures.")
    var folder = "Simulator/Captures"

    func validate() throws {
        let wanted = [adopt != nil, coverage, pages, play].count { $0 }
        if wanted != 1 { throw ValidationError("say one of --adopt FILE, --coverage, --pages, --play.") }
        if adopt != nil, name == nil { throw ValidationError("--adopt needs --name NAME.") }
        if let from, from < 0 { throw ValidationError("--from must be 0 or more.") }
        if let until, until < (from ?? 0) { throw ValidationError("--until must not be before --from.") }
    }

    func run() throws {
        do {
            let files = try CaptureFolder(folder)
            if let adopt, let name { try take(adopt, name, into: files) }
            if play { try files.play() }
            if pages || play { for path in try files.writePages() { print(path) } }
            if coverage { print(try Coverage.page(of: files.captures()), terminator: "") }
        } catch let failure as ExitCode {
            throw failure
        } catch {
            complain("\(error)")
            throw ExitCode(1)
        }
    }

    private func take(_ path: String, _ name: String, into files: CaptureFolder) throws {
        guard let recording = FileManager.default.contents(atPath: path) else { throw CaptureFolder.Failure.read(path) }
        let range = from == nil && until == nil ? nil : (from ?? 0)...(until ?? CaptureLimit.milliseconds)
        let adoption: Adoption
        do {
            adoption = try Adoption(
                recording: Array(recording), name: name, about: about, range: range, redacts: redact)
        } catch {
            complain("\(path): \(error)")
            throw ExitCode(1)
        }
        let written = try files.write(adoption, replacing: replace)
        print("Written: \(written.joined(separator: ", "))\n")
        print("What the drivers make of it, which from now on is what they have to make of it:\n")
        print(adoption.golden.isEmpty ? "(nothing)\n" : adoption.golden)
        for warning in adoption.warnings {
            print("The test of the corpus will be red: \(warning). Mend the driver, then write the golden file anew.\n")
        }
        print("Is it what the operator did, and does it name nobody? Then run its test and commit:\n")
        print("    swift test --filter CorpusTests")
    }
}
