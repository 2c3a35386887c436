import Foundation

extension Table {
    /// The address of the station's screen, which its log says at each start.
    ///
    /// - Parameter start: of which start, counted from 1.
    package func screen(ofStart start: Int) throws(ScenarioError) -> String {
        for _ in 0..<200 {
            let log = (try? String(contentsOfFile: configuration.log, encoding: .utf8)) ?? ""
            let served = log.components(separatedBy: "address=").dropFirst()
            if served.count >= start, let last = served.last { return String(last.prefix { !$0.isWhitespace }) }
            usleep(25_000)
        }
        throw .station(attempt: "look at the screen of", outcome: "it serves none", log: configuration.log)
    }
}
