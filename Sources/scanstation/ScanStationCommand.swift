import ArgumentParser

@main
struct ScanStationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scanstation",
        abstract: "Takes the scans of a specimen-collection station: person, tube, bag, in that order, exactly once.",
        discussion: """
            A station is worked by scanning alone. Start it with `run`; all but `wipe` can be asked while it runs.

            Exit codes: 0 done; 1 the thing asked for failed (verify found a fault, check found a trouble, no station \
            runs); 64 the command line is wrong; 78 the configuration is wrong; 74 the journal or a device cannot be \
            used; 75 another process has this journal open.
            """,
        subcommands: [
            Run.self, Check.self, Status.self, DevicesCommand.self, Record.self, ReplayCommand.self, Verify.self,
            Export.self, ManifestCommand.self, RosterCommand.self, Wipe.self, Cards.self, PairCommand.self,
            PhrasesCommand.self,
        ])
}
