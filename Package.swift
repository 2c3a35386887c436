// swift-tools-version: 6.1
import PackageDescription

/// Strict settings for every target: warnings are errors, and what a file imports it must say itself.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-warnings-as-errors", "-enable-testing"]),
]

/// For programs that carry Swift's runtime with them.
let withRuntime: [LinkerSetting] = [
    .unsafeFlags(["-static-stdlib"]), .linkedLibrary("CoreFoundation"), .linkedLibrary("_FoundationICU"),
    .linkedLibrary("_FoundationCShims"), .linkedLibrary("_FoundationCollections"),
]

/// A Swift target of ours. `path` names the room it lives in; `needs` may only name what stands to its left.
func room(_ name: String, _ path: String, needs: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: needs, path: path, swiftSettings: strict)
}

func tests(_ name: String, needs: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: needs, path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let csv = Target.Dependency.product(name: "SwiftCSV", package: "SwiftCSV")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "ScanStation",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", exact: "0.10.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
    ],
    targets: [
        // Sources: what a station is.
        room("Devices", "Sources/Devices"),
        room("Codes", "Sources/Codes", needs: ["Devices"]),
        room("Station", "Sources/Station", needs: ["Devices", "Codes"]),
        .systemLibrary(name: "CZint", path: "Sources/CZint", providers: [.apt(["libzint-dev"])]),
        .systemLibrary(
            name: "CFreeType", path: "Sources/CFreeType", pkgConfig: "freetype2",
            providers: [.apt(["libfreetype-dev"])]),
        room("Symbols", "Sources/Symbols", needs: ["CZint", "CFreeType"]),
        .systemLibrary(
            name: "CCairo", path: "Sources/CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
        room("Documents", "Sources/Documents", needs: ["Symbols", "CCairo"]),
        .systemLibrary(
            name: "CXlsxWriter", path: "Sources/CXlsxWriter", providers: [.apt(["libxlsxwriter-dev"])]),
        room("Spreadsheet", "Sources/Spreadsheet", needs: ["CXlsxWriter"]),
        room("Rosters", "Sources/Rosters", needs: [csv, crypto]),
        room("Labels", "Sources/Labels", needs: ["Station", "Codes"]),
        room("Speech", "Sources/Speech", needs: ["Station", "Codes", "Devices"]),
        room("Journal", "Sources/Journal", needs: ["Station", "Codes", "Devices", grdb, sqlite, crypto]),
        room("Messages", "Sources/Messages", needs: ["Journal", crypto]),
        .target(
            name: "Kiosk",
            dependencies: [
                "Devices", "Codes", "Station", hummingbird, hummingbirdCore, hummingbirdTLS, nio, nioPosix, nioSSL,
                httpTypes, nioHTTPTypes,
                crypto, logging, lifecycle,
            ],
            path: "Sources/Kiosk", exclude: ["API.md"], resources: [.embedInCode("Page")], swiftSettings: strict),
        room(
            "Controller", "Sources/Controller",
            needs: ["Devices", "Codes", "Station", "Rosters", "Labels", "Journal", yams]),
        room(
            "Assembly", "Sources/Assembly",
            needs: [
                "Devices", "Station", "Labels", "Controller", "Journal", "Drivers", "Recorder", "Catalog", "Attach",
            ]),
        .executableTarget(
            name: "scanstation",
            dependencies: [
                "Assembly", "Devices", "Codes", "Station", "Symbols", "Documents", "Spreadsheet", "Labels", "Journal",
                "Messages", "Rosters", "Controller", "Kiosk",
                "Drivers",
                "Recorder", "Catalog", "Attach", "HotPlug", "SerialLink", "InputLink", "TCPLink", "USBLink", "CClock",
                "CProgram",
                "Speech", "Sound",
                arguments,
                logging, lifecycle, signals,
            ],
            path: "Sources/scanstation", exclude: ["scanstation.example.yaml"], swiftSettings: strict,
            // A box has no Swift toolchain; and the runtime's pages are fewer when only what is used is linked.
            linkerSettings: withRuntime),

        // Hardware: what a device is.
        .systemLibrary(
            name: "CLibSerialPort", path: "Hardware/CLibSerialPort", pkgConfig: "libserialport",
            providers: [.apt(["libserialport-dev"])]),
        .systemLibrary(
            name: "CUdev", path: "Hardware/CUdev", pkgConfig: "libudev", providers: [.apt(["libudev-dev"])]),
        .systemLibrary(name: "CClock", path: "Hardware/CClock"),
        .target(name: "CProgram", path: "Hardware/CProgram"),
        .systemLibrary(
            name: "CLibUSB", path: "Hardware/CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
        .systemLibrary(name: "CEvents", path: "Hardware/CEvents"),
        .systemLibrary(name: "CInput", path: "Hardware/CInput"),
        room("Threads", "Hardware/Threads", needs: ["Devices", "CEvents"]),
        room("SerialLink", "Hardware/SerialLink", needs: ["Devices", "Threads", "CLibSerialPort"]),
        room("InputLink", "Hardware/InputLink", needs: ["Devices", "Threads", "CInput"]),
        room("USBLink", "Hardware/USBLink", needs: ["Devices", "Threads", "CLibUSB"]),
        room("TCPLink", "Hardware/TCPLink", needs: ["Devices", "Threads"]),
        .systemLibrary(
            name: "CALSA", path: "Hardware/CALSA", pkgConfig: "alsa", providers: [.apt(["libasound2-dev"])]),
        room("Sound", "Hardware/Sound", needs: ["Devices", "Threads", "CALSA"]),
        room("HotPlug", "Hardware/HotPlug", needs: ["Devices", "Threads", "CUdev"]),
        room("Drivers", "Hardware/Drivers", needs: ["Devices"]),
        room("Recorder", "Hardware/Recorder", needs: ["Devices", "Drivers"]),
        room("Catalog", "Hardware/Catalog", needs: ["Devices", "Drivers"]),
        room("Attach", "Hardware/Attach", needs: ["Devices", "Drivers", "Catalog"]),

        // Simulator: the world outside the box.
        .systemLibrary(
            name: "CUMockdev", path: "Simulator/CUMockdev", pkgConfig: "umockdev-1.0",
            providers: [.apt(["libumockdev-dev"])]),
        .target(
            name: "CTestbed", dependencies: ["CUMockdev"], path: "Simulator/CTestbed",
            linkerSettings: [.linkedLibrary("util")]),
        room("FakeDevices", "Simulator/FakeDevices", needs: ["Devices"]),
        room("Corpus", "Simulator/Corpus", needs: ["Devices", "Drivers", "Recorder", "Catalog", "FakeDevices"]),
        room("FakeUSB", "Simulator/FakeUSB", needs: ["Threads"]),
        room("USBIP", "Simulator/USBIP", needs: ["FakeUSB", "Threads"]),
        room("FakeLinks", "Simulator/FakeLinks", needs: ["Devices", "Threads", "FakeUSB", "CTestbed"]),
        .target(
            name: "CFaultVFS", path: "Simulator/CFaultVFS", linkerSettings: [.linkedLibrary("sqlite3")]),
        room("FaultStorage", "Simulator/FaultStorage", needs: ["CFaultVFS"]),
        room(
            "Scenarios", "Simulator/Scenarios",
            needs: [
                "Devices", "Threads", "Codes", "Station", "Rosters", "Journal", "Controller", "Assembly", "FakeDevices",
                "FakeUSB", "FakeLinks", "USBIP",
                subprocess,
            ]),
        room(
            "Swarm", "Simulator/Swarm",
            needs: [
                "Devices", "Codes", "Station", "Rosters", "Journal", "Controller", "Assembly", "FakeDevices",
                "Scenarios",
                "FaultStorage", crypto,
            ]),
        room("BlockLog", "Simulator/BlockLog"),
        room("Paper", "Simulator/Paper", needs: ["Symbols"]),
        room(
            "Machine", "Simulator/Machine",
            needs: [
                "Devices", "Codes", "Station", "Journal", "FakeDevices", "FakeUSB", "USBIP", "Scenarios",
                "BlockLog",
            ]),
        room(
            "District", "Simulator/District",
            needs: [
                "Devices", "Codes", "Station", "Journal", "Controller", "FakeDevices", "Scenarios", "Documents",
                "Symbols",
            ]),
        .target(
            name: "Trainer",
            dependencies: [
                "Devices", "Codes", "Station", "Journal", "Controller", "FakeLinks", "Scenarios", hummingbird,
                hummingbirdCore, nio, httpTypes, logging,
            ],
            path: "Simulator/Trainer", resources: [.embedInCode("Page")], swiftSettings: strict),
        .executableTarget(
            name: "scansim",
            dependencies: [
                "Trainer",
                "District", "Documents", "Symbols", "Labels", "Paper", "Spreadsheet", "Messages",
                "Devices", "Codes", "Station", "Journal", "Controller", "Drivers", "FakeDevices", "FakeLinks",
                "FakeUSB", "USBIP", "Scenarios", "Swarm", "Machine", "Recorder", "Corpus",
                arguments, histogram, grdb,
            ],
            // What the swarm does in memory is measured on the same runtime as the station's.
            path: "Simulator/scansim", swiftSettings: strict, linkerSettings: withRuntime),
        .executableTarget(name: "floor", dependencies: ["CLibSerialPort"], path: "Simulator/floor"),

        // Tests.
        tests("CodesTests", needs: ["Codes", "Devices"]),
        tests("StationTests", needs: ["Station", "Codes", "Devices"]),
        tests("SpreadsheetTests", needs: ["Spreadsheet"]),
        tests("KioskTests", needs: ["Kiosk", "Station", "Codes", "Devices", logging]),
        tests("RostersTests", needs: ["Rosters"]),
        tests("MessagesTests", needs: ["Messages", "Journal"]),
        tests("LabelsTests", needs: ["Labels", "Station", "Codes"]),
        tests("JournalTests", needs: ["Journal", "Station", "Codes", "Devices", grdb, sqlite, crypto]),
        tests(
            "ControllerTests",
            needs: [
                "Controller", "Journal", "Labels", "Station", "Codes", "Devices", "Attach", "Catalog", "Drivers",
            ]),
        tests("DriversTests", needs: ["Devices", "Drivers"]),
        tests("RecorderTests", needs: ["Devices", "Drivers", "Recorder"]),
        tests("CorpusTests", needs: ["Devices", "Drivers", "Recorder", "Catalog", "FakeDevices", "Corpus"]),
        tests("AttachTests", needs: ["Devices", "Drivers", "Catalog", "Attach"]),
        tests("FakeDevicesTests", needs: ["Devices", "Drivers", "FakeDevices"]),
        tests("LinkTests", needs: ["Devices", "Threads", "SerialLink", "InputLink", "HotPlug", "FakeLinks"]),
        tests("USBLinkTests", needs: ["Devices", "USBLink", "FakeUSB", "FakeLinks", "Threads"]),
        tests("TCPLinkTests", needs: ["Devices", "TCPLink"]),
        tests("SpeechTests", needs: ["Speech", "Station", "Codes", "Devices"]),
        tests("SoundTests", needs: ["Sound", "Devices"]),
        tests("USBIPTests", needs: ["FakeUSB", "USBIP"]),
        tests("BlockLogTests", needs: ["BlockLog"]),
        tests("PaperTests", needs: ["Paper", "Symbols"]),
        tests("FaultStorageTests", needs: ["FaultStorage", grdb]),
        tests(
            "ScenariosTests",
            needs: ["Devices", "Codes", "FakeDevices", "Station", "Journal", "Assembly", "Scenarios"],
            exclude: ["demo.golden"]),
        tests(
            "SwarmTests",
            needs: [
                "Swarm", "FaultStorage", "Journal", "Controller", "Assembly", "Scenarios", "Station", "Codes",
                "Devices",
                grdb,
            ]),
        tests("DistrictTests", needs: ["District"]),
        tests(
            "TrainerTests",
            needs: ["Trainer", "Scenarios", "FakeDevices", "Station", "Journal", "Codes", "Devices"]),
        tests("LayoutTests", needs: []),
        tests(
            "SystemTests",
            needs: ["Scenarios", "Controller", "Journal", "Station", "Codes", "Devices", "FakeDevices", "Sound"]),
    ]
)
