package import FakeUSB
import Glibc
import Synchronization
import Threads

/// Why the bus cannot be what it is to be.
package enum USBIPBusError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address is no address of this machine, or another program has the port.
    case cannotListen(address: String, reason: String)
    case taken(portPath: String)
    case tooMany
    case system(String)

    package var description: String {
        switch self {
        case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason); choose another port"
        case .taken(let path): "another device hangs on port \(path)"
        case .tooMany: "no more than \(USBIPLimit.devices) devices"
        case .system(let text): text
        }
    }
}

/// A USB whose wires are TCP: hosts with `vhci-hcd` and the stock `usbip` tool list what is plugged in, and import it.
///
/// Whoever reaches the address may import: listen on loopback, or where only the hosts in question are.
package final class USBIPBus: Sendable {
    private struct State {
        var devices: [USBIPDevice] = []
        /// The number that the last device was given; they count on, as a bus does, and are not used again.
        var lastNumber: UInt32 = 0
        var connections: [USBIPConnection] = []
        var isClosed = false
    }

    private let listener: Int32
    let log: @Sendable (String) -> Void
    private let ending: EndSignal
    private let state = Mutex(State())
    private let thread = Mutex<JoinedThread?>(nil)
    /// Where it listens, dotted.
    package let address: String
    /// The TCP port; the system's choice where 0 was asked for.
    package let port: UInt16

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - address: of this machine, dotted IPv4.
    ///   - port: 3240 is the protocol's own; 0 lets the system choose.
    ///   - log: told, on threads of the bus, when a host is cut off, and why.
    package init(
        address: String = "127.0.0.1", port: UInt16 = 3240, log: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(USBIPBusError) {
        self.log = log
        let name = "\(address):\(port)"
        do {
            ending = try EndSignal()
        } catch {
            throw .system("no signal for \(name)")
        }
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        self.address = address
        do {
            self.port = try listening(listener, address, port)
        } catch {
            close(listener)
            throw error
        }
        do {
            let started = try JoinedThread.start { [weak self, listener, ending] in
                USBIPBus.acceptUntilEnd(listener, ending) { self?.serve($0) }
            }
            thread.withLock { $0 = started }
        } catch {
            close(listener)
            throw .system("no thread for \(name)")
        }
    }

    deinit {
        shut()
        close(listener)
    }

    /// Plugs a device in; hosts find it under its `portPath`.
    package func plug(_ device: FakeUSBDevice, firmware: FakeUSBFirmware) throws(USBIPBusError) -> USBIPDevice {
        try state.withLock { (state) throws(USBIPBusError) in
            if state.devices.count >= USBIPLimit.devices { throw .tooMany }
            if state.devices.contains(where: { $0.device.portPath == device.portPath }) {
                throw .taken(portPath: device.portPath)
            }
            state.lastNumber += 1
            let plugged = USBIPDevice(device, number: state.lastNumber, firmware: firmware) { [weak self] gone in
                self?.state.withLock { $0.devices.removeAll { $0 === gone } }
            }
            state.devices.append(plugged)
            return plugged
        }
    }

    /// Ends all connections and listens no more.
    package func shut() {
        ending.tell()
        thread.withLock { $0 }?.join()
        let (connections, devices) = state.withLock { state in
            defer { (state.connections, state.devices) = ([], []) }
            state.isClosed = true
            return (state.connections, state.devices)
        }
        for connection in connections { connection.end() }
        for device in devices { device.unplug() }
    }

    var listed: [USBIPDevice] { state.withLock { $0.devices } }

    private func serve(_ socket: Int32) {
        state.withLock { state in
            state.connections.removeAll { $0.hasEnded }
            let isFull = state.isClosed || state.connections.count >= USBIPLimit.connections
            guard !isFull, let connection = USBIPConnection.started(socket, bus: self) else {
                close(socket)
                return
            }
            state.connections.append(connection)
        }
    }

    private static func acceptUntilEnd(_ listener: Int32, _ ending: EndSignal, _ serve: (Int32) -> Void) {
        while ending.wait(for: listener) == .ready {
            let socket = accept(listener, nil, nil)
            if socket < 0 { continue }
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            serve(socket)
        }
    }
}

/// Binds and listens.
///
/// - Returns: the port.
private func listening(_ socket: Int32, _ address: String, _ port: UInt16) throws(USBIPBusError) -> UInt16 {
    let failure = { (reason: String) in USBIPBusError.cannotListen(address: "\(address):\(port)", reason: reason) }
    var on: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    guard inet_pton(AF_INET, address, &name.sin_addr) == 1 else { throw failure("not an address such as 127.0.0.1") }
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &name) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(socket, $0, size) == 0 && listen(socket, 16) == 0 && getsockname(socket, $0, &size) == 0
        }
    }
    guard isListening else { throw failure(String(cString: strerror(errno))) }
    return UInt16(bigEndian: name.sin_port)
}
