import Codes
import Devices
import FakeDevices
import FakeUSB
import Foundation
import Scenarios

/// The commands of `scansim usbip`, a line each.
struct USBIPWords {
    private let desk: Desk
    private let names: [String]

    init(_ desk: Desk) {
        self.desk = desk
        names = desk.configuration.scanners.map(\.name) + desk.configuration.devices.map(\.name)
    }

    func plugAll() throws(ScenarioError) { try desk.plug() }

    /// The devices, a line each.
    var list: String { names.map(described).joined(separator: "\n") }

    /// Does what a line says.
    ///
    /// - Returns: the answer; nil for the end.
    mutating func obey(_ line: String) -> String? {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        guard let verb = words.first else { return "" }
        if verb == "quit" { return nil }
        if verb == "help" { return help }
        if verb == "list" { return list }
        guard words.count > 1, names.contains(words[1]) else {
            return "\(verb): name one of \(names.joined(separator: ", ")); help lists the commands"
        }
        do throws(ScenarioError) {
            return try obey(verb, words[1], words.count > 2 ? words[2] : nil)
        } catch {
            return "\(error)"
        }
    }

    private var help: String {
        """
        list                     the devices, and whether a host has imported and opened them
        scan NAME TEXT           read a code; person:1, tube:1, bag:1, seal:1, box:1, badge:1 and card:CONFIRM are of the deck
        cut NAME TEXT            send the first half of a reading, and pull the plug in the middle of it
        lay NAME PERSON          lay the ID card of a synthetic person on the reader, by number; lift NAME takes it away
        unplug NAME, plug NAME   the plug comes out, and goes in again; the host has to attach it again
        fault NAME VERB          what its firmware is to do wrong; without VERB: what it can do
        stall NAME [TIMES]       stall the endpoint to the host
        babble NAME [TIMES]      send more than the host has asked for
        accept NAME BYTES|all    take so many bytes more from the host and then none
        quit                     end
        """
    }

    private func obey(_ verb: String, _ name: String, _ rest: String?) throws(ScenarioError) -> String {
        let number = rest.flatMap { Int($0) }
        switch (verb, rest) {
        case ("unplug", nil): return unplugged(name)
        case ("plug", nil): return try plugged(name)
        case ("scan", let text?): return try scanned(text, name)
        case ("cut", let text?): return try cut(text, name)
        case ("lay", _?): return number.map { laid(name, $0) } ?? "lay: which person? a number from 1"
        case ("lift", nil): return lifted(name)
        case ("fault", _): return faulted(name, rest)
        case ("stall", _): return told(name) { $0.stall(toHost(of: $0), times: number ?? 1) }
        case ("babble", _): return told(name) { $0.babble(on: toHost(of: $0), times: number ?? 1) }
        case ("accept", let text?) where text == "all" || number != nil:
            return told(name) { $0.accept(number, on: fromHost(of: $0)) }
        default: return "\(verb): not understood; help lists the commands"
        }
    }

    // MARK: The plug

    private func plugged(_ name: String) throws(ScenarioError) -> String {
        if usb(name) != nil { return "\(name) is plugged in" }
        if let device = desk.device(name) {
            try device.plug(into: desk.sockets)
        } else {
            try desk.scanner(name).plug(into: desk.sockets)
        }
        return described(name)
    }

    private func unplugged(_ name: String) -> String {
        desk.device(name)?.unplug()
        (try? desk.scanner(name))?.unplug()
        return described(name)
    }

    private func usb(_ name: String) -> (any PluggedUSB)? { desk.device(name)?.usb ?? (try? desk.scanner(name))?.usb }

    private func described(_ name: String) -> String {
        guard let usb = usb(name) else { return "\(name): unplugged" }
        let isOpen = desk.device(name)?.isOpen ?? (try? desk.scanner(name))?.isOpen ?? false
        let device = usb.device
        let ids = [device.vendor, device.product].map { String(format: "%04x", $0) }.joined(separator: ":")
        return "\(name): socket \(device.portPath), \(ids), \(device.name)"
            + (usb.isImported ? isOpen ? ", opened" : ", imported" : "")
    }

    private func told(_ name: String, _ body: (any PluggedUSB) -> Void) -> String {
        guard let usb = usb(name) else { return "\(name) is unplugged" }
        body(usb)
        return "done"
    }

    private func toHost(of usb: any PluggedUSB) -> UInt8 { endpoint(of: usb) { $0 & 0x80 != 0 } ?? 0x81 }

    private func fromHost(of usb: any PluggedUSB) -> UInt8 { endpoint(of: usb) { $0 & 0x80 == 0 } ?? 0x02 }

    /// The last interface's: a modem's first has no data.
    private func endpoint(of usb: any PluggedUSB, where fits: (UInt8) -> Bool) -> UInt8? {
        usb.device.interfaces.last?.endpoints.map(\.address).first(where: fits)
    }

    // MARK: The hand

    private func scanned(_ text: String, _ name: String) throws(ScenarioError) -> String {
        let scanner = try desk.scanner(name)
        try scanner.send(desk.deck.payload(named: text))
        let isHeard = scanner.model.firmware.isHeard
        guard let heard = scanner.nextVerdict(within: isHeard ? desk.patience.verdict : .zero) else {
            return isHeard ? "\(name) heard nothing within \(desk.patience.verdict)" : "sent; \(name) hears nothing"
        }
        return "\(name) heard \(heard.feedback.rawValue)"
    }

    private func cut(_ text: String, _ name: String) throws(ScenarioError) -> String {
        let scanner = try desk.scanner(name)
        let isCut = try scanner.sendBeginning(of: desk.deck.payload(named: text), share: 0.5)
        scanner.unplug()
        return isCut ? "\(name) was pulled in the middle" : "\(name) was pulled before; its reading is one packet"
    }

    private func laid(_ name: String, _ person: Int) -> String {
        let card = FakeCard.of(desk.deck, person: person)
        let isReader = desk.device(name)?.withFirmware(FakeCardReader.self) { reader, _ in reader.lay(card) } != nil
        return isReader ? "the card of person \(person) lies on \(name)" : "\(name) is no card reader"
    }

    private func lifted(_ name: String) -> String {
        let isReader = desk.device(name)?.withFirmware(FakeCardReader.self) { reader, _ in reader.lift() } != nil
        return isReader ? "\(name) is empty" : "\(name) is no card reader"
    }

    private func faulted(_ name: String, _ verb: String?) -> String {
        let isKnown = verb.map { verb in
            desk.device(name)?.commit(verb: verb) ?? (try? desk.scanner(name))?.commit(verb: verb) ?? false
        }
        if isKnown == true { return "done" }
        let refusal = verb.map { "\(name) knows no fault \($0); it knows\n" } ?? ""
        let verbs = desk.device(name)?.verbs ?? (try? desk.scanner(name))?.verbs ?? []
        return refusal
            + verbs.map { verb in
                verb.name + (verb.arguments.isEmpty ? "" : ":\(verb.arguments)") + "  " + verb.purpose
            }.joined(separator: "\n")
    }
}
