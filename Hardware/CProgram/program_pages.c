// For dl_iterate_phdr.
#define _GNU_SOURCE
#include "program_pages.h"

#include <link.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static int give_back_pages_of(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size;
    (void)context;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        // What the loader has put right lies in writable segments, and would be lost.
        if (header->p_type != PT_LOAD || (header->p_flags & PF_W) != 0) continue;
        uintptr_t start = object->dlpi_addr + header->p_vaddr;
        uintptr_t end = (start + header->p_memsz) / page * page;
        start = (start + page - 1) / page * page;
        if (end > start) madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void give_back_program_pages(void) { dl_iterate_phdr(give_back_pages_of, NULL); }
