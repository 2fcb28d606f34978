/** The fields that an adapter fills from a record, and the values of one record while it is being read. */
#ifndef ET_INGEST_FIELDS_H
#define ET_INGEST_FIELDS_H

#include "base/slice.h"

enum et_field {
    ET_FIELD_TEXT,
    ET_FIELD_HTML, /**< text as HTML, where there is no plain one */
    ET_FIELD_TIME,
    ET_FIELD_AUTHOR,
    ET_FIELD_AUTHOR_NAME,
    ET_FIELD_VERIFIED,
    ET_FIELD_KEY,
    ET_FIELD_PARENT,
    ET_FIELD_DEPTH, /**< 0 = a comment, 1 = an answer to the last one of depth 0, ... */
    ET_FIELD_LIKES,
    ET_FIELD_REPLIES,
    ET_FIELD_PINNED,
    ET_FIELD_LIKED_BY_AUTHOR,
    ET_FIELD_OBSERVED,
    ET_FIELD_PLATFORM,
    ET_FIELD_POST_URL,
    ET_FIELD_POST_KEY, /**< shortcode or video id */
    ET_FIELD_MEDIA_ID, /**< Instagram's number of the post */
    ET_FIELD_CAPTION,
    ET_FIELD_SUBJECT,
    ET_FIELD_TITLE,
    ET_FIELD_OWNER,
    ET_FIELD_POSTED_AT,
    ET_FIELD_POST_LIKES,
    ET_FIELD_POST_COMMENTS,
    ET_FIELD_PLAYS,
    ET_FIELD_SUMMARY, /**< "12K likes, 340 comments - name on November 20, 2025" */
    ET_FIELDS
};

const char *et_field_name(enum et_field field); /**< as --map and --dry-run name it: "text", "author", ... */

/** The field that a name of --map means; ET_FIELDS if none. Case and '_' '-' ' ' do not matter; "username", "url" and
 * the like are understood too. */
enum et_field et_field_parse(struct et_slice name);

/** The values of one record; ptr NULL = not there. Bit f of `kept` is set when value f lies in the batch's arena. */
struct et_values {
    struct et_slice value[ET_FIELDS];
    uint32_t kept;
};

#endif
