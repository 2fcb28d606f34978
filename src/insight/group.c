#include "insight/group_int.h"

#include <string.h>

static int compare_u64(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_i64(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

/* Negative when a comes before b. */
static int compare_rest(const struct et_pick *a, const struct et_pick *b)
{
    int order = compare_i64(a->created_at_us, b->created_at_us);
    if (!order)
        order = compare_u64(a->post, b->post);
    if (!order)
        order = compare_u64(a->author, b->author);
    if (!order)
        order = compare_u64(a->copy_hash, b->copy_hash);
    if (!order)
        order = compare_i64(a->sentiment, b->sentiment);
    return order ? order : compare_i64(a->comment_id, b->comment_id);
}

static int compare_picks(enum et_pick_order order, const struct et_pick *a, const struct et_pick *b)
{
    int value = 0;
    if (order == ET_PICK_POSITIVE)
        value = compare_i64(b->sentiment, a->sentiment);
    else if (order == ET_PICK_NEGATIVE)
        value = compare_i64(a->sentiment, b->sentiment);
    if (!value)
        value = compare_u64(b->likes, a->likes);
    if (!value)
        value = compare_i64(b->confidence, a->confidence);
    return value ? value : compare_rest(a, b);
}

void et_pick_offer(enum et_pick_order order, struct et_pick *best, const struct et_pick *candidate)
{
    if (!candidate || !candidate->comment_id)
        return;
    /* The most liked comment that nobody liked, or the most positive one that is negative, is evidence of nothing. */
    if (order == ET_PICK_LIKED      ? candidate->likes == 0
        : order == ET_PICK_POSITIVE ? candidate->sentiment <= 0
                                    : candidate->sentiment >= 0)
        return;
    if (!best->comment_id || compare_picks(order, candidate, best) < 0)
        *best = *candidate;
}

void et_picks_offer(struct et_pick picks[ET_PICKS], const struct et_pick *candidate)
{
    if (!candidate || !candidate->comment_id)
        return;
    size_t end = ET_PICKS - 1; /* the place that a better one may take */
    for (size_t i = 0; i < ET_PICKS && picks[i].comment_id; i++)
        if (candidate->copy_hash && picks[i].copy_hash == candidate->copy_hash) {
            end = i;
            break;
        }
    if (picks[end].comment_id && compare_picks(ET_PICK_LIKED, candidate, &picks[end]) >= 0)
        return;
    while (end > 0 && (!picks[end - 1].comment_id || compare_picks(ET_PICK_LIKED, candidate, &picks[end - 1]) < 0)) {
        picks[end] = picks[end - 1];
        end--;
    }
    picks[end] = *candidate;
}

static void keep_top(struct et_group *group, uint64_t top)
{
    if (group->top_count == ET_TOPS && top <= group->tops[ET_TOPS - 1])
        return;
    size_t at = group->top_count < ET_TOPS ? group->top_count++ : ET_TOPS - 1;
    for (; at > 0 && group->tops[at - 1] < top; at--)
        group->tops[at] = group->tops[at - 1];
    group->tops[at] = top;
}

static void count_flags(struct et_group *group, uint32_t flags)
{
    group->sarcastic += (flags & ET_SARCASTIC) != 0;
    group->questions += (flags & ET_QUESTION) != 0;
    group->spam += (flags & ET_SPAM) != 0;
    group->not_understood += (flags & ET_NOT_UNDERSTOOD) != 0;
}

void et_group_add(struct et_group *group, const struct et_item *item)
{
    const struct et_fact *fact = item->fact;
    int64_t time = fact->created_at_us;
    if (group->n == 0 || time < group->first_us)
        group->first_us = time;
    if (group->n == 0 || time > group->last_us)
        group->last_us = time;
    group->n++;
    group->sum += item->sentiment;
    group->weight += item->weight;
    group->weight_sum += (int64_t)item->weight * item->sentiment;
    group->likes += item->likes;
    group->like_sum += (int64_t)item->likes * item->sentiment;
    group->likes2 += (et_int128)item->likes * item->likes;
    group->max_likes = item->likes > group->max_likes ? item->likes : group->max_likes;
    group->labels[et_label_of(item->sentiment)]++;
    group->emotions[fact->emotion]++;
    count_flags(group, fact->flags);
    if (group->n <= ET_TOPS_NEEDED)
        keep_top(group, (uint64_t)item->weight << 16 | (uint64_t)(item->sentiment + 32768));
    if (!item->pick)
        return;
    et_pick_offer(ET_PICK_LIKED, &group->liked, item->pick);
    et_pick_offer(ET_PICK_POSITIVE, &group->positive, item->pick);
    et_pick_offer(ET_PICK_NEGATIVE, &group->negative, item->pick);
}

void et_group_merge(struct et_group *into, const struct et_group *from)
{
    if (from->n == 0)
        return;
    if (into->n == 0 || from->first_us < into->first_us)
        into->first_us = from->first_us;
    if (into->n == 0 || from->last_us > into->last_us)
        into->last_us = from->last_us;
    into->n += from->n;
    into->sum += from->sum;
    into->weight += from->weight;
    into->weight_sum += from->weight_sum;
    into->likes += from->likes;
    into->like_sum += from->like_sum;
    into->likes2 += from->likes2;
    into->max_likes = from->max_likes > into->max_likes ? from->max_likes : into->max_likes;
    for (size_t i = 0; i < ET_LABELS; i++)
        into->labels[i] += from->labels[i];
    for (size_t i = 0; i < ET_EMOTIONS; i++)
        into->emotions[i] += from->emotions[i];
    into->sarcastic += from->sarcastic;
    into->questions += from->questions;
    into->spam += from->spam;
    into->not_understood += from->not_understood;
    for (size_t i = 0; i < from->top_count; i++)
        keep_top(into, from->tops[i]);
    et_pick_offer(ET_PICK_LIKED, &into->liked, &from->liked);
    et_pick_offer(ET_PICK_POSITIVE, &into->positive, &from->positive);
    et_pick_offer(ET_PICK_NEGATIVE, &into->negative, &from->negative);
}

uint32_t et_group_cap(const struct et_group *group)
{
    /* Of 20 or fewer each may weigh 1/n of the whole at most: all weigh the same. */
    if (group->n <= ET_TOPS)
        return ET_WEIGHT_ONE;
    if (group->n > ET_TOPS_NEEDED)
        return UINT32_MAX;
    /* With k comments at the cap C, C = 5 % of (k C + the rest): C = rest / (20 - k). */
    int64_t rest = group->weight;
    for (uint32_t k = 0; k < group->top_count && k < ET_TOPS; k++) {
        int64_t cap = rest / (ET_TOPS - (int64_t)k), heaviest = (int64_t)(group->tops[k] >> 16);
        if (heaviest <= cap)
            return k == 0 ? UINT32_MAX : (uint32_t)cap;
        rest -= heaviest;
    }
    return ET_WEIGHT_ONE;
}
