/** Files built into the program: tables made by cmake/Embed.cmake, ended by a row whose name is NULL. */
#ifndef ET_BASE_EMBED_H
#define ET_BASE_EMBED_H

#include <stddef.h>

struct et_embedded {
    const char *name; /**< file name without folders */
    const char *data; /**< size bytes and a NUL after them */
    size_t size;
};

#endif
