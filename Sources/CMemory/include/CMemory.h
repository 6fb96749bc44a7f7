#ifndef LATCHKEY_MEMORY_H
#define LATCHKEY_MEMORY_H

/* Gives back to the system the pages that malloc holds free, and those of code that has been run. Code comes back page by
   page as it is run again, out of the page cache. Does nothing where the C library is not glibc. */
void latchkey_release_memory(void);

/* Has malloc make no more arenas than there are processors, unless MALLOC_ARENA_MAX says how many. To be called before there
   are threads. Does nothing where the C library is not glibc. */
void latchkey_limit_arenas(void);

#endif
