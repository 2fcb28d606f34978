#include "analyse/entity/matcher_int.h"
#include "base/hash.h"
#include "base/mem.h"

/* Misspelt names: two words one edit apart have a form in common when each may lose one letter. So every name is stored
 * under the hashes of itself and of what is left without one letter, and an unknown word asks for its own. */

#define ALONE_MIN 8    /* letters of a name that is believed misspelt without any sign that it is expected */
#define EXPECTED_MIN 5 /* letters when caption, parent or text are about it */
#define TWICE_MIN 7    /* letters of an expected one that may have two slips */
#define PLURAL_MIN 4
#define NEAR_MAX 8 /* patterns looked at for one word */

unsigned et_edit_distance(struct et_slice a, struct et_slice b, unsigned limit)
{
    unsigned rows[3][ET_TYPO_MAX + 2];
    if (a.len > ET_TYPO_MAX || b.len > ET_TYPO_MAX)
        return limit + 1;
    unsigned *older = rows[0], *old = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.len; j++)
        old[j] = (unsigned)j;
    memset(older, 0, sizeof rows[0]);
    for (size_t i = 1; i <= a.len; i++) {
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= b.len; j++) {
            unsigned best = old[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);
            best = best < old[j] + 1 ? best : old[j] + 1;
            best = best < now[j - 1] + 1 ? best : now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1];
            if (swapped && older[j - 2] + 1 < best)
                best = older[j - 2] + 1;
            now[j] = best;
        }
        unsigned *spare = older;
        older = old;
        old = now;
        now = spare;
    }
    return old[b.len] <= limit ? old[b.len] : limit + 1;
}

static bool can_be_misspelt(const struct et_matcher *m, const struct et_pattern *pattern)
{
    if (pattern->part_count != 1 || pattern->flags & (ET_PATTERN_HANDLE | ET_PATTERN_COMMON | ET_PATTERN_ACRONYM))
        return false;
    struct et_slice text = m->parts[pattern->first_part].text;
    if (text.len < ET_TYPO_MIN || text.len > ET_TYPO_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < 'a' || text.ptr[i] > 'z')
            return false;
    return true;
}

/* The surname of a person who has an ordinary one ("Bishop Crale", "Rose Hill") is looked for behind the first name
 * only. */
static void put_typo(struct et_matcher *m, struct et_slice word, uint32_t pattern)
{
    size_t i = et_hash64(word) & (m->typo_size - 1);
    while (m->typos[i].pattern)
        i = (i + 1) & (m->typo_size - 1);
    m->typos[i] = (struct et_typo){et_hash64(word), pattern + 1};
}

static struct et_slice without(struct et_slice word, size_t skip, char *out)
{
    memcpy(out, word.ptr, skip);
    memcpy(out + skip, word.ptr + skip + 1, word.len - skip - 1);
    return et_slice(out, word.len - 1);
}

enum et_rc et_matcher_index_typos(struct et_matcher *m, struct et_error *error)
{
    size_t forms = 0;
    char shorter[ET_TYPO_MAX];
    for (size_t i = 0; i < m->pattern_count; i++)
        if (can_be_misspelt(m, &m->patterns[i]))
            forms += m->parts[m->patterns[i].first_part].text.len + 1;
    m->typo_size = 64;
    while (m->typo_size < forms * 2)
        m->typo_size *= 2;
    m->typos = et_calloc(m->typo_size, sizeof *m->typos);
    if (!m->typos)
        return et_fail_nomem(error);
    for (uint32_t i = 0; i < m->pattern_count; i++) {
        if (!can_be_misspelt(m, &m->patterns[i]))
            continue;
        struct et_slice word = m->parts[m->patterns[i].first_part].text;
        m->typo_lengths[word.ptr[0] - 'a'] |= 1u << word.len;
        put_typo(m, word, i);
        for (size_t k = 0; k < word.len; k++)
            put_typo(m, without(word, k, shorter), i);
    }
    return ET_OK;
}

/* The first letter is nearly never wrong; that spares most words the search. */
static bool may_be_typo(const struct et_matcher *m, struct et_slice word)
{
    if (word.len < ET_TYPO_MIN || word.len > ET_TYPO_MAX || word.ptr[0] < 'a' || word.ptr[0] > 'z')
        return false;
    return (m->typo_lengths[word.ptr[0] - 'a'] >> (word.len - 1) & 7u) != 0;
}

struct near {
    uint32_t patterns[NEAR_MAX];
    size_t count;
};

static void collect(const struct et_matcher *m, struct et_slice word, struct near *near)
{
    uint64_t hash = et_hash64(word);
    for (size_t i = hash & (m->typo_size - 1); m->typos[i].pattern; i = (i + 1) & (m->typo_size - 1)) {
        if (m->typos[i].hash != hash || near->count == NEAR_MAX)
            continue;
        size_t k = 0;
        while (k < near->count && near->patterns[k] != m->typos[i].pattern - 1)
            k++;
        if (k == near->count)
            near->patterns[near->count++] = m->typos[i].pattern - 1;
    }
}

/* Whether the word before may be the first name of the entity, misspelt or not. */
static bool has_first_name(const struct et_finder *f, uint32_t entity, size_t i)
{
    const struct et_matcher *m = f->matcher;
    uint32_t name = m->entities[entity].name_pattern;
    if (i == 0 || !name || m->patterns[name - 1].part_count < 2 || f->tokens->items[i - 1].kind != ET_TOKEN_WORD)
        return false;
    struct et_slice first = m->parts[m->patterns[name - 1].first_part].text, word = f->tokens->items[i - 1].plain;
    return word.len >= 3 && word.ptr[0] == first.ptr[0] && et_edit_distance(word, first, 1) <= 1;
}

/* With the first name before it, unless that is a mention of its own, which then grows. */
static void add_slip(struct et_finder *f, uint32_t entity, size_t i, bool with_first)
{
    const struct et_found *last = f->count ? &f->found[f->count - 1] : NULL;
    bool mentioned = last && last->entity == entity && last->last_token + 1 == i;
    size_t first = with_first && !mentioned ? i - 1 : i;
    et_finder_add(f, entity, first, i, f->tokens->items[first].start, f->tokens->items[i].end);
}

static bool is_other_person(const struct et_finder *f, size_t i)
{
    const struct et_token *before = i ? &f->tokens->items[i - 1] : NULL;
    return before && before->kind == ET_TOKEN_WORD && before->flags & ET_TOKEN_CAPITAL &&
           !(before->flags & (ET_TOKEN_SENTENCE_START | ET_TOKEN_CAPS)) &&
           !et_matcher_slot(f->matcher, before->plain_hash)->classes;
}

/* "australian", "castellans": made from a name, not misspelt. */
static bool is_derivation(struct et_slice word, struct et_slice name)
{
    return word.len == name.len + 1 && et_slice_starts(word, name) && strchr("nsy", word.ptr[name.len]);
}

static bool is_near(struct et_finder *f, uint32_t index, size_t i, uint32_t *entity, bool *with_first)
{
    const struct et_pattern *pattern = &f->matcher->patterns[index];
    struct et_slice name = f->matcher->parts[pattern->first_part].text, word = f->tokens->items[i].plain;
    unsigned distance = et_edit_distance(word, name, 2);
    if (distance > 2 || distance == 0 || word.ptr[0] != name.ptr[0])
        return false;
    uint32_t owners[8];
    size_t count = 0;
    for (uint32_t at = pattern->first_owner; at && count < 8; at = f->matcher->owners[at - 1].next)
        if (f->matcher->owners[at - 1].kind != ET_OWNER_NOT)
            owners[count++] = f->matcher->owners[at - 1].entity;
    for (size_t k = 0; k < count; k++)
        if ((*with_first = has_first_name(f, owners[k], i))) {
            *entity = owners[k];
            return true;
        }
    if (distance > 1 || is_derivation(word, name) || is_other_person(f, i) ||
        et_finder_resolve(f, pattern, entity, 1) != 1)
        return false;
    return name.len >= ALONE_MIN || (name.len >= EXPECTED_MIN && et_finder_is_expected(f, *entity));
}

bool et_finder_plural(struct et_finder *f, size_t i)
{
    const struct et_token *token = &f->tokens->items[i];
    struct et_slice word = token->plain;
    if (word.len < 4 || word.ptr[word.len - 1] != 's')
        return false;
    const struct et_slot *slot = et_matcher_slot(f->matcher, et_hash64(et_slice(word.ptr, word.len - 1)));
    uint32_t at = slot->first_pattern;
    while (at && f->matcher->patterns[at - 1].part_count != 1)
        at = f->matcher->patterns[at - 1].next;
    if (!at)
        return false;
    uint32_t meant[8];
    size_t count = 0;
    const struct et_pattern *pattern = &f->matcher->patterns[at - 1];
    bool only = pattern->first_owner && !f->matcher->owners[pattern->first_owner - 1].next;
    if (only && !(pattern->flags & (ET_PATTERN_COMMON | ET_PATTERN_ACRONYM)) && word.len > PLURAL_MIN &&
        f->matcher->owners[pattern->first_owner - 1].kind !=
            ET_OWNER_NOT) { /* "savitars plan": an apostrophe forgotten */
        et_finder_add(f, f->matcher->owners[pattern->first_owner - 1].entity, i, i, token->start, token->end);
        return true;
    }
    for (uint32_t o = pattern->first_owner; o && count < 8; o = f->matcher->owners[o - 1].next)
        if (f->matcher->owners[o - 1].kind != ET_OWNER_NOT &&
            et_finder_is_expected(f, f->matcher->owners[o - 1].entity))
            meant[count++] = f->matcher->owners[o - 1].entity;
    for (size_t k = 0; k < count && count >= 2; k++)
        et_finder_add(f, meant[k], i, i, token->start, token->end);
    return true;
}

/* Two slips in a long name are believed where the post or the parent is about it: "tamberlee" under a post on Tamberly.
 */
static bool is_expected_slip(const struct et_finder *f, const struct et_context *context, size_t i, uint32_t *entity)
{
    struct et_slice word = f->tokens->items[i].plain;
    for (size_t k = 0; context && k < context->count; k++) {
        uint32_t name = f->matcher->entities[context->entities[k]].name_pattern;
        if (!name)
            continue;
        const struct et_pattern *pattern = &f->matcher->patterns[name - 1];
        struct et_slice last = f->matcher->parts[pattern->first_part + pattern->part_count - 1].text;
        if (last.len < TWICE_MIN || word.len + 2 < last.len || last.len + 2 < word.len || last.ptr[0] != word.ptr[0] ||
            last.ptr[1] != word.ptr[1])
            continue;
        if (et_edit_distance(word, last, 2) <= 2) {
            *entity = context->entities[k];
            return true;
        }
    }
    return false;
}

void et_finder_unknown(struct et_finder *f, size_t i)
{
    struct et_slice word = f->tokens->items[i].plain;
    uint32_t expected = 0;
    if (et_finder_plural(f, i))
        return;
    if (word.len >= TWICE_MIN - 2 &&
        (is_expected_slip(f, f->caption, i, &expected) || is_expected_slip(f, f->parent, i, &expected))) {
        add_slip(f, expected, i, has_first_name(f, expected, i));
        return;
    }
    if (!may_be_typo(f->matcher, word))
        return;
    struct near near = {.count = 0};
    char shorter[ET_TYPO_MAX];
    collect(f->matcher, word, &near);
    for (size_t k = 0; k < word.len; k++)
        collect(f->matcher, without(word, k, shorter), &near);
    uint32_t meant = UINT32_MAX, entity = UINT32_MAX;
    bool with_first = false, first = false;
    for (size_t k = 0; k < near.count; k++) {
        if (!is_near(f, near.patterns[k], i, &entity, &first))
            continue;
        if (meant != UINT32_MAX && meant != entity && with_first == first)
            return; /* it could be either */
        if (meant == UINT32_MAX || first) {
            meant = entity;
            with_first = first;
        }
    }
    if (meant != UINT32_MAX)
        add_slip(f, meant, i, with_first);
}
