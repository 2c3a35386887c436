package import Glibc

/// Starting programs: with nothing of this process's own signals, of which some threads hold all back.
package enum ChildProcess {
    /// The system's code when a program could not be started.
    package struct NotStarted: Error, Hashable, Sendable, CustomStringConvertible {
        package var program: String
        package var code: Int32
        package var description: String { "cannot start \(program): \(String(cString: strerror(code)))" }
    }

    /// Starts a program, found by its path or in PATH; its output and error go to the descriptor.
    ///
    /// - Parameters:
    ///   - words: the program and its arguments.
    ///   - input: its standard input; nil for an empty one.
    package static func start(
        _ words: [String], environment: [String: String], output: Int32, input: Int32? = nil
    ) throws(NotStarted) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let argv = words.map { strdup($0) }
        let envp = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in argv + envp { free(text) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, words[0], &actions, &attributes, argv + [nil], envp + [nil])
        if code != 0 { throw NotStarted(program: words[0], code: code) }
        return child
    }
}
