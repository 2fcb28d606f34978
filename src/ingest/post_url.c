#include "ingest/post_url.h"

static struct et_slice without_scheme(struct et_slice url)
{
    size_t at = et_slice_find(url, ET_SLICE("://"));
    if (at != SIZE_MAX && at <= 8)
        url = et_slice_sub(url, at + 3, url.len);
    if (url.len >= 4 && et_slice_eq_nocase(et_slice(url.ptr, 4), ET_SLICE("www.")))
        url = et_slice_sub(url, 4, url.len);
    return url;
}

static size_t host_len(struct et_slice rest)
{
    size_t n = 0;
    while (n < rest.len && !strchr("/?#", rest.ptr[n]))
        n++;
    return n;
}

bool et_is_url(struct et_slice text)
{
    text = et_slice_trim(text);
    struct et_slice rest = without_scheme(text);
    size_t host = host_len(rest);
    bool scheme = rest.ptr != text.ptr;
    const char *dot = host ? memchr(rest.ptr, '.', host) : NULL;
    if (!dot || text.len > 2048)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] <= ' ' || text.ptr[i] == '"')
            return false;
    return scheme || host < rest.len;
}

/* What stands behind /NAME/ in the path, up to the next of "/?#&.". ptr NULL if there is no such part. */
static struct et_slice behind(struct et_slice url, const char *name)
{
    size_t at = et_slice_find(url, et_slice_of(name));
    if (at == SIZE_MAX)
        return et_slice(NULL, 0);
    struct et_slice rest = et_slice_sub(url, at + strlen(name), url.len);
    size_t n = 0;
    while (n < rest.len && !strchr("/?#&.", rest.ptr[n]))
        n++;
    return n ? et_slice(rest.ptr, n) : et_slice(NULL, 0);
}

static struct et_slice first_behind(struct et_slice url, const char *const *names)
{
    struct et_slice found = et_slice(NULL, 0);
    for (size_t i = 0; names[i] && !found.ptr; i++)
        found = behind(url, names[i]);
    return found;
}

static struct et_slice known_key(enum et_platform platform, struct et_slice url)
{
    static const char *const instagram[] = {"/p/", "/reel/", "/reels/", "/tv/", NULL};
    static const char *const youtube[] = {"?v=", "&v=", "youtu.be/", "/shorts/", "/live/", "/embed/", "/v/", NULL};
    static const char *const tiktok[] = {"/video/", "/photo/", "/v/", NULL};
    static const char *const x[] = {"/status/", "/statuses/", NULL};
    static const char *const threads[] = {"/post/", "/t/", NULL};
    static const char *const reddit[] = {"/comments/", NULL};
    switch (platform) {
    case ET_PLATFORM_INSTAGRAM:
        return first_behind(url, instagram);
    case ET_PLATFORM_YOUTUBE:
        return first_behind(url, youtube);
    case ET_PLATFORM_TIKTOK:
        return first_behind(url, tiktok);
    case ET_PLATFORM_X:
        return first_behind(url, x);
    case ET_PLATFORM_THREADS:
        return first_behind(url, threads);
    case ET_PLATFORM_REDDIT:
        return first_behind(url, reddit);
    case ET_PLATFORM_UNKNOWN:
    case ET_PLATFORM_FACEBOOK:
    case ET_PLATFORM_OTHER:
    case ET_PLATFORMS:
        break;
    }
    return et_slice(NULL, 0);
}

static bool is_tracking(struct et_slice parameter)
{
    static const char *const names[] = {"utm_",     "fbclid=",   "gclid=",  "igsh",   "igshid=", "img_index=", "si=",
                                        "feature=", "mibextid=", "__cft__", "__tn__", "ref=",    "share_id="};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (et_slice_starts(parameter, et_slice_of(names[i])))
            return true;
    return false;
}

static struct et_slice normalised(struct et_slice url, struct et_arena *arena)
{
    struct et_slice rest = without_scheme(url);
    size_t host = host_len(rest), n = 0;
    rest = et_slice_cut(&rest, '#');
    char *out = et_arena_alloc(arena, rest.len + 1);
    if (!out)
        return et_slice(NULL, 0);
    struct et_slice query = rest;
    struct et_slice path = et_slice_cut(&query, '?');
    while (path.len && path.ptr[path.len - 1] == '/')
        path.len--;
    for (; n < path.len; n++) {
        char c = path.ptr[n];
        out[n] = n < host && c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    for (char separator = '?'; query.ptr;) {
        struct et_slice parameter = et_slice_cut(&query, '&');
        if (parameter.len == 0 || is_tracking(parameter))
            continue;
        out[n++] = separator;
        memcpy(out + n, parameter.ptr, parameter.len);
        n += parameter.len;
        separator = '&';
    }
    out[n] = '\0';
    return et_slice(out, n);
}

struct et_slice et_post_key_of_url(enum et_platform platform, struct et_slice url, struct et_arena *arena)
{
    url = et_slice_trim(url);
    struct et_slice key = known_key(platform, url);
    return key.ptr ? key : normalised(url, arena);
}
