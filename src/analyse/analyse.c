#include "analyse/analyse_int.h"

#include "analyse/sentiment/targets.h"
#include "base/mem.h"

#define KEPT_MAX ((size_t)8192) /* longer captions are read anew each time */

static enum et_rc copy_list(struct et_arena *arena, const struct et_slice *from, size_t count,
                            const struct et_slice **out, struct et_error *error)
{
    struct et_slice *list = et_arena_alloc(arena, (count ? count : 1) * sizeof *list);
    if (!list)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count; i++) {
        list[i] = et_arena_copy(arena, from[i]);
        if (!list[i].ptr)
            return et_fail_nomem(error);
    }
    *out = list;
    return ET_OK;
}

static enum et_rc copy_entity(struct et_arena *arena, const struct et_entity *from, struct et_entity *to,
                              struct et_error *error)
{
    *to = *from;
    to->name = et_arena_copy(arena, from->name);
    if (!to->name.ptr)
        return et_fail_nomem(error);
    enum et_rc rc = copy_list(arena, from->aliases, from->alias_count, &to->aliases, error);
    if (rc == ET_OK)
        rc = copy_list(arena, from->nots, from->not_count, &to->nots, error);
    if (rc == ET_OK)
        rc = copy_list(arena, from->members, from->member_count, &to->members, error);
    return rc;
}

static enum et_rc copy_catalogue(struct et_analyser *a, const struct et_catalogue *from, struct et_error *error)
{
    if (!from || from->count == 0)
        return ET_OK;
    struct et_entity *entities = et_arena_alloc(&a->arena, from->count * sizeof *entities);
    if (!entities)
        return et_fail_nomem(error);
    /* Discovered names come from what is stored; to match by them would make the order of imports show. */
    size_t count = 0;
    for (size_t i = 0; i < from->count; i++) {
        if (from->entities[i].state == ET_ENTITY_DISCOVERED)
            continue;
        enum et_rc rc = copy_entity(&a->arena, &from->entities[i], &entities[count++], error);
        if (rc != ET_OK)
            return rc;
    }
    a->catalogue = (struct et_catalogue){entities, count};
    return ET_OK;
}

static enum et_rc copy_theme_names(struct et_analyser *a, const struct et_analyser_config *config,
                                   struct et_error *error)
{
    struct et_slice *names = et_arena_alloc(&a->arena, (config->theme_count + 1) * sizeof *names);
    if (!names)
        return et_fail_nomem(error);
    for (size_t i = 0; i < config->theme_count; i++) {
        names[i] = et_arena_copy(&a->arena, config->themes[i].name);
        if (!names[i].ptr)
            return et_fail_nomem(error);
    }
    a->theme_names = names;
    a->theme_count = config->theme_count;
    return ET_OK;
}

static enum et_rc open_parts(struct et_analyser *a, const struct et_analyser_config *config, struct et_error *error)
{
    enum et_rc rc = copy_catalogue(a, config->catalogue, error);
    if (rc == ET_OK)
        rc = copy_theme_names(a, config, error);
    if (rc == ET_OK)
        rc = et_matcher_new(&a->catalogue, &a->matcher, error);
    if (rc == ET_OK)
        rc = et_theme_set_new(config->themes, config->theme_count, &a->themes, error);
    if (rc == ET_OK)
        rc = et_spam_set_new(&a->spam, error);
    if (rc == ET_OK)
        rc = et_lexicon_new(&a->lexicon, error);
    return rc;
}

enum et_rc et_analyser_new(const struct et_analyser_config *config, struct et_analyser **out, struct et_error *error)
{
    static const struct et_analyser_config none = {0};
    const struct et_analyser_config *given = config ? config : &none;
    struct et_analyser *a = et_calloc(1, sizeof *a);
    if (!a)
        return et_fail_nomem(error);
    et_arena_init(&a->arena, 0);
    enum et_rc rc = open_parts(a, given, error);
    if (rc == ET_OK)
        rc = et_model_open(a, given, error);
    if (rc == ET_OK && !et_model_is_rules(given->model))
        rc = et_tagger_new(et_tagger_builtin(), &a->tagger, error);
    if (rc == ET_OK)
        *out = a;
    else
        et_analyser_free(a);
    return rc;
}

void et_analyser_free(struct et_analyser *analyser)
{
    if (!analyser)
        return;
    et_matcher_free(analyser->matcher);
    et_tagger_free(analyser->tagger);
    et_theme_set_free(analyser->themes);
    et_spam_set_free(analyser->spam);
    et_lexicon_free(analyser->lexicon);
    et_stack_free(analyser->stack);
    et_transformer_free(analyser->transformer);
    et_arena_dispose(&analyser->arena);
    et_free(analyser);
}

const char *et_analyser_model(const struct et_analyser *analyser)
{
    return analyser->model;
}

const char *et_analyser_sha256(const struct et_analyser *analyser)
{
    return analyser->sha256;
}

unsigned et_analyser_uses(const struct et_analyser *analyser)
{
    (void)analyser;
    return ET_USES_CAPTION | ET_USES_PARENT;
}

const struct et_catalogue *et_analyser_catalogue(const struct et_analyser *analyser)
{
    return &analyser->catalogue;
}

struct et_slice et_analyser_theme(const struct et_analyser *analyser, unsigned theme)
{
    if (theme < ET_BUILTIN_THEMES)
        return et_slice_of(et_theme_name(theme));
    theme -= ET_BUILTIN_THEMES;
    return theme < analyser->theme_count ? analyser->theme_names[theme] : et_slice("", 0);
}

enum et_rc et_scratch_new(const struct et_analyser *analyser, struct et_scratch **out, struct et_error *error)
{
    struct et_scratch *scratch = et_calloc(1, sizeof *scratch);
    if (!scratch)
        return et_fail_nomem(error);
    et_reading_init(&scratch->reading);
    et_reading_init(&scratch->aside_reading);
    enum et_rc rc = et_tag_scratch_new(&scratch->tag, error);
    if (rc == ET_OK && analyser->stack && !(scratch->stack = et_stack_scratch_new()))
        rc = et_fail_nomem(error);
    if (rc == ET_OK && analyser->transformer)
        rc = et_transformer_scratch_new(&scratch->transformer, error);
    if (rc == ET_OK)
        *out = scratch;
    else
        et_scratch_free(scratch);
    return rc;
}

void et_scratch_free(struct et_scratch *scratch)
{
    if (!scratch)
        return;
    et_reading_dispose(&scratch->reading);
    et_reading_dispose(&scratch->aside_reading);
    et_tag_scratch_free(scratch->tag);
    et_stack_scratch_free(scratch->stack);
    et_transformer_scratch_free(scratch->transformer);
    for (size_t i = 0; i < ET_ASIDES; i++)
        et_free(scratch->asides[i].text);
    et_free(scratch);
}

/* Reads a caption or parent into a place of the cache. */
static enum et_rc read_aside(const struct et_analyser *a, struct et_scratch *scratch, struct et_slice text,
                             struct et_aside *aside, struct et_error *error)
{
    struct et_reading *reading = &scratch->aside_reading;
    enum et_rc rc = et_reading_read(reading, a->lexicon, text, NULL, error);
    if (rc != ET_OK)
        return rc;
    struct et_rules_context alone = {0};
    struct et_verdict verdict;
    et_rules_judge(reading, &alone, &verdict, NULL);
    aside->sentiment = verdict.sentiment;
    aside->grief = (reading->seen & ET_LEX_GRIEF) != 0;
    aside->scandal = (reading->seen & ET_LEX_SCANDAL) != 0;
    et_matcher_context(a->matcher, &reading->tokens, &aside->context);
    return ET_OK;
}

static enum et_rc keep_text(struct et_aside *aside, struct et_slice text, struct et_error *error)
{
    if (text.len + 1 > aside->size) {
        char *grown = et_realloc(aside->text, text.len + 256);
        if (!grown)
            return et_fail_nomem(error);
        aside->text = grown;
        aside->size = text.len + 256;
    }
    memcpy(aside->text, text.ptr, text.len);
    aside->len = text.len;
    return ET_OK;
}

/* What is known of a caption or parent; NULL where there is none. */
static enum et_rc find_aside(const struct et_analyser *a, struct et_scratch *scratch, struct et_slice text,
                             struct et_aside *spare, const struct et_aside **out, struct et_error *error)
{
    *out = NULL;
    if (!text.ptr || text.len == 0)
        return ET_OK;
    if (text.len > KEPT_MAX) {
        *out = spare;
        return read_aside(a, scratch, text, spare, error);
    }
    uint64_t hash = et_hash64(text);
    struct et_aside *aside = &scratch->asides[hash & (ET_ASIDES - 1)];
    *out = aside;
    if (aside->text && aside->hash == hash && et_slice_eq(et_slice(aside->text, aside->len), text))
        return ET_OK;
    aside->hash = ~hash; /* not to be found until it is whole */
    enum et_rc rc = keep_text(aside, text, error);
    if (rc == ET_OK)
        rc = read_aside(a, scratch, text, aside, error);
    if (rc == ET_OK)
        aside->hash = hash;
    return rc;
}

/* Only emoji, marks and numbers; or words of a language that the lexicon does not know. */
static uint32_t understanding(const struct et_reading *r)
{
    bool words = false;
    for (size_t i = 0; i < r->tokens.count && !words; i++)
        words = r->tokens.items[i].kind == ET_TOKEN_WORD || r->tokens.items[i].kind == ET_TOKEN_HASHTAG;
    if (!words)
        return ET_NO_WORDS;
    if (r->language != ET_LEX_OTHER)
        return 0;
    for (size_t i = 0; i < r->hit_count; i++)
        if (et_hit_value(&r->hits[i]) >= 512 || et_hit_value(&r->hits[i]) <= -512)
            return 0;
    return ET_NOT_UNDERSTOOD;
}

static void fill_score(const struct et_analyser *a, const struct et_reading *r, const struct et_verdict *verdict,
                       struct et_score *out)
{
    *out = (struct et_score){.sentiment = verdict->sentiment,
                             .confidence = verdict->confidence,
                             .sarcasm = verdict->sarcasm,
                             .themes = et_theme_set_match(a->themes, &r->tokens),
                             .copy_hash = et_copy_hash(&r->tokens)};
    memcpy(out->emotions, verdict->emotions, sizeof out->emotions);
    memcpy(out->language, r->detected, sizeof out->language);
    out->flags = understanding(r) | (verdict->sarcastic ? (uint32_t)ET_SARCASTIC : 0) |
                 (verdict->question ? (uint32_t)ET_QUESTION : 0) | (verdict->spam ? (uint32_t)ET_SPAM : 0);
    if (out->flags & ET_NOT_UNDERSTOOD)
        out->confidence /= 3;
}

static size_t find_mentions(const struct et_analyser *a, struct et_scratch *scratch, const struct et_aside *caption,
                            const struct et_aside *parent, struct et_trace *trace)
{
    if (a->catalogue.count == 0)
        return 0;
    size_t count = et_matcher_find(a->matcher, &scratch->reading.tokens, caption ? &caption->context : NULL,
                                   parent ? &parent->context : NULL, scratch->found);
    for (size_t i = 0; i < count && scratch->found[i].is_explicit; i++)
        et_reading_name(&scratch->reading, a->lexicon, scratch->found[i].first_token, scratch->found[i].last_token,
                        trace);
    return count;
}

static void fill_mentions(const struct et_analyser *a, struct et_scratch *scratch, size_t count,
                          const struct et_verdict *verdict, struct et_analysis *out)
{
    int32_t margins[ET_FOUND_MAX];
    if (count)
        et_targets_score(&scratch->reading, verdict, scratch->found, count, margins);
    for (size_t i = 0; i < count; i++) {
        const struct et_found *found = &scratch->found[i];
        scratch->mentions[i] = (struct et_mention){.entity_id = a->catalogue.entities[found->entity].id,
                                                   .start = found->is_explicit ? found->start : 0,
                                                   .end = found->is_explicit ? found->end : 0,
                                                   .is_explicit = found->is_explicit,
                                                   .sentiment = et_rules_squash(margins[i])};
    }
    out->mentions = scratch->mentions;
    out->mention_count = count;
}

enum et_rc et_analyse_traced(const struct et_analyser *analyser, struct et_scratch *scratch,
                             const struct et_input *input, struct et_trace *trace, struct et_verdict *verdict,
                             struct et_analysis *out, struct et_error *error)
{
    const struct et_aside *caption, *parent;
    enum et_rc rc = find_aside(analyser, scratch, input->caption, &scratch->long_caption, &caption, error);
    if (rc != ET_OK)
        return rc;
    /* The parent may fall into the caption's place of the cache. */
    struct et_aside caption_kept;
    if (caption && input->parent.ptr && input->parent.len) {
        caption_kept = *caption;
        caption = &caption_kept;
    }
    rc = find_aside(analyser, scratch, input->parent, &scratch->long_parent, &parent, error);
    if (rc == ET_OK)
        rc = et_reading_read(&scratch->reading, analyser->lexicon, input->text, trace, error);
    if (rc != ET_OK)
        return rc;
    if (analyser->stack)
        et_stack_fetch(analyser->stack, scratch->stack, &scratch->reading);
    size_t mentions = find_mentions(analyser, scratch, caption, parent, trace);
    struct et_rules_context context = {
        .has_caption = caption != NULL, .grief = caption && caption->grief, .scandal = caption && caption->scandal};
    context.spam = et_spam_is(analyser->spam, &scratch->reading.tokens, input->text);
    context.has_parent = parent != NULL;
    context.parent_sentiment = parent ? parent->sentiment : 0;
    et_rules_judge(&scratch->reading, &context, verdict, trace);
    if (analyser->stack)
        et_stack_judge(analyser->stack, scratch->stack, &scratch->reading, &context, verdict, trace);
    fill_score(analyser, &scratch->reading, verdict, &out->score);
    fill_mentions(analyser, scratch, mentions, verdict, out);
    et_unlisted_analyse(analyser, scratch, mentions, verdict, out);
    return ET_OK;
}
