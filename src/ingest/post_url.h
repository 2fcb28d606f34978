/** The name of a post from its URL. */
#ifndef ET_INGEST_POST_URL_H
#define ET_INGEST_POST_URL_H

#include "base/arena.h"
#include "types/platform.h"

/** Whether a text is a URL, with or without "https://": a host with a dot and a path. */
bool et_is_url(struct et_slice text);

/** Key of the post at the URL: Instagram's shortcode, YouTube's video id, the number of TikTok, X, and Threads' and
 * Reddit's codes, else the URL without scheme, "www.", tracking and trailing slash. Lives in the arena or in the URL
 * itself; ptr NULL when memory ran out. */
struct et_slice et_post_key_of_url(enum et_platform platform, struct et_slice url, struct et_arena *arena);

#endif
