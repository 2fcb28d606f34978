#include "types/platform.h"

static const char *const names[ET_PLATFORMS] = {"unknown", "instagram", "youtube", "tiktok", "facebook",
                                                "x",       "threads",   "reddit",  "other"};

struct word {
    const char *text;
    enum et_platform platform;
};

const char *et_platform_name(enum et_platform platform)
{
    return (unsigned)platform < ET_PLATFORMS ? names[platform] : names[ET_PLATFORM_UNKNOWN];
}

enum et_platform et_platform_parse(struct et_slice name)
{
    static const struct word others[] = {
        {"ig", ET_PLATFORM_INSTAGRAM}, {"insta", ET_PLATFORM_INSTAGRAM}, {"yt", ET_PLATFORM_YOUTUBE},
        {"tt", ET_PLATFORM_TIKTOK},    {"tik tok", ET_PLATFORM_TIKTOK},  {"fb", ET_PLATFORM_FACEBOOK},
        {"twitter", ET_PLATFORM_X},    {"x.com", ET_PLATFORM_X},
    };
    name = et_slice_trim(name);
    for (int i = ET_PLATFORM_INSTAGRAM; i < ET_PLATFORMS; i++)
        if (et_slice_eq_nocase(name, et_slice_of(names[i])))
            return (enum et_platform)i;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (et_slice_eq_nocase(name, et_slice_of(others[i].text)))
            return others[i].platform;
    return ET_PLATFORM_UNKNOWN;
}

/* "user@www.example.com:443" out of a URL with or without a scheme, without the user and the port. */
static struct et_slice host_of(struct et_slice url)
{
    url = et_slice_trim(url);
    size_t scheme = et_slice_find(url, ET_SLICE("://"));
    if (scheme != SIZE_MAX)
        url = et_slice_sub(url, scheme + 3, url.len);
    size_t end = 0;
    while (end < url.len && !strchr("/?#\\", url.ptr[end]))
        end++;
    struct et_slice host = et_slice_sub(url, 0, end);
    const char *at = host.len ? memrchr(host.ptr, '@', host.len) : NULL;
    if (at)
        host = et_slice_sub(host, (size_t)(at - host.ptr) + 1, host.len);
    return et_slice_cut(&host, ':');
}

/* Whole domain or a subdomain of it: "m.youtube.com", not "notyoutube.com". */
static bool is_below(struct et_slice host, struct et_slice domain)
{
    if (host.len < domain.len)
        return false;
    struct et_slice tail = et_slice_sub(host, host.len - domain.len, host.len);
    return et_slice_eq_nocase(tail, domain) && (host.len == domain.len || host.ptr[host.len - domain.len - 1] == '.');
}

enum et_platform et_platform_of_url(struct et_slice url)
{
    static const struct word domains[] = {
        {"instagram.com", ET_PLATFORM_INSTAGRAM},
        {"instagr.am", ET_PLATFORM_INSTAGRAM},
        {"youtube.com", ET_PLATFORM_YOUTUBE},
        {"youtu.be", ET_PLATFORM_YOUTUBE},
        {"youtube-nocookie.com", ET_PLATFORM_YOUTUBE},
        {"tiktok.com", ET_PLATFORM_TIKTOK},
        {"facebook.com", ET_PLATFORM_FACEBOOK},
        {"fb.com", ET_PLATFORM_FACEBOOK},
        {"fb.watch", ET_PLATFORM_FACEBOOK},
        {"x.com", ET_PLATFORM_X},
        {"twitter.com", ET_PLATFORM_X},
        {"threads.net", ET_PLATFORM_THREADS},
        {"threads.com", ET_PLATFORM_THREADS},
        {"reddit.com", ET_PLATFORM_REDDIT},
        {"redd.it", ET_PLATFORM_REDDIT},
    };
    struct et_slice host = host_of(url);
    for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++)
        if (is_below(host, et_slice_of(domains[i].text)))
            return domains[i].platform;
    return ET_PLATFORM_UNKNOWN;
}
