#include "analyse/entity/matcher_int.h"
#include "base/hash.h"

bool et_finder_is_member(const struct et_matcher *m, uint32_t couple, uint32_t entity)
{
    const struct et_matched_entity *c = &m->entities[couple];
    for (uint32_t i = 0; i < c->member_count; i++)
        if (m->members[c->first_member + i] == entity)
            return true;
    return false;
}

static bool has(const struct et_context *context, uint32_t entity)
{
    for (size_t i = 0; i < context->count; i++)
        if (context->entities[i] == entity)
            return true;
    return false;
}

bool et_finder_in_context(const struct et_matcher *m, const struct et_context *context, uint32_t entity)
{
    if (!context || !context->count)
        return false;
    for (size_t i = 0; i < context->count; i++)
        if (context->entities[i] == entity || et_finder_is_member(m, context->entities[i], entity))
            return true;
    const struct et_matched_entity *e = &m->entities[entity];
    if (!e->member_count)
        return false;
    for (uint32_t i = 0; i < e->member_count; i++)
        if (!has(context, m->members[e->first_member + i]))
            return false;
    return true;
}

static bool is_found(const struct et_finder *f, uint32_t entity)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->found[i].entity == entity)
            return true;
    return false;
}

bool et_finder_is_expected(const struct et_finder *f, uint32_t entity)
{
    return et_finder_in_context(f->matcher, f->caption, entity) ||
           et_finder_in_context(f->matcher, f->parent, entity) || is_found(f, entity);
}

/* "Dame Roz" and "Peverelle" behind it are one place; "Roz Roz" are two. */
static bool goes_on(const struct et_finder *f, size_t last, size_t first)
{
    const struct et_token *a = &f->tokens->items[last], *b = &f->tokens->items[first];
    return last + 1 == first && a->kind == ET_TOKEN_WORD && b->kind == ET_TOKEN_WORD && a->plain_hash != b->plain_hash;
}

bool et_finder_add(struct et_finder *f, uint32_t entity, size_t first, size_t last, uint32_t start, uint32_t end)
{
    if (f->count == ET_FOUND_MAX)
        return false;
    for (size_t i = 0; i < f->count; i++)
        if (f->found[i].entity == entity && f->found[i].start < end && start < f->found[i].end)
            return false;
    struct et_found *before = f->count ? &f->found[f->count - 1] : NULL;
    if (before && before->entity == entity && goes_on(f, before->last_token, first)) {
        before->last_token = (uint32_t)last;
        before->end = end;
        return true;
    }
    f->found[f->count++] = (struct et_found){.entity = entity,
                                             .start = start,
                                             .end = end,
                                             .first_token = (uint32_t)first,
                                             .last_token = (uint32_t)last,
                                             .is_explicit = true};
    return true;
}

/* Owners that a test keeps; `not` phrases never. */
struct choice {
    uint32_t entity;
    size_t count;
};

enum test { IN_CAPTION, IN_PARENT, IN_TEXT, BY_NAME, BY_ALIAS, ANY };

static bool passes(const struct et_finder *f, const struct et_owner *owner, enum test test)
{
    switch (test) {
    case IN_CAPTION:
        return et_finder_in_context(f->matcher, f->caption, owner->entity);
    case IN_PARENT:
        return et_finder_in_context(f->matcher, f->parent, owner->entity);
    case IN_TEXT:
        return is_found(f, owner->entity);
    case BY_NAME:
        return owner->kind == ET_OWNER_NAME;
    case BY_ALIAS:
        return owner->kind <= ET_OWNER_ALIAS;
    default:
        return true;
    }
}

static struct choice choose(const struct et_finder *f, const struct et_pattern *pattern, enum test test,
                            bool in_caption)
{
    struct choice choice = {0, 0};
    for (uint32_t at = pattern->first_owner; at; at = f->matcher->owners[at - 1].next) {
        const struct et_owner *owner = &f->matcher->owners[at - 1];
        if (owner->kind == ET_OWNER_NOT || !passes(f, owner, test) || (in_caption && !passes(f, owner, IN_CAPTION)))
            continue;
        choice.entity = owner->entity;
        choice.count++;
    }
    return choice;
}

size_t et_finder_resolve(const struct et_finder *f, const struct et_pattern *pattern, uint32_t *entities, size_t max)
{
    struct choice all = choose(f, pattern, ANY, false), caption;
    if (!max || !all.count)
        return 0;
    *entities = all.entity;
    if (all.count == 1)
        return 1;
    caption = choose(f, pattern, IN_CAPTION, false);
    *entities = caption.entity;
    if (caption.count == 1)
        return 1;
    static const enum test order[] = {IN_PARENT, IN_TEXT, BY_NAME, BY_ALIAS};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        struct choice choice = choose(f, pattern, order[i], caption.count > 1);
        *entities = choice.entity;
        if (choice.count == 1)
            return 1;
    }
    return 0;
}

#define PLURAL_MIN 4

/* A place in the tokens; joined words ("tavorela-quintanaro") have places inside. */
struct cursor {
    size_t token, offset;
};

static bool is_skipped(const struct et_token *token)
{
    return token->kind == ET_TOKEN_PUNCT && token->repeat == 1 && strchr("-.:'!", token->folded.ptr[0]);
}

static bool is_variant(const struct et_token *token, uint64_t hash)
{
    uint64_t variants[ET_VARIANTS_MAX];
    size_t n = token->flags & ET_TOKEN_ELONGATED ? et_token_variants(token, variants) : 0;
    for (size_t i = 0; i < n; i++)
        if (variants[i] == hash)
            return true;
    return false;
}

/* Moves the cursor over one word of a name. */
static bool take_part(const struct et_tokens *tokens, const struct et_part *part, bool is_last, struct cursor *cursor)
{
    if (cursor->token >= tokens->count)
        return false;
    const struct et_token *token = &tokens->items[cursor->token];
    if (token->flags & ET_TOKEN_JOINED) {
        struct et_slice rest = et_slice_sub(token->plain, cursor->offset, token->plain.len);
        if (!et_slice_starts(rest, part->text))
            return false;
        if (rest.len == part->text.len) {
            *cursor = (struct cursor){cursor->token + 1, 0};
            return true;
        }
        cursor->offset += part->text.len + 1;
        return rest.ptr[part->text.len] == '-' || rest.ptr[part->text.len] == '_';
    }
    bool same = token->plain_hash == part->hash || is_variant(token, part->hash) ||
                (token->kind == ET_TOKEN_PUNCT && et_slice_is(token->plain, "&") && et_slice_is(part->text, "and"));
    if (!same && is_last) /* "tim burtons films" */
        same = token->plain.len == part->text.len + 1 && part->text.len >= PLURAL_MIN &&
               et_slice_starts(token->plain, part->text) && token->plain.ptr[part->text.len] == 's';
    if (same)
        *cursor = (struct cursor){cursor->token + 1, 0};
    return same;
}

/* Where the pattern that begins at the cursor ends. */
static bool stands_at(const struct et_finder *f, const struct et_pattern *pattern, struct cursor *cursor)
{
    const struct et_part *parts = &f->matcher->parts[pattern->first_part];
    if (!f->tokens->items[cursor->token].plain.len)
        return false;
    for (uint32_t i = 0; i < pattern->part_count; i++) {
        if (i && cursor->offset == 0 && cursor->token < f->tokens->count &&
            is_skipped(&f->tokens->items[cursor->token]) && parts[i].text.len > 1)
            cursor->token++;
        /* The first word is known by its hash, of whatever variant it was. */
        if (i == 0 && !(f->tokens->items[cursor->token].flags & ET_TOKEN_JOINED))
            *cursor = (struct cursor){cursor->token + 1, 0};
        else if (!take_part(f->tokens, &parts[i], i + 1 == pattern->part_count, cursor))
            return false;
    }
    return true;
}

static struct et_span span_of(const struct et_finder *f, uint32_t pattern, struct cursor from, struct cursor to)
{
    const struct et_token *first = &f->tokens->items[from.token];
    size_t last = to.offset ? to.token : to.token - 1;
    struct et_span span = {.pattern = pattern, .first = from.token, .last = last};
    const struct et_token *end = &f->tokens->items[last];
    span.start = first->start;
    span.end = end->end;
    /* Inside a joined word bytes are known only where nothing was folded away. */
    if (from.offset && first->end - first->start == first->plain.len)
        span.start += (uint32_t)from.offset;
    if (to.offset && end->end - end->start == end->plain.len)
        span.end = end->start + (uint32_t)to.offset - 1;
    return span;
}

static bool is_suppressed(const struct et_finder *f, uint32_t entity, const struct et_span *span)
{
    for (size_t i = 0; i < f->not_count; i++)
        if (f->nots[i].entity == entity && f->nots[i].start < span->end && span->start < f->nots[i].end)
            return true;
    return false;
}

static void note_nots(struct et_finder *f, const struct et_pattern *pattern, const struct et_span *span)
{
    for (uint32_t at = pattern->first_owner; at; at = f->matcher->owners[at - 1].next)
        if (f->matcher->owners[at - 1].kind == ET_OWNER_NOT && f->not_count < ET_SPANS_MAX) {
            f->nots[f->not_count] = *span;
            f->nots[f->not_count++].entity = f->matcher->owners[at - 1].entity;
        }
}

static void wait(struct et_finder *f, const struct et_span *span)
{
    if (!f->settling && f->waiting_count < ET_SPANS_MAX)
        f->waiting[f->waiting_count++] = *span;
}

/* false: the name does not stand for anybody here, or not yet. */
static bool accept(struct et_finder *f, const struct et_span *span)
{
    const struct et_pattern *pattern = &f->matcher->patterns[span->pattern];
    uint32_t entity = 0;
    if (!et_finder_resolve(f, pattern, &entity, 1)) {
        wait(f, span);
        return false;
    }
    if (is_suppressed(f, entity, span))
        return false;
    if (!et_finder_has_evidence(f, pattern, entity, span->first, span->last)) {
        wait(f, span);
        return false;
    }
    return et_finder_add(f, entity, span->first, span->last, span->start, span->end);
}

/* The longest name that begins at the cursor and is meant. Returns whether the cursor moved. */
static bool try_patterns(struct et_finder *f, uint32_t first_pattern, struct cursor *cursor)
{
    for (uint32_t at = first_pattern; at; at = f->matcher->patterns[at - 1].next) {
        struct cursor end = *cursor;
        const struct et_pattern *pattern = &f->matcher->patterns[at - 1];
        if (!stands_at(f, pattern, &end))
            continue;
        struct et_span span = span_of(f, at - 1, *cursor, end);
        note_nots(f, pattern, &span);
        if (accept(f, &span)) {
            *cursor = end;
            return true;
        }
    }
    return false;
}

static void note_pronoun(struct et_finder *f, uint32_t classes, size_t i)
{
    if (classes & ET_WORD_HE_OR_SHE && f->pronoun == SIZE_MAX)
        f->pronoun = i;
    if (classes & ET_WORD_THEY && f->they == SIZE_MAX)
        f->they = i;
    if (!(classes & ET_WORD_SOMEBODY) || i == 0)
        return;
    const struct et_slice before = f->tokens->items[i - 1].plain;
    if (et_slice_is(before, "this") || et_slice_is(before, "that")) {
        size_t *place = et_slice_is(f->tokens->items[i].plain, "couple") ? &f->they : &f->pronoun;
        if (*place == SIZE_MAX)
            *place = i;
    }
}

/* The parts of "tavorela-quintanaro", "Kessaly-free". */
static size_t joined_word(struct et_finder *f, size_t i)
{
    struct et_slice plain = f->tokens->items[i].plain;
    struct cursor cursor = {i, 0};
    while (cursor.token == i && cursor.offset < plain.len) {
        size_t end = cursor.offset;
        while (end < plain.len && plain.ptr[end] != '-' && plain.ptr[end] != '_')
            end++;
        const struct et_slot *slot = et_matcher_slot(f->matcher, et_hash64(et_slice_sub(plain, cursor.offset, end)));
        if (!slot->first_pattern || !try_patterns(f, slot->first_pattern, &cursor))
            cursor.offset = end + 1;
    }
    return cursor.token > i ? cursor.token : i + 1;
}

/* Returns the token to go on with. */
static size_t word(struct et_finder *f, size_t i)
{
    const struct et_token *token = &f->tokens->items[i];
    const struct et_slot *slot = et_matcher_slot(f->matcher, token->plain_hash);
    struct cursor cursor = {i, 0};
    if (slot->classes & (ET_WORD_HE_OR_SHE | ET_WORD_THEY | ET_WORD_SOMEBODY))
        note_pronoun(f, slot->classes, i);
    if (slot->first_pattern)
        return try_patterns(f, slot->first_pattern, &cursor) ? cursor.token : i + 1;
    if (slot->classes) {
        if (slot->classes & ET_WORD_NOUN && f->caption && f->caption->count > 1)
            et_finder_plural(f, i);
        return i + 1;
    }
    if (token->flags & ET_TOKEN_JOINED)
        return joined_word(f, i);
    uint64_t variants[ET_VARIANTS_MAX];
    size_t n = et_token_variants(token, variants);
    for (size_t k = 0; k < n; k++)
        if ((slot = et_matcher_slot(f->matcher, variants[k]))->first_pattern)
            return try_patterns(f, slot->first_pattern, &cursor) ? cursor.token : i + 1;
    if (token->kind == ET_TOKEN_WORD)
        et_finder_unknown(f, i);
    return i + 1;
}

static void sort_by_place(struct et_finder *f)
{
    for (size_t i = 1; i < f->count; i++) {
        struct et_found found = f->found[i];
        size_t k = i;
        for (; k && (f->found[k - 1].start > found.start ||
                     (f->found[k - 1].start == found.start && f->found[k - 1].entity > found.entity));
             k--)
            f->found[k] = f->found[k - 1];
        f->found[k] = found;
    }
}

static bool overlaps(const struct et_finder *f, const struct et_span *span)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->found[i].start < span->end && span->start < f->found[i].end)
            return true;
    return false;
}

/* What the rest of the text may have settled: a full name names who the first name is. */
static void settle(struct et_finder *f)
{
    f->settling = true;
    size_t found = f->count;
    for (size_t i = 0; found && i < f->waiting_count; i++)
        if (!overlaps(f, &f->waiting[i]))
            accept(f, &f->waiting[i]);
}

static void explicit_mentions(struct et_finder *f)
{
    for (size_t i = 0; i < f->tokens->count && f->count < ET_FOUND_MAX;) {
        switch (f->tokens->items[i].kind) {
        case ET_TOKEN_WORD:
        case ET_TOKEN_NUMBER:
        case ET_TOKEN_EMOJI:
            i = word(f, i);
            break;
        case ET_TOKEN_HASHTAG:
            et_finder_hashtag(f, i++);
            break;
        case ET_TOKEN_HANDLE:
            et_finder_handle(f, i++);
            break;
        default:
            i++;
        }
    }
    if (f->waiting_count)
        settle(f);
    sort_by_place(f);
}

size_t et_matcher_find(const struct et_matcher *matcher, const struct et_tokens *tokens,
                       const struct et_context *caption, const struct et_context *parent,
                       struct et_found found[ET_FOUND_MAX])
{
    struct et_finder f;
    f.matcher = matcher;
    f.tokens = tokens;
    f.caption = caption;
    f.parent = parent;
    f.found = found;
    f.count = f.not_count = f.waiting_count = 0;
    f.shape = (struct et_shape){.known = false};
    f.settling = false;
    f.pronoun = f.they = SIZE_MAX;
    explicit_mentions(&f);
    et_finder_implied(&f);
    return f.count;
}

void et_matcher_context(const struct et_matcher *matcher, const struct et_tokens *tokens, struct et_context *out)
{
    struct et_found found[ET_FOUND_MAX];
    size_t n = et_matcher_find(matcher, tokens, NULL, NULL, found);
    out->count = 0;
    for (size_t i = 0; i < n && out->count < ET_CONTEXT_MAX; i++)
        if (found[i].is_explicit && !has(out, found[i].entity))
            out->entities[out->count++] = found[i].entity;
}
