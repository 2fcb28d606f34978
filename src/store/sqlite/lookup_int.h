/** What a reading connection remembers of posts between the batches of an import. */
#ifndef ET_STORE_SQLITE_LOOKUP_INT_H
#define ET_STORE_SQLITE_LOOKUP_INT_H

struct et_known_posts;

void et_known_posts_free(struct et_known_posts *posts); /**< NULL is allowed */

#endif
