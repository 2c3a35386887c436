import Glibc

/// The recordings, in a folder for each language. They are read when they are said, so that somebody can record better ones meanwhile, and
/// none of them takes memory; the system keeps in its cache what is said often.
struct Shelf {
    let folder: String?
    /// Those whose absence was told.
    private var missed: Set<String> = []

    init(folder: String?) { self.folder = folder }

    /// - Returns: `news`: why there is nothing, the first time.
    mutating func samples(_ name: String) -> (samples: [Int16]?, news: String?) {
        guard let folder else { return (nil, nil) }
        do throws(Missing) {
            return (try read("\(folder)/\(name).wav"), nil)
        } catch {
            // Without the folder they are missing all together.
            let isShelfless = access(folder, R_OK | X_OK) != 0
            let isNew = missed.insert(isShelfless ? "" : name).inserted
            return (nil, isNew ? (isShelfless ? "\(folder) cannot be read" : error.reason) : nil)
        }
    }

    private struct Missing: Error { var reason: String }

    private func read(_ path: String) throws(Missing) -> [Int16] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 { throw Missing(reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while bytes.count <= WaveLimit.fileBytes {
            let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
            }
            if chunk.isEmpty { break }
            bytes += chunk
        }
        do throws(WaveFile.Fault) {
            return try WaveFile.samples(bytes)
        } catch {
            throw Missing(reason: "\(error)")
        }
    }
}
