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

    @Test(arguments: [false, true])
    func `Many senders lose nothing, keep their order, never work together, and wait while it is full`(hands: Bool) {
        let mailbox = Mailbox<(sender: Int, number: Int)>(capacity: 8)
        let (senders, each) = (4, 2000)
        for sender in 0..<senders {
            Thread.detachNewThread {
                for number in 0..<each {
                    if hands { mailbox.hand((sender, number)) } else { mailbox.put((sender, number)) }
                }
            }
        }
        var next = [Int](repeating: 0, count: senders)
        var taken = 0
        let isAlone = Mutex(())
        let limit = Self.now().advanced(by: .seconds(20))
        mailbox.serve { messages in
            isAlone.withLockIfAvailable { _ in
                #expect(messages.count <= 8)
                for message in messages {
                    #expect(message.number == next[message.sender])
                    next[message.sender] += 1
                }
                taken += messages.count
                return taken < senders * each && Self.now() < limit ? .wait(until: limit) : .end
            } ?? .end
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
        var taken: [Int] = []
        mailbox.serve {
            taken = $0
            return .end
        }
        #expect(taken == [1, 2])
    }

    @Test func `A deadline ends the waiting, and not before its time`() {
        let mailbox = Mailbox<Int>(capacity: 1)
        let due = Self.now().advanced(by: .milliseconds(20))
        var calls = 0
        mailbox.serve {
            #expect($0.isEmpty)
            calls += 1
            return calls == 1 ? .wait(until: due) : .end
        }
        #expect(calls == 2)
        #expect(Self.now() >= due)
    }

    @Test func `An earlier deadline that a handing thread sets is kept by the serving thread`() {
        let mailbox = Mailbox<Int>(capacity: 1)
        let isServed = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            isServed.wait()
            mailbox.hand(1)
        }
        let far = Self.now().advanced(by: .seconds(20))
        var (due, calls) = (far, 0)
        mailbox.serve { messages in
            calls += 1
            switch calls {
            case 1:
                isServed.signal()
                return .wait(until: far)
            case 2:
                #expect(messages == [1])
                due = Self.now().advanced(by: .milliseconds(20))
                return .wait(until: due)
            default: return .end
            }
        }
        #expect(calls == 3)
        #expect(Self.now() >= due && Self.now() < far)
    }

    @Test func `A thread that hands the last message ends the serving`() {
        let mailbox = Mailbox<Int>(capacity: 1)
        let isServed = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            isServed.wait()
            mailbox.hand(1)
        }
        mailbox.serve {
            if $0.isEmpty { isServed.signal() }
            return $0.isEmpty ? .wait(until: nil) : .end
        }
    }
}
