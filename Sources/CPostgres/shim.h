// The shapes alone: LatchkeyPostgres loads the library itself when it is needed, see ClientLibrary.swift.
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#elif __has_include("/opt/homebrew/opt/libpq/include/libpq-fe.h")
#include "/opt/homebrew/opt/libpq/include/libpq-fe.h"
#else
// Debian's place.
#include <postgresql/libpq-fe.h>
#endif
