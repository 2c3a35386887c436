/// The house: each room, what stands to its left, and what of the outside it may use. A room that is not here is a fault.
struct Room: Sendable {
    let path: String
    /// Our rooms it may import.
    let left: Set<String>
    /// Modules of others.
    var outside: Set<String> = []
    /// Bytes, instants and values in and out: no operating system.
    var isPure = false

    static let all: [Room] = sources + hardware + simulator

    private static let sources = [
        Room(path: "Sources/Devices", left: [], isPure: true),
        Room(path: "Sources/Codes", left: ["Devices"], isPure: true),
        Room(path: "Sources/Station", left: ["Devices", "Codes"], isPure: true),
        Room(path: "Sources/Symbols", left: [], outside: ["CZint", "CFreeType"]),
        Room(path: "Sources/Documents", left: ["Symbols"], outside: ["CCairo"]),
        Room(path: "Sources/Spreadsheet", left: [], outside: ["CXlsxWriter"]),
        Room(path: "Sources/Rosters", left: [], outside: ["SwiftCSV", "Crypto"]),
        Room(path: "Sources/Labels", left: ["Devices", "Codes", "Station", "Symbols", "Documents"], isPure: true),
        Room(path: "Sources/Speech", left: ["Devices", "Codes", "Station"], isPure: true),
        Room(
            path: "Sources/Journal", left: ["Devices", "Codes", "Station"],
            outside: ["GRDB", "GRDBSQLite", "Crypto", "Foundation", "Glibc"]),
        Room(path: "Sources/Messages", left: ["Journal"], outside: ["Crypto", "Foundation"]),
        Room(
            path: "Sources/Kiosk", left: ["Devices", "Codes", "Station"],
            outside: [
                "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "NIOCore", "NIOPosix", "NIOSSL", "NIOHTTPTypes",
                "HTTPTypes", "Crypto", "Logging", "ServiceLifecycle", "Foundation", "Synchronization",
            ]),
        Room(
            path: "Sources/Controller", left: ["Devices", "Codes", "Station", "Rosters", "Labels", "Journal"],
            outside: ["Yams", "ServiceLifecycle", "Logging", "Foundation", "Glibc", "Synchronization"]),
        Room(
            path: "Sources/Assembly",
            left: [
                "Devices", "Codes", "Station", "Labels", "Journal", "Controller", "Drivers", "Recorder", "Catalog",
                "Attach",
            ]),
        Room(
            path: "Sources/scanstation",
            left: [
                "Assembly", "Devices", "Codes", "Station", "Symbols", "Documents", "Spreadsheet", "Labels", "Journal",
                "Messages", "Rosters", "Controller", "Kiosk",
                "Drivers",
                "Recorder", "Catalog", "Attach", "HotPlug", "SerialLink", "InputLink", "TCPLink", "USBLink", "Threads",
                "Speech", "Sound",
            ],
            outside: [
                "ArgumentParser", "ServiceLifecycle", "Logging", "CClock", "CProgram", "UnixSignals", "Foundation",
                "Glibc",
                "Synchronization",
            ]),
    ]

    private static let hardware = [
        Room(path: "Hardware/Threads", left: ["Devices"], outside: ["CEvents", "Glibc", "Synchronization"]),
        Room(
            path: "Hardware/SerialLink", left: ["Devices", "Threads"],
            outside: ["CLibSerialPort", "Glibc", "Synchronization"]),
        Room(
            path: "Hardware/USBLink", left: ["Devices", "Threads"], outside: ["CLibUSB", "Glibc", "Synchronization"]),
        Room(path: "Hardware/TCPLink", left: ["Devices", "Threads"], outside: ["Glibc", "Synchronization"]),
        Room(
            path: "Hardware/InputLink", left: ["Devices", "Threads"], outside: ["CInput", "Glibc", "Synchronization"]),
        Room(path: "Hardware/Sound", left: ["Devices", "Threads"], outside: ["CALSA", "Glibc", "Synchronization"]),
        Room(path: "Hardware/HotPlug", left: ["Devices", "Threads"], outside: ["CUdev", "Glibc", "Synchronization"]),
        Room(path: "Hardware/Drivers", left: ["Devices"], isPure: true),
        Room(path: "Hardware/Recorder", left: ["Devices", "Drivers"], isPure: true),
        Room(path: "Hardware/Catalog", left: ["Devices", "Drivers"], isPure: true),
        Room(path: "Hardware/Attach", left: ["Devices", "Drivers", "Catalog"], isPure: true),
    ]

    private static let simulator = [
        Room(path: "Simulator/FakeDevices", left: ["Devices"], isPure: true),
        Room(
            path: "Simulator/Corpus", left: ["Devices", "Drivers", "Recorder", "Catalog", "FakeDevices"], isPure: true),
        Room(path: "Simulator/FakeUSB", left: ["Threads"], outside: ["Glibc", "Synchronization"]),
        Room(path: "Simulator/USBIP", left: ["Threads", "FakeUSB"], outside: ["Glibc", "Synchronization"]),
        Room(
            path: "Simulator/FakeLinks", left: ["Devices", "Threads", "FakeDevices", "FakeUSB"],
            outside: ["CTestbed", "Glibc", "Synchronization"]),
        Room(
            path: "Simulator/Scenarios",
            left: [
                "Devices", "Threads", "Codes", "Station", "Rosters", "Journal", "Controller", "Drivers", "Catalog",
                "Attach", "Assembly",
                "FakeDevices", "FakeUSB", "FakeLinks", "USBIP",
            ],
            outside: ["Dispatch", "Subprocess", "SystemPackage", "Foundation", "Glibc", "Synchronization"]),
        Room(path: "Simulator/BlockLog", left: [], outside: ["Glibc"]),
        Room(
            path: "Simulator/Machine",
            left: [
                "Devices", "Codes", "Station", "Journal", "FakeDevices", "FakeUSB", "USBIP", "Scenarios",
                "BlockLog",
            ],
            outside: ["Foundation", "Glibc"]),
        Room(path: "Simulator/FaultStorage", left: [], outside: ["CFaultVFS"]),
        Room(path: "Simulator/Paper", left: ["Symbols"]),
        Room(
            path: "Simulator/Swarm",
            left: [
                "Devices", "Codes", "Station", "Rosters", "Journal", "Controller", "Assembly", "FakeDevices",
                "Scenarios",
                "FaultStorage",
            ],
            outside: ["Crypto"]),
        Room(
            path: "Simulator/District",
            left: [
                "Devices", "Codes", "Station", "Symbols", "Documents", "Journal", "Controller", "FakeDevices",
                "Scenarios",
            ],
            outside: ["Dispatch", "Synchronization"]),
        Room(
            path: "Simulator/Trainer",
            left: ["Devices", "Codes", "Station", "Journal", "Controller", "FakeLinks", "Scenarios"],
            outside: [
                "Hummingbird", "HummingbirdCore", "NIOCore", "HTTPTypes", "Logging", "Dispatch", "Foundation",
                "Synchronization",
            ]),
        Room(
            path: "Simulator/scansim",
            left: [
                "Trainer",
                "Devices", "Codes", "Station", "Labels", "Journal", "Controller", "Drivers", "Catalog", "Attach",
                "FakeDevices", "FakeUSB", "FakeLinks", "USBIP", "Scenarios", "Swarm", "Machine", "Recorder", "Corpus",
                "District", "Symbols", "Documents", "Paper", "Spreadsheet", "Messages",
            ],
            outside: [
                "ArgumentParser", "GRDB", "Histogram", "Subprocess", "SystemPackage", "Foundation", "Glibc",
                "Synchronization",
            ]),
    ]

    static subscript(path: String) -> Room? { all.first { $0.path == path } }
}

/// A module of others and the only folders that may import it.
struct Door: Sendable {
    let module: String
    let folders: Set<String>

    static let all = [
        Door(module: "CLibSerialPort", folders: ["Hardware/SerialLink"]),
        Door(module: "CUdev", folders: ["Hardware/HotPlug"]),
        Door(module: "CLibUSB", folders: ["Hardware/USBLink"]),
        Door(module: "CALSA", folders: ["Hardware/Sound"]),
        Door(module: "CInput", folders: ["Hardware/InputLink"]),
        Door(module: "CEvents", folders: ["Hardware/Threads"]),
        Door(module: "CZint", folders: ["Sources/Symbols"]),
        Door(module: "CCairo", folders: ["Sources/Documents"]),
        Door(module: "CXlsxWriter", folders: ["Sources/Spreadsheet"]),
        Door(module: "SwiftCSV", folders: ["Sources/Rosters"]),
        Door(module: "CFreeType", folders: ["Sources/Symbols"]),
        Door(module: "CSystem", folders: ["Sources/scanstation"]),
        Door(module: "CTestbed", folders: ["Simulator/FakeLinks"]),
        Door(module: "CUMockdev", folders: []),
        Door(module: "CFaultVFS", folders: ["Simulator/FaultStorage"]),
        Door(
            module: "GRDB",
            folders: [
                "Sources/Journal", "Tests/JournalTests", "Tests/FaultStorageTests", "Tests/SwarmTests",
                "Simulator/scansim",
            ]),
        Door(module: "GRDBSQLite", folders: ["Sources/Journal", "Tests/JournalTests"]),
        Door(module: "Hummingbird", folders: ["Sources/Kiosk", "Simulator/Trainer"]),
        Door(module: "Yams", folders: ["Sources/Controller"]),
        Door(module: "ArgumentParser", folders: ["Sources/scanstation", "Simulator/scansim"]),
    ]
}
