/* dl_iterate_phdr, malloc_trim and mallopt are extensions of glibc, in headers that Swift's module of it leaves out. */
#define _GNU_SOURCE
#include "CMemory.h"

#include <stdlib.h>

#ifdef __GLIBC__
#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static int release_code(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size;
    (void)context;
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (size_t index = 0; index < object->dlpi_phnum; index++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[index];
        /* Only what is never written to can be read from its file again. */
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X) || (part->p_flags & PF_W)) {
            continue;
        }
        /* A page at the edge may belong to the next part, too. */
        const uintptr_t start = (object->dlpi_addr + part->p_vaddr + page - 1) & ~(page - 1);
        const uintptr_t end = (object->dlpi_addr + part->p_vaddr + part->p_memsz) & ~(page - 1);
        if (start < end) {
            /* What the system refuses stays where it is. */
            (void)madvise((void *)start, end - start, MADV_DONTNEED);
        }
    }
    return 0;
}

void latchkey_release_memory(void) {
    malloc_trim(0);
    dl_iterate_phdr(release_code, NULL);
}

void latchkey_prepare_malloc(void) {
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (getenv("MALLOC_ARENA_MAX") == NULL && processors > 0 && processors < 1024) {
        (void)mallopt(M_ARENA_MAX, (int)processors);
    }
    if (getenv("MALLOC_TOP_PAD_") == NULL) {
        /* Each of the three ends malloc's own choice of the others. */
        (void)mallopt(M_TOP_PAD, 16 << 20);
        (void)mallopt(M_TRIM_THRESHOLD, 32 << 20);
        (void)mallopt(M_MMAP_THRESHOLD, 4 << 20);
    }
}
#else
void latchkey_release_memory(void) {}

void latchkey_prepare_malloc(void) {}
#endif
