/** Cuts JSON into records while it streams by: elements of a top-level array, JSON lines, objects one behind the other,
 * or the elements of one array of an object too large to be held ("comments" of an info.json), also where such objects
 * stand in an array or on lines and one is cut off. Memory is bounded by one record. What is damaged comes out as a record with its reason; reading goes on at the next line, or at the next place
 * that begins like a record. One thread. */
#ifndef ET_INGEST_JSON_SPLIT_H
#define ET_INGEST_JSON_SPLIT_H

#include "ingest/stream.h"

enum et_split_kind {
    ET_SPLIT_RECORD, /**< text: a value, to be parsed */
    ET_SPLIT_MEMBER, /**< key and text: a scalar beside the array, of the object that is being streamed */
    ET_SPLIT_END     /**< that object ended */
};

struct et_split_item {
    enum et_split_kind kind;
    struct et_slice key;  /**< without quotes, escapes as they are */
    struct et_slice text; /**< of the stream's window: holds until the next call */
    uint64_t row, offset; /**< 1-based record; byte offset in the decoded file */
    const char *damage;   /**< of a record that can't be read; NULL = none */
};

struct et_json_split {
    struct et_stream *stream;
    const char *member; /**< array to be streamed out of objects; NULL = objects are records */
    bool lines;         /**< JSON lines */
    int state;
    bool in_member;        /**< inside that array */
    bool in_array;         /**< the objects stand in an array: its ']' is to come */
    size_t taken;          /**< bytes of the window that the item returned last takes */
    size_t scanned, depth; /**< of the value being looked through */
    uint64_t arrays;       /**< bit d: the bracket open at depth d is '[' */
    bool in_string, escaped;
    bool resynced;             /**< brackets can't be trusted any more: objects are records until the end */
    bool cut;                  /**< the end of the file was told as a damaged record already */
    struct et_slice first_key; /**< of the first record, with its quotes: what a record begins with */
    size_t first_gap;          /**< white space between ',' and the second record */
    bool gap_known;
    char first_key_bytes[64], key_bytes[64];
    uint64_t row;
};

void et_json_split_init(struct et_json_split *split, struct et_stream *stream, const char *member);

/** ET_END at the end. */
ET_MUST_CHECK enum et_rc et_json_split_next(struct et_json_split *split, struct et_split_item *item,
                                            struct et_error *error);

#endif
