import ArgumentParser

@main
struct ScanSim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scansim", abstract: "The world outside a scan station: fake devices, shifts and measurements.",
        subcommands: [
            Demo.self, USBIPCommand.self, Kill.self, Unplug.self, DoorsCommand.self, TableCommand.self,
            TrainerCommand.self, Cuts.self,
            SwarmCommand.self,
            DistrictCommand.self,
            CapturesCommand.self, MachineCommand.self, Render.self, LabelsCommand.self, PrintCommand.self,
            DayCommand.self,
            Bench.self,
        ])
}
