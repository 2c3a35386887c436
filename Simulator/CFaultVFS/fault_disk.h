// The files of a disk, and what was not synced.
#ifndef SCANSTATION_FAULT_DISK_H
#define SCANSTATION_FAULT_DISK_H

#include "fault_vfs.h"

typedef struct {
    uint8_t *bytes;
    size_t size;
    size_t room;
} image;

/// One file of a disk. It stays on the list when it was deleted, for as long as somebody has it open or the deletion is
/// not durable.
typedef struct fault_file {
    struct fault_file *next;
    fault_disk *disk;
    char *name;
    image now;
    image durable;
    bool exists;
    bool exists_durably;
    int opens;
    // Locks of rollback journals: how many share, and who wants or has more.
    int shared;
    const void *reserved;
    const void *pending;
    const void *exclusive;
    // The shared memory of a write-ahead log, and its locks.
    uint8_t **regions;
    int region_count;
    int region_bytes;
    int shm_shared[8];
    const void *shm_exclusive[8];
} fault_file;

fault_disk *fault_disk_of_path(const char *path);
fault_file *fault_disk_file(fault_disk *disk, const char *path, bool make);
void fault_disk_unused(fault_file *file);

// Each a SQLite code.
int fault_file_read(fault_file *file, void *buffer, size_t count, size_t offset);
int fault_file_write(fault_file *file, const void *bytes, size_t count, size_t offset);
int fault_file_truncate(fault_file *file, size_t size);
int fault_file_sync(fault_file *file);
int fault_disk_delete(fault_disk *disk, const char *path, bool is_synced);

#endif
