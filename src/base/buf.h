/** A growable byte buffer with a cap. After a failed append the buffer keeps what it had and `failed` stays set, so a
 *  writer may append many times and check once. */
#ifndef ET_BASE_BUF_H
#define ET_BASE_BUF_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct et_buf {
    char *data; /**< len bytes, then a NUL (when data is not NULL) */
    size_t len;
    size_t size; /**< never beyond the cap and the NUL */
    size_t cap;  /**< most bytes, 0 = no cap but memory */
    bool failed; /**< an append was refused */
};

void et_buf_init(struct et_buf *buf, size_t cap);
void et_buf_dispose(struct et_buf *buf);
void et_buf_clear(struct et_buf *buf); /**< keeps the memory; clears `failed` */
bool et_buf_reserve(struct et_buf *buf, size_t more);
bool et_buf_add_growing(struct et_buf *buf, const char *bytes, size_t len); /**< what et_buf_add does without room */

static inline bool et_buf_add(struct et_buf *buf, const char *bytes, size_t len)
{
    if (len >= buf->size - buf->len) /* the NUL wants its place too */
        return et_buf_add_growing(buf, bytes, len);
    if (len)
        memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
    return true;
}

static inline bool et_buf_slice(struct et_buf *buf, struct et_slice text)
{
    return et_buf_add(buf, text.ptr, text.len);
}

static inline bool et_buf_str(struct et_buf *buf, const char *text)
{
    return et_buf_add(buf, text, strlen(text));
}

static inline bool et_buf_char(struct et_buf *buf, char c)
{
    return et_buf_add(buf, &c, 1);
}

bool et_buf_utf8(struct et_buf *buf, uint32_t code_point);
bool et_buf_printf(struct et_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct et_slice et_buf_view(const struct et_buf *buf);

/** Escaping at the sink, one function for each context. */
bool et_buf_json(struct et_buf *buf,
                 struct et_slice text); /**< with the quotes around; control characters and U+2028/9 as \u */
bool et_buf_html(struct et_buf *buf, struct et_slice text);      /**< element text */
bool et_buf_html_attr(struct et_buf *buf, struct et_slice text); /**< inside a double-quoted attribute */
bool et_buf_csv(struct et_buf *buf, struct et_slice text,
                bool safe); /**< quoted where needed; safe: ' before = + - @ TAB CR */

#endif
