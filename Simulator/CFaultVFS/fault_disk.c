#include "fault_disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { unit_bytes = 512, sector_bytes = 4096 };

typedef enum { op_write, op_truncate, op_delete } op_kind;

/// Something that was done and is not durable.
typedef struct {
    op_kind kind;
    fault_file *file;
    size_t offset;
    size_t size;
    uint8_t *bytes;
} operation;

struct fault_disk {
    fault_disk *next;
    char *name;
    fault_file *files;
    operation *pending;
    size_t pending_count;
    size_t pending_room;
    bool has_power;
    bool is_full;
    bool fails_sync;
    bool ignores_syncs;
    fault_kind armed;
    uint64_t due;
    uint64_t operations;
    uint64_t syncs;
    /// Freed while files of it were open: it goes with the last of them.
    bool is_abandoned;
    void (*told)(void *context);
    void *context;
};

static pthread_mutex_t all_lock = PTHREAD_MUTEX_INITIALIZER;
static fault_disk *all;

// MARK: Images

static void make_room(image *image, size_t size) {
    if (size <= image->room) return;
    size_t room = image->room ? image->room : sector_bytes;
    while (room < size) room *= 2;
    image->bytes = realloc(image->bytes, room);
    image->room = room;
}

static void resize(image *image, size_t size) {
    make_room(image, size);
    if (size > image->size) memset(image->bytes + image->size, 0, size - image->size);
    image->size = size;
}

static void put(image *image, const void *bytes, size_t count, size_t offset) {
    if (offset + count > image->size) resize(image, offset + count);
    memcpy(image->bytes + offset, bytes, count);
}

static void copy_image(image *to, const image *from) {
    to->size = 0;
    if (from->size > 0) put(to, from->bytes, from->size, 0);
}

// MARK: Disks

fault_disk *fault_disk_new(const char *name) {
    fault_disk *disk = calloc(1, sizeof *disk);
    disk->name = strdup(name);
    disk->has_power = true;
    pthread_mutex_lock(&all_lock);
    disk->next = all;
    all = disk;
    pthread_mutex_unlock(&all_lock);
    return disk;
}

static void free_file(fault_file *file) {
    for (int index = 0; index < file->region_count; index++) free(file->regions[index]);
    free(file->regions);
    free(file->now.bytes);
    free(file->durable.bytes);
    free(file->name);
    free(file);
}

static void forget_pending(fault_disk *disk) {
    for (size_t index = 0; index < disk->pending_count; index++) free(disk->pending[index].bytes);
    disk->pending_count = 0;
}

void fault_disk_free(fault_disk *disk) {
    pthread_mutex_lock(&all_lock);
    fault_disk **link = &all;
    while (*link && *link != disk) link = &(*link)->next;
    if (*link) *link = disk->next;
    pthread_mutex_unlock(&all_lock);
    disk->is_abandoned = true;
    disk->has_power = false;
    disk->told = NULL;
    for (const fault_file *file = disk->files; file; file = file->next)
        if (file->opens > 0) return;
    forget_pending(disk);
    free(disk->pending);
    for (fault_file *file = disk->files, *next; file; file = next) {
        next = file->next;
        free_file(file);
    }
    free(disk->name);
    free(disk);
}

fault_disk *fault_disk_of_path(const char *path) {
    fault_disk *found = NULL;
    pthread_mutex_lock(&all_lock);
    for (fault_disk *disk = all; disk && !found; disk = disk->next) {
        size_t length = strlen(disk->name);
        if (strncmp(path, disk->name, length) == 0 && path[length] == '/') found = disk;
    }
    pthread_mutex_unlock(&all_lock);
    return found;
}

static const char *name_on(const fault_disk *disk, const char *path) { return path + strlen(disk->name); }

/// A name that was deleted and made anew is another file; the newest stands first.
fault_file *fault_disk_file(fault_disk *disk, const char *path, bool make) {
    const char *name = name_on(disk, path);
    fault_file *file = disk->files;
    while (file && (!file->exists || strcmp(file->name, name) != 0)) file = file->next;
    if (file || !make) return file;
    file = calloc(1, sizeof *file);
    file->disk = disk;
    file->name = strdup(name);
    file->exists = true;
    file->next = disk->files;
    disk->files = file;
    return file;
}

/// Drops a file that is gone for good.
void fault_disk_unused(fault_file *file) {
    fault_disk *disk = file->disk;
    if (disk->is_abandoned) return fault_disk_free(disk);
    if (file->exists || file->exists_durably || file->opens > 0) return;
    for (size_t index = 0; index < disk->pending_count; index++)
        if (disk->pending[index].file == file) return;
    fault_file **link = &disk->files;
    while (*link != file) link = &(*link)->next;
    *link = file->next;
    free_file(file);
}

// MARK: Faults

void fault_disk_arm(fault_disk *disk, fault_kind kind, uint64_t operations) {
    disk->armed = kind;
    disk->due = operations;
}

void fault_disk_mend(fault_disk *disk) {
    disk->armed = fault_none;
    disk->is_full = false;
    disk->fails_sync = false;
}

void fault_disk_ignore_syncs(fault_disk *disk, bool ignore) { disk->ignores_syncs = ignore; }

void fault_disk_watch_syncs(fault_disk *disk, void (*told)(void *context), void *context) {
    disk->told = told;
    disk->context = context;
}

bool fault_disk_has_power(const fault_disk *disk) { return disk->has_power; }
void fault_disk_cut(fault_disk *disk) { disk->has_power = false; }
size_t fault_disk_pending(const fault_disk *disk) { return disk->pending_count; }
uint64_t fault_disk_operations(const fault_disk *disk) { return disk->operations; }
uint64_t fault_disk_syncs(const fault_disk *disk) { return disk->syncs; }

size_t fault_disk_units(const fault_disk *disk, size_t index) {
    const operation *operation = &disk->pending[index];
    return operation->kind == op_write ? (operation->size + unit_bytes - 1) / unit_bytes : 0;
}

size_t fault_disk_bytes(const fault_disk *disk) {
    size_t bytes = 0;
    for (const fault_file *file = disk->files; file; file = file->next) bytes += file->exists ? file->now.size : 0;
    return bytes;
}

/// Counts an operation; the fault that comes with it, if its time has come.
static fault_kind counted(fault_disk *disk) {
    disk->operations += 1;
    if (disk->armed == fault_none || disk->due-- > 0) return fault_none;
    fault_kind kind = disk->armed;
    disk->armed = fault_none;
    disk->is_full |= kind == fault_full;
    disk->fails_sync |= kind == fault_sync;
    return kind;
}

// MARK: Operations

static void remember(fault_disk *disk, operation what, const void *bytes) {
    if (disk->pending_count == disk->pending_room) {
        disk->pending_room = disk->pending_room ? disk->pending_room * 2 : 16;
        disk->pending = realloc(disk->pending, disk->pending_room * sizeof *disk->pending);
    }
    if (bytes) {
        what.bytes = malloc(what.size);
        memcpy(what.bytes, bytes, what.size);
    }
    disk->pending[disk->pending_count++] = what;
}

int fault_file_read(fault_file *file, void *buffer, size_t count, size_t offset) {
    if (!file->disk->has_power) return SQLITE_IOERR_READ;
    size_t there = offset < file->now.size ? file->now.size - offset : 0;
    size_t taken = there < count ? there : count;
    if (taken > 0) memcpy(buffer, file->now.bytes + offset, taken);
    memset((uint8_t *)buffer + taken, 0, count - taken);
    return taken == count ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int fault_file_write(fault_file *file, const void *bytes, size_t count, size_t offset) {
    fault_disk *disk = file->disk;
    if (!disk->has_power) return SQLITE_IOERR_WRITE;
    fault_kind fault = counted(disk);
    if (disk->is_full && offset + count > file->now.size) return SQLITE_FULL;
    if (fault == fault_error) return SQLITE_IOERR_WRITE;
    remember(disk, (operation){op_write, file, offset, count, NULL}, bytes);
    if (fault == fault_cut) {
        disk->has_power = false;
        return SQLITE_IOERR_WRITE;
    }
    put(&file->now, bytes, count, offset);
    return SQLITE_OK;
}

int fault_file_truncate(fault_file *file, size_t size) {
    fault_disk *disk = file->disk;
    if (!disk->has_power) return SQLITE_IOERR_TRUNCATE;
    fault_kind fault = counted(disk);
    if (fault == fault_error) return SQLITE_IOERR_TRUNCATE;
    remember(disk, (operation){op_truncate, file, 0, size, NULL}, NULL);
    if (fault == fault_cut) {
        disk->has_power = false;
        return SQLITE_IOERR_TRUNCATE;
    }
    resize(&file->now, size);
    return SQLITE_OK;
}

/// Makes an operation durable, or a part of it.
static void apply(const operation *operation, fault_fate fate) {
    image *durable = &operation->file->durable;
    switch (operation->kind) {
    case op_truncate: resize(durable, operation->size); break;
    case op_delete: operation->file->exists_durably = false; break;
    case op_write: {
        size_t count = operation->size;
        if (fate.torn > 0 && (size_t)fate.torn * unit_bytes < count) count = (size_t)fate.torn * unit_bytes;
        if (fate.damaged) {
            size_t first = operation->offset / sector_bytes * sector_bytes;
            size_t end = (operation->offset + operation->size + sector_bytes - 1) / sector_bytes * sector_bytes;
            if (end > durable->size) resize(durable, end);
            for (size_t at = first; at < end; at++) durable->bytes[at] = (uint8_t)(at * 151 + 43);
        } else {
            put(durable, operation->bytes, count, operation->offset);
        }
        break;
    }
    }
}

/// What a sync of a file makes durable leaves the list; `durably` is false for a sync that failed.
static void settle(fault_disk *disk, const fault_file *file, bool durably) {
    size_t left = 0;
    for (size_t index = 0; index < disk->pending_count; index++) {
        operation *pending = &disk->pending[index];
        if (pending->file != file || pending->kind == op_delete) {
            disk->pending[left++] = *pending;
            continue;
        }
        if (durably) apply(pending, (fault_fate){1, 0, 0});
        free(pending->bytes);
    }
    disk->pending_count = left;
}

/// The file's name is durably its own, and no older file's.
static void take_name(fault_file *file) {
    file->exists_durably = true;
    for (fault_file *other = file->next; other; other = other->next)
        if (strcmp(other->name, file->name) == 0) other->exists_durably = false;
}

int fault_file_sync(fault_file *file) {
    fault_disk *disk = file->disk;
    if (!disk->has_power) return SQLITE_IOERR_FSYNC;
    if (disk->told) disk->told(disk->context);
    fault_kind fault = counted(disk);
    if (fault == fault_cut) {
        disk->has_power = false;
        return SQLITE_IOERR_FSYNC;
    }
    if (fault == fault_error) return SQLITE_IOERR_FSYNC;
    if (disk->fails_sync) {
        disk->fails_sync = false;
        settle(disk, file, false);
        return SQLITE_IOERR_FSYNC;
    }
    disk->syncs += 1;
    if (disk->ignores_syncs) return SQLITE_OK;
    settle(disk, file, true);
    // What was deleted while somebody has it open gets no name by it.
    if (file->exists) take_name(file);
    return SQLITE_OK;
}

int fault_disk_delete(fault_disk *disk, const char *path, bool is_synced) {
    if (!disk->has_power) return SQLITE_IOERR_DELETE;
    fault_file *file = fault_disk_file(disk, path, false);
    if (!file) return SQLITE_IOERR_DELETE_NOENT;
    fault_kind fault = counted(disk);
    if (fault == fault_error) return SQLITE_IOERR_DELETE;
    bool is_durable = is_synced && !disk->ignores_syncs && fault != fault_cut;
    if (!is_durable) remember(disk, (operation){op_delete, file, 0, 0, NULL}, NULL);
    if (fault == fault_cut) {
        disk->has_power = false;
        return SQLITE_IOERR_DELETE;
    }
    file->exists = false;
    if (is_durable) file->exists_durably = false;
    fault_disk_unused(file);
    return SQLITE_OK;
}

// MARK: Power

void fault_disk_restart(fault_disk *disk, const fault_fate *fates, size_t count) {
    for (size_t index = 0; index < disk->pending_count && index < count; index++) {
        if (!fates[index].kept) continue;
        operation *pending = &disk->pending[index];
        // What is in a file says nothing of whether its name was written; a name that was is enough to find it.
        apply(pending, fates[index]);
        if (pending->kind != op_delete) pending->file->exists_durably = true;
    }
    forget_pending(disk);
    // Of files with one name the newest that is there has it.
    for (fault_file *file = disk->files; file; file = file->next)
        if (file->exists_durably) take_name(file);
    for (fault_file *file = disk->files, *next; file; file = next) {
        next = file->next;
        file->exists = file->exists_durably;
        copy_image(&file->now, &file->durable);
        fault_disk_unused(file);
    }
    fault_disk_mend(disk);
    disk->has_power = true;
}

void fault_disk_resume(fault_disk *disk) {
    fault_disk_mend(disk);
    disk->has_power = true;
}

fault_disk *fault_disk_clone(const fault_disk *disk, const char *name) {
    fault_disk *copy = fault_disk_new(name);
    copy->has_power = disk->has_power;
    copy->ignores_syncs = disk->ignores_syncs;
    fault_file **end = &copy->files;
    for (fault_file *file = disk->files; file; file = file->next) {
        fault_file *twin = calloc(1, sizeof *twin);
        twin->disk = copy;
        twin->name = strdup(file->name);
        twin->exists = file->exists;
        twin->exists_durably = file->exists_durably;
        copy_image(&twin->now, &file->now);
        copy_image(&twin->durable, &file->durable);
        *end = twin;
        end = &twin->next;
    }
    for (size_t index = 0; index < disk->pending_count; index++) {
        operation pending = disk->pending[index];
        fault_file *twin = copy->files;
        for (fault_file *file = disk->files; file != pending.file; file = file->next) twin = twin->next;
        const uint8_t *bytes = pending.bytes;
        pending.file = twin;
        pending.bytes = NULL;
        remember(copy, pending, bytes);
    }
    return copy;
}
