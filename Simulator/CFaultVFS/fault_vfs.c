#include "include/fault_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "fault_disk.h"

/// One opened file, as SQLite holds it.
typedef struct {
    sqlite3_file base;
    fault_file *file;
    int lock;
    bool deletes_on_close;
    bool only_reads;
    /// Slots of the shared memory that this connection holds.
    uint8_t shares;
    uint8_t excludes;
    bool maps;
} handle;

/// The VFS that was the default before: all other paths are its.
static sqlite3_vfs *other;

/// The last lock that this thread did not get was only said to be another's: waiting for it takes no time.
static _Thread_local bool was_said_busy;

static handle *of(sqlite3_file *base) { return (handle *)base; }

// MARK: Files

static int file_close(sqlite3_file *base) {
    handle *self = of(base);
    fault_file *file = self->file;
    base->pMethods->xUnlock(base, SQLITE_LOCK_NONE);
    base->pMethods->xShmUnmap(base, 0);
    file->opens -= 1;
    if (self->deletes_on_close) {
        file->exists = false;
        free(file->durable_name);
        file->durable_name = NULL;
    }
    fault_disk_unused(file);
    return SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *buffer, int count, sqlite3_int64 offset) {
    return fault_file_read(of(base)->file, buffer, (size_t)count, (size_t)offset);
}

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
    if (of(base)->only_reads) return SQLITE_IOERR_WRITE;
    return fault_file_write(of(base)->file, bytes, (size_t)count, (size_t)offset);
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
    if (of(base)->only_reads) return SQLITE_IOERR_TRUNCATE;
    return fault_file_truncate(of(base)->file, (size_t)size);
}

static int file_sync(sqlite3_file *base, int flags) {
    (void)flags;
    return fault_file_sync(of(base)->file);
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
    fault_file *file = of(base)->file;
    *size = (sqlite3_int64)file->now.size;
    return file->disk ? SQLITE_OK : SQLITE_IOERR_FSTAT;
}

static int file_control(sqlite3_file *base, int code, void *argument) {
    (void)base, (void)code, (void)argument;
    return SQLITE_NOTFOUND;
}

static int sector_size(sqlite3_file *base) {
    (void)base;
    return sector_bytes;
}

static int characteristics(sqlite3_file *base) {
    (void)base;
    return 0;
}

// MARK: Locks of rollback journals

static bool is_said_busy(fault_file *file) { return was_said_busy = fault_file_is_busy(file); }

static int file_lock(sqlite3_file *base, int level) {
    handle *self = of(base);
    fault_file *file = self->file;
    // One that closes a file of a world that is gone must not believe that it is alone with it.
    if (!file->disk) return SQLITE_IOERR_LOCK;
    // A kernel gives nobody a lock for writing on what is open for reading.
    if (self->only_reads && level > SQLITE_LOCK_SHARED) return SQLITE_IOERR_LOCK;
    if (self->lock >= level) return SQLITE_OK;
    if (is_said_busy(file)) return SQLITE_BUSY;
    bool others_want = (file->pending && file->pending != self) || (file->exclusive && file->exclusive != self);
    switch (level) {
    case SQLITE_LOCK_SHARED:
        if (others_want) return SQLITE_BUSY;
        file->shared += 1;
        break;
    case SQLITE_LOCK_RESERVED:
        if (file->reserved && file->reserved != self) return SQLITE_BUSY;
        file->reserved = self;
        break;
    default:
        if (others_want) return SQLITE_BUSY;
        file->pending = self;
        self->lock = SQLITE_LOCK_PENDING;
        if (file->shared > 1) return SQLITE_BUSY;
        file->exclusive = self;
    }
    self->lock = level;
    return SQLITE_OK;
}

static int file_unlock(sqlite3_file *base, int level) {
    handle *self = of(base);
    fault_file *file = self->file;
    if (self->lock <= level) return SQLITE_OK;
    if (file->reserved == self) file->reserved = NULL;
    if (file->pending == self) file->pending = NULL;
    if (file->exclusive == self) file->exclusive = NULL;
    if (level == SQLITE_LOCK_NONE && self->lock >= SQLITE_LOCK_SHARED) file->shared -= 1;
    self->lock = level;
    return SQLITE_OK;
}

static int file_is_reserved(sqlite3_file *base, int *result) {
    fault_file *file = of(base)->file;
    *result = file->reserved || file->pending || file->exclusive;
    return SQLITE_OK;
}

// MARK: Shared memory of a write-ahead log

static int shm_map(sqlite3_file *base, int region, int size, int extends, void volatile **found) {
    fault_file *file = of(base)->file;
    *found = NULL;
    if (!file->disk) return SQLITE_IOERR_SHMMAP;
    of(base)->maps = true;
    if (region >= file->region_count) {
        if (!extends) return SQLITE_OK;
        uint8_t **regions = realloc(file->regions, (size_t)(region + 1) * sizeof *regions);
        if (!regions) return SQLITE_IOERR_NOMEM;
        file->regions = regions;
        while (file->region_count <= region) file->regions[file->region_count++] = calloc(1, (size_t)size);
    }
    *found = file->regions[region];
    return SQLITE_OK;
}

static int shm_lock(sqlite3_file *base, int first, int count, int flags) {
    handle *self = of(base);
    fault_file *file = self->file;
    if (!(flags & SQLITE_SHM_UNLOCK)) {
        if (!file->disk) return SQLITE_IOERR_SHMLOCK;
        if (is_said_busy(file)) return SQLITE_BUSY;
    }
    for (int slot = first; slot < first + count; slot++) {
        uint8_t bit = (uint8_t)(1 << slot);
        const void *owner = file->shm_exclusive[slot];
        if (flags & SQLITE_SHM_UNLOCK) continue;
        if (owner && owner != self) return SQLITE_BUSY;
        int shared_by_others = file->shm_shared[slot] - ((self->shares & bit) != 0);
        if ((flags & SQLITE_SHM_EXCLUSIVE) && shared_by_others > 0) return SQLITE_BUSY;
    }
    for (int slot = first; slot < first + count; slot++) {
        uint8_t bit = (uint8_t)(1 << slot);
        if (flags & SQLITE_SHM_UNLOCK) {
            if (self->shares & bit) file->shm_shared[slot] -= 1;
            if (self->excludes & bit) file->shm_exclusive[slot] = NULL;
            self->shares &= (uint8_t)~bit;
            self->excludes &= (uint8_t)~bit;
        } else if (flags & SQLITE_SHM_EXCLUSIVE) {
            file->shm_exclusive[slot] = self;
            self->excludes |= bit;
        } else if (!(self->shares & bit)) {
            file->shm_shared[slot] += 1;
            self->shares |= bit;
        }
    }
    return SQLITE_OK;
}

static void shm_barrier(sqlite3_file *base) { (void)base; }

static int shm_unmap(sqlite3_file *base, int deletes) {
    handle *self = of(base);
    fault_file *file = self->file;
    if (!self->maps) return SQLITE_OK;
    shm_lock(base, 0, 8, SQLITE_SHM_UNLOCK);
    self->maps = false;
    // Memory does not outlive the last program that has it.
    if (deletes || file->opens <= 1) {
        for (int index = 0; index < file->region_count; index++) free(file->regions[index]);
        free(file->regions);
        file->regions = NULL;
        file->region_count = 0;
    }
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_is_reserved,
    .xFileControl = file_control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

// MARK: The file system

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *given) {
    (void)vfs;
    fault_disk *disk = path ? fault_disk_of_path(path) : NULL;
    if (!disk) return other->xOpen(other, path, base, flags, given);
    handle *self = of(base);
    memset(self, 0, sizeof *self);
    if (!fault_disk_has_power(disk)) return SQLITE_CANTOPEN;
    fault_file *file = fault_disk_file(disk, path, (flags & SQLITE_OPEN_CREATE) != 0);
    if (!file) return SQLITE_CANTOPEN;
    file->opens += 1;
    self->file = file;
    self->deletes_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    self->only_reads = (flags & SQLITE_OPEN_READONLY) != 0;
    self->base.pMethods = &methods;
    if (given) *given = flags;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int syncs) {
    (void)vfs;
    fault_disk *disk = fault_disk_of_path(path);
    return disk ? fault_disk_delete(disk, path, syncs != 0) : other->xDelete(other, path, syncs);
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    (void)vfs;
    fault_disk *disk = fault_disk_of_path(path);
    if (!disk) return other->xAccess(other, path, flags, result);
    if (!fault_disk_has_power(disk)) return SQLITE_IOERR_ACCESS;
    fault_file *file = fault_disk_file(disk, path, false);
    *result = file && (flags != SQLITE_ACCESS_EXISTS || file->now.size > 0);
    return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *full) {
    (void)vfs;
    if (!fault_disk_of_path(path)) return other->xFullPathname(other, path, size, full);
    if ((int)strlen(path) >= size) return SQLITE_CANTOPEN;
    strcpy(full, path);
    return SQLITE_OK;
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds) {
    (void)vfs;
    if (!was_said_busy) return other->xSleep(other, microseconds);
    was_said_busy = false;
    return microseconds;
}

static sqlite3_vfs vfs;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int registered;

static void register_once(void) {
    other = sqlite3_vfs_find(NULL);
    if (!other) {
        registered = SQLITE_ERROR;
        return;
    }
    // Time, randomness and libraries are the other one's.
    vfs = *other;
    vfs.pNext = NULL;
    vfs.zName = "fault";
    if ((int)sizeof(handle) > vfs.szOsFile) vfs.szOsFile = (int)sizeof(handle);
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    vfs.xAccess = vfs_access;
    vfs.xFullPathname = vfs_full_path;
    vfs.xSleep = vfs_sleep;
    registered = sqlite3_vfs_register(&vfs, 1);
}

int fault_vfs_register(void) {
    pthread_once(&once, register_once);
    return registered;
}
