// What is in a file: pages that images share until one of them is changed, so that a disk may be cloned at every sync.
#include "fault_disk.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct page {
    atomic_int users;
    uint8_t bytes[page_bytes];
};

/// Clones may be used by different threads.
static void let_go(page *page) {
    if (page && atomic_fetch_sub_explicit(&page->users, 1, memory_order_acq_rel) == 1) free(page);
}

static bool make_room(image *image, size_t pages) {
    if (pages <= image->room) return true;
    size_t room = image->room ? image->room : 16;
    while (room < pages) room *= 2;
    page **more = realloc(image->pages, room * sizeof *more);
    if (!more) return false;
    memset(more + image->room, 0, (room - image->room) * sizeof *more);
    image->pages = more;
    image->room = room;
    return true;
}

/// The page to be changed, nobody else's; NULL when there is no memory. What is in one that is written anew as a whole is
/// not kept.
static page *own_page(image *image, size_t index, bool is_kept) {
    page *old = image->pages[index];
    if (old && atomic_load_explicit(&old->users, memory_order_acquire) == 1) return old;
    page *own = malloc(sizeof *own);
    if (!own) return NULL;
    atomic_init(&own->users, 1);
    if (old && is_kept) memcpy(own->bytes, old->bytes, page_bytes);
    else if (is_kept) memset(own->bytes, 0, page_bytes);
    let_go(old);
    return image->pages[index] = own;
}

bool image_is_zero(const uint8_t *bytes, size_t count) {
    return bytes[0] == 0 && memcmp(bytes, bytes + 1, count - 1) == 0;
}

bool image_put(image *image, const void *bytes, size_t count, size_t offset) {
    if (count == 0) return true;
    if (!make_room(image, (offset + count + page_bytes - 1) / page_bytes)) return false;
    const uint8_t *from = bytes;
    for (size_t at = offset, end = offset + count; at < end;) {
        size_t within = at % page_bytes;
        size_t part = page_bytes - within < end - at ? page_bytes - within : end - at;
        // Zeros where nothing was written yet need no page.
        if (image->pages[at / page_bytes] || !image_is_zero(from, part)) {
            page *page = own_page(image, at / page_bytes, part < page_bytes);
            if (!page) return false;
            memcpy(page->bytes + within, from, part);
        }
        at += part;
        from += part;
    }
    if (offset + count > image->size) image->size = offset + count;
    return true;
}

bool image_put_zeros(image *image, size_t count, size_t offset) {
    if (count == 0) return true;
    if (!make_room(image, (offset + count + page_bytes - 1) / page_bytes)) return false;
    for (size_t at = offset, end = offset + count; at < end;) {
        size_t within = at % page_bytes;
        size_t part = page_bytes - within < end - at ? page_bytes - within : end - at;
        if (image->pages[at / page_bytes]) {
            page *page = own_page(image, at / page_bytes, part < page_bytes);
            if (!page) return false;
            memset(page->bytes + within, 0, part);
        }
        at += part;
    }
    if (offset + count > image->size) image->size = offset + count;
    return true;
}

void image_get(const image *image, void *buffer, size_t count, size_t offset) {
    uint8_t *to = buffer;
    for (size_t at = offset, end = offset + count; at < end;) {
        size_t within = at % page_bytes;
        size_t part = page_bytes - within < end - at ? page_bytes - within : end - at;
        const page *page = at / page_bytes < image->room ? image->pages[at / page_bytes] : NULL;
        if (page) memcpy(to, page->bytes + within, part);
        else memset(to, 0, part);
        at += part;
        to += part;
    }
}

bool image_resize(image *image, size_t size) {
    size_t pages = (size + page_bytes - 1) / page_bytes;
    if (!make_room(image, pages)) return false;
    if (size < image->size) {
        for (size_t index = pages; index < image->room; index++) {
            let_go(image->pages[index]);
            image->pages[index] = NULL;
        }
        // What is behind the end must be zeros when the file grows again.
        if (size % page_bytes && image->pages[pages - 1]) {
            page *last = own_page(image, pages - 1, true);
            if (!last) return false;
            memset(last->bytes + size % page_bytes, 0, page_bytes - size % page_bytes);
        }
    }
    image->size = size;
    return true;
}

void image_clear(image *image) {
    for (size_t index = 0; index < image->room; index++) let_go(image->pages[index]);
    free(image->pages);
    memset(image, 0, sizeof *image);
}

bool image_copy(image *to, const image *from) {
    image_clear(to);
    size_t pages = (from->size + page_bytes - 1) / page_bytes;
    if (!make_room(to, pages)) return false;
    for (size_t index = 0; index < pages; index++) {
        page *page = index < from->room ? from->pages[index] : NULL;
        if (page) atomic_fetch_add_explicit(&page->users, 1, memory_order_relaxed);
        to->pages[index] = page;
    }
    to->size = from->size;
    return true;
}
