import FakeUSB
import Glibc
import Synchronization
import Threads

/// A host's connection: it asks what is there and goes, or imports a device and keeps it until one of the two ends the
/// connection. It has a thread, which reads; several threads send.
final class USBIPConnection: Sendable {
    private let socket: Int32
    /// Held by whoever sends, so that replies do not mix.
    private let sending = Mutex(())
    private let over = Atomic(false)
    private let thread = Mutex<JoinedThread?>(nil)

    private init(_ socket: Int32) { self.socket = socket }

    deinit { close(socket) }

    /// Serves a host that has just connected; nil when the system has no thread for it.
    static func started(_ socket: Int32, bus: USBIPBus) -> USBIPConnection? {
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var patience = timeval(tv_sec: USBIPLimit.patienceSeconds, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let connection = USBIPConnection(socket)
        do {
            let started = try JoinedThread.start { [weak bus] in
                connection.serve { bus }
                connection.over.store(true, ordering: .releasing)
            }
            connection.thread.withLock { $0 = started }
            return connection
        } catch {
            return nil
        }
    }

    /// Whether the host or this side has ended it.
    var hasEnded: Bool { over.load(ordering: .acquiring) }

    /// Ends it and waits for its thread, unless this is that thread.
    func end() {
        cutOff()
        thread.withLock { $0 }?.join()
    }

    /// Ends it; its thread sees that.
    private func cutOff() { shutdown(socket, Int32(SHUT_RDWR)) }

    /// Sends everything or says false.
    private func send(_ bytes: [UInt8]) -> Bool {
        sending.withLock { _ in
            var rest = bytes[...]
            while !rest.isEmpty {
                let taken = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                if taken < 0 && errno == EINTR { continue }
                if taken <= 0 { return false }
                rest = rest.dropFirst(taken)
            }
            return true
        }
    }

    // MARK: Reading

    private func serve(_ bus: () -> USBIPBus?) {
        var parser = USBIPParser()
        defer { cutOff() }
        do {
            guard let (device, held) = try introduced(&parser, bus) else { return }
            defer {
                held.end()
                device.released(held)
            }
            while let request = try next(&parser) {
                if !perform(request, held) {
                    return bus()?.log("a host was cut off: it has too much under way, or uses a number twice") ?? ()
                }
            }
        } catch {
            bus()?.log("a host was cut off: \(error)")
        }
    }

    /// Answers until the host has a device.
    private func introduced(
        _ parser: inout USBIPParser, _ bus: () -> USBIPBus?
    ) throws(USBIPError) -> (USBIPDevice, USBIPImport)? {
        guard let request = try next(&parser), let bus = bus() else { return nil }
        guard case .importDevice(let busID) = request else {
            _ = send(USBIPReply.devices(bus.listed.map { ($0.device, $0.number) }))
            return nil
        }
        guard let device = bus.listed.first(where: { $0.device.portPath == busID }) else {
            _ = send(USBIPReply.refused(.noDevice))
            return nil
        }
        let held = device.imported(send: { [self] in send($0) }, cutOff: { [weak self] in self?.cutOff() })
        guard let held else {
            _ = send(USBIPReply.refused(.busy))
            return nil
        }
        parser.attached()
        _ = send(USBIPReply.imported(device.device, device.number))
        return (device, held)
    }

    private func perform(_ request: USBIPRequest, _ held: USBIPImport) -> Bool {
        switch request {
        case .submit(let transfer): held.submit(transfer)
        case .unlink(let number, let transfer): held.unlink(number, of: transfer)
        case .listDevices, .importDevice: false
        }
    }

    /// Reads until there is a request; nil when the connection has ended.
    private func next(_ parser: inout USBIPParser) throws(USBIPError) -> USBIPRequest? {
        while true {
            if let request = try parser.next() { return request }
            let bytes = [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
                count = max(0, recv(socket, buffer.baseAddress, buffer.count, 0))
            }
            if bytes.isEmpty { return nil }
            parser.take(bytes)
        }
    }
}
