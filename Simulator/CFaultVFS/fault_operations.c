// What is done to files, and what goes wrong with it.
#include "fault_disk.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

// MARK: Chance

/// SplitMix64.
static uint64_t drawn(fault_plan *plan) {
    uint64_t mixed = plan->seed += 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return mixed ^ mixed >> 31;
}

static bool comes(fault_plan *plan, uint32_t one_in) { return one_in > 0 && drawn(plan) % one_in == 0; }

static fault_kind by_chance(fault_disk *disk) {
    for (int kind = fault_cut; kind < fault_kinds; kind++)
        if (comes(&disk->plan, disk->plan.one_in[kind])) return (fault_kind)kind;
    return fault_none;
}

static void note(fault_disk *disk, fault_operation_kind kind, const char *name, size_t offset, size_t size) {
    disk->nanoseconds += kind == op_sync || kind == op_sync_names ? disk->sync_cost : disk->write_cost;
    if (disk->log_count >= disk->log_limit) return;
    fault_entry entry = {kind, "", offset, size, disk->syncs};
    strncpy(entry.file, name, sizeof entry.file - 1);
    disk->log[disk->log_count++] = entry;
}

/// Counts an operation; the fault that comes with it, if its time has come.
static fault_kind counted(
    fault_disk *disk, fault_operation_kind operation, const char *name, size_t offset, size_t size) {
    disk->operations += 1;
    note(disk, operation, name, offset, size);
    fault_kind kind = by_chance(disk);
    if (disk->armed != fault_none && disk->due-- == 0) {
        kind = disk->armed;
        disk->armed = fault_none;
    }
    if (kind == fault_full) disk->is_full = true;
    if (kind == fault_sync) disk->fails_sync = true;
    if (kind == fault_cut) disk->has_power = false;
    return kind;
}

static bool has_power(const fault_file *file) { return file->disk && file->disk->has_power; }

static bool has_room(const fault_file *file, size_t end) {
    if (end <= file->now.size) return true;
    if (file->disk->is_full) return false;
    return fault_disk_bytes(file->disk) + (end - file->now.size) <= file->disk->capacity;
}

// MARK: Files

int fault_file_read(fault_file *file, void *buffer, size_t count, size_t offset) {
    if (!has_power(file)) return SQLITE_IOERR_READ;
    fault_disk *disk = file->disk;
    disk->reads += 1;
    bool fails = comes(&disk->plan, disk->plan.one_read_in);
    if (disk->is_read_armed && disk->read_due-- == 0) {
        disk->is_read_armed = false;
        fails = true;
    }
    if (fails) return SQLITE_IOERR_READ;
    size_t there = offset < file->now.size ? file->now.size - offset : 0;
    size_t taken = there < count ? there : count;
    if (taken > 0) image_get(&file->now, buffer, taken, offset);
    if (taken == count) return SQLITE_OK;
    memset((uint8_t *)buffer + taken, 0, count - taken);
    return SQLITE_IOERR_SHORT_READ;
}

int fault_file_write(fault_file *file, const void *bytes, size_t count, size_t offset) {
    if (!has_power(file)) return SQLITE_IOERR_WRITE;
    fault_disk *disk = file->disk;
    fault_kind fault = counted(disk, op_write, file->name, offset, count);
    if (fault == fault_error) return SQLITE_IOERR_WRITE;
    if (fault != fault_cut && !has_room(file, offset + count)) return SQLITE_FULL;
    if (fault == fault_short) count /= 2;
    operation written = {op_write, file, offset, count, NULL, NULL};
    // New logs are written full of zeros: nothing of them is kept.
    bool is_zero = count > 0 && image_is_zero(bytes, count);
    if (!fault_disk_wait(disk, written, is_zero ? NULL : bytes)) return SQLITE_IOERR_NOMEM;
    // Of what is under way when the power goes nobody reads anything any more.
    if (fault == fault_cut) return SQLITE_IOERR_WRITE;
    bool is_put = is_zero ? image_put_zeros(&file->now, count, offset) : image_put(&file->now, bytes, count, offset);
    if (!is_put) return SQLITE_IOERR_NOMEM;
    return fault == fault_short ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

int fault_file_truncate(fault_file *file, size_t size) {
    if (!has_power(file)) return SQLITE_IOERR_TRUNCATE;
    fault_disk *disk = file->disk;
    fault_kind fault = counted(disk, op_truncate, file->name, 0, size);
    if (fault == fault_error || fault == fault_short) return SQLITE_IOERR_TRUNCATE;
    if (fault != fault_cut && !has_room(file, size)) return SQLITE_FULL;
    operation cut_short = {op_truncate, file, 0, size, NULL, NULL};
    if (!fault_disk_wait(disk, cut_short, NULL)) return SQLITE_IOERR_NOMEM;
    if (fault == fault_cut) return SQLITE_IOERR_TRUNCATE;
    return image_resize(&file->now, size) ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

static bool is_ignored(const fault_disk *disk, const char *name) {
    if (!disk->ignores_syncs || !disk->ignored_suffix) return disk->ignores_syncs;
    if (!name) return false;
    size_t length = strlen(name), end = strlen(disk->ignored_suffix);
    return length >= end && strcmp(name + length - end, disk->ignored_suffix) == 0;
}

int fault_file_sync(fault_file *file) {
    if (!has_power(file)) return SQLITE_IOERR_FSYNC;
    fault_disk *disk = file->disk;
    if (disk->told) disk->told(disk->context);
    fault_kind fault = counted(disk, op_sync, file->name, 0, 0);
    if (fault == fault_cut || fault == fault_error || fault == fault_short) return SQLITE_IOERR_FSYNC;
    if (disk->fails_sync) {
        disk->fails_sync = false;
        fault_disk_settle(disk, file, false, disk->kept_by_failed_sync);
        if (disk->kept_by_failed_sync && file->exists && !file->durable_name)
            fault_file_take_name(file, file->made_as);
        return SQLITE_IOERR_FSYNC;
    }
    disk->syncs += 1;
    if (is_ignored(disk, file->name)) return SQLITE_OK;
    fault_disk_settle(disk, file, true, 0);
    // What was deleted while somebody has it open gets no name by it, and a new name needs the directory.
    if (file->exists && !file->durable_name) fault_file_take_name(file, file->made_as);
    return SQLITE_OK;
}

bool fault_file_is_busy(fault_file *file) {
    fault_disk *disk = file->disk;
    if (comes(&disk->plan, disk->plan.one_lock_in)) return true;
    if (disk->busy_times == 0) return false;
    if (disk->busy_due > 0) {
        disk->busy_due -= 1;
        return false;
    }
    disk->busy_times -= 1;
    return true;
}

// MARK: Names

static int sync_names(fault_disk *disk) {
    if (disk->told) disk->told(disk->context);
    switch (counted(disk, op_sync_names, "/", 0, 0)) {
    case fault_cut:
    case fault_error:
    case fault_short: return SQLITE_IOERR_DIR_FSYNC;
    default: break;
    }
    if (disk->fails_sync) {
        disk->fails_sync = false;
        return SQLITE_IOERR_DIR_FSYNC;
    }
    disk->syncs += 1;
    if (!is_ignored(disk, NULL)) fault_disk_settle_names(disk);
    return SQLITE_OK;
}

int fault_disk_delete(fault_disk *disk, const char *path, bool is_synced) {
    if (!disk->has_power) return SQLITE_IOERR_DELETE;
    fault_file *file = fault_disk_file(disk, path, false);
    if (!file) return SQLITE_IOERR_DELETE_NOENT;
    fault_kind fault = counted(disk, op_delete, file->name, 0, 0);
    if (fault == fault_error || fault == fault_short) return SQLITE_IOERR_DELETE;
    operation deleted = {op_delete, file, 0, 0, NULL, NULL};
    if (!fault_disk_wait(disk, deleted, NULL)) return SQLITE_IOERR_NOMEM;
    if (fault == fault_cut) return SQLITE_IOERR_DELETE;
    file->exists = false;
    return is_synced ? sync_names(disk) : SQLITE_OK;
}

int fault_disk_make(fault_disk *disk, const char *path) {
    if (!disk->has_power) return SQLITE_CANTOPEN;
    return fault_disk_file(disk, path, true) ? SQLITE_OK : SQLITE_NOMEM;
}

int fault_disk_remove(fault_disk *disk, const char *path) { return fault_disk_delete(disk, path, false); }

int fault_disk_rename(fault_disk *disk, const char *from, const char *to) {
    if (!disk->has_power) return SQLITE_IOERR;
    fault_file *file = fault_disk_file(disk, from, false);
    if (!file) return SQLITE_CANTOPEN;
    fault_kind fault = counted(disk, op_rename, file->name, 0, 0);
    if (fault == fault_error || fault == fault_short) return SQLITE_IOERR;
    const char *name = to + strlen(disk->name);
    operation renamed = {op_rename, file, 0, 0, NULL, strdup(name)};
    if (!fault_disk_wait(disk, renamed, NULL)) return SQLITE_IOERR_NOMEM;
    if (fault == fault_cut) return SQLITE_IOERR;
    fault_file *other = fault_disk_file(disk, to, false);
    if (other && other != file) other->exists = false;
    free(file->name);
    file->name = strdup(name);
    return SQLITE_OK;
}

int fault_disk_sync_file(fault_disk *disk, const char *path) {
    fault_file *file = fault_disk_file(disk, path, false);
    return file ? fault_file_sync(file) : SQLITE_CANTOPEN;
}

int fault_disk_sync_names(fault_disk *disk) { return disk->has_power ? sync_names(disk) : SQLITE_IOERR_DIR_FSYNC; }

int fault_disk_zero(fault_disk *disk, const char *path) {
    fault_file *file = fault_disk_file(disk, path, false);
    if (!file) return SQLITE_CANTOPEN;
    uint8_t *zeros = calloc(1, file->now.size + 1);
    if (!zeros) return SQLITE_NOMEM;
    int code = fault_file_write(file, zeros, file->now.size, 0);
    free(zeros);
    return code == SQLITE_OK ? fault_file_sync(file) : code;
}
