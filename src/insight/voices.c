#include "insight/finish_int.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

#define MATTERS 0.05

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Comments of each author, fewest first. */
static uint64_t *list_authors(const struct et_map64 *counts, uint64_t authors)
{
    uint64_t *list = et_malloc((size_t)(authors + 1) * sizeof *list);
    uint64_t *keys = et_malloc((counts->count + 1) * sizeof *keys);
    size_t distinct = 0, at = 0;
    for (size_t i = 0; list && keys && i < counts->size; i++)
        if (counts->full[i])
            keys[distinct++] = counts->keys[i];
    if (list && keys) {
        qsort(keys, distinct, sizeof *keys, by_value);
        for (size_t i = 0; i < distinct; i++)
            for (uint64_t n = *et_map64_get(counts, keys[i]); n > 0; n--)
                list[at++] = keys[i];
        et_free(keys);
        return list;
    }
    et_free(list);
    et_free(keys);
    return NULL;
}

static enum et_rc set_activity(const struct et_finish *finish, struct et_voices *out, struct et_error *error)
{
    uint64_t authors = finish->tally->voices.authors, all = 0, top = 0;
    out->authors = authors;
    out->top_share = out->gini = NAN;
    if (authors == 0)
        return ET_OK;
    uint64_t *list = list_authors(&finish->tally->author_counts, authors);
    if (!list)
        return et_fail_nomem(error);
    uint64_t most_active = authors / 100 ? authors / 100 : 1;
    for (uint64_t i = 0; i < authors; i++) {
        all += list[i];
        top += i + most_active >= authors ? list[i] : 0;
    }
    out->top_share = (double)top / (double)all;
    out->gini = et_gini(list, (size_t)authors);
    et_free(list);
    return ET_OK;
}

static void set_author_mean(const struct et_voice_sums *sums, struct et_voices *out)
{
    double n = (double)sums->authors, scale = ET_VOICE_SCALE;
    et_int128 count = (et_int128)sums->authors, spread = count * sums->squares - sums->sum * sums->sum;
    struct et_mean mean = {.n = (int64_t)sums->authors, .mean = NAN, .variance = NAN, .df = n - 1};
    mean.clusters = mean.n;
    if (sums->authors > 0)
        mean.mean = (double)sums->sum / n / scale;
    if (sums->authors > 1)
        mean.variance = (double)spread / (n * n * (n - 1)) / (scale * scale);
    out->author_mean = mean.mean;
    out->author_interval = et_mean_interval(mean);
}

struct by_likes {
    uint64_t likes;
    struct et_likes_count counts;
};

static int by_likes(const void *a, const void *b)
{
    const struct by_likes *x = a, *y = b;
    return x->likes < y->likes ? -1 : x->likes > y->likes;
}

/* Comments with the same likes stay together: they belong to the quartile in which their middle one lies. */
static enum et_rc set_quartiles(const struct et_finish *finish, struct et_voices *out, struct et_error *error)
{
    const struct et_collect *collect = finish->collect;
    struct by_likes *list = et_malloc((ET_LIKES_DIRECT + collect->many_likes.count) * sizeof *list);
    if (!list)
        return et_fail_nomem(error);
    size_t count = 0;
    uint64_t below = 0, total = finish->out->all.comments;
    int64_t sums[4] = {0};
    for (size_t i = 0; i < ET_LIKES_DIRECT; i++)
        if (collect->few_likes[i].n)
            list[count++] = (struct by_likes){i, collect->few_likes[i]};
    for (size_t i = 0; i < collect->many_likes.size; i++)
        if (collect->many_likes.full[i])
            list[count++] =
                (struct by_likes){collect->many_likes.keys[i], collect->many[collect->many_likes.values[i]]};
    qsort(list, count, sizeof *list, by_likes);
    for (size_t i = 0; i < count; i++) {
        uint64_t quartile = 2 * (2 * below + list[i].counts.n) / total;
        quartile = quartile > 3 ? 3 : quartile;
        out->quartile_n[quartile] += list[i].counts.n;
        sums[quartile] += list[i].counts.sum;
        below += list[i].counts.n;
    }
    for (size_t i = 0; i < 4; i++)
        out->quartile_mean[i] = out->quartile_n[i] ? (double)sums[i] / (double)out->quartile_n[i] / ET_FIXED : NAN;
    et_free(list);
    return ET_OK;
}

enum et_rc et_finish_voices(struct et_finish *finish, struct et_error *error)
{
    struct et_voices *out = &finish->out->voices;
    enum et_rc rc = set_activity(finish, out, error);
    if (!rc)
        rc = set_quartiles(finish, out, error);
    if (rc)
        return rc;
    set_author_mean(&finish->tally->voices, out);
    for (size_t i = 0; i < 24; i++)
        out->by_hour[i] = finish->collect->by_hour[i];
    for (size_t i = 0; i < 7; i++)
        out->by_weekday[i] = finish->collect->by_weekday[i];
    out->copy_groups = finish->copies->groups;
    out->copied_comments = finish->copies->comments;
    out->mean_without_copies = et_clusters_mean(&finish->tally->clean).mean;
    out->copies_matter = fabs(out->mean_without_copies - finish->out->all.mean) > MATTERS;
    return ET_OK;
}
