// The files of a disk, and what was not synced. Shared by the parts of this target.
#ifndef SCANSTATION_FAULT_DISK_H
#define SCANSTATION_FAULT_DISK_H

#include "fault_vfs.h"

enum {
    /// What survives of a write that tears.
    unit_bytes = 512,
    /// What a write that was under way may damage; also what `xSectorSize` claims.
    sector_bytes = 4096,
    /// What images share.
    page_bytes = 4096
};
/// Bytes that wait to be synced; beyond them a disk writes what has waited longest, as every kernel does.
static const size_t waiting_bytes_limit = 64u << 20;
/// Bytes of all files of a disk, where it was given no capacity.
static const size_t capacity_limit = (size_t)1 << 30;

typedef struct page page;
typedef struct {
    /// `room` of them; NULL for zeros.
    page **pages;
    size_t room;
    size_t size;
} image;

/// One file of a disk. It stays on the list when it was deleted, for as long as somebody has it open or the deletion is
/// not durable.
typedef struct fault_file {
    struct fault_file *next;
    /// NULL for a file of a world that is gone: it is kept for who has it open, and does nothing.
    fault_disk *disk;
    /// The name it was made under, and the one that it has now.
    char *made_as;
    char *name;
    /// The name that the disk has for it; NULL for none.
    char *durable_name;
    image now;
    image durable;
    bool exists;
    int opens;
    // Locks of rollback journals: how many share, and who wants or has more.
    int shared;
    const void *reserved;
    const void *pending;
    const void *exclusive;
    // The shared memory of a write-ahead log, and its locks.
    uint8_t **regions;
    int region_count;
    int shm_shared[8];
    const void *shm_exclusive[8];
} fault_file;

typedef struct shared_bytes shared_bytes;

/// Something that was done and is not durable.
typedef struct {
    fault_operation_kind kind;
    fault_file *file;
    size_t offset;
    size_t size;
    /// Of a write; clones share them. NULL for zeros.
    shared_bytes *bytes;
    /// Of a renaming: the new name.
    char *name;
} operation;

struct fault_disk {
    fault_disk *next;
    char *name;
    fault_file *files;
    operation *pending;
    size_t pending_count;
    size_t pending_room;
    size_t waiting_bytes;
    size_t capacity;
    bool has_power;
    bool is_full;
    bool fails_sync;
    bool ignores_syncs;
    /// Only files whose names end so are not synced; NULL for all.
    char *ignored_suffix;
    /// One bit for each of the first 64 operations that a failed sync keeps all the same.
    uint64_t kept_by_failed_sync;
    // What was armed, and in how many operations, readings or locks it is due.
    fault_kind armed;
    uint64_t due;
    bool is_read_armed;
    uint64_t read_due;
    uint64_t busy_due;
    uint64_t busy_times;
    fault_plan plan;
    uint64_t operations;
    uint64_t syncs;
    uint64_t reads;
    uint64_t nanoseconds;
    uint64_t write_cost;
    uint64_t sync_cost;
    fault_entry *log;
    size_t log_count;
    size_t log_limit;
    void (*told)(void *context);
    void *context;
};

// fault_image.c. Where a boolean comes back, it is false when there is no memory.
bool image_resize(image *image, size_t size);
bool image_put(image *image, const void *bytes, size_t count, size_t offset);
/// Zeros are written.
bool image_put_zeros(image *image, size_t count, size_t offset);
/// Whether all of them are 0; there is at least one.
bool image_is_zero(const uint8_t *bytes, size_t count);
bool image_copy(image *to, const image *from);
/// Bytes behind the end are zeros.
void image_get(const image *image, void *buffer, size_t count, size_t offset);
void image_clear(image *image);

// fault_disk.c: disks and files.
fault_disk *fault_disk_of_path(const char *path);
fault_file *fault_disk_file(fault_disk *disk, const char *path, bool make);
/// Drops a file that is gone for good.
void fault_disk_unused(fault_file *file);
void fault_file_free(fault_file *file);
fault_file *fault_file_new(fault_disk *disk, const char *name);

// fault_operations.c. Each a SQLite code.
int fault_file_read(fault_file *file, void *buffer, size_t count, size_t offset);
int fault_file_write(fault_file *file, const void *bytes, size_t count, size_t offset);
int fault_file_truncate(fault_file *file, size_t size);
int fault_file_sync(fault_file *file);
int fault_disk_delete(fault_disk *disk, const char *path, bool is_synced);
/// Whether a lock finds somebody else's, who is not there.
bool fault_file_is_busy(fault_file *file);

// fault_power.c: what waits, and what becomes of it.
/// False when there is no memory.
bool fault_disk_wait(fault_disk *disk, operation what, const void *bytes);
/// What a sync of a file makes durable leaves the list; `kept` has a bit for each of the first 64 that become durable.
void fault_disk_settle(fault_disk *disk, const fault_file *file, bool all, uint64_t kept);
/// What was done to names becomes durable.
void fault_disk_settle_names(fault_disk *disk);
/// The disk knows the file by this name, and no other file.
void fault_file_take_name(fault_file *file, const char *name);
void fault_disk_forget(fault_disk *disk);

#endif
