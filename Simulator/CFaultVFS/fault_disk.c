// Disks, their files, and what can be asked of them.
#include "fault_disk.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t all_lock = PTHREAD_MUTEX_INITIALIZER;
static fault_disk *all;

// MARK: Disks

fault_disk *fault_disk_new(const char *name) {
    fault_disk *disk = calloc(1, sizeof *disk);
    disk->name = strdup(name);
    disk->has_power = true;
    disk->capacity = capacity_limit;
    pthread_mutex_lock(&all_lock);
    disk->next = all;
    all = disk;
    pthread_mutex_unlock(&all_lock);
    return disk;
}

void fault_disk_free(fault_disk *disk) {
    pthread_mutex_lock(&all_lock);
    fault_disk **link = &all;
    while (*link && *link != disk) link = &(*link)->next;
    if (*link) *link = disk->next;
    pthread_mutex_unlock(&all_lock);
    fault_disk_forget(disk);
    free(disk->pending);
    for (fault_file *file = disk->files, *next; file; file = next) {
        next = file->next;
        file->disk = NULL;
        if (file->opens == 0) fault_file_free(file);
    }
    free(disk->log);
    free(disk->ignored_suffix);
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

// MARK: Files

fault_file *fault_file_new(fault_disk *disk, const char *name) {
    fault_file *file = calloc(1, sizeof *file);
    file->disk = disk;
    file->made_as = strdup(name);
    file->name = strdup(name);
    file->exists = true;
    return file;
}

void fault_file_free(fault_file *file) {
    for (int index = 0; index < file->region_count; index++) free(file->regions[index]);
    free(file->regions);
    image_clear(&file->now);
    image_clear(&file->durable);
    free(file->made_as);
    free(file->name);
    free(file->durable_name);
    free(file);
}

/// A name that was deleted and made anew is another file; the newest stands first.
fault_file *fault_disk_file(fault_disk *disk, const char *path, bool make) {
    const char *name = path + strlen(disk->name);
    fault_file *file = disk->files;
    while (file && (!file->exists || strcmp(file->name, name) != 0)) file = file->next;
    if (file || !make) return file;
    file = fault_file_new(disk, name);
    file->next = disk->files;
    disk->files = file;
    return file;
}

void fault_disk_unused(fault_file *file) {
    fault_disk *disk = file->disk;
    if (!disk) {
        if (file->opens == 0) fault_file_free(file);
        return;
    }
    if (file->exists || file->durable_name || file->opens > 0) return;
    for (size_t index = 0; index < disk->pending_count; index++)
        if (disk->pending[index].file == file) return;
    fault_file **link = &disk->files;
    while (*link != file) link = &(*link)->next;
    *link = file->next;
    fault_file_free(file);
}

bool fault_disk_exists(fault_disk *disk, const char *path) {
    return disk->has_power && fault_disk_file(disk, path, false) != NULL;
}

static fault_file *found(fault_disk *disk, const char *path, bool durably) {
    if (!durably) return fault_disk_file(disk, path, false);
    const char *name = path + strlen(disk->name);
    fault_file *file = disk->files;
    while (file && (!file->durable_name || strcmp(file->durable_name, name) != 0)) file = file->next;
    return file;
}

int64_t fault_disk_size_of(fault_disk *disk, const char *path, bool durably) {
    const fault_file *file = found(disk, path, durably);
    return file ? (int64_t)(durably ? &file->durable : &file->now)->size : -1;
}

void fault_disk_copy_of(fault_disk *disk, const char *path, bool durably, void *buffer, size_t count) {
    const fault_file *file = found(disk, path, durably);
    if (file) image_get(durably ? &file->durable : &file->now, buffer, count, 0);
}

// MARK: Faults

void fault_disk_arm(fault_disk *disk, fault_kind kind, uint64_t operations) {
    disk->armed = kind;
    disk->due = operations;
    disk->kept_by_failed_sync = 0;
}

void fault_disk_arm_sync(fault_disk *disk, uint64_t operations, uint64_t kept) {
    fault_disk_arm(disk, fault_sync, operations);
    disk->kept_by_failed_sync = kept;
}

void fault_disk_arm_read(fault_disk *disk, uint64_t reads) {
    disk->is_read_armed = true;
    disk->read_due = reads;
}

void fault_disk_arm_busy(fault_disk *disk, uint64_t locks, uint64_t times) {
    disk->busy_due = locks;
    disk->busy_times = times;
}

void fault_disk_plan(fault_disk *disk, fault_plan plan) { disk->plan = plan; }

void fault_disk_capacity(fault_disk *disk, size_t bytes) { disk->capacity = bytes ? bytes : capacity_limit; }

void fault_disk_cost(fault_disk *disk, uint64_t write_nanoseconds, uint64_t sync_nanoseconds) {
    disk->write_cost = write_nanoseconds;
    disk->sync_cost = sync_nanoseconds;
}

void fault_disk_mend(fault_disk *disk) {
    disk->armed = fault_none;
    disk->is_read_armed = false;
    disk->busy_times = 0;
    disk->is_full = false;
    disk->fails_sync = false;
    memset(&disk->plan, 0, sizeof disk->plan);
}

void fault_disk_ignore_syncs(fault_disk *disk, bool ignore, const char *suffix) {
    disk->ignores_syncs = ignore;
    free(disk->ignored_suffix);
    disk->ignored_suffix = suffix ? strdup(suffix) : NULL;
}

void fault_disk_watch_syncs(fault_disk *disk, void (*told)(void *context), void *context) {
    disk->told = told;
    disk->context = context;
}

// MARK: What can be asked

uint64_t fault_disk_operations(const fault_disk *disk) { return disk->operations; }
uint64_t fault_disk_syncs(const fault_disk *disk) { return disk->syncs; }
uint64_t fault_disk_reads(const fault_disk *disk) { return disk->reads; }
uint64_t fault_disk_nanoseconds(const fault_disk *disk) { return disk->nanoseconds; }

size_t fault_disk_bytes(const fault_disk *disk) {
    size_t bytes = 0;
    for (const fault_file *file = disk->files; file; file = file->next) bytes += file->exists ? file->now.size : 0;
    return bytes;
}

void fault_disk_log(fault_disk *disk, size_t limit) {
    free(disk->log);
    disk->log = limit ? calloc(limit, sizeof *disk->log) : NULL;
    disk->log_limit = disk->log ? limit : 0;
    disk->log_count = 0;
}

size_t fault_disk_log_count(const fault_disk *disk) { return disk->log_count; }
fault_entry fault_disk_log_entry(const fault_disk *disk, size_t index) { return disk->log[index]; }
