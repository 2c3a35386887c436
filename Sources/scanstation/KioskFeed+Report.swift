import Assembly
import Controller
import Documents
import Foundation
import Kiosk
import Station
import Symbols

/// The report of the day as a picture that any phone photographs, without a network.
extension KioskFeed {
    /// From REPORT on, until the next shift.
    func report(_ box: StationBox, at wall: Int64) -> Screen.Report? {
        let state = box.loop.state
        let isAsked = state.questions.values.contains { if case .report = $0.question { true } else { false } }
        guard isAsked || state.shift == .closed else {
            lastReport = nil
            return nil
        }
        let text = figures.report(
            station: state.settings.station, site: state.site,
            teams: Set(state.lanes.values.compactMap(\.team)).sorted(), at: localDate(wall * 1000))
        if let lastReport, lastReport.text == text { return lastReport }
        guard let english = code(text.en), let chinese = code(text.zh) else { return nil }
        let report = Screen.Report(text: text, code: Text(en: english, zh: chinese))
        lastReport = report
        return report
    }

    /// A QR with its quiet zone as a `data:` address of a PNG picture; nil for what is too long for one.
    private func code(_ text: String) -> String? {
        guard let matrix = try? Matrix(text, .qr(level: 1)), let picture = try? png(matrix.picture(scale: 6)) else {
            return nil
        }
        return "data:image/png;base64," + Data(picture).base64EncodedString()
    }
}

extension Matrix {
    /// The symbol with its quiet zone, `scale` dots for each module.
    func picture(scale: Int) -> Raster {
        let quiet = Matrix.quietModules(kind)
        var raster = Raster(
            width: (modules.width + 2 * quiet) * scale, height: (modules.height + 2 * quiet) * scale)
        for y in 0..<modules.height {
            for x in 0..<modules.width where modules[x, y] {
                for dot in 0..<scale * scale {
                    raster[(x + quiet) * scale + dot % scale, (y + quiet) * scale + dot / scale] = true
                }
            }
        }
        return raster
    }
}
