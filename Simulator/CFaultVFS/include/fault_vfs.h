// A SQLite VFS whose files lie on disks in memory that lose, tear and reorder what was not synced.
//
// Registered as the default, it sits under an unchanged program: a path that begins with a disk's name and a slash is on
// that disk, every other path goes to the VFS that was the default before.
//
// What a disk claims of itself is what cheap storage keeps: a sync that returned is durable, and nothing else. No write is
// atomic, none is in order, a write that was under way when the power went may have damaged the whole sectors it touches
// (4096 bytes), and other writes survive in units of 512 bytes. A file that was made is there for sure once it was synced;
// one that was deleted or has another name, once the directory was synced too. `xDeviceCharacteristics` is 0, and
// `xSectorSize` 4096.
//
// A disk is one directory. It is used by one thread at a time; different disks by different threads. Bounded: what waits to
// be synced (64 MiB; then what has waited longest is written, as kernels do), the files together (1 GiB, or the capacity),
// the log (as many entries as were asked for). Not modelled: bits that rot, blocks that wear out, and how long anything
// takes, except as a sum.
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
/// Who has a file of it open may only close it afterwards.
void fault_disk_free(fault_disk *disk);

// MARK: Faults

/// What can go wrong, at one operation (a write, a sync, a truncation, a deletion, a renaming).
typedef enum {
    fault_none,
    /// The power goes: the operation is under way, and nothing works until `fault_disk_restart`.
    fault_cut,
    /// No room: this and all operations that need more of it fail until `fault_disk_mend`.
    fault_full,
    /// The operation fails and is not done. A sync that fails so keeps nothing and loses nothing.
    fault_error,
    /// The next sync fails, and what it was to make durable is not, although it reads back until the power goes: the kernel
    /// calls it clean, and no later sync brings it back.
    fault_sync,
    /// Of a write the first half is done, and then it fails; other operations fail.
    fault_short,
    fault_kinds
} fault_kind;

/// Lets something go wrong after so many more operations: 0 for the next one. It replaces what was armed before.
void fault_disk_arm(fault_disk *disk, fault_kind kind, uint64_t operations);
/// `fault_sync` whose sync makes durable what has a bit here all the same, bit 0 for what was done first.
void fault_disk_arm_sync(fault_disk *disk, uint64_t operations, uint64_t kept);
/// After so many more readings, one fails.
void fault_disk_arm_read(fault_disk *disk, uint64_t reads);
/// After so many more locks, so many of them find another program's. No sleep of SQLite's takes any time meanwhile.
void fault_disk_arm_busy(fault_disk *disk, uint64_t locks, uint64_t times);

/// Things that go wrong by chance: each `one_in[kind]` operations on average, 0 for never. The same seed, the same chances,
/// and the same operations give the same faults. Each comes beside what was armed.
typedef struct {
    uint64_t seed;
    uint32_t one_in[fault_kinds];
    uint32_t one_read_in;
    uint32_t one_lock_in;
} fault_plan;
void fault_disk_plan(fault_disk *disk, fault_plan plan);

/// Bytes that all files may have together; what needs more fails with `SQLITE_FULL`. 0 for the limit of every disk.
void fault_disk_capacity(fault_disk *disk, size_t bytes);
/// What a write and a sync take; the sum is `fault_disk_nanoseconds`, for a clock that is not a real one.
void fault_disk_cost(fault_disk *disk, uint64_t write_nanoseconds, uint64_t sync_nanoseconds);
uint64_t fault_disk_nanoseconds(const fault_disk *disk);
/// Nothing goes wrong any more, by plan neither, and there is room up to the capacity. The power does not come back by it.
void fault_disk_mend(fault_disk *disk);

/// A disk that forgets to sync: what is under way is lost with the power. For tests that this is noticed.
/// `suffix`: only files whose names end so; NULL for all, and for names too.
void fault_disk_ignore_syncs(fault_disk *disk, bool ignore, const char *suffix);

/// Called before each sync of a file or of names does its work, when nothing else is under way; NULL for nobody.
void fault_disk_watch_syncs(fault_disk *disk, void (*told)(void *context), void *context);

// MARK: Power

bool fault_disk_has_power(const fault_disk *disk);
void fault_disk_cut(fault_disk *disk);

/// What survives of the operations that were not synced: one for each, in order, `kept` 0 for what is lost. A write that
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
/// The power comes back, with what survives. Who has a file open has it no more: every use of it fails.
void fault_disk_restart(fault_disk *disk, const fault_fate *fates, size_t count);
/// The program that used the disk is gone, not the machine: what it wrote reads back, synced or not, and stays pending. Its
/// open files are as after `fault_disk_restart`.
void fault_disk_resume(fault_disk *disk);
/// Another disk with the same files, the same pending operations and the same claims, under another name; without its
/// faults, its log and who watches it.
fault_disk *fault_disk_clone(const fault_disk *disk, const char *name);

// MARK: What a program does beside SQLite. Each a SQLite code.

bool fault_disk_exists(fault_disk *disk, const char *path);
/// Makes an empty file, if there is none; it goes with the power until it is synced, or something that is written to it
/// survives.
int fault_disk_make(fault_disk *disk, const char *path);
int fault_disk_remove(fault_disk *disk, const char *path);
/// `to` is another name on the same disk; what had it loses it.
int fault_disk_rename(fault_disk *disk, const char *from, const char *to);
int fault_disk_sync_file(fault_disk *disk, const char *path);
/// The directory: deletions and renamings are durable.
int fault_disk_sync_names(fault_disk *disk);
/// All bytes of the file are zeros, durably.
int fault_disk_zero(fault_disk *disk, const char *path);
/// Bytes that a file has, now or `durably`; -1 for no such file.
int64_t fault_disk_size_of(fault_disk *disk, const char *path, bool durably);
/// Its first bytes.
void fault_disk_copy_of(fault_disk *disk, const char *path, bool durably, void *buffer, size_t count);

// MARK: What can be asked

/// Operations since the disk was made.
uint64_t fault_disk_operations(const fault_disk *disk);
uint64_t fault_disk_syncs(const fault_disk *disk);
uint64_t fault_disk_reads(const fault_disk *disk);
/// Bytes that its files have now.
size_t fault_disk_bytes(const fault_disk *disk);

typedef enum { op_write, op_truncate, op_delete, op_rename, op_sync, op_sync_names } fault_operation_kind;

/// What was done: for `op_sync` the syncs before it, so that what has one number lies between the same two syncs.
typedef struct {
    fault_operation_kind kind;
    /// On the disk, without its name; cut to what fits.
    char file[48];
    uint64_t offset;
    uint64_t size;
    uint64_t syncs;
} fault_entry;

/// Keeps the first so many operations from now on; 0 for none.
void fault_disk_log(fault_disk *disk, size_t limit);
size_t fault_disk_log_count(const fault_disk *disk);
fault_entry fault_disk_log_entry(const fault_disk *disk, size_t index);
/// A pending operation.
fault_entry fault_disk_pending_entry(const fault_disk *disk, size_t index);

#endif
