import Foundation
import Labels
import Symbols

/// Typefaces with Chinese glyphs as Debian installs them, those that can be read: the first draws, the next ones what it lacks. The
/// last two (fonts-hanazono) have the rare characters of names.
func chineseTypefaces() -> [String] {
    let known = [
        "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
        "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf", "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
    ]
    return known.filter { FileManager.default.isReadableFile(atPath: $0) }
}

/// The typeface of a document: the file that was named, or what Debian's packages install; ends where there is none.
func openTypeface(_ font: String?) throws -> Typeface {
    do {
        if let found = try typeface(font.map { [$0] + chineseTypefaces() } ?? chineseTypefaces()) { return found }
    } catch {
        complain("\(error)")
        throw StationExit.failure
    }
    complain("no typeface with Chinese glyphs was found: install fonts-wqy-zenhei, or name one with --font FILE")
    throw StationExit.failure
}

private func typeface(_ files: [String]) throws(SymbolError) -> Typeface? {
    var typeface: Typeface?
    for file in files.reversed() { typeface = try Typeface(file: file, fallback: typeface) }
    return typeface
}

/// Draws what is not ASCII on labels. The typeface is opened at the first of such labels: a station without any keeps its
/// memory. One that is missing costs the words, never the label.
final class LabelGlyphs {
    private lazy var face: Typeface? = (try? typeface(chineseTypefaces())) ?? nil

    func bitmap(_ text: String, height: Int) -> Bitmap? {
        guard let raster = try? face?.raster(text, height: height) else { return nil }
        return Bitmap(width: raster.width, height: raster.height, bytes: raster.bytes)
    }
}
