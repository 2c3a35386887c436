import Devices
import Drivers

/// Any chunks, in any form, under any settings: no crash, bounded memory, never more bytes out than keys can type.
///
/// The first three bytes choose the settings; then each chunk is a length, a pause in units of 2 ms, how often it is
/// sent again with nothing down in between (so that a short input reaches the longest reading), and its bytes. The
/// keypad's driver gets the same chunks.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzKeyboard(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    if input.count < 3 { return 0 }
    let settings = chosen(input)
    var driver = KeyboardDriver(settings: settings)
    var keypad = KeypadDriver(settings: KeypadSettings(form: settings.form, reportID: settings.reportID))
    let allUp: [UInt8] =
        switch settings.form {
        case .keyEvents: [0x04, 0, 0x05, 0, 0x1E, 0, 0x5A, 0, 0xE2, 0]
        case .bootReports: [0, 0, 0, 0, 0, 0, 0, 0]
        case .numberedReports: [input.last ?? 0, 0, 0, 0, 0, 0, 0, 0, 0]
        }
    var now = Instant.start
    var position = 3
    var sent = 0
    var got = 0
    while position + 3 <= input.count {
        now = now.advanced(by: .milliseconds(Int(input[position + 1]) * 2))
        let end = min(position + 3 + Int(input[position] % 32), input.count)
        let chunk = Array(input[(position + 3)..<end])
        for _ in 0...(Int(input[position + 2]) % 64 * 8) {
            sent += chunk.count + allUp.count
            got += size(driver.received(chunk, at: now)) + size(driver.received(allUp, at: now))
            check(keypad.received(chunk, at: now) + keypad.received(allUp, at: now), chunk.count + allUp.count)
            precondition(driver.heldBytes <= LineLimit.frameBytes, "the memory is bounded")
        }
        position = end
        if input[end - 1] == 0xF7 { _ = driver.started(at: now) }
        // A dead key and its letter are four bytes at most, an unknown key three: a key is a byte or more on the wire.
        precondition(got <= 8 * sent, "a driver makes no bytes up")
    }
    if let deadline = driver.deadline { _ = size(driver.deadlinePassed(at: deadline)) }
    precondition(driver.deadline == nil && driver.heldBytes == 0, "the pause ends everything")
    return 0
}

private func chosen(_ input: [UInt8]) -> KeyboardSettings {
    func pick<Choice>(_ choices: [Choice], _ byte: UInt8) -> Choice { choices[Int(byte) % choices.count] }
    return KeyboardSettings(
        layout: pick(KeyboardSettings.Layout.allCases, input[0]),
        form: pick(KeyboardSettings.Form.allCases, input[0] / 3),
        altCodePage: pick(KeyboardSettings.AltCodePage.allCases, input[0] / 9),
        suffix: pick(KeyboardSettings.Suffix.allCases, input[1]),
        missingSuffix: input[1] & 0x08 == 0 ? .delivered : .damaged,
        aim: pick([.ifPresent, .never, .always], input[1] / 16), reportID: input[2] & 1 == 0 ? nil : 3,
        deadKeys: pick(KeyboardSettings.DeadKeys.allCases, input[2] / 2),
        controlKeys: pick(KeyboardSettings.ControlKeys.allCases, input[2] / 4),
        capsLock: pick(KeyboardSettings.CapsLock.allCases, input[2] / 8),
        specialKeys: input[2] & 0x10 == 0 ? [:] : [0x41: 0x1D], answersLocks: input[2] & 0x20 != 0)
}

private func size(_ outputs: [DriverOutput]) -> Int {
    outputs.reduce(0) { sum, output in
        switch output {
        case .scan(let scan):
            precondition(!scan.payload.isEmpty && scan.payload.count <= LineLimit.frameBytes, "a reading has bytes")
            return sum + scan.payload.count
        case .damaged(_, let bytes):
            precondition(bytes.count <= LineLimit.frameBytes, "damage is bounded")
            return sum + bytes.count
        case .request(let request):
            precondition(request.payload.count <= 2 && !request.asksForData, "only lights are set")
            return sum
        default: preconditionFailure("a keyboard scanner has readings only")
        }
    }
}

private func check(_ outputs: [DriverOutput], _ sent: Int) {
    precondition(outputs.count <= sent, "a key is a byte or more on the wire")
    for output in outputs {
        switch output {
        case .key, .damaged: break
        default: preconditionFailure("a keypad has keys only")
        }
    }
}
