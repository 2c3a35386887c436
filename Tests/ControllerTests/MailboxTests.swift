import Devices
import Dispatch
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Controller

@Suite struct MailboxTests {
    private static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    @Test func `Many senders lose nothing, keep their order, and wait while it is full`() {
        let mailbox = Mailbox<(sender: Int, number: Int)>(capacity: 8)
        let (senders, each) = (4, 2000)
        let sent = Mutex(0)
        for sender in 0..<senders {
            Thread.detachNewThread {
                for number in 0..<each {
                    mailbox.put((sender, number))
                    sent.withLock { $0 += 1 }
                }
            }
        }
        var next = [Int](repeating: 0, count: senders)
        var taken = 0
        while taken < senders * each {
            let messages = mailbox.takeAll(until: Self.now().advanced(by: .seconds(20)))
            if messages.isEmpty { break }
            #expect(messages.count <= 8)
            for message in messages {
                #expect(message.number == next[message.sender])
                next[message.sender] += 1
            }
            taken += messages.count
        }
        #expect(next == [Int](repeating: each, count: senders))
    }

    @Test func `A sender that waits for room can be waited for`() {
        let mailbox = Mailbox<Int>(capacity: 1)
        mailbox.put(1)
        let isDone = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            mailbox.put(2)
            isDone.signal()
        }
        #expect(isDone.wait(timeout: .now() + .milliseconds(50)) == .timedOut)
        mailbox.overflowing { #expect(isDone.wait(timeout: .now() + .seconds(5)) == .success) }
        #expect(mailbox.takeAll(until: nil) == [1, 2])
    }

    @Test func `A deadline ends the waiting, and not before its time`() {
        let mailbox = Mailbox<Int>(capacity: 1)
        let due = Self.now().advanced(by: .milliseconds(20))
        #expect(mailbox.takeAll(until: due).isEmpty)
        #expect(Self.now() >= due)
        mailbox.put(1)
        #expect(mailbox.takeAll(until: due) == [1])
    }
}
