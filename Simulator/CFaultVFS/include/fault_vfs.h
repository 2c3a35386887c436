// A SQLite VFS whose files lie on disks in memory that lose, tear and reorder what was not synced.
//
// Registered as the default, it sits under an unchanged program: a path that begins with a disk's name and a slash is on
// that disk, every other path goes to the VFS that was the default before.
//
// What a disk claims of itself is what cheap storage keeps: a sync that returned is durable, and nothing else. No write is
// atomic, none is in order, a write that was under way when the power went may have damaged the whole sectors it touches
// (4096 bytes), and other writes survive in units of 512 bytes. A file that was made is there for sure once it was synced,
// one that was deleted is gone for sure only when the directory was synced too. `xDeviceCharacteristics` is 0.
//
// A disk is used by one thread at a time; different disks by different threads.
#ifndef SCANSTATION_FAULT_VFS_H
#define SCANSTATION_FAULT_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct fault_disk fault_disk;

/// Makes the VFS the default of this process; the second time it does nothing. A SQLite code.
int fault_vfs_register(void);

/// An empty disk with power; `name` as paths begin with it: `/disk-1`.
fault_disk *fault_disk_new(const char *name);
/// Files of it that are open still have no power from now on, and the last one takes it along.
void fault_disk_free(fault_disk *disk);

/// What can go wrong, at one operation (a write, a sync, a truncation, a deletion).
typedef enum {
    fault_none,
    /// The power goes: the operation is under way, and nothing works until `fault_disk_restart`.
    fault_cut,
    /// No room: this and all operations that need more of it fail until `fault_disk_mend`.
    fault_full,
    /// The operation fails and is not done.
    fault_error,
    /// The next sync fails, and what it was to make durable is not, although it reads back until the power goes.
    fault_sync
} fault_kind;

/// Lets something go wrong after so many more operations: 0 for the next one. It replaces what was armed before.
void fault_disk_arm(fault_disk *disk, fault_kind kind, uint64_t operations);
/// Nothing goes wrong any more, and there is room. The power does not come back by it.
void fault_disk_mend(fault_disk *disk);
/// A disk that forgets to sync: what is under way is lost with the power. For tests that this is noticed.
void fault_disk_ignore_syncs(fault_disk *disk, bool ignore);

/// Called before each sync of a file does its work, when nothing else is under way; NULL for nobody.
void fault_disk_watch_syncs(fault_disk *disk, void (*told)(void *context), void *context);

bool fault_disk_has_power(const fault_disk *disk);
void fault_disk_cut(fault_disk *disk);

/// What survives of the operations that were not synced: one byte for each, in order, 0 for what is lost. A write that
/// survives with a `torn` of n > 0 has only its first n units of 512 bytes; one with a `damaged` of not 0 leaves noise in all
/// sectors it touches. `fates` may hold fewer than there are: the rest is lost.
typedef struct {
    uint8_t kept;
    uint8_t damaged;
    uint16_t torn;
} fault_fate;

/// How many operations are not synced.
size_t fault_disk_pending(const fault_disk *disk);
/// How many units of 512 bytes a pending operation writes; 0 for one that is no write.
size_t fault_disk_units(const fault_disk *disk, size_t index);
/// The power comes back, with what survives. All files must be closed.
void fault_disk_restart(fault_disk *disk, const fault_fate *fates, size_t count);

/// The program that used the disk is gone, not the machine: what it wrote reads back, synced or not, and stays pending. All
/// files must be closed.
void fault_disk_resume(fault_disk *disk);

/// Operations since the disk was made.
uint64_t fault_disk_operations(const fault_disk *disk);
uint64_t fault_disk_syncs(const fault_disk *disk);
/// Bytes that its files have now.
size_t fault_disk_bytes(const fault_disk *disk);

/// Another disk with the same files and the same pending operations, under another name.
fault_disk *fault_disk_clone(const fault_disk *disk, const char *name);

#endif
