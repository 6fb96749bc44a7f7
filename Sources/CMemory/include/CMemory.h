#ifndef LATCHKEY_MEMORY_H
#define LATCHKEY_MEMORY_H

/* Gives back to the system the pages that malloc holds free, and those of code that has been run. Code comes back page by
   page as it is run again, out of the page cache. Does nothing where the C library is not glibc. */
void latchkey_release_memory(void);

#endif
