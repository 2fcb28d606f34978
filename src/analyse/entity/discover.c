#include "analyse/entity/discover_int.h"

#include "analyse/entity/unlisted.h"
#include "base/hash.h"
#include "base/mem.h"
#include "types/score.h"

#include <stdlib.h>

static const enum et_entity_type types[ET_DISCOVER_TYPES] = {ET_PERSON, ET_GROUP, ET_WORK, ET_BRAND, ET_PLACE};

enum et_entity_type et_discover_type(unsigned index)
{
    return types[index];
}

static unsigned type_index(enum et_entity_type type)
{
    for (unsigned i = 0; i < ET_DISCOVER_TYPES; i++)
        if (types[i] == type)
            return i;
    return 0;
}

unsigned et_group_type(const uint64_t votes[ET_DISCOVER_TYPES])
{
    unsigned best = 0;
    for (unsigned i = 1; i < ET_DISCOVER_TYPES; i++)
        if (votes[i] > votes[best])
            best = i;
    return best;
}

uint64_t et_present_key(uint32_t group, int64_t post_id, bool caption)
{
    return et_mix64((uint64_t)post_id * 2 + caption) * 0x9E3779B97F4A7C15u + et_mix64(group + 1u);
}

enum et_rc et_discovery_new(struct et_discovery **out, struct et_error *error)
{
    struct et_discovery *d = et_calloc(1, sizeof *d);
    if (!d)
        return et_fail_nomem(error);
    et_arena_init(&d->arena, 0);
    et_tokens_init(&d->tokens);
    et_buf_init(&d->buf, 0);
    et_buf_init(&d->squashed, 0);
    *out = d;
    return ET_OK;
}

void et_discovery_free(struct et_discovery *d)
{
    if (!d)
        return;
    et_strmap_dispose(&d->forms_index);
    et_strmap_dispose(&d->groups_index);
    et_map64_dispose(&d->present);
    et_map64_dispose(&d->seen);
    et_map64_dispose(&d->post_ids);
    et_free(d->posts);
    et_tokens_dispose(&d->tokens);
    et_buf_dispose(&d->buf);
    et_buf_dispose(&d->squashed);
    et_free(d->forms);
    et_free(d->groups);
    et_free(d->candidates);
    et_free(d->tallies);
    et_arena_dispose(&d->arena);
    et_free(d);
}

/* ---- names to words ---- */

static bool is_title(struct et_slice word)
{
    static const char *const titles[] = {"mr", "mrs", "ms", "miss", "dr", "sir", "prof", "saint", "team"};
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (et_slice_is(word, titles[i]))
            return true;
    return false;
}

/* Folded words of a name, without title: in d->buf with blanks, in d->squashed without anything between. */
static enum et_rc to_words(struct et_discovery *d, struct et_slice name, uint32_t parts[ET_WORDS_MAX],
                           uint32_t *part_count, struct et_error *error)
{
    struct et_buf read;
    bool hashtag = name.len && name.ptr[0] == '#';
    et_buf_init(&read, 0);
    et_buf_clear(&d->buf);
    et_buf_clear(&d->squashed);
    *part_count = 0;
    et_name_read(hashtag ? et_slice_sub(name, 1, name.len) : name, hashtag, &read);
    enum et_rc rc = read.failed ? et_fail_nomem(error) : et_tokenise(&d->tokens, et_buf_view(&read), error);
    for (size_t i = 0; rc == ET_OK && i < d->tokens.count; i++) {
        const struct et_token *token = &d->tokens.items[i];
        if (token->kind != ET_TOKEN_WORD && token->kind != ET_TOKEN_NUMBER)
            continue;
        if (*part_count == 0 && i + 1 < d->tokens.count && is_title(token->plain))
            continue;
        if (d->buf.len)
            et_buf_char(&d->buf, ' ');
        if (*part_count < ET_WORDS_MAX)
            parts[(*part_count)++] = (uint32_t)d->buf.len;
        et_buf_slice(&d->buf, token->plain);
        for (size_t k = 0; k < token->plain.len; k++)
            if (token->plain.ptr[k] != '-' && token->plain.ptr[k] != '\'' && token->plain.ptr[k] != '.')
                et_buf_char(&d->squashed, token->plain.ptr[k]);
    }
    et_buf_dispose(&read);
    return rc != ET_OK ? rc : d->buf.failed || d->squashed.failed ? et_fail_nomem(error) : ET_OK;
}

/* ---- forms and groups ---- */

static bool grow(void **items, size_t *size, size_t count, size_t item)
{
    if (count < *size)
        return true;
    size_t wider = *size ? *size * 2 : 256;
    void *grown = et_realloc(*items, wider * item);
    if (!grown)
        return false;
    *items = grown;
    *size = wider;
    return true;
}

static enum et_rc name_group(struct et_discovery *d, struct et_group *group, const uint32_t *parts, uint32_t part_count,
                             struct et_error *error)
{
    group->words = et_arena_copy(&d->arena, et_buf_view(&d->buf));
    if (!group->words.ptr)
        return et_fail_nomem(error);
    memcpy(group->parts, parts, part_count * sizeof *parts);
    group->part_count = part_count;
    return ET_OK;
}

/* The group of what to_words made. ET_NO_GROUP for what is no name. Of equal parts the words that sort first stay, so
 * that the order of names does not show. */
static enum et_rc group_of_words(struct et_discovery *d, const uint32_t *parts, uint32_t part_count, uint32_t *out,
                                 struct et_error *error)
{
    struct et_slice key = et_buf_view(&d->squashed);
    *out = ET_NO_GROUP;
    if (!part_count || et_name_is_none(et_buf_view(&d->buf)) || et_name_is_none(key))
        return ET_OK;
    uint64_t *place = et_strmap_get(&d->groups_index, key);
    if (place) {
        struct et_group *group = &d->groups[*place];
        *out = (uint32_t)*place;
        if (part_count > group->part_count ||
            (part_count == group->part_count && et_slice_cmp(et_buf_view(&d->buf), group->words) < 0))
            return name_group(d, group, parts, part_count, error);
        return ET_OK;
    }
    if (!grow((void **)&d->groups, &d->group_size, d->group_count, sizeof *d->groups))
        return et_fail_nomem(error);
    struct et_group *group = &d->groups[d->group_count];
    *group = (struct et_group){.key = et_arena_copy(&d->arena, key), .into = (uint32_t)d->group_count};
    if (!group->key.ptr)
        return et_fail_nomem(error);
    enum et_rc rc = name_group(d, group, parts, part_count, error);
    place = rc == ET_OK ? et_strmap_put(&d->groups_index, group->key, NULL) : NULL;
    if (!place)
        return et_fail_nomem(error);
    *out = (uint32_t)(*place = d->group_count++);
    return ET_OK;
}

static bool looks_like_name(struct et_slice text)
{
    bool upper = false, lower = false;
    for (size_t i = 0; i < text.len; i++) {
        upper = upper || (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z');
        lower = lower || (text.ptr[i] >= 'a' && text.ptr[i] <= 'z');
    }
    return upper && lower && text.ptr[0] != '#';
}

static enum et_rc form_of(struct et_discovery *d, struct et_slice name, struct et_form **out, struct et_error *error)
{
    uint32_t parts[ET_WORDS_MAX], part_count;
    uint64_t *place = et_strmap_get(&d->forms_index, name);
    if (place) {
        *out = &d->forms[*place];
        return ET_OK;
    }
    if (!grow((void **)&d->forms, &d->form_size, d->form_count, sizeof *d->forms))
        return et_fail_nomem(error);
    struct et_form *form = &d->forms[d->form_count];
    *form = (struct et_form){.text = et_arena_copy(&d->arena, name), .is_capital = looks_like_name(name)};
    if (!form->text.ptr)
        return et_fail_nomem(error);
    enum et_rc rc = to_words(d, name, parts, &part_count, error);
    if (rc == ET_OK)
        rc = group_of_words(d, parts, part_count, &form->group, error);
    if (rc != ET_OK)
        return rc;
    place = et_strmap_put(&d->forms_index, form->text, NULL);
    if (!place)
        return et_fail_nomem(error);
    *place = d->form_count++;
    *out = form;
    return ET_OK;
}

static enum et_rc note_post(struct et_discovery *d, int64_t post_id, struct et_error *error)
{
    bool is_new;
    if (!et_map64_put(&d->post_ids, (uint64_t)post_id, &is_new))
        return et_fail_nomem(error);
    if (!is_new)
        return ET_OK;
    if (!grow((void **)&d->posts, &d->post_size, d->post_count, sizeof *d->posts))
        return et_fail_nomem(error);
    d->posts[d->post_count++] = post_id;
    return ET_OK;
}

static enum et_rc note(struct et_discovery *d, const struct et_sighted *s, bool caption, struct et_error *error)
{
    struct et_form *form;
    enum et_rc rc = s->name.len ? form_of(d, s->name, &form, error) : ET_OK;
    if (rc != ET_OK || !s->name.len || form->group == ET_NO_GROUP)
        return rc;
    struct et_group *group = &d->groups[form->group];
    group->votes[type_index(s->type)] += (uint64_t)s->sureness;
    group->captioned = group->captioned || caption;
    form->count += !caption;
    group->count += !caption;
    uint64_t *present = et_map64_put(&d->present, et_present_key(form->group, s->post_id, caption), NULL);
    if (!present)
        return et_fail_nomem(error);
    ++*present;
    return note_post(d, s->post_id, error);
}

enum et_rc et_discovery_add(struct et_discovery *d, const struct et_sighted *sighted, struct et_error *error)
{
    return note(d, sighted, false, error);
}

enum et_rc et_discovery_caption(struct et_discovery *d, const struct et_sighted *sighted, struct et_error *error)
{
    return note(d, sighted, true, error);
}

static enum et_rc leave_out(struct et_discovery *d, struct et_slice name, struct et_error *error)
{
    struct et_form *form;
    enum et_rc rc = name.len ? form_of(d, name, &form, error) : ET_OK;
    if (rc == ET_OK && name.len && form->group != ET_NO_GROUP)
        d->groups[form->group].left_out = true;
    return rc;
}

enum et_rc et_discovery_leave_out(struct et_discovery *d, const struct et_catalogue *catalogue, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < catalogue->count && rc == ET_OK; i++) {
        const struct et_entity *e = &catalogue->entities[i];
        rc = leave_out(d, e->name, error);
        for (size_t k = 0; k < e->alias_count && rc == ET_OK; k++)
            rc = leave_out(d, e->aliases[k], error);
    }
    return rc;
}

enum et_rc et_discovery_settle(struct et_discovery *d, struct et_error *error)
{
    enum et_rc rc = et_discovery_join(d, error);
    et_free(d->tallies);
    d->tallies = et_calloc(d->group_count + 1, sizeof *d->tallies);
    return rc != ET_OK ? rc : d->tallies ? ET_OK : et_fail_nomem(error);
}

/* ---- to whom a name belongs ---- */

static bool is_present(const struct et_discovery *d, uint32_t group, int64_t post_id, bool caption)
{
    return et_map64_get(&d->present, et_present_key(group, post_id, caption)) != NULL;
}

/* The one candidate that the caption names, else the one that comments of the post name in full. */
static uint32_t choose(const struct et_discovery *d, const struct et_group *group, int64_t post_id)
{
    for (int caption = 1; caption >= 0; caption--) {
        uint32_t chosen = ET_NO_GROUP, n = 0;
        for (uint32_t c = group->first_candidate; c; c = d->candidates[c - 1].next) {
            uint32_t full = d->candidates[c - 1].group;
            if (!is_present(d, full, post_id, caption != 0))
                continue;
            full = et_group_root(d, full);
            n += full != chosen;
            chosen = full;
        }
        if (n)
            return n == 1 ? chosen : ET_NO_GROUP;
    }
    return ET_NO_GROUP;
}

size_t et_discovery_find(const struct et_discovery *d, struct et_slice name, int64_t post_id)
{
    const uint64_t *place = et_strmap_get(&d->forms_index, name);
    uint32_t group = place ? d->forms[*place].group : ET_NO_GROUP;
    if (group == ET_NO_GROUP)
        return ET_DISCOVERED_NONE;
    uint32_t root = et_group_root(d, group);
    if (d->groups[root].first_candidate) {
        uint32_t chosen = choose(d, &d->groups[root], post_id);
        root = chosen == ET_NO_GROUP ? root : chosen;
    }
    return d->groups[root].left_out ? ET_DISCOVERED_NONE : root;
}

/* ---- counts ---- */

static enum et_rc count_once(struct et_discovery *d, uint64_t key, uint64_t *counter, struct et_error *error)
{
    bool is_new;
    if (!et_map64_put(&d->seen, key, &is_new))
        return et_fail_nomem(error);
    *counter += is_new;
    return ET_OK;
}

enum et_rc et_discovery_count(struct et_discovery *d, const struct et_sighted *s, struct et_error *error)
{
    size_t index = et_discovery_find(d, s->name, s->post_id);
    if (index == ET_DISCOVERED_NONE)
        return ET_OK;
    struct et_tally *t = &d->tallies[index];
    t->votes[type_index(s->type)] += (uint64_t)s->sureness;
    if (t->comments && t->last_comment == s->comment_id)
        return ET_OK;
    t->last_comment = s->comment_id;
    t->comments++;
    t->sureness += s->sureness;
    t->sentiment += s->sentiment;
    uint64_t salt = et_mix64(index + 1);
    enum et_rc rc = count_once(d, et_mix64((uint64_t)s->author_id) ^ salt, &t->authors, error);
    return rc == ET_OK ? count_once(d, et_mix64(~(uint64_t)s->post_id) + salt, &t->posts, error) : rc;
}

/* ---- who was found ---- */

/* Several words, and the last is no initial. */
static bool is_full(const struct et_group *group)
{
    return group->part_count > 1 && et_group_part(group, group->part_count - 1).len > 1;
}

/* Which of two forms is the better name: in full, written as a name, frequent, first in the alphabet. */
static bool is_better(const struct et_discovery *d, const struct et_form *a, const struct et_form *b)
{
    bool full_a = is_full(&d->groups[a->group]), full_b = is_full(&d->groups[b->group]);
    if (full_a != full_b)
        return full_a;
    if (a->is_capital != b->is_capital)
        return a->is_capital;
    if ((a->text.ptr[0] == '#') != (b->text.ptr[0] == '#'))
        return b->text.ptr[0] == '#';
    if (a->count != b->count)
        return a->count > b->count;
    return et_slice_cmp(a->text, b->text) < 0;
}

static enum et_rc read_name(struct et_discovery *d, const struct et_form *form, struct et_slice *out,
                            struct et_error *error)
{
    bool hashtag = form->text.ptr[0] == '#';
    et_buf_clear(&d->buf);
    et_name_read(hashtag ? et_slice_sub(form->text, 1, form->text.len) : form->text, hashtag, &d->buf);
    *out = et_arena_copy(&d->arena, et_buf_view(&d->buf));
    return out->ptr ? ET_OK : et_fail_nomem(error);
}

struct listed {
    const struct et_discovery *d;
    const struct et_form *form;
    uint32_t root;
};

static int by_root(const void *a, const void *b)
{
    const struct listed *x = a, *y = b;
    if (x->root != y->root)
        return x->root < y->root ? -1 : 1;
    return is_better(x->d, x->form, y->form) ? -1 : is_better(x->d, y->form, x->form);
}

/* More comments make surer; a single word that nobody writes with a capital, less. */
static int32_t sureness_of(const struct et_tally *t, const struct et_form *best, const struct et_group *group)
{
    int64_t mean = t->sureness / (int64_t)t->comments, doubt = ET_FIXED - mean;
    int64_t n = t->comments < 5 ? (int64_t)t->comments : 5;
    int64_t sure = ET_FIXED - doubt * (11 - n) / 10;
    if (!best->is_capital && group->part_count == 1)
        sure = sure * 8 / 10;
    return (int32_t)sure;
}

static enum et_rc fill(struct et_discovery *d, const struct listed *forms, size_t count, struct et_discovered *out,
                       struct et_error *error)
{
    const struct et_tally *t = &d->tallies[forms[0].root];
    struct et_slice *names = et_arena_alloc(&d->arena, count * sizeof *names);
    if (!names)
        return et_fail_nomem(error);
    *out = (struct et_discovered){.type = types[et_group_type(t->votes)],
                                  .comments = t->comments,
                                  .authors = t->authors,
                                  .posts = t->posts,
                                  .sureness = sureness_of(t, forms[0].form, &d->groups[forms[0].form->group]),
                                  .sentiment_sum = t->sentiment,
                                  .index = forms[0].root,
                                  .forms = names};
    enum et_rc rc = read_name(d, forms[0].form, &out->name, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++) {
        struct et_slice read;
        rc = read_name(d, forms[i].form, &read, error);
        bool there = rc != ET_OK || et_slice_eq_nocase(read, out->name);
        for (size_t k = 0; k < out->form_count; k++)
            there = there || et_slice_eq_nocase(read, names[k]);
        if (!there)
            names[out->form_count++] = read;
    }
    return rc;
}

static int by_comments(const void *a, const void *b)
{
    const struct et_discovered *x = a, *y = b;
    if (x->comments != y->comments)
        return x->comments < y->comments ? 1 : -1;
    return et_slice_cmp(x->name, y->name);
}

enum et_rc et_discovery_finish(struct et_discovery *d, const struct et_discovered **out, size_t *count,
                               struct et_error *error)
{
    struct listed *list = et_arena_alloc(&d->arena, (d->form_count + 1) * sizeof *list);
    struct et_discovered *found = et_arena_alloc(&d->arena, (d->form_count + 1) * sizeof *found);
    enum et_rc rc = list && found ? ET_OK : et_fail_nomem(error);
    size_t n = 0;
    *count = 0;
    for (size_t i = 0; rc == ET_OK && i < d->form_count; i++) {
        const struct et_form *form = &d->forms[i];
        if (form->group == ET_NO_GROUP)
            continue;
        uint32_t root = et_group_root(d, form->group);
        if (d->tallies[root].comments && !d->groups[root].left_out)
            list[n++] = (struct listed){d, form, root};
    }
    if (n)
        qsort(list, n, sizeof *list, by_root);
    for (size_t i = 0, end; i < n && rc == ET_OK; i = end) {
        for (end = i + 1; end < n && list[end].root == list[i].root; end++)
            ;
        rc = fill(d, list + i, end - i, &found[(*count)++], error);
    }
    if (rc == ET_OK && *count)
        qsort(found, *count, sizeof *found, by_comments);
    *out = found;
    return rc;
}
