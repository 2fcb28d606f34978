#include "insight/finish_int.h"

#include "text/fold.h"

#include <math.h>
#include <stdlib.h>

#define NAME_WORDS 4 /* names in captions are looked for up to this length */

/* The entity named most in the comments of each post. */
static uint32_t *top_entities(const struct et_finish *finish)
{
    const struct et_map64 *meetings = &finish->tally->meetings;
    size_t posts = finish->plan->post_count;
    uint32_t *top = et_arena_alloc(finish->arena, (posts + 1) * sizeof *top);
    uint64_t *most = et_arena_calloc(finish->arena, posts + 1, sizeof *most);
    if (!top || !most)
        return NULL;
    for (size_t p = 0; p < posts; p++)
        top[p] = ET_NO_INDEX;
    for (size_t i = 0; i < meetings->size; i++) {
        uint64_t kind = meetings->full[i] ? meetings->keys[i] >> 32 : 0,
                 count = meetings->full[i] ? meetings->values[i] : 0;
        if (kind < ET_SERIES_ENTITY || kind >= ET_SERIES_ENTITY + finish->outline->entity_count)
            continue;
        uint32_t post = (uint32_t)meetings->keys[i], place = finish->place[kind - ET_SERIES_ENTITY];
        if (count > most[post] || (count == most[post] && place < top[post])) {
            most[post] = count;
            top[post] = place;
        }
    }
    return top;
}

static uint64_t mentions_under(const struct et_finish *finish, uint32_t entity, uint32_t post)
{
    const uint64_t *count =
        et_map64_get(&finish->tally->meetings, et_meet_key(ET_MEET_SERIES(ET_SERIES_ENTITY + (size_t)entity), post));
    return count ? *count : 0;
}

static bool in_word(char c)
{
    return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static size_t word_end(struct et_slice text, size_t at)
{
    while (at < text.len && in_word(text.ptr[at]))
        at++;
    return at;
}

static size_t word_start(struct et_slice text, size_t at)
{
    while (at < text.len && !in_word(text.ptr[at]))
        at++;
    return at;
}

/* Of the entities that the folded caption names, the one named most in the comments; of those the first. */
static uint32_t find_in_caption(const struct et_finish *finish, struct et_slice caption, uint32_t post)
{
    uint32_t best = ET_NO_INDEX;
    uint64_t most = 0;
    for (size_t at = word_start(caption, 0); at < caption.len; at = word_start(caption, word_end(caption, at))) {
        size_t next = at;
        for (int words = 0; words < NAME_WORDS && next < caption.len; words++) {
            size_t end = word_end(caption, next);
            uint32_t entity = et_names_find(&finish->plan->names, et_slice_sub(caption, at, end));
            uint64_t count = entity < ET_NAME_SHARED ? mentions_under(finish, entity, post) : 0;
            if (entity < ET_NAME_SHARED && finish->place[entity] != ET_NO_INDEX &&
                (best == ET_NO_INDEX || count > most)) {
                best = entity;
                most = count;
            }
            next = word_start(caption, end);
        }
    }
    return best;
}

/* The subject that the export gives, else the caption, else the comments. */
static enum et_rc find_subject(const struct et_finish *finish, uint32_t post, struct et_buf *scratch, uint32_t *place,
                               struct et_error *error)
{
    const struct et_stored_post *stored = &finish->plan->posts[post];
    et_buf_clear(scratch);
    enum et_rc rc = et_fold(stored->subject, true, scratch, error);
    uint32_t entity = rc ? ET_NAME_NONE : et_names_find(&finish->plan->names, et_buf_view(scratch));
    if (!rc && (entity >= ET_NAME_SHARED || finish->place[entity] == ET_NO_INDEX)) {
        et_buf_clear(scratch);
        rc = et_fold(stored->caption, true, scratch, error);
        entity = rc ? ET_NO_INDEX : find_in_caption(finish, et_buf_view(scratch), post);
    }
    if (!rc && entity != ET_NO_INDEX)
        *place = finish->place[entity];
    return rc;
}

static void fill_post(const struct et_finish *finish, uint32_t post, struct et_post_figures *out)
{
    const struct et_stored_post *stored = &finish->plan->posts[post];
    const struct et_group *group = finish->collect->posts[post];
    out->post = stored;
    et_summary_make(group, &finish->tally->groups[ET_GROUP_POST(finish->outline) + post], 1, &out->summary);
    double held = stored->comments_held > 0 ? (double)stored->comments_held : (double)group->n;
    out->coverage = stored->comments_announced > 0 ? held / (double)stored->comments_announced : NAN;
    for (size_t h = 0; h < 24; h++)
        out->first_24h[h] = finish->tally->first_hours[post][h];
}

static int by_comments(const void *a, const void *b)
{
    const struct et_post_figures *x = a, *y = b;
    if (x->summary.comments != y->summary.comments)
        return x->summary.comments > y->summary.comments ? -1 : 1;
    return x->post < y->post ? -1 : x->post > y->post; /* stored by platform and key */
}

enum et_rc et_finish_posts(struct et_finish *finish, struct et_error *error)
{
    struct et_figures *out = finish->out;
    size_t count = 0;
    for (size_t p = 0; p < finish->plan->post_count; p++)
        count += finish->collect->posts[p] != NULL;
    out->posts = et_arena_calloc(finish->arena, count + 1, sizeof *out->posts);
    uint32_t *top = top_entities(finish);
    if (!out->posts || !top)
        return et_fail_nomem(error);
    struct et_buf scratch;
    et_buf_init(&scratch, 0);
    enum et_rc rc = ET_OK;
    for (uint32_t p = 0; p < finish->plan->post_count && !rc; p++) {
        if (!finish->collect->posts[p])
            continue;
        struct et_post_figures *post = &out->posts[out->post_count++];
        fill_post(finish, p, post);
        post->top_entity = top[p];
        rc = find_subject(finish, p, &scratch, &post->top_entity, error);
    }
    et_buf_dispose(&scratch);
    qsort(out->posts, out->post_count, sizeof *out->posts, by_comments);
    return rc;
}
