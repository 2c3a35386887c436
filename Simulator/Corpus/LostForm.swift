/// Captures of which more is replaced than their form bears, and why. Persons come first: where bytes cannot be told
/// apart, all of them go.
package enum LostForm {
    /// By the capture's name.
    package static let reasons: [String: String] = [
        "hidpos-broken-reports": "a report's length does not fit, so that its frame is taken for data",
        "hidpos-other-offsets": "only the report descriptor tells where its data are",
        "keyboard-alt-numpad": "characters typed as numbers become X or x, whatever they were",
        "keyboard-faults": "keys of noise, and letters that a shift which sticks has changed",
        "keyboard-french-events-turbo": "characters typed as numbers, and keys that are letters on other layouts",
        "keyboard-german-boot": "characters typed as numbers, and keys that are letters on other layouts",
        "keyboard-german-control-character": "another digit's key makes another control character with Ctrl and AltGr",
        "keyboard-us-boot-faults": "a report is cut short, so that nobody knows which key it was",
        "keyboard-us-boot-gs1": "characters typed as numbers become X or x, whatever they were",
        "keyboard-us-caps-lock": "caps lock hides whether a letter is a small one",
        "keyboard-us-events": "characters typed as numbers become X or x, whatever they were",
        "keypad-boot-row": "letters of a row that is no keypad's",
        "sam-faults":
            "noise becomes zeros, a malformed field well-formed, and a false header swallows what is behind it",
        "sam-malformed-text": "a field that is malformed becomes well-formed",
        "sam-noise": "noise becomes zeros, and a false header swallows the reply behind it",
        "sam-rejects-card": "a character of two units becomes two characters",
        "ssi-faults": "a packet and its repetition, or its half, are two different texts",
        "ssi-nak": "half a packet, and the whole one that repeats it, are two different texts",
        "ssi-retransmitted": "a reading and its repetition are two different texts",
    ]
}
