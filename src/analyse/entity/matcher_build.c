#include "analyse/entity/matcher_int.h"
#include "base/hash.h"
#include "base/mem.h"

#define PARTS_MAX 12
#define ACRONYM_MAX 4
#define SQUASHED_MAX 128

/* While it is built. */
struct builder {
    struct et_matcher *matcher;
    const struct et_catalogue *catalogue;
    struct et_tokens tokens;
    struct et_map64 sequences; /* hash of the word hashes -> pattern index */
    struct et_map64 names;     /* hash of an entity's name as in the catalogue -> entity index */
    struct et_error *error;
};

/* A name as its words. */
struct spelling {
    struct et_slice texts[PARTS_MAX];
    uint64_t hashes[PARTS_MAX];
    size_t count, words;
    bool capitals; /* all letters are */
};

static bool grow(void **items, size_t *size, size_t count, size_t item)
{
    if (count < *size)
        return true;
    size_t wider = *size ? *size * 2 : 64;
    void *bytes = et_realloc(*items, wider * item);
    if (!bytes)
        return false;
    *items = bytes;
    *size = wider;
    return true;
}

static bool add_part(struct spelling *s, struct et_slice text)
{
    if (s->count == PARTS_MAX || !text.len)
        return false;
    s->texts[s->count] = text;
    s->hashes[s->count++] = et_hash64(text);
    return true;
}

/* Hyphens and underscores part: texts are read the same way. */
static bool add_parts(struct spelling *s, struct et_slice plain)
{
    size_t from = 0;
    for (size_t i = 0; i <= plain.len; i++) {
        if (i < plain.len && plain.ptr[i] != '-' && plain.ptr[i] != '_')
            continue;
        if (i > from && !add_part(s, et_slice(plain.ptr + from, i - from)))
            return false;
        from = i + 1;
    }
    return true;
}

static bool is_kept_mark(struct et_slice mark)
{
    return mark.len == 1 && strchr("&+$*/@#=", mark.ptr[0]) != NULL;
}

/* false: nothing in it can be looked for, or it is too long. */
static bool spell(struct builder *b, struct et_slice text, struct spelling *s, enum et_rc *rc)
{
    *s = (struct spelling){.capitals = true};
    *rc = et_tokenise(&b->tokens, text, b->error);
    if (*rc != ET_OK)
        return false;
    for (size_t i = 0; i < b->tokens.count; i++) {
        const struct et_token *token = &b->tokens.items[i];
        bool ok = true;
        if (token->kind == ET_TOKEN_PUNCT) {
            if (et_slice_is(token->plain, "&"))
                ok = add_part(s, ET_SLICE("and"));
            else if (is_kept_mark(token->plain))
                ok = add_part(s, token->plain);
            continue;
        }
        s->words += token->kind == ET_TOKEN_WORD;
        if (token->kind == ET_TOKEN_WORD)
            s->capitals &= (token->flags & ET_TOKEN_CAPS) || (token->flags & ET_TOKEN_CAPITAL && token->plain.len == 1);
        ok = token->kind == ET_TOKEN_WORD && token->flags & ET_TOKEN_JOINED ? add_parts(s, token->plain)
                                                                            : add_part(s, token->plain);
        if (!ok)
            return false;
    }
    return s->count > 0;
}

static uint64_t sequence_hash(const struct spelling *s)
{
    uint64_t hash = s->count;
    for (size_t i = 0; i < s->count; i++)
        hash = et_mix64(hash ^ s->hashes[i]);
    return hash;
}

static enum et_rc put(struct builder *b, struct et_map64 *map, uint64_t key, uint64_t value, bool replace)
{
    bool is_new = false;
    uint64_t *place = et_map64_put(map, key, &is_new);
    if (!place)
        return et_fail_nomem(b->error);
    if (is_new || replace)
        *place = value;
    return ET_OK;
}

/* Whether several ordinary words make a phrase that people also write without meaning the title: it has a word of
 * grammar. */
static bool is_ordinary(const struct et_matcher *m, const struct spelling *s)
{
    const uint32_t grammar = ET_WORD_SUBJECT | ET_WORD_AUXILIARY | ET_WORD_DETERMINER | ET_WORD_PREPOSITION |
                             ET_WORD_HE_OR_SHE | ET_WORD_THEY;
    bool has_grammar = false;
    for (size_t i = 0; i < s->count; i++) {
        uint32_t classes = et_matcher_slot(m, s->hashes[i])->classes;
        if (!classes)
            return false;
        has_grammar |= (classes & grammar) || et_slice_is(s->texts[i], "me") || et_slice_is(s->texts[i], "us") ||
                       memchr(s->texts[i].ptr, '\'', s->texts[i].len);
    }
    return has_grammar;
}

static uint32_t pattern_flags(const struct et_matcher *m, const struct spelling *s, uint32_t *classes)
{
    uint32_t flags = 0;
    size_t letters = 0;
    for (size_t i = 0; i < s->count; i++)
        letters += s->texts[i].len;
    *classes = s->count == 1 ? et_matcher_slot(m, s->hashes[0])->classes : 0;
    if (*classes)
        flags |= ET_PATTERN_COMMON;
    if (s->count > 1 && is_ordinary(m, s))
        flags |= ET_PATTERN_ORDINARY;
    if (s->capitals && s->words && letters <= ACRONYM_MAX)
        flags |= ET_PATTERN_ACRONYM;
    return flags;
}

static enum et_rc make_pattern(struct builder *b, const struct spelling *s, uint32_t *out)
{
    struct et_matcher *m = b->matcher;
    if (!grow((void **)&m->patterns, &m->pattern_size, m->pattern_count, sizeof *m->patterns))
        return et_fail_nomem(b->error);
    struct et_pattern *pattern = &m->patterns[m->pattern_count];
    *pattern = (struct et_pattern){.first_part = (uint32_t)m->part_count, .part_count = (uint32_t)s->count};
    pattern->flags = pattern_flags(m, s, &pattern->classes);
    for (size_t i = 0; i < s->count; i++) {
        struct et_slice text = et_arena_copy(&m->arena, s->texts[i]);
        if (!text.ptr || !grow((void **)&m->parts, &m->part_size, m->part_count, sizeof *m->parts))
            return et_fail_nomem(b->error);
        m->parts[m->part_count++] = (struct et_part){text, s->hashes[i]};
    }
    *out = (uint32_t)m->pattern_count++;
    return ET_OK;
}

static enum et_rc find_pattern(struct builder *b, const struct spelling *s, uint32_t *out)
{
    uint64_t key = sequence_hash(s);
    const uint64_t *known = et_map64_get(&b->sequences, key);
    if (known) {
        *out = (uint32_t)*known;
        return ET_OK;
    }
    enum et_rc rc = make_pattern(b, s, out);
    return rc == ET_OK ? put(b, &b->sequences, key, *out, false) : rc;
}

/* One owner a kind: the strongest that an entity has. */
static enum et_rc add_owner(struct builder *b, uint32_t index, uint32_t entity, enum et_owner_kind kind)
{
    struct et_matcher *m = b->matcher;
    struct et_pattern *pattern = &m->patterns[index];
    uint32_t last = 0;
    for (uint32_t at = pattern->first_owner; at; last = at, at = m->owners[at - 1].next)
        if (m->owners[at - 1].entity == entity) {
            if (kind < m->owners[at - 1].kind || kind == ET_OWNER_NOT)
                m->owners[at - 1].kind = kind;
            return ET_OK;
        }
    if (!grow((void **)&m->owners, &m->owner_size, m->owner_count, sizeof *m->owners))
        return et_fail_nomem(b->error);
    m->owners[m->owner_count++] = (struct et_owner){.entity = entity, .kind = kind};
    *(last ? &m->owners[last - 1].next : &pattern->first_owner) = (uint32_t)m->owner_count;
    if (kind != ET_OWNER_NOT && m->entities[entity].type == ET_PERSON)
        pattern->flags |= ET_PATTERN_PERSON;
    return ET_OK;
}

/* Names written in one, as hashtags and handles have them. */
static enum et_rc add_squashed(struct builder *b, const struct spelling *s, uint32_t pattern)
{
    char word[SQUASHED_MAX];
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (n + s->texts[i].len > sizeof word)
            return ET_OK;
        memcpy(word + n, s->texts[i].ptr, s->texts[i].len);
        n += s->texts[i].len;
    }
    return put(b, &b->matcher->squashed, et_hash64(et_slice(word, n)), pattern, false);
}

static enum et_rc link_first_word(struct builder *b, uint32_t index)
{
    struct et_matcher *m = b->matcher;
    struct et_pattern *pattern = &m->patterns[index];
    struct et_slot *slot = et_matcher_make_slot(m, m->parts[pattern->first_part].hash);
    if (!slot)
        return et_fail_nomem(b->error);
    uint32_t *link = &slot->first_pattern;
    while (*link && m->patterns[*link - 1].part_count >= pattern->part_count) {
        if (*link - 1 == index)
            return ET_OK;
        link = &m->patterns[*link - 1].next;
    }
    pattern->next = *link;
    *link = index + 1;
    return ET_OK;
}

static enum et_rc add_spelling(struct builder *b, const struct spelling *s, uint32_t entity, enum et_owner_kind kind)
{
    uint32_t pattern = 0;
    bool is_new = !et_map64_get(&b->sequences, sequence_hash(s));
    enum et_rc rc = find_pattern(b, s, &pattern);
    if (rc == ET_OK)
        rc = add_owner(b, pattern, entity, kind);
    if (rc == ET_OK && is_new)
        rc = link_first_word(b, pattern);
    if (rc == ET_OK && kind != ET_OWNER_NOT)
        rc = add_squashed(b, s, pattern);
    if (rc == ET_OK && kind == ET_OWNER_NAME)
        b->matcher->entities[entity].name_pattern = pattern + 1;
    return rc;
}

/* "@handle": found as a handle alone. */
static enum et_rc add_handle(struct builder *b, struct et_slice alias, uint32_t entity)
{
    enum et_rc rc = et_tokenise(&b->tokens, alias, b->error);
    if (rc != ET_OK || b->tokens.count != 1 || b->tokens.items[0].kind != ET_TOKEN_HANDLE)
        return rc;
    uint64_t hash = b->tokens.items[0].plain_hash;
    struct spelling s = {.texts = {alias}, .hashes = {hash ^ UINT64_MAX}, .count = 1}; /* no word has this hash */
    uint32_t pattern = 0;
    if ((rc = find_pattern(b, &s, &pattern)) != ET_OK || (rc = add_owner(b, pattern, entity, ET_OWNER_ALIAS)) != ET_OK)
        return rc;
    b->matcher->patterns[pattern].flags |= ET_PATTERN_HANDLE;
    return put(b, &b->matcher->handles, hash, pattern, false);
}

static enum et_rc add_name(struct builder *b, struct et_slice text, uint32_t entity, enum et_owner_kind kind)
{
    struct spelling s;
    enum et_rc rc;
    text = et_slice_trim(text);
    if (text.len && text.ptr[0] == '@')
        return add_handle(b, text, entity);
    if (!spell(b, text, &s, &rc))
        return rc;
    return add_spelling(b, &s, entity, kind);
}

/* First and last name of a person; a title without its article. */
static enum et_rc add_derived(struct builder *b, uint32_t entity, enum et_entity_type type)
{
    struct spelling s, part = {.count = 1};
    enum et_rc rc;
    if (!spell(b, b->catalogue->entities[entity].name, &s, &rc))
        return rc;
    if (type == ET_PERSON && s.count >= 2 && s.count <= 4) {
        size_t ends[2] = {0, s.count - 1};
        for (size_t i = 0; i < 2 && rc == ET_OK; i++) {
            part.texts[0] = s.texts[ends[i]];
            part.hashes[0] = s.hashes[ends[i]];
            if (part.texts[0].len >= 3)
                rc = add_spelling(b, &part, entity, ET_OWNER_DERIVED);
        }
    } else if (type != ET_PERSON && s.count >= 3 && et_slice_is(s.texts[0], "the")) {
        struct spelling bare = {.count = s.count - 1};
        memcpy(bare.texts, s.texts + 1, bare.count * sizeof bare.texts[0]);
        memcpy(bare.hashes, s.hashes + 1, bare.count * sizeof bare.hashes[0]);
        rc = add_spelling(b, &bare, entity, ET_OWNER_DERIVED);
    }
    return rc;
}

static enum et_rc add_entity(struct builder *b, uint32_t index)
{
    const struct et_entity *entity = &b->catalogue->entities[index];
    if (entity->state == ET_ENTITY_IGNORED)
        return ET_OK;
    enum et_rc rc = add_name(b, entity->name, index, ET_OWNER_NAME);
    for (size_t i = 0; i < entity->alias_count && rc == ET_OK; i++)
        rc = add_name(b, entity->aliases[i], index, ET_OWNER_ALIAS);
    if (rc == ET_OK)
        rc = add_derived(b, index, entity->type);
    for (size_t i = 0; i < entity->not_count && rc == ET_OK; i++)
        rc = add_name(b, entity->nots[i], index, ET_OWNER_NOT);
    return rc;
}

static enum et_rc add_member(struct builder *b, uint32_t couple, uint32_t member)
{
    struct et_matcher *m = b->matcher;
    struct et_matched_entity *entity = &m->entities[couple];
    if (!grow((void **)&m->members, &m->member_size, m->member_count, sizeof *m->members))
        return et_fail_nomem(b->error);
    if (!entity->member_count)
        entity->first_member = (uint32_t)m->member_count;
    m->members[m->member_count++] = member;
    entity->member_count++;
    return ET_OK;
}

/* The one person that a spelling of some words names, or UINT32_MAX. */
static uint32_t only_person(const struct builder *b, const struct spelling *s)
{
    const struct et_matcher *m = b->matcher;
    const uint64_t *pattern = et_map64_get(&b->sequences, sequence_hash(s));
    uint32_t person = UINT32_MAX;
    for (uint32_t at = pattern ? m->patterns[*pattern].first_owner : 0; at; at = m->owners[at - 1].next) {
        if (m->owners[at - 1].kind == ET_OWNER_NOT || m->entities[m->owners[at - 1].entity].type != ET_PERSON)
            continue;
        if (person != UINT32_MAX)
            return UINT32_MAX;
        person = m->owners[at - 1].entity;
    }
    return person;
}

/* "Dorian and Lila" among a couple's names says who they are. */
static enum et_rc members_of_alias(struct builder *b, uint32_t couple, struct et_slice alias)
{
    struct spelling s, left = {.count = 0}, right = {.count = 0};
    enum et_rc rc;
    if (!spell(b, alias, &s, &rc))
        return rc;
    size_t at = 0;
    while (at < s.count && !et_slice_is(s.texts[at], "and"))
        at++;
    if (at == 0 || at + 1 >= s.count)
        return ET_OK;
    for (size_t i = 0; i < s.count; i++) {
        struct spelling *side = i < at ? &left : &right;
        if (i != at)
            side->hashes[side->count++] = s.hashes[i];
    }
    uint32_t one = only_person(b, &left), two = only_person(b, &right);
    if (one == UINT32_MAX || two == UINT32_MAX || one == two)
        return ET_OK;
    rc = add_member(b, couple, one);
    return rc == ET_OK ? add_member(b, couple, two) : rc;
}

static enum et_rc add_members(struct builder *b, uint32_t index)
{
    const struct et_entity *entity = &b->catalogue->entities[index];
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < entity->member_count && rc == ET_OK; i++) {
        const uint64_t *member = et_map64_get(&b->names, et_hash64(entity->members[i]));
        if (member)
            rc = add_member(b, index, (uint32_t)*member);
    }
    if (entity->type != ET_COUPLE)
        return rc;
    for (size_t i = 0; i < entity->alias_count && rc == ET_OK && !b->matcher->entities[index].member_count; i++)
        rc = members_of_alias(b, index, entity->aliases[i]);
    if (rc == ET_OK && !b->matcher->entities[index].member_count)
        rc = members_of_alias(b, index, entity->name);
    return rc;
}

static enum et_rc build(struct builder *b)
{
    struct et_matcher *m = b->matcher;
    enum et_rc rc = et_matcher_load_words(m, b->error);
    if (rc != ET_OK)
        return rc;
    m->entities = et_calloc(b->catalogue->count + 1, sizeof *m->entities);
    if (!m->entities)
        return et_fail_nomem(b->error);
    m->entity_count = b->catalogue->count;
    for (uint32_t i = 0; i < m->entity_count && rc == ET_OK; i++) {
        m->entities[i].type = b->catalogue->entities[i].type;
        rc = put(b, &b->names, et_hash64(b->catalogue->entities[i].name), i, false);
        if (rc == ET_OK)
            rc = add_entity(b, i);
    }
    for (uint32_t i = 0; i < m->entity_count && rc == ET_OK; i++)
        rc = add_members(b, i);
    return rc == ET_OK ? et_matcher_index_typos(m, b->error) : rc;
}

enum et_rc et_matcher_new(const struct et_catalogue *catalogue, struct et_matcher **out, struct et_error *error)
{
    struct et_matcher *matcher = et_calloc(1, sizeof *matcher);
    if (!matcher)
        return et_fail_nomem(error);
    et_arena_init(&matcher->arena, 0);
    struct builder b = {.matcher = matcher, .catalogue = catalogue, .error = error};
    et_tokens_init(&b.tokens);
    enum et_rc rc = build(&b);
    et_tokens_dispose(&b.tokens);
    et_map64_dispose(&b.sequences);
    et_map64_dispose(&b.names);
    if (rc != ET_OK) {
        et_matcher_free(matcher);
        return rc;
    }
    *out = matcher;
    return ET_OK;
}

void et_matcher_free(struct et_matcher *matcher)
{
    if (!matcher)
        return;
    et_arena_dispose(&matcher->arena);
    et_free(matcher->parts);
    et_free(matcher->patterns);
    et_free(matcher->owners);
    et_free(matcher->entities);
    et_free(matcher->members);
    et_free(matcher->slots);
    et_free(matcher->typos);
    et_map64_dispose(&matcher->squashed);
    et_map64_dispose(&matcher->handles);
    et_free(matcher);
}
