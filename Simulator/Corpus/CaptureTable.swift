package import Recorder

/// One capture of the corpus.
package struct NamedCapture: Sendable {
    /// Without `.capture`.
    package var name: String
    package var capture: Capture

    package init(name: String, capture: Capture) {
        self.name = name
        self.capture = capture
    }
}

/// The table of captures in the README of their folder.
package enum CaptureTable {
    private static let begin = "<!-- table: begin -->\n"
    private static let end = "<!-- table: end -->"

    /// The README with the table made anew; nil when the two marks are not in it.
    package static func written(into readme: String, of captures: [NamedCapture]) -> String? {
        let parts = readme.split(separator: begin, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let rest = parts[1].split(separator: end, maxSplits: 1, omittingEmptySubsequences: false)
        guard rest.count == 2 else { return nil }
        return "\(parts[0])\(begin)\(text(of: captures))\(end)\(rest[1])"
    }

    private static func text(of captures: [NamedCapture]) -> String {
        var table = "| capture | device | settings | from |\n|---|---|---|---|\n"
        for named in captures.sorted(by: { $0.name < $1.name }) {
            let header = named.capture.header
            let settings = header.settings.map { "`\($0.key)=\($0.value)`" }.joined(separator: " ")
            table += "| `\(named.name)` | \(header.device) | \(settings) | \(header.source.kind.rawValue) |\n"
        }
        return table
    }
}
