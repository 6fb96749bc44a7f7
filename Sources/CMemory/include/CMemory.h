#ifndef LATCHKEY_MEMORY_H
#define LATCHKEY_MEMORY_H

/* Gives back to the system the pages that malloc holds free, and those of code that has been run. Code comes back page by
   page as it is run again, out of the page cache. Does nothing where the C library is not glibc. */
void latchkey_release_memory(void);

/* Has malloc make no more arenas than there are processors, in place of eight for each: they are places for free memory to
   stay in. And has it take addresses for them in large steps: to ask for a page at a time is to wait, each time, for whoever
   is being handed the 19 MiB of a password hash. MALLOC_ARENA_MAX and MALLOC_TOP_PAD_ have the last word. To be called before
   there are threads. Does nothing where the C library is not glibc. */
void latchkey_prepare_malloc(void);

#endif
