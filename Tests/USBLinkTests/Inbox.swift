import Synchronization
import Testing

/// What a sink was told, in order, and a way to wait for it.
final class Inbox<Event: Sendable>: Sendable {
    private let arrived = Mutex<[Event]>([])

    var events: [Event] { arrived.withLock { $0 } }

    /// The sink itself.
    func take(_ event: Event) { arrived.withLock { $0.append(event) } }

    /// Waits until what has come satisfies the condition, which is looked at every millisecond; a test that waits five
    /// seconds has failed.
    func wait(
        for what: String, location: SourceLocation = #_sourceLocation, until satisfied: ([Event]) -> Bool
    ) async throws {
        for _ in 0..<5_000 {
            if satisfied(events) { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        Issue.record("waited in vain for \(what); there came \(events)", sourceLocation: location)
        throw CancellationError()
    }
}
