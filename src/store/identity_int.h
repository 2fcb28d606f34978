/** What identifies authors, comments and posts, in one place for all backends. Private to the store. */
#ifndef ET_STORE_IDENTITY_INT_H
#define ET_STORE_IDENTITY_INT_H

#include "types/batch.h"

/** The key of a vendor's comment id: the same rule as ingest/identity.c applies to records. */
struct et_comment_key et_store_vendor_key(struct et_slice key);

/** Hash of author and text, the `extra` of a content key. */
int64_t et_store_content_hash(int64_t author_id, struct et_slice text);

/** Lower case, so that "Fan_1" and "fan_1" are one: at most size bytes, returns how many. */
size_t et_store_lower(struct et_slice text, char *out, size_t size);

#endif
