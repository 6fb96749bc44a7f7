// The list of common passwords that Scripts/common-passwords makes. See NOTICE for where it comes from.
#pragma once

#include <stddef.h>

const unsigned char *latchkey_common_passwords(void);
size_t latchkey_common_passwords_size(void);
