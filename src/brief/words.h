/** Numbers and times as people read them. Every function gives NUL-terminated text in the arena, never NULL: when
 * memory ran out it gives "" and sets `failed`, so that a sentence is put together first and checked once. */
#ifndef ET_BRIEF_WORDS_H
#define ET_BRIEF_WORDS_H

#include "base/arena.h"
#include "base/error.h"
#include "insight/figures.h"

#define ET_WORDS_MINUS "\xE2\x88\x92"
#define ET_WORDS_DASH "\xE2\x80\x93"
#define ET_TOO_FEW "too few comments to say"

/** A mean is put into words from so many comments on; below, only counts are given. */
#define ET_SAY_COMMENTS 10
/** A share is given in percent from so many on; below as "3 of 8". */
#define ET_SAY_PERCENT 20

struct et_words {
    struct et_arena *arena;
    const struct et_zone *zone; /**< display; NULL = UTC */
    bool failed;
};

const char *et_say(struct et_words *words, const char *format, ...) ET_PRINTF(2, 3);
const char *et_say_slice(struct et_words *words, struct et_slice text);
/** A name inside a sentence: one written from right to left is isolated, so that it does not pull the numbers beside it
 * along. */
const char *et_say_name(struct et_words *words, struct et_slice name);
const char *et_say_count(struct et_words *words, uint64_t n);                                 /**< "12,345" */
const char *et_say_of(struct et_words *words, uint64_t n, const char *one, const char *many); /**< "1 comment" */
const char *et_say_score(struct et_words *words, double value); /**< "+0.12", "−0.30", "0.00"; NaN: "n/a" */
const char *et_say_interval(struct et_words *words, struct et_interval i);   /**< "+0.08 to +0.16"; NaN: "n/a" */
const char *et_say_share(struct et_words *words, uint64_t k, uint64_t n);    /**< "12.3%", or "3 of 8" for few */
const char *et_say_percent(struct et_words *words, double share);            /**< 0.123: "12.3%" */
const char *et_say_p(struct et_words *words, double p);                      /**< "p = 0.012", "p < 0.001" */
const char *et_say_date(struct et_words *words, int64_t us);                 /**< "3 Nov 2025" */
const char *et_say_day(struct et_words *words, int64_t us);                  /**< "3 Nov" */
const char *et_say_time(struct et_words *words, int64_t us);                 /**< "3 Nov 2025, 14:05" */
const char *et_say_period(struct et_words *words, int64_t from, int64_t to); /**< of [from, to): "3 – 9 Nov 2025" */
const char *et_say_mean(struct et_words *words,
                        const struct et_summary *s); /**< "+0.12 (95% interval +0.08 to +0.16)" */

/** Whether a mean can be put into words: enough comments, and an interval. */
bool et_can_say(const struct et_summary *summary);

/** "clearly positive", "mildly negative", "divided", "no clear leaning", ... or ET_TOO_FEW. */
const char *et_say_leaning(const struct et_summary *summary);

const char *et_platform_title(enum et_platform platform);            /**< "Instagram" */
const char *et_title_case(struct et_words *words, const char *text); /**< first ASCII letter in upper case */

#endif
