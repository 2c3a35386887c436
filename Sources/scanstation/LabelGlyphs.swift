import Foundation
import Labels
import Symbols

/// Where typefaces with Chinese glyphs lie on Debian, the first that can be read; nil for none.
func chineseTypeface() -> String? {
    let known = [
        "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    ]
    return known.first { FileManager.default.isReadableFile(atPath: $0) }
}

/// Draws what is not ASCII on labels. The typeface is opened at the first of such labels: a station without any keeps its
/// memory. One that is missing costs the words, never the label.
final class LabelGlyphs {
    private lazy var typeface: Typeface? = chineseTypeface().flatMap { try? Typeface(file: $0) }

    func bitmap(_ text: String, height: Int) -> Bitmap? {
        guard let raster = try? typeface?.raster(text, height: height) else { return nil }
        return Bitmap(width: raster.width, height: raster.height, bytes: raster.bytes)
    }
}
