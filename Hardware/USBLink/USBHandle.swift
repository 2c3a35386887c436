import CLibUSB
import Devices

/// A pointer of libusb's to pass between threads: the library locks what is behind it.
struct USBPointer: @unchecked Sendable, Equatable {
    let raw: OpaquePointer
}

/// The one owner of an open device with one interface claimed, from `init` to `deinit`; then the interface goes back to
/// the kernel's driver, if it was taken from one and that is wanted.
struct USBHandle: ~Copyable {
    let pointer: USBPointer
    private let interface: Int32

    /// - Parameter givesBack: whether the kernel's driver, if one has the interface, gets it again in the end.
    init(_ device: USBPointer, _ setting: USBSetting, node: String, givesBack: Bool = true) throws(LinkError) {
        var opened: OpaquePointer?
        let result = libusb_open(device.raw, &opened)
        guard result == 0, let opened else { throw LinkError(usbCode: result, device: node, attempt: "open") }
        do {
            try Self.configure(opened, device, node)
            try Self.claim(opened, setting, node, givesBack: givesBack)
        } catch {
            libusb_close(opened)
            throw error
        }
        pointer = USBPointer(raw: opened)
        interface = Int32(setting.interface)
    }

    deinit {
        libusb_release_interface(pointer.raw, interface)
        libusb_close(pointer.raw)
    }

    /// Sets the first configuration where none is set: setting one again resets the device for all its users.
    private static func configure(_ handle: OpaquePointer, _ device: USBPointer, _ node: String) throws(LinkError) {
        var value: Int32 = 0
        if libusb_get_configuration(handle, &value) != 0 || value != 0 { return }
        var first: UnsafeMutablePointer<libusb_config_descriptor>?
        guard libusb_get_config_descriptor(device.raw, 0, &first) == 0, let first else { return }
        defer { libusb_free_config_descriptor(first) }
        let result = libusb_set_configuration(handle, Int32(first.pointee.bConfigurationValue))
        if result != 0 { throw LinkError(usbCode: result, device: node, attempt: "set the configuration") }
    }

    /// Takes the interface from the kernel's driver, if one has it; only then does releasing call a driver back.
    private static func claim(
        _ handle: OpaquePointer, _ setting: USBSetting, _ node: String, givesBack: Bool
    ) throws(LinkError) {
        let interface = Int32(setting.interface)
        let hasDriver = libusb_kernel_driver_active(handle, interface) == 1
        libusb_set_auto_detach_kernel_driver(handle, hasDriver && givesBack ? 1 : 0)
        if hasDriver && !givesBack { libusb_detach_kernel_driver(handle, interface) }
        let claimed = libusb_claim_interface(handle, interface)
        if claimed != 0 { throw LinkError(usbCode: claimed, device: node, attempt: "claim the interface") }
        if setting.setting == 0 { return }
        let chosen = libusb_set_interface_alt_setting(handle, interface, Int32(setting.setting))
        if chosen == 0 { return }
        libusb_release_interface(handle, interface)
        throw LinkError(usbCode: chosen, device: node, attempt: "choose setting \(setting.setting)")
    }
}
