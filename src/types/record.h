/** What an adapter reads from an export: one comment or one post, before identity, checks and analysis.
 *  All slices are borrowed from the batch's arena. An absent text has ptr NULL; an empty one has len 0. */
#ifndef ET_TYPES_RECORD_H
#define ET_TYPES_RECORD_H

#include "base/slice.h"
#include "types/platform.h"

#include <stdbool.h>
#include <stdint.h>

#define ET_COUNT_NONE (-1) /**< a count that the export does not give */

enum et_tri { ET_TRI_NONE = -1, ET_TRI_NO = 0, ET_TRI_YES = 1 };

/** How good a time is. Stored: never change a number. */
enum et_precision {
    ET_TIME_EXACT = 0,       /**< as the vendor gave it (seconds or better) */
    ET_TIME_MINUTES = 1,     /**< within 60 s */
    ET_TIME_APPROXIMATE = 2, /**< within 1,000 s: repaired from a damaged value */
    ET_TIME_DAY = 3,         /**< a date, or "3 days ago" */
    ET_TIME_VAGUE = 4        /**< "2 weeks ago", "1 year ago" */
};

struct et_post_record {
    enum et_platform platform;
    struct et_slice key;     /**< shortcode, video id, or another name of the post; unique on its platform */
    bool imprecise;          /**< key is a shortcode made from an id that went through a double */
    struct et_slice url, caption, subject, title, owner;
    int64_t posted_at_us;    /**< or ET_TIME_NONE */
    int64_t likes, comments, plays; /**< announced by the platform, or ET_COUNT_NONE */
    int64_t observed_at_us;  /**< when the export saw it */
};

struct et_comment_record {
    uint32_t post;           /**< index of its post among the batch's posts */
    struct et_slice key;     /**< vendor's comment id; ptr NULL = none */
    struct et_slice parent_key; /**< vendor id of the comment that it answers; ptr NULL = none */
    struct et_slice author, author_name; /**< handle, display name */
    enum et_tri author_verified;
    struct et_slice text;    /**< valid UTF-8, clean of NUL, controls and surrogates; newlines kept */
    int64_t created_at_us;
    enum et_precision precision;
    int64_t likes, replies;  /**< or ET_COUNT_NONE */
    enum et_tri pinned, liked_by_author;
    int64_t observed_at_us;
    uint64_t row;            /**< 1-based record of the file */
    uint64_t offset;         /**< byte offset of the record in the decoded file */
};

#endif
