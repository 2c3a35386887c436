// swift-tools-version: 6.1
import PackageDescription

/// Strict settings for every target: warnings are errors, and what a file imports it must say itself.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-warnings-as-errors"]),
]

/// A Swift target of ours. `path` names the room it lives in; `needs` may only name what stands to its left.
func room(_ name: String, _ path: String, needs: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: needs, path: path, swiftSettings: strict)
}

func tests(_ name: String, needs: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: needs, path: "Tests/\(name)", resources: resources, swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "ScanStation",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: [
        // Sources: what a station is.
        room("Devices", "Sources/Devices"),
        room("Codes", "Sources/Codes", needs: ["Devices"]),
        room("Station", "Sources/Station", needs: ["Devices", "Codes"]),
        room("Journal", "Sources/Journal", needs: ["Station", "Codes", "Devices", grdb, crypto]),
        room(
            "Controller", "Sources/Controller",
            needs: ["Devices", "Codes", "Station", "Journal", yams, logging]),
        .executableTarget(
            name: "scanstation",
            dependencies: [
                "Devices", "Codes", "Station", "Journal", "Controller", "Drivers", "Catalog", "Attach", "HotPlug",
                "SerialLink", "CSystem", arguments, logging, lifecycle,
            ],
            path: "Sources/scanstation", swiftSettings: strict),
    ]
)
