/** Where a post stands. The numbers are stored: never change one. */
#ifndef ET_TYPES_PLATFORM_H
#define ET_TYPES_PLATFORM_H

#include "base/slice.h"

enum et_platform {
    ET_PLATFORM_UNKNOWN = 0,
    ET_PLATFORM_INSTAGRAM = 1,
    ET_PLATFORM_YOUTUBE = 2,
    ET_PLATFORM_TIKTOK = 3,
    ET_PLATFORM_FACEBOOK = 4,
    ET_PLATFORM_X = 5,
    ET_PLATFORM_THREADS = 6,
    ET_PLATFORM_REDDIT = 7,
    ET_PLATFORM_OTHER = 8,
    ET_PLATFORMS = 9
};

const char *et_platform_name(enum et_platform platform);        /**< "instagram"; "unknown" for what is out of range */
enum et_platform et_platform_parse(struct et_slice name);       /**< case-insensitive, "ig", "yt", "twitter" too; else UNKNOWN */
enum et_platform et_platform_of_url(struct et_slice url);       /**< by host; UNKNOWN if no known one */

#endif
