import Devices
import FakeLinks
import FakeUSB
import Glibc
import Synchronization
import Testing
import Threads
import USBLink

extension USBInTheTestbed {
    @Suite("A USB device's coming and going")
    struct LifecycleTests {
        @Test func `an interface is taken from the kernel's driver and given back`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            try await desk.host.wait(for: "the claim") { $0.count >= 2 }
            #expect(desk.device.programs == 1)
            desk.link.close()
            desk.link.close()
            #expect(desk.device.interface(0).hasDriver)
            #expect(try await settled(0) { desk.device.programs } == 0)
            try await desk.host.wait(for: "the giving back") { $0.count >= 4 }
            #expect(
                desk.host.events == [
                    .driverDetached(interface: 0), .claimed(interface: 0), .released(interface: 0),
                    .driverAttached(interface: 0),
                ])
            #expect(throws: LinkError.self) { try desk.link.send([1]) }
            desk.device.send([0x41], on: Bench.toHost)
            let again = Inbox<LinkEvent>()
            let link = try USBInterfaceLink.open("\(desk.device.node)#0", wire: .reports, on: bench.bus) {
                again.take($0)
            }
            try await again.wait(for: "what the device kept") { bytes($0) == [0x41] }
            #expect(desk.station.events.isEmpty)
            link.close()
        }

        @Test func `a printer whose driver resets it is kept from the driver`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect(Bench.printer(), wire: .bulkKept)
            try await desk.host.wait(for: "the claim") { $0.count >= 2 }
            desk.link.close()
            try await desk.host.wait(for: "the release") { $0.count >= 3 }
            #expect(!desk.device.interface(0).hasDriver)
            #expect(
                desk.host.events == [.driverDetached(interface: 0), .claimed(interface: 0), .released(interface: 0)])
        }

        @Test func `an interface that no driver had goes back to none`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect(Bench.cardReader(), wire: .splitBulk(headerBytes: 7))
            desk.link.close()
            try await desk.host.wait(for: "the release") { $0.count >= 2 }
            #expect(desk.host.events == [.claimed(interface: 0), .released(interface: 0)])
        }

        @Test func `a device without a configuration gets its first, any other keeps the one it has`() async throws {
            let bench = try Bench()
            var device = Bench.scanner()
            device.isConfigured = false
            let desk = try await bench.connect(device)
            try await desk.host.wait(for: "the claim") { $0.contains(.claimed(interface: 0)) }
            #expect(desk.host.events.first == .configured(1))
            desk.device.send([0x41], on: Bench.toHost)
            try await desk.station.wait(for: "a report") { bytes($0) == [0x41] }
            desk.link.close()
        }

        @Test func `a program that is killed gives its device back`() async throws {
            let bench = try Bench()
            let device = try bench.testbed.plugUSB(Bench.scanner())
            try await bench.appears(device)
            let program = try spawn("/bin/sh", "-c", "exec 3<>\(device.node); exec sleep 60 >/dev/null 2>&1")
            #expect(try await settled(1) { device.programs } == 1)
            kill(program, SIGKILL)
            var status: Int32 = 0
            waitpid(program, &status, 0)
            #expect(try await settled(0) { device.programs } == 0)
            let station = Inbox<LinkEvent>()
            let link = try USBInterfaceLink.open("\(device.node)#0", wire: .reports, on: bench.bus) { station.take($0) }
            device.send([0x41], on: Bench.toHost)
            try await station.wait(for: "a report") { bytes($0) == [0x41] }
            link.close()
        }

        @Test func `a device in use is busy for everyone else, and stays in use`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            let error = #expect(throws: LinkError.self) {
                try USBInterfaceLink.open("\(desk.device.node)#0", wire: .reports, on: bench.bus) { _ in }
            }
            #expect(error?.reason == .busy)
            desk.device.send([0x41], on: Bench.toHost)
            try await desk.station.wait(for: "a report") { bytes($0) == [0x41] }
            desk.link.close()
        }

        @Test(
            "what is not there is not found",
            arguments: [
                "/dev/bus/usb/001/099#0", "/dev/bus/usb/001/099", "/dev/ttyACM0", "", "/dev/bus/usb/999/001#0",
            ])
        func absent(node: String) throws {
            let bench = try Bench()
            let error = #expect(throws: LinkError.self) {
                try withExtendedLifetime(bench) {
                    _ = try USBInterfaceLink.open(node, wire: .reports, on: bench.bus) { _ in }
                }
            }
            #expect(error?.reason == .notFound)
            #expect(error?.device == node)
        }

        @Test func `a pulled plug is told once and last, and sending then fails`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect(Bench.printer(), wire: .bulk) { _, _ in .silent }
            desk.device.send([0x41], on: Bench.toHost)
            try await desk.station.wait(for: "the byte") { bytes($0) == [0x41] }
            desk.device.accept(10, on: Bench.fromHost)
            try desk.link.send(pattern(50_000))
            try desk.link.request(ControlRequest(type: 0xA1, request: 1, asking: 1))
            desk.device.unplug()
            try await desk.station.wait(for: "the unplugging") { $0.contains(.unplugged) }
            let error = #expect(throws: LinkError.self) { try desk.link.send([0x06]) }
            #expect(error?.reason == .disconnected)
            try await Task.sleep(for: .milliseconds(20))
            #expect(desk.station.events == [.bytes([0x41]), .unplugged])
            desk.link.close()
        }

        @Test func `what a device got rid of before it was pulled arrives, each time, and then the loss`() async throws
        {
            let bench = try Bench()
            for round in 0..<100 {
                let desk = try await bench.connect()
                let report = [UInt8](repeating: UInt8(round), count: 8)
                desk.device.send(report, on: Bench.toHost)
                while desk.device.delivered == 0 { await Task.yield() }
                desk.device.unplug()
                try await desk.station.wait(for: "the unplugging") { $0.last == .unplugged }
                #expect(desk.station.events == [.bytes(report), .unplugged])
                desk.link.close()
            }
        }

        @Test func `two devices work side by side, and one may go`() async throws {
            let bench = try Bench()
            let scanner = try await bench.connect()
            let printer = try await bench.connect(Bench.printer(), wire: .bulk)
            for value in 0..<50 {
                scanner.device.send([UInt8(value)], on: Bench.toHost)
                try printer.link.send([UInt8(value)])
            }
            try await scanner.station.wait(for: "50 reports") { bytes($0).count == 50 }
            try await printer.taken.wait(for: "50 bytes") { $0.count == 50 }
            printer.device.accept(0, on: Bench.fromHost)
            try printer.link.send([50])
            scanner.device.unplug()
            try await scanner.station.wait(for: "the unplugging") { $0.contains(.unplugged) }
            printer.device.send([0x18], on: Bench.toHost)
            try await printer.station.wait(for: "a byte") { bytes($0) == [0x18] }
            printer.link.close()
        }

        @Test func `a link may be closed from its own sink, from another's, and in mid-transfer from any thread`()
            async throws
        {
            let bench = try Bench()
            let printer = try await bench.connect(Bench.printer(), wire: .bulk)
            printer.device.accept(0, on: Bench.fromHost)
            try printer.link.send(pattern(100_000))
            let held = Mutex<USBInterfaceLink?>(nil)
            let station = Inbox<LinkEvent>()
            let scanner = try bench.testbed.plugUSB(Bench.scanner())
            try await bench.appears(scanner)
            let link = try USBInterfaceLink.open("\(scanner.node)#0", wire: .reports, on: bench.bus) { event in
                held.withLock { $0 }?.close()
                printer.link.close()
                station.take(event)
            }
            held.withLock { $0 = link }
            scanner.send(packets: [[1], [2], [3]], on: Bench.toHost)
            try await station.wait(for: "the first report") { !$0.isEmpty }
            link.close()
            printer.link.close()
            try await Task.sleep(for: .milliseconds(20))
            #expect(station.events == [.bytes([1])])
            #expect(scanner.interface(0).hasDriver && printer.device.interface(0).hasDriver)
            held.withLock { $0 = nil }
        }

        @Test func `many threads may send and close at once`() async throws {
            let bench = try Bench()
            for _ in 0..<10 {
                let desk = try await bench.connect(Bench.printer(), wire: .bulk)
                let users = try (0..<4).map { index in
                    try JoinedThread.start {
                        for _ in 0..<50 { try? desk.link.send([UInt8(index)]) }
                        desk.link.close()
                    }
                }
                for user in users { user.join() }
                #expect(desk.device.interface(0).hasDriver)
                desk.device.unplug()
            }
        }

        @Test func `a stopped bus closes its links without a word`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            bench.bus.stop()
            #expect(desk.device.interface(0).hasDriver)
            #expect(throws: LinkError.self) { try desk.link.send([1]) }
            desk.link.close()
            let error = #expect(throws: LinkError.self) {
                try USBInterfaceLink.open("\(desk.device.node)#0", wire: .reports, on: bench.bus) { _ in }
            }
            #expect(error?.reason == .disconnected)
            #expect(desk.station.events.isEmpty)
        }

        @Test func `a link that is dropped is closed`() async throws {
            let bench = try Bench()
            var desk: Connection? = try await bench.connect()
            let device = try #require(desk?.device)
            desk = nil
            #expect(try await settled(0) { device.programs } == 0)
            #expect(device.interface(0).hasDriver)
        }

        @Test func `two hundred plugs and pulls leave nothing behind`() async throws {
            let bench = try Bench()
            var random = Seeded(seed: 20_240_817)
            var nodes: Set<String> = []
            // The first round makes what stays: hubs, and the libraries' own descriptors.
            try await plugAndPull(bench, &random, &nodes)
            try await Task.sleep(for: .milliseconds(50))
            let (descriptors, running) = (openDescriptors(), threads())
            nodes = []
            for _ in 0..<200 { try await plugAndPull(bench, &random, &nodes) }
            #expect(nodes.count > 100)
            #expect(try await settled(running) { threads() } == running)
            // What stays with a number of the bus is the socket that the testbed listens on.
            let allowed = descriptors + nodes.count
            #expect(try await settled(allowed) { max(allowed, openDescriptors()) } == allowed)
        }

        /// Plugs a device in, lets it work for a random while, and pulls it or closes it at a random moment.
        private func plugAndPull(_ bench: Bench, _ random: inout Seeded, _ nodes: inout Set<String>) async throws {
            let isPrinter = random.below(2) == 0
            let desk = try await bench.connect(
                isPrinter ? Bench.printer() : Bench.scanner(), wire: isPrinter ? .bulk : .reports)
            nodes.insert(desk.device.node)
            for _ in 0..<random.below(6) {
                switch random.below(5) {
                case 0: desk.device.stall(random.below(2) == 0 ? Bench.toHost : Bench.fromHost)
                case 1: desk.device.send(pattern(random.below(500)), on: Bench.toHost)
                case 2: desk.device.accept(random.below(100), on: Bench.fromHost)
                case 3: desk.device.babble(on: Bench.toHost)
                default: try? desk.link.send(pattern(1 + random.below(3_000)))
                }
                usleep(UInt32(random.below(1_500)))
            }
            if random.below(3) == 0 {
                desk.link.close()
                desk.device.unplug()
                #expect(!desk.station.events.contains(.unplugged))
            } else {
                desk.device.unplug()
                try await desk.station.wait(for: "the unplugging") { $0.last == .unplugged }
                #expect(desk.station.events.count { $0 == .unplugged } == 1)
                desk.link.close()
            }
        }

        @Test func `an idle link's threads sleep`() async throws {
            let bench = try Bench()
            let desk = try await bench.connect()
            let eventThread = Inbox<pthread_t>()
            let other = try bench.testbed.plugUSB(Bench.printer())
            try await bench.appears(other)
            let link = try USBInterfaceLink.open("\(other.node)#0", wire: .bulk, on: bench.bus) { _ in
                eventThread.take(pthread_self())
            }
            other.send([1], on: Bench.toHost)
            try await eventThread.wait(for: "the thread") { !$0.isEmpty }
            let thread = try #require(eventThread.events.first)
            try await Task.sleep(for: .milliseconds(50))
            let before = try cpuNanoseconds(of: thread)
            try await Task.sleep(for: .milliseconds(500))
            #expect(try cpuNanoseconds(of: thread) == before)
            link.close()
            desk.link.close()
        }
    }
}

private func cpuNanoseconds(of thread: pthread_t) throws -> Int {
    var clock = clockid_t()
    try #require(pthread_getcpuclockid(thread, &clock) == 0)
    var time = timespec()
    try #require(clock_gettime(clock, &time) == 0)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// Starts a program with this one's environment, the fake world in it.
private func spawn(_ arguments: String...) throws -> pid_t {
    var program = pid_t()
    var pointers = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    try #require(posix_spawn(&program, arguments[0], nil, nil, &pointers, environ) == 0)
    return program
}

/// Random numbers that a seed reproduces (SplitMix64).
struct Seeded {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(limit))
    }
}
