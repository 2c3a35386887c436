/// The path of the USB port (`1-1.2`) in a resolved sysfs path: the last folder that names a USB interface
/// (`1-1.2:1.0`: bus, ports, configuration, interface), up to its colon. Nil for a device that is not on USB.
package func usbPortPath(inSysfsPath path: String) -> String? {
    for folder in path.split(separator: "/").reversed() {
        let halves = folder.split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count == 2 else { continue }
        let bus = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        let isUSB = bus.count == 2 && isNumbers(bus[0], 1...1) && isNumbers(bus[1], 1...7)
        if isUSB && isNumbers(halves[1], 2...2) { return String(halves[0]) }
    }
    return nil
}

/// Whether the text is so many decimal numbers with points between them.
private func isNumbers(_ text: Substring, _ count: ClosedRange<Int>) -> Bool {
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
    return count.contains(numbers.count)
        && numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
}
