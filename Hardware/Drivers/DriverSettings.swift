/// How a driver is set, whatever its language: one case for each driver.
package enum DriverSettings: Hashable, Sendable {
    /// A line scanner, and how it is told to beep.
    case line(LineFormat, VerdictLanguage)
    case ssi(SSISettings)
    case hidPOS(HIDPOSSettings)
    case ibm(IBMSettings)
    case keyboard(KeyboardSettings)
    case keypad(KeypadSettings)
    case cardReader(CardReaderSettings)
    case printer(PrinterSettings)

    /// A fresh driver that is set so.
    package var driver: any Driver {
        switch self {
        case .line(let format, let verdict): LineDriver(format: format, verdict: verdict)
        case .ssi(let settings): SSIDriver(settings: settings)
        case .hidPOS(let settings): HIDPOSDriver(settings: settings)
        case .ibm(let settings): IBMDriver(settings: settings)
        case .keyboard(let settings): KeyboardDriver(settings: settings)
        case .keypad(let settings): KeypadDriver(settings: settings)
        case .cardReader(let settings): SAMCardReader(settings: settings)
        case .printer(let settings): LabelPrinter(settings: settings)
        }
    }
}
