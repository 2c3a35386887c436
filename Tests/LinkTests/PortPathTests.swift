import Devices
import Testing

@Suite("The path of a USB port")
struct PortPathTests {
    @Test(
        "is read off the last USB interface in a sysfs path",
        arguments: [
            ("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.2/1-1.2:1.0", "1-1.2"),
            ("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.0", "1-3"),
            ("/sys/devices/platform/soc/fe980000.usb/usb2/2-1/2-1.4/2-1.4.3/2-1.4.3:1.1/ttyUSB0", "2-1.4.3"),
        ])
    func usb(path: String, expected: String) {
        #expect(usbPortPath(inSysfsPath: path) == expected)
    }

    @Test(
        "is absent off USB",
        arguments: [
            "", "/sys/devices/platform/serial8250", "/sys/devices/pnp0/00:04", "/sys/devices/pci0000:00/0000:00:1d.0",
        ])
    func notUSB(path: String) {
        #expect(usbPortPath(inSysfsPath: path) == nil)
    }
}
