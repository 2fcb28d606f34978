/** What is kept of each comment between the two passes: 40 bytes, and 8 for each explicit mention, dealt into parts by
 * author so that each author is whole in one part and a part fits the processor's cache. */
#ifndef ET_INSIGHT_RECORD_INT_H
#define ET_INSIGHT_RECORD_INT_H

#include "base/error.h"
#include "base/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum et_window_bit {
    ET_IN_PERIOD = 1,
    ET_IN_PREVIOUS = 2,
    ET_IN_RECENT = 4, /**< the 72 hours before asof */
    ET_IN_BEFORE = 8, /**< the 72 hours before those */
    ET_MATCHES = 16,  /**< mentions the entity that is asked for, or none is */
    ET_IS_SPAM = 32,
    ET_IS_COPY = 64,  /**< one of a group of copied texts: set between the passes */
    ET_HAS_HOUR = 128 /**< its time is good to the hour */
};

struct et_record {
    uint64_t author; /**< ET_ANONYMOUS | comment id where not known; never 0 */
    uint64_t copy_hash;
    int64_t created_at_us;
    uint32_t likes;
    uint32_t post;
    uint16_t step; /**< of the timeline; UINT16_MAX outside of it */
    int16_t sentiment;
    uint8_t themes; /**< the eight known ones */
    uint8_t place;  /**< platform << 4 | emotion */
    uint8_t windows;
    uint8_t mentions; /**< explicit ones, that follow as words: entity << 32 | sentiment + 32,768, by entity */
};
#define ET_RECORD_WORDS (sizeof(struct et_record) / sizeof(uint64_t))
#define ET_RECORD_MENTIONS 255 /**< more in one comment are left out */

static inline const uint64_t *et_record_mentions(const struct et_record *record)
{
    return (const uint64_t *)(const void *)(record + 1);
}

#define ET_PARTS 64
#define ET_CHUNK_WORDS 4000

struct et_chunk {
    struct et_chunk *next;
    size_t used;
    uint64_t words[ET_CHUNK_WORDS];
};

struct et_records {
    struct et_chunk *parts[ET_PARTS];
    size_t counts[ET_PARTS];
};

static inline unsigned et_part_of(uint64_t author)
{
    return (unsigned)(et_mix64(author) >> 58);
}

ET_MUST_CHECK enum et_rc et_records_add(struct et_records *records, const struct et_record *record,
                                        const uint64_t *mentions, struct et_error *error);
void et_records_take(struct et_records *into, struct et_records *from); /**< leaves from empty */
void et_records_dispose(struct et_records *records);

/** Goes through one part: start with {parts[i], 0}; NULL at the end. */
struct et_record_cursor {
    struct et_chunk *chunk;
    size_t at;
};
struct et_record *et_records_next(struct et_record_cursor *cursor);

/** Pointers to the records of one part, author by author. Owned by the caller: et_free. */
ET_MUST_CHECK enum et_rc et_records_by_author(const struct et_records *records, unsigned part,
                                              const struct et_record ***out, struct et_error *error);

#endif
