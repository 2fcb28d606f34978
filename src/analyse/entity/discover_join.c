/* Which groups of names are one. */
#include "analyse/entity/discover_int.h"

#include "analyse/entity/matcher_int.h"
#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>

#define TIMES_MORE 3u /* a spelling that is so many times more frequent is the right one */

/* A group in the order of the search: frequent ones first. */
struct ranked {
    const struct et_group *group;
    uint32_t index;
};

static int by_count(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->group->count != y->group->count)
        return x->group->count < y->group->count ? 1 : -1;
    return et_slice_cmp(x->group->key, y->group->key);
}

static bool is_person(const struct et_group *group)
{
    return et_group_type(group->votes) == 0;
}

static void put_into(struct et_discovery *d, uint32_t from, uint32_t into)
{
    into = et_group_root(d, into);
    if (into == from || d->groups[from].into != from)
        return;
    d->groups[from].into = into;
    for (unsigned t = 0; t < ET_DISCOVER_TYPES; t++)
        d->groups[into].votes[t] += d->groups[from].votes[t];
    d->groups[into].left_out = d->groups[into].left_out || d->groups[from].left_out;
}

/* ---- spellings ---- */

static bool is_misspelt(const struct et_group *small, const struct et_group *big)
{
    size_t longer = small->key.len > big->key.len ? small->key.len : big->key.len;
    unsigned limit = longer >= 10 ? 2 : 1;
    if (big->count < TIMES_MORE * small->count || longer < 5 || small->key.ptr[0] != big->key.ptr[0])
        return false;
    if (small->part_count != big->part_count)
        return false;
    return et_edit_distance(small->key, big->key, limit) <= limit;
}

/* Groups by their first two letters, frequent ones first in each list. */
struct bins {
    struct et_map64 heads; /* two letters -> index + 1 in next */
    uint32_t *next;        /* by group: index + 1 */
};

static uint64_t bin_of(const struct et_group *group)
{
    return (unsigned char)group->key.ptr[0] | (uint64_t)(unsigned char)group->key.ptr[1] << 8;
}

static enum et_rc join_spellings(struct et_discovery *d, const struct ranked *order, size_t count,
                                 struct et_error *error)
{
    struct bins bins = {.next = et_calloc(d->group_count + 1, sizeof *bins.next)};
    enum et_rc rc = bins.next ? ET_OK : et_fail_nomem(error);
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        const struct et_group *group = order[i].group;
        uint64_t *head = et_map64_put(&bins.heads, bin_of(group), NULL);
        if (!head) {
            rc = et_fail_nomem(error);
            break;
        }
        uint32_t into = ET_NO_GROUP;
        uint64_t at = *head;
        for (; at && into == ET_NO_GROUP; at = bins.next[at - 1])
            if (is_misspelt(group, &d->groups[at - 1]))
                into = (uint32_t)(at - 1);
        if (into != ET_NO_GROUP) {
            put_into(d, order[i].index, into);
        } else if (group->count >= TIMES_MORE) { /* only what is frequent can be the right spelling of something */
            bins.next[order[i].index] = (uint32_t)*head;
            *head = order[i].index + 1;
        }
    }
    et_map64_dispose(&bins.heads);
    et_free(bins.next);
    return rc;
}

/* ---- short for a full name ---- */

/* "J. Lo", "JLo": the first initial and the beginning of the last name; "B L", "BL": the initials of all words. */
static bool is_contraction(const struct et_group *shorter, const struct et_group *full)
{
    struct et_slice key = shorter->key, last = et_group_part(full, full->part_count - 1);
    if (key.len < 2 || key.len > 5 || key.ptr[0] != full->words.ptr[0])
        return false;
    struct et_slice rest = et_slice_sub(key, 1, key.len);
    if (rest.len >= 2 && rest.len < last.len && et_slice_starts(last, rest))
        return true;
    if (key.len != full->part_count)
        return false;
    for (uint32_t i = 0; i < full->part_count; i++)
        if (key.ptr[i] != et_group_part(full, i).ptr[0])
            return false;
    return true;
}

/* "Blake", "Lively", "Blake L": a first or last name, or the first and an initial. */
static bool is_part(const struct et_group *shorter, const struct et_group *full)
{
    struct et_slice first = et_group_part(full, 0), last = et_group_part(full, full->part_count - 1);
    struct et_slice word = et_group_part(shorter, 0);
    if (shorter->part_count == 1)
        return word.len >= 3 && (et_slice_eq(word, first) || et_slice_eq(word, last));
    if (shorter->part_count != 2 || !et_slice_eq(word, first))
        return false;
    struct et_slice initial = et_group_part(shorter, 1);
    return initial.len == 1 && initial.ptr[0] == last.ptr[0];
}

static enum et_rc add_candidate(struct et_discovery *d, uint32_t shorter, uint32_t full, struct et_error *error)
{
    if (d->candidate_count == d->candidate_size) {
        size_t size = d->candidate_size ? d->candidate_size * 2 : 256;
        struct et_candidate *grown = et_realloc(d->candidates, size * sizeof *grown);
        if (!grown)
            return et_fail_nomem(error);
        d->candidates = grown;
        d->candidate_size = size;
    }
    d->candidates[d->candidate_count] = (struct et_candidate){full, d->groups[shorter].first_candidate};
    d->groups[shorter].first_candidate = (uint32_t)++d->candidate_count;
    return ET_OK;
}

/* Groups by a word or initials, for finding what may be short for what. */
struct index {
    struct et_map64 heads;
    struct entry {
        uint32_t group, next;
    } * entries;
    size_t count, size;
};

static enum et_rc index_add(struct index *index, struct et_slice word, uint32_t group, struct et_error *error)
{
    uint64_t *head = et_map64_put(&index->heads, et_hash64(word), NULL);
    if (index->count == index->size) {
        size_t size = index->size ? index->size * 2 : 256;
        struct entry *grown = et_realloc(index->entries, size * sizeof *grown);
        if (!grown)
            return et_fail_nomem(error);
        index->entries = grown;
        index->size = size;
    }
    if (!head)
        return et_fail_nomem(error);
    index->entries[index->count] = (struct entry){group, (uint32_t)*head};
    *head = ++index->count;
    return ET_OK;
}

/* Full names under their first word, their last, and their first letter (for contractions). */
static enum et_rc index_full(const struct ranked *order, size_t count, struct index *index, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = count; i-- > 0 && rc == ET_OK;) { /* so that frequent ones head their lists */
        const struct et_group *g = order[i].group;
        if (g->part_count < 2 || !is_person(g) || et_group_part(g, g->part_count - 1).len < 2)
            continue;
        struct et_slice first = et_group_part(g, 0), last = et_group_part(g, g->part_count - 1);
        rc = index_add(index, first, order[i].index, error);
        if (rc == ET_OK && !et_slice_eq(first, last))
            rc = index_add(index, last, order[i].index, error);
        if (rc == ET_OK && first.len > 1)
            rc = index_add(index, et_slice_sub(first, 0, 1), order[i].index, error);
    }
    return rc;
}

static bool shares_a_post(const struct et_discovery *d, uint32_t a, uint32_t b, const int64_t *posts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool has_a = et_map64_get(&d->present, et_present_key(a, posts[i], false)) != NULL;
        bool has_b = et_map64_get(&d->present, et_present_key(b, posts[i], false)) ||
                     et_map64_get(&d->present, et_present_key(b, posts[i], true));
        if (has_a && has_b)
            return true;
    }
    return false;
}

static enum et_rc list_candidates(struct et_discovery *d, uint32_t shorter, struct et_slice word,
                                  const struct index *index, bool contraction, struct et_error *error)
{
    const struct et_group *group = &d->groups[shorter];
    const uint64_t *head = et_map64_get(&index->heads, et_hash64(word));
    enum et_rc rc = ET_OK;
    for (uint64_t at = head ? *head : 0; at && rc == ET_OK; at = index->entries[at - 1].next) {
        uint32_t full = index->entries[at - 1].group;
        const struct et_group *whole = &d->groups[full];
        if (full == shorter || et_group_root(d, full) == shorter)
            continue;
        if (contraction ? is_contraction(group, whole) && shares_a_post(d, shorter, full, d->posts, d->post_count)
                        : is_part(group, whole))
            rc = add_candidate(d, shorter, full, error);
    }
    return rc;
}

/* One full name alone: everywhere, where captions or comments in full stand beside at least some of the short ones. */
static void settle_unique(struct et_discovery *d, uint32_t shorter)
{
    uint32_t one = ET_NO_GROUP;
    for (uint32_t c = d->groups[shorter].first_candidate; c; c = d->candidates[c - 1].next) {
        uint32_t full = et_group_root(d, d->candidates[c - 1].group);
        if (one != ET_NO_GROUP && full != one)
            return;
        one = full;
    }
    if (one == ET_NO_GROUP)
        return;
    bool known_well = d->groups[one].count * 10 >= d->groups[shorter].count || d->groups[one].captioned;
    if (known_well || shares_a_post(d, shorter, one, d->posts, d->post_count)) {
        d->groups[shorter].first_candidate = 0;
        put_into(d, shorter, one);
    }
}

static enum et_rc join_short(struct et_discovery *d, const struct ranked *order, size_t count, struct et_error *error)
{
    struct index index = {0};
    enum et_rc rc = index_full(order, count, &index, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        uint32_t at = order[i].index;
        const struct et_group *g = &d->groups[at];
        if (g->into != at || g->part_count > 2)
            continue;
        if (is_person(g) && (g->part_count == 1 || et_group_part(g, 1).len == 1))
            rc = list_candidates(d, at, et_group_part(g, 0), &index, false, error);
        if (rc == ET_OK && !g->first_candidate && g->key.len <= 5)
            rc = list_candidates(d, at, et_slice_sub(g->key, 0, 1), &index, true, error);
        if (rc == ET_OK)
            settle_unique(d, at);
    }
    et_map64_dispose(&index.heads);
    et_free(index.entries);
    return rc;
}

enum et_rc et_discovery_join(struct et_discovery *d, struct et_error *error)
{
    struct ranked *order = et_malloc((d->group_count + 1) * sizeof *order);
    if (!order)
        return et_fail_nomem(error);
    for (size_t i = 0; i < d->group_count; i++)
        order[i] = (struct ranked){&d->groups[i], (uint32_t)i};
    qsort(order, d->group_count, sizeof *order, by_count);
    enum et_rc rc = join_spellings(d, order, d->group_count, error);
    if (rc == ET_OK)
        rc = join_short(d, order, d->group_count, error);
    et_free(order);
    return rc;
}
