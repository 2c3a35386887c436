import CLibSerialPort
import Devices
import Glibc
import Threads

/// The one owner of an open libserialport handle: open from `init` to `deinit`.
///
/// Opening claims the port for this process, sets the line, drops what lay in the input, and only then raises DTR and
/// RTS: what a device sends once it sees DTR is kept.
struct SerialHandle: ~Copyable {
    /// The most one read takes: a scan in one piece, and no more than the operating system holds for a USB port.
    private static let readBytes = 512

    /// What `poll` waits on. It is closed with the handle.
    let descriptor: Int32
    private let port: OpaquePointer
    private let node: String

    init(node: String, settings: LineSettings) throws(LinkError) {
        let opened = try Self.openPort(node)
        var claimed: Int32 = -1
        do {
            claimed = try Self.claim(opened, node)
            try Self.configure(opened, node, settings)
        } catch {
            sp_close(opened)
            sp_free_port(opened)
            throw error
        }
        self.node = node
        port = opened
        descriptor = claimed
    }

    deinit {
        sp_close(port)
        sp_free_port(port)
    }

    /// What has arrived, at most `readBytes`; empty when there is nothing, which after POLLIN means a hang-up.
    borrowing func read() throws(LinkError) -> [UInt8] {
        var result = SP_OK
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.readBytes) { buffer, count in
            result = sp_nonblocking_read(port, buffer.baseAddress, buffer.count)
            count = max(0, Int(result.rawValue))
        }
        if result.rawValue < 0 { throw LinkError(afterSerialCall: result, device: node, attempt: "read") }
        return bytes
    }

    /// Hands over what the operating system takes at once, and says how many bytes that was.
    borrowing func write(_ bytes: ArraySlice<UInt8>, attempt: String) throws(LinkError) -> Int {
        let result = bytes.withUnsafeBytes { sp_nonblocking_write(port, $0.baseAddress, $0.count) }
        if result.rawValue < 0 { throw LinkError(afterSerialCall: result, device: node, attempt: attempt) }
        return Int(result.rawValue)
    }

    private static func openPort(_ node: String) throws(LinkError) -> OpaquePointer {
        if access(node, F_OK) != 0 { throw LinkError(systemCode: errno, device: node, attempt: "open") }
        var found: OpaquePointer?
        let lookup = sp_get_port_by_name(node, &found)
        guard lookup == SP_OK, let port = found else {
            throw LinkError(afterSerialCall: lookup, device: node, attempt: "open")
        }
        let result = sp_open(port, SP_MODE_READ_WRITE)
        if result != SP_OK {
            let failure = LinkError(afterSerialCall: result, device: node, attempt: "open")
            sp_free_port(port)
            throw failure
        }
        return port
    }

    private static func claim(_ port: OpaquePointer, _ node: String) throws(LinkError) -> Int32 {
        var descriptor: Int32 = -1
        let result = sp_get_port_handle(port, &descriptor)
        if result != SP_OK { throw LinkError(afterSerialCall: result, device: node, attempt: "open") }
        let code = serial_port_claim(descriptor)
        if code != 0 { throw LinkError(systemCode: code, device: node, attempt: "open for this station alone") }
        return descriptor
    }

    private static func configure(_ port: OpaquePointer, _ node: String, _ settings: LineSettings) throws(LinkError) {
        try withConfig(port, node, attempt: "set \(settings.text)") { config in
            sp_set_config_baudrate(config, Int32(clamping: settings.baudRate))
            sp_set_config_bits(config, Int32(clamping: settings.dataBits))
            sp_set_config_parity(config, settings.parity.inC)
            sp_set_config_stopbits(config, Int32(clamping: settings.stopBits))
            sp_set_config_cts(config, SP_CTS_IGNORE)
            sp_set_config_dsr(config, SP_DSR_IGNORE)
        }
        let flushed = sp_flush(port, SP_BUF_INPUT)
        if flushed != SP_OK { throw LinkError(afterSerialCall: flushed, device: node, attempt: "empty the input") }
        try withConfig(port, node, attempt: "raise DTR and RTS") { config in
            sp_set_config_rts(config, SP_RTS_ON)
            sp_set_config_dtr(config, SP_DTR_ON)
        }
    }

    /// Applies a configuration in which only what `fill` sets is changed; XON/XOFF is always off.
    ///
    /// libserialport 0.1.1 marks every field of a new configuration "leave as it is" but XON/XOFF, which stays what the
    /// memory happened to hold: `sp_set_config` then refuses it, or switches flow control on.
    private static func withConfig(
        _ port: OpaquePointer, _ node: String, attempt: String, fill: (OpaquePointer) -> Void
    ) throws(LinkError) {
        var created: OpaquePointer?
        let result = sp_new_config(&created)
        guard result == SP_OK, let config = created else {
            throw LinkError(afterSerialCall: result, device: node, attempt: attempt)
        }
        sp_set_config_xon_xoff(config, SP_XONXOFF_DISABLED)
        fill(config)
        let applied = sp_set_config(port, config)
        let failure = applied == SP_OK ? nil : LinkError(afterSerialCall: applied, device: node, attempt: attempt)
        sp_free_config(config)
        if let failure { throw failure }
    }
}

extension LineSettings {
    /// As an engineer writes it: `9600 8N1`.
    fileprivate var text: String {
        let letter =
            switch parity {
            case .none: "N"
            case .even: "E"
            case .odd: "O"
            }
        return "\(baudRate) \(dataBits)\(letter)\(stopBits)"
    }
}

extension LineSettings.Parity {
    fileprivate var inC: sp_parity {
        switch self {
        case .none: SP_PARITY_NONE
        case .even: SP_PARITY_EVEN
        case .odd: SP_PARITY_ODD
        }
    }
}
