#include "CCommonPasswords.h"

// As a resource embedded by SwiftPM it would be an array literal of Swift, which takes minutes to compile.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char passwords[] = {
#embed "common-passwords.bin"
};

const unsigned char *latchkey_common_passwords(void) { return passwords; }

size_t latchkey_common_passwords_size(void) { return sizeof passwords; }
