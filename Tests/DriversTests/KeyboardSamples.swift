import Devices
import Drivers

private let german = KeyboardSettings(layout: .german)
private let french = KeyboardSettings(layout: .french)
private let strict = KeyboardSettings(missingSuffix: .damaged)
private let long = String(repeating: "04 05 ", count: LineLimit.frameBytes / 2)
private let longText = String(repeating: "ab", count: LineLimit.frameBytes / 2)
private let unknown = [damaged(.unknownKeys, "\u{FFFD}")]
private typealias Sample = KeyboardSample

enum KeyboardSamples {
    static let all = typing + framing + levels + accents + numbers + controls + damages

    private static let typing: [KeyboardSample] = [
        Sample("letters and digits", "04 1D 1E 26 27 28", [reading("az190")]),
        Sample("the US keyboard", "2C 2D 2E 2F 30 31 33 34 35 36 37 38 28", [reading(" -=[]\\;'`,./")]),
        Sample(
            "with the left Shift", "2+04 2+1E 2+1F 2+20 2+21 2+22 2+23 2+24 2+25 2+26 2+27 28", [reading("A!@#$%^&*()")]
        ),
        Sample(
            "with the right Shift", "20+2D 20+2E 20+2F 20+30 20+31 20+33 20+34 20+35 20+36 20+37 20+38 28",
            [reading("_+{}|:\"~<>?")]),
        Sample("keypad", "62 59 61 54 55 56 57 63 67 58", [reading("019/*-+.=")]),
        Sample("a key in the third slot", "=0:0,0,1E =0 =0:0,0,28 =0", [reading("1")]),
        Sample("the same key twice", "04 04 28", [reading("aa")]),
        Sample("the same report twice", "=0:4 =0:4 =0 28", [reading("a")]),
        Sample("a key again after a report without it", "=0:4 =0:5 =0:4 =0 28", [reading("aba")]),
        Sample("a key still held beside a new one", "=0:4 =0:4,5 =0:5,4 =0 28", [reading("ab")]),
        Sample("packed keys in the order of slots", "=0:9,8,7,6,5,4 =2:A,B =0:4,28 =0", [reading("fedcbaGHa")]),
        Sample("rollover tells nothing", "=0:4 =0:1,1,1,1,1,1 =0:4 =0 28", [reading("a")]),
        Sample("rollover in one slot", "=0:4 =0:4,1,5 =0:4 =0 28", [reading("a")]),
        Sample("Shift alone", "=2 =0 =2 =2:4 =2 =0 28", [reading("A")]),
        Sample("Shift in a slot", "=0:E1,4 =0 28", [reading("A")]),
        Sample("num lock and scroll lock", "53 04 47 28", [reading("a")]),
        Sample("caps lock", "39 04 1E 2+04 2+1E 39 04 28", [reading("A1a!a")]),
        Sample("caps lock as Shift", "39 04 1E 2+1E 39 28", [reading("A!1")], KeyboardSettings(capsLock: .everyKey)),
        Sample("caps lock on ö and ß", "39 33 2D 39 28", [reading("Öß")], german),
        Sample("caps lock on é", "39 1F 39 28", [reading("é")], french),
    ]

    private static let framing: [KeyboardSample] = [
        Sample("Enter with nothing before it", "28 58 28", []),
        Sample("two readings", "04 28 05 58", [reading("a"), reading("b")]),
        Sample("Enter with Shift", "2+04 2+28", [reading("A")]),
        Sample("Tab as data", "04 2B 05 28", [reading("a\tb")]),
        Sample("Tab as suffix", "04 28 05 2B", [reading("a\rb")], KeyboardSettings(suffix: .tab)),
        Sample("no suffix", "04 28 2B", [reading("a\r\t")], KeyboardSettings(suffix: .none, missingSuffix: .damaged)),
        Sample("a pause instead of the suffix", "04 05", [reading("ab")]),
        Sample("a pause as damage", "04", [damaged(.missingSuffix, "a")], strict),
        Sample("Ctrl+M within is data", "04 1+10 28", [reading("a\r")]),
        Sample("Ctrl+M at the end is the suffix", "04 1+10", [reading("a")], strict),
        Sample("Alt+0013 alone is nothing", "alt:0013", []),
        Sample(
            "Ctrl+I at the end", "04 10+0C", [reading("a")], KeyboardSettings(suffix: .tab, missingSuffix: .damaged)),
        Sample("Ctrl+Enter is LF", "04 1+28 05 28", [reading("a\nb")]),
        Sample("AIM", "30 2+06 1E 04 28", [reading("a", "C1")]),
        Sample("AIM without data is data", "30 2+06 1E 28", [reading("]C1")]),
        Sample("no AIM modifier", "30 2+06 2+17 04 28", [reading("]CTa")]),
        Sample("AIM never", "30 06 1E 04 28", [reading("]c1a")], KeyboardSettings(aim: .never)),
        Sample("AIM always", "04 28", [damaged(.missingAIM, "a")], KeyboardSettings(aim: .always)),
        Sample("just not over-long", long + "28", [reading(longText)]),
        Sample("over-long, then well", long + long + "04 28 05 28", [damaged(.overLong, longText), reading("b")]),
        Sample("over-long to the pause", long + "04", [damaged(.overLong, longText)]),
    ]

    private static let levels: [KeyboardSample] = [
        Sample("German", "1C 1D 2D 2F 30 31 32 33 34 36 38 64 28", [reading("zyßü+##öä,-<")], german),
        Sample("German with Shift", "2+1C 2+20 2+24 2+27 2+2D 2+32 2+35 2+64 28", [reading("Z§/=?'°>")], german),
        Sample(
            "German with AltGr", "40+14 40+2D 40+64 40+25 40+26 40+24 40+27 40+30 40+08 40+10 40+1F 28",
            [reading("@\\|[]{}~€µ²")], german),
        Sample("AltGr as Ctrl with Alt", "=1 =5 =5:14 =5 =1 =0 14+26 41+25 28", [reading("@][")], german),
        Sample("French", "14 04 33 10 1E 1F 23 25 2D 30 34 31 38 35 28", [reading("aqm,&é-_)$ù*!²")], french),
        Sample(
            "French with Shift", "2+1E 2+27 2+14 2+10 2+36 2+37 2+38 2+2D 2+30 2+34 2+64 28", [reading("10A?./§°£%>")],
            french),
        Sample(
            "French with AltGr", "40+20 40+21 40+22 40+23 40+25 40+26 40+27 40+2D 40+2E 40+08 40+30 28",
            [reading("#{[|\\^@]}€¤")], french),
        Sample("AltGr on a US keyboard", "40+14 28", unknown),
        Sample("Ctrl with Alt on a US keyboard", "5+14 28", unknown),
        Sample("AltGr with Shift", "42+14 28", unknown, german),
    ]

    private static let accents: [KeyboardSample] = [
        Sample("German dead keys", "35 2C 35 04 2E 08 2E 2C 2+2E 2C 2+2E 2+04 28", [reading("^âé´`À")], german),
        Sample(
            "French dead keys", "2F 08 2+2F 0C 2+2F 2C 40+1F 11 40+24 2C 40+1F 2C 28", [reading("êï¨ñ`~")], french),
        Sample("a dead key before what it does not join", "35 1E 28", [reading("^1")], german),
        Sample("two dead keys", "35 35 04 28", [reading("^^a")], german),
        Sample("a dead key before the suffix", "04 35 28 04 28", [reading("a^"), reading("a")], german),
        Sample("a dead key before a pause", "35", [reading("^")], german),
        Sample("a dead key before a number", "35 alt:0029 28", [reading("^\u{1D}")], german),
        Sample("a dead key before a control character", "35 1+30 28", [reading("^\u{1D}")], german),
        Sample("no dead keys", "35 04 28", [reading("^a")], KeyboardSettings(layout: .german, deadKeys: .plain)),
    ]

    private static let numbers: [KeyboardSample] = [
        Sample("Alt with GS", "1E alt:0029 alt:029 alt:29 28", [reading("1\u{1D}\u{1D}\u{1D}")]),
        Sample("Alt in two code pages", "alt:65 alt:0128 alt:128 alt:225 alt:0225 28", [reading("A€Çßá")]),
        Sample("Alt, CP1252 alone", "alt:128 alt:0150 28", [reading("€–")], KeyboardSettings(altCodePage: .cp1252)),
        Sample("Alt with a code point", "alt:8364 alt:025105 28", [reading("€我")]),
        Sample(
            "Alt with bytes", "alt:0195 alt:164 alt:52946 28", [.scan(Scan(payload: [0xC3, 0xA4, 0xCE, 0xD2]))],
            KeyboardSettings(altCodePage: .bytes)),
        Sample("Alt with too many bytes", "alt:65536 28", unknown, KeyboardSettings(altCodePage: .bytes)),
        Sample("the right Alt of a US keyboard", "ralt:65 28", [reading("A")]),
        Sample("Alt let go as the next key goes down", "=4 =4:5E =4 =4:5D =0:4 =0 28", [reading("Aa")]),
        Sample("Alt digits packed in a report", "=4:5E,5D =0 28", [reading("A")]),
        Sample("Alt alone", "=4 =0 28", []),
        Sample("Alt with NUL", "alt:0 28", [reading("\0")]),
        Sample("no such code point", "alt:1114112 28", unknown),
        Sample("half a code point", "alt:55296 28", unknown),
        Sample("too many digits", "alt:000000029 28", unknown),
        Sample("Alt with a letter", "4+04 28", unknown),
        Sample("Alt not let go", "04 =4:5E =4:28 =0", [damaged(.incomplete, "a")]),
        Sample("Alt not let go before a pause", "04 =4:5E =4", [damaged(.incomplete, "a")]),
    ]

    private static let controls: [KeyboardSample] = [
        Sample(
            "Ctrl", "1+04 1+1D 1+2F 1+31 1+30 10+23 10+2D 10+1F 28",
            [reading("\u{1}\u{1A}\u{1B}\u{1C}\u{1D}\u{1E}\u{1F}\0")]),
        Sample(
            "Ctrl on a German keyboard", "1+1C 1+2F 1+31 1+30 1+23 1+2D 28",
            [reading("\u{1A}\u{1B}\u{1C}\u{1D}\u{1E}\u{1F}")], german),
        Sample("Ctrl on a French keyboard", "1+14 1+30 28", [reading("\u{1}\u{1D}")], french),
        Sample(
            "Ctrl by character", "41+26 41+25 41+2D 3+38 1+35 40+26 28", [reading("\u{1D}\u{1B}\u{1C}\u{1F}\u{1E}]")],
            KeyboardSettings(layout: .german, controlKeys: .character)),
        Sample("Escape, Backspace, Delete", "29 2A 4C 28", [reading("\u{1B}\u{8}\u{7F}")]),
        Sample(
            "F8 that stands for GS", "1E 41 1F 28", [reading("1\u{1D}2")], KeyboardSettings(specialKeys: [0x41: 0x1D])),
        Sample("Ctrl with what makes none", "1+36 28", unknown),
    ]

    private static let damages: [KeyboardSample] = [
        Sample("an unknown key", "04 3E 05 28", [damaged(.unknownKeys, "a\u{FFFD}b")]),
        Sample("an unknown key, then well", "52 28 04 28", unknown + [reading("a")]),
        Sample("an unknown key before a pause", "C8", unknown),
        Sample("GUI with a letter", "8+04 28", unknown),
    ]
}
