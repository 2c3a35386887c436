import Devices

/// One setting of an interface, as its descriptors tell.
struct USBSetting: Hashable, Sendable {
    struct Endpoint: Hashable, Sendable {
        enum Kind: UInt8, Hashable, Sendable { case control, isochronous, bulk, interrupt }

        /// Bit 7 set: to the host.
        var address: UInt8
        var kind: Kind
        /// The most bytes in a packet.
        var packetBytes: Int

        var isToHost: Bool { address & 0x80 != 0 }
    }

    var interface: UInt8
    var setting: UInt8
    var classCode: UInt8
    var subclassCode: UInt8
    var protocolCode: UInt8
    var endpoints: [Endpoint]
    /// How long its report descriptor is; 0 where it has none.
    var reportDescriptorBytes = 0
}

/// The endpoints a wire runs over. Two in a direction: the first carries headers, the second bodies.
struct USBRoute: Hashable, Sendable {
    var setting: USBSetting
    var toHost: [USBSetting.Endpoint]
    var fromHost: [USBSetting.Endpoint]

    /// Finds the setting and the endpoints for a wire, by kind and direction and never by their order among the
    /// descriptors; of two alike the lower address comes first. Nil where an interface has none that fit.
    init?(_ wire: Wire, among settings: [USBSetting]) {
        let routes = settings.filter { !$0.isInternetPrinting }.compactMap { USBRoute(wire, setting: $0) }
        // A setting that also answers is better than one that only listens, wherever it stands.
        guard let found = routes.first(where: { !$0.toHost.isEmpty && !$0.fromHost.isEmpty }) ?? routes.first else {
            return nil
        }
        self = found
    }

    private init?(_ wire: Wire, setting: USBSetting) {
        self.setting = setting
        let endpoints = setting.endpoints.sorted { $0.address < $1.address }
        func of(_ kind: USBSetting.Endpoint.Kind, toHost: Bool) -> [USBSetting.Endpoint] {
            endpoints.filter { $0.kind == kind && $0.isToHost == toHost }
        }
        switch wire {
        case .reports:
            toHost = Array(of(.interrupt, toHost: true).prefix(1))
            fromHost = Array(of(.interrupt, toHost: false).prefix(1))
            if toHost.isEmpty { return nil }
        case .bulk, .bulkKept:
            toHost = Array(of(.bulk, toHost: true).prefix(1))
            fromHost = Array(of(.bulk, toHost: false).prefix(1))
            if toHost.isEmpty && fromHost.isEmpty { return nil }
        case .splitBulk:
            toHost = Array(of(.bulk, toHost: true).prefix(2))
            fromHost = Array(of(.bulk, toHost: false).prefix(2))
            if toHost.count < 2 || fromHost.count < 2 { return nil }
        case .serial, .keys, .network: return nil
        }
    }
}

extension USBSetting {
    /// IPP over USB (07/01/04) speaks HTTP, not a printer's language.
    fileprivate var isInternetPrinting: Bool { classCode == 7 && protocolCode == 4 }

    /// Whether a station cares for such an interface: HID, printers, smart card readers, and makers' own.
    var isWanted: Bool { [0x03, 0x07, 0x0B, 0xFF].contains(classCode) }
}
