// What waits to be synced, and what the power leaves of it.
#include "fault_disk.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const fault_fate whole = {1, 0, 0};

// MARK: What waits

struct shared_bytes {
    atomic_int users;
    uint8_t bytes[];
};

static shared_bytes *kept(const void *bytes, size_t count) {
    shared_bytes *own = malloc(sizeof *own + count);
    if (!own) return NULL;
    atomic_init(&own->users, 1);
    memcpy(own->bytes, bytes, count);
    return own;
}

static void let_go(shared_bytes *bytes) {
    if (bytes && atomic_fetch_sub_explicit(&bytes->users, 1, memory_order_acq_rel) == 1) free(bytes);
}

/// Makes an operation durable, or a part of it.
static void apply(const operation *done, fault_fate fate) {
    image *durable = &done->file->durable;
    switch (done->kind) {
    case op_truncate: image_resize(durable, done->size); break;
    case op_delete:
        free(done->file->durable_name);
        done->file->durable_name = NULL;
        break;
    case op_rename: fault_file_take_name(done->file, done->name); break;
    case op_write: {
        size_t count = done->size;
        if (fate.torn > 0 && (size_t)fate.torn * unit_bytes < count) count = (size_t)fate.torn * unit_bytes;
        if (!fate.damaged) {
            if (done->bytes) image_put(durable, done->bytes->bytes, count, done->offset);
            else image_put_zeros(durable, count, done->offset);
            break;
        }
        size_t first = done->offset / sector_bytes * sector_bytes;
        size_t end = (done->offset + done->size + sector_bytes - 1) / sector_bytes * sector_bytes;
        uint8_t noise[unit_bytes];
        for (size_t at = first; at < end; at += unit_bytes) {
            for (size_t byte = 0; byte < unit_bytes; byte++) noise[byte] = (uint8_t)((at + byte) * 151 + 43);
            image_put(durable, noise, unit_bytes, at);
        }
        break;
    }
    case op_sync:
    case op_sync_names: break;
    }
}

static void drop(fault_disk *disk, operation *done) {
    if (done->kind == op_write) disk->waiting_bytes -= done->size;
    let_go(done->bytes);
    free(done->name);
}

/// What has waited longest is written, as if it had been synced alone.
static void write_back(fault_disk *disk) {
    size_t written = 0;
    while (written < disk->pending_count && disk->waiting_bytes > waiting_bytes_limit / 2) {
        operation *oldest = &disk->pending[written++];
        apply(oldest, whole);
        if (oldest->kind == op_write && !oldest->file->durable_name)
            fault_file_take_name(oldest->file, oldest->file->made_as);
        drop(disk, oldest);
    }
    disk->pending_count -= written;
    memmove(disk->pending, disk->pending + written, disk->pending_count * sizeof *disk->pending);
}

bool fault_disk_wait(fault_disk *disk, operation what, const void *bytes) {
    if (disk->pending_count == disk->pending_room) {
        size_t room = disk->pending_room ? disk->pending_room * 2 : 16;
        operation *pending = realloc(disk->pending, room * sizeof *pending);
        if (!pending) return false;
        disk->pending = pending;
        disk->pending_room = room;
    }
    if (bytes) {
        what.bytes = kept(bytes, what.size);
        if (!what.bytes) return false;
    }
    if (what.kind == op_write) disk->waiting_bytes += what.size;
    disk->pending[disk->pending_count++] = what;
    if (disk->waiting_bytes > waiting_bytes_limit) write_back(disk);
    return true;
}

void fault_disk_settle(fault_disk *disk, const fault_file *file, bool all, uint64_t kept) {
    size_t left = 0, turn = 0;
    for (size_t index = 0; index < disk->pending_count; index++) {
        operation *pending = &disk->pending[index];
        bool is_of_name = pending->kind == op_delete || pending->kind == op_rename;
        if (pending->file != file || is_of_name) {
            disk->pending[left++] = *pending;
            continue;
        }
        if (all || (turn < 64 && kept >> turn & 1)) apply(pending, whole);
        turn += 1;
        drop(disk, pending);
    }
    disk->pending_count = left;
}

/// Nobody can come to it any more, with or without power.
static bool is_gone(const fault_file *file) { return !file->exists && !file->durable_name && file->opens == 0; }

void fault_disk_settle_names(fault_disk *disk) {
    for (size_t index = 0; index < disk->pending_count; index++) {
        operation *pending = &disk->pending[index];
        if (pending->kind == op_delete || pending->kind == op_rename) apply(pending, whole);
    }
    size_t left = 0;
    for (size_t index = 0; index < disk->pending_count; index++) {
        operation *pending = &disk->pending[index];
        bool is_of_name = pending->kind == op_delete || pending->kind == op_rename;
        if (is_of_name || is_gone(pending->file)) drop(disk, pending);
        else disk->pending[left++] = *pending;
    }
    disk->pending_count = left;
    for (fault_file *file = disk->files, *next; file; file = next) {
        next = file->next;
        fault_disk_unused(file);
    }
}

void fault_file_take_name(fault_file *file, const char *name) {
    char *own = strdup(name);
    for (fault_file *other = file->disk->files; other; other = other->next) {
        if (other == file || !other->durable_name || strcmp(other->durable_name, own) != 0) continue;
        free(other->durable_name);
        other->durable_name = NULL;
    }
    free(file->durable_name);
    file->durable_name = own;
}

void fault_disk_forget(fault_disk *disk) {
    for (size_t index = 0; index < disk->pending_count; index++) drop(disk, &disk->pending[index]);
    disk->pending_count = 0;
}

size_t fault_disk_pending(const fault_disk *disk) { return disk->pending_count; }

size_t fault_disk_units(const fault_disk *disk, size_t index) {
    const operation *pending = &disk->pending[index];
    return pending->kind == op_write ? (pending->size + unit_bytes - 1) / unit_bytes : 0;
}

fault_entry fault_disk_pending_entry(const fault_disk *disk, size_t index) {
    const operation *pending = &disk->pending[index];
    fault_entry entry = {pending->kind, "", pending->offset, pending->size, disk->syncs};
    strncpy(entry.file, pending->file->name, sizeof entry.file - 1);
    return entry;
}

// MARK: Power

bool fault_disk_has_power(const fault_disk *disk) { return disk->has_power; }
void fault_disk_cut(fault_disk *disk) { disk->has_power = false; }

/// Who has a file open keeps one that does nothing; the disk goes on with another.
static fault_file *without_users(fault_disk *disk, fault_file *file) {
    if (file->opens == 0) return file;
    fault_file *twin = fault_file_new(disk, file->made_as);
    free(twin->name);
    twin->name = strdup(file->name);
    twin->durable_name = file->durable_name;
    file->durable_name = NULL;
    twin->exists = file->exists;
    twin->now = file->now;
    twin->durable = file->durable;
    twin->next = file->next;
    memset(&file->now, 0, sizeof file->now);
    memset(&file->durable, 0, sizeof file->durable);
    for (size_t index = 0; index < disk->pending_count; index++)
        if (disk->pending[index].file == file) disk->pending[index].file = twin;
    file->disk = NULL;
    file->next = NULL;
    return twin;
}

static void drop_users(fault_disk *disk) {
    for (fault_file **link = &disk->files; *link; link = &(*link)->next) *link = without_users(disk, *link);
}

void fault_disk_restart(fault_disk *disk, const fault_fate *fates, size_t count) {
    drop_users(disk);
    for (size_t index = 0; index < disk->pending_count && index < count; index++) {
        if (!fates[index].kept) continue;
        operation *pending = &disk->pending[index];
        // What is in a file says nothing of whether its name was written; a name that was is enough to find it.
        apply(pending, fates[index]);
        bool is_of_name = pending->kind == op_delete || pending->kind == op_rename;
        if (!is_of_name && !pending->file->durable_name) fault_file_take_name(pending->file, pending->file->made_as);
    }
    fault_disk_forget(disk);
    for (fault_file *file = disk->files, *next; file; file = next) {
        next = file->next;
        file->exists = file->durable_name != NULL;
        if (file->exists) {
            free(file->name);
            file->name = strdup(file->durable_name);
        }
        image_copy(&file->now, &file->durable);
        fault_disk_unused(file);
    }
    fault_disk_mend(disk);
    disk->has_power = true;
}

void fault_disk_resume(fault_disk *disk) {
    drop_users(disk);
    for (fault_file *file = disk->files, *next; file; file = next) {
        next = file->next;
        fault_disk_unused(file);
    }
    fault_disk_mend(disk);
    disk->has_power = true;
}

// MARK: Clones

static fault_file *twin_of(fault_disk *copy, const fault_file *file) {
    fault_file *twin = fault_file_new(copy, file->made_as);
    free(twin->name);
    twin->name = strdup(file->name);
    if (file->durable_name) twin->durable_name = strdup(file->durable_name);
    twin->exists = file->exists;
    image_copy(&twin->now, &file->now);
    image_copy(&twin->durable, &file->durable);
    return twin;
}

fault_disk *fault_disk_clone(const fault_disk *disk, const char *name) {
    fault_disk *copy = fault_disk_new(name);
    copy->has_power = disk->has_power;
    copy->capacity = disk->capacity;
    fault_disk_ignore_syncs(copy, disk->ignores_syncs, disk->ignored_suffix);
    fault_file **end = &copy->files;
    for (const fault_file *file = disk->files; file; file = file->next) {
        *end = twin_of(copy, file);
        end = &(*end)->next;
    }
    for (size_t index = 0; index < disk->pending_count; index++) {
        operation pending = disk->pending[index];
        fault_file *twin = copy->files;
        for (const fault_file *file = disk->files; file != pending.file; file = file->next) twin = twin->next;
        pending.file = twin;
        if (pending.bytes) atomic_fetch_add_explicit(&pending.bytes->users, 1, memory_order_relaxed);
        if (pending.name) pending.name = strdup(pending.name);
        fault_disk_wait(copy, pending, NULL);
    }
    return copy;
}
