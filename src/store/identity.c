#include "store/identity_int.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "store/store.h"

#include <utf8proc.h>

#define HANDLE_MAX 1024 /* bytes that count; a handle has 30 or so */

/* ASCII by hand, the rest by Unicode's simple mapping. */
size_t et_store_lower(struct et_slice text, char *out, size_t size)
{
    size_t n = 0, pos = 0;
    while (pos < text.len && n + 4 <= size) {
        unsigned char c = (unsigned char)text.ptr[pos];
        if (c < 0x80) {
            out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
            pos++;
        } else {
            uint32_t code_point = et_utf8_next(text, &pos);
            n += et_utf8_put(out + n, (uint32_t)utf8proc_tolower((utf8proc_int32_t)code_point));
        }
    }
    return n;
}

int64_t et_author_id(enum et_platform platform, struct et_slice handle)
{
    char folded[HANDLE_MAX];
    size_t len = et_store_lower(handle, folded, sizeof folded);
    if (len == 0)
        return 0;
    uint64_t hash = et_hash64_seed(et_slice(folded, len), (uint64_t)platform) >> 1;
    return hash ? (int64_t)hash : 1;
}

struct et_comment_key et_store_vendor_key(struct et_slice key)
{
    int64_t number;
    if (key.len && key.ptr[0] >= '1' && key.ptr[0] <= '9' && et_slice_to_i64(key, &number))
        return (struct et_comment_key){ET_KEY_NUMBER, number, 0};
    return (struct et_comment_key){ET_KEY_TEXT, (int64_t)et_hash64(key), 0};
}

int64_t et_store_content_hash(int64_t author_id, struct et_slice text)
{
    return (int64_t)et_hash64_seed(text, (uint64_t)author_id);
}
