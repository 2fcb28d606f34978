/** One batch of an import on its way from the readers through the analysers to the store. Made in an arena that lives until
 *  the batch is committed. */
#ifndef ET_TYPES_BATCH_H
#define ET_TYPES_BATCH_H

#include "types/import.h"
#include "types/record.h"
#include "types/score.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What makes two records the same comment, local to one post. Stored: never change a number. */
enum et_key_kind {
    ET_KEY_NUMBER = 0, /**< the vendor's id is a decimal number below 2^63: value = the number, extra = 0 */
    ET_KEY_TEXT = 1,   /**< the vendor's id is another text: value = its hash, extra = 0 */
    ET_KEY_CONTENT = 2 /**< value = created_at_us, extra = hash of author and text */
};

struct et_comment_key {
    enum et_key_kind kind;
    int64_t value, extra;
};

/** Name of the model under which scores of the earlier Python program are kept. */
#define ET_ADOPTED_MODEL "et-intelligence-python@1.0.0"

/** Where a comment record ends. */
enum et_outcome { ET_PENDING_OUTCOME, ET_INSERTED, ET_UPDATED, ET_UNCHANGED, ET_EMPTY, ET_REJECTED };

struct et_analysis {
    struct et_score score;
    const struct et_mention *mentions;
    size_t mention_count;
    const struct et_name *names; /**< not in the catalogue; by place */
    size_t name_count;
};

struct et_batch_comment {
    struct et_comment_record record;
    bool has_vendor_key;
    struct et_comment_key vendor_key;  /**< when has_vendor_key */
    struct et_comment_key content_key; /**< always */
    int64_t author_id;                 /**< et_author_id() of platform and handle */
    bool known_before;                 /**< looked up: it is in the database already, so it was not analysed */
    int64_t known_id;                  /**< looked up: its id in the store where that is certain, else 0; spares the writer the search */
    bool analysed;                     /**< analysis is filled; else the store marks it pending when it inserts it */
    struct et_analysis analysis;
    const struct et_score *adopted;    /**< an earlier program's score, stored under ET_ADOPTED_MODEL; NULL = none */
    bool adopted_time;                 /**< from an earlier program's database: matches within 1,000 s (see store.h) */
    enum et_outcome outcome;           /**< EMPTY and REJECTED set by ingest, the others by the store */
    const char *reason;                /**< of REJECTED: a short fixed phrase, "no text column value", ... */
};

struct et_batch_post {
    struct et_post_record record;
    bool is_record;    /**< came as a post record of its own (counted in posts_read), not only as the place of comments */
    int64_t post_id;   /**< set by the store */
    struct et_slice stored_caption; /**< set by et_store_lookup: the caption known so far, in the batch's arena; or ptr NULL */
    struct et_slice caption_used;   /**< the caption that its comments were analysed with; where the one that holds after the
                                         write is another, the store marks the batch's comments of this post pending */
    enum et_outcome outcome; /**< of a post record: INSERTED, UPDATED, UNCHANGED; set by the store */
};

struct et_batch {
    uint64_t sequence;        /**< 0, 1, 2, ... within the file; written in this order */
    uint64_t records_end;     /**< records of the file up to and including this batch */
    struct et_batch_post *posts;
    size_t post_count;
    struct et_batch_comment *comments; /**< in the order of the file */
    size_t comment_count;
    uint32_t *by_key;         /**< indices of the comments that are not empty or rejected, sorted by post, content key */
    size_t by_key_count;
    uint64_t repaired_bytes;
};

#endif
