import CTestbed
import Glibc

/// The library that shows a program the fake world instead of the real one.
let preloadLibrary = "libumockdev-preload.so.0"

extension Testbed {
    /// Makes sure that this process can make a testbed: where the preload library is missing, the process starts itself
    /// again with it, with the same arguments, and does not return. Call it first thing in `main`, before a thread or a
    /// file exists.
    ///
    /// Fails with `preloadMissing` where the library is not installed.
    package static func reexecuteUnderPreloadIfNeeded() throws(TestbedError) {
        if testbed_preload_is_loaded() { return }
        let mark = "SCANSIM_REEXECUTED"
        if getenv(mark) != nil { throw .preloadMissing }
        let others = getenv("LD_PRELOAD").map { ":" + String(cString: $0) } ?? ""
        setenv("LD_PRELOAD", preloadLibrary + others, 1)
        setenv(mark, "1", 1)
        execv("/proc/self/exe", CommandLine.unsafeArgv)
        throw .failed("cannot start again under \(preloadLibrary): \(String(cString: strerror(errno)))")
    }
}
