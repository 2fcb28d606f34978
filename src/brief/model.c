#include "brief/model_int.h"

#include "brief/quote.h"

#include <math.h>
#include <stdlib.h>

/* ---- evidence ---- */

struct ids {
    int64_t *items;
    size_t count;
};

static void add_id(struct ids *ids, int64_t id)
{
    if (id > 0)
        ids->items[ids->count++] = id;
}

static void add_summary(struct ids *ids, const struct et_summary *s)
{
    add_id(ids, s->most_liked);
    add_id(ids, s->most_positive);
    add_id(ids, s->most_negative);
}

static void add_velocity(struct ids *ids, const struct et_velocity *v)
{
    for (size_t i = 0; i < 3; i++)
        add_id(ids, v->evidence[i]);
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void collect_ids(const struct et_figures *f, struct ids *ids)
{
    add_summary(ids, &f->all);
    add_velocity(ids, &f->velocity);
    for (size_t i = 0; i < f->entity_count; i++) {
        /* Names beyond the list are quoted only where they raise an alert. */
        if (i < ET_BRIEF_LIST_MAX)
            add_summary(ids, &f->entities[i].summary);
        if (f->entities[i].velocity.is_alert || f->entities[i].velocity.is_watch)
            add_velocity(ids, &f->entities[i].velocity);
    }
    for (size_t i = 0; i < f->storyline_count; i++) {
        add_velocity(ids, &f->storylines[i].velocity);
        for (size_t k = 0; k < 3; k++)
            add_id(ids, f->storylines[i].evidence[k]);
    }
}

enum et_rc et_brief_evidence(const struct et_figures *f, struct et_arena *arena, int64_t **out, size_t *count,
                             struct et_error *error)
{
    struct ids ids = {.count = 0};
    ids.items = et_arena_calloc(arena, 6 + 6 * f->entity_count + 6 * f->storyline_count, sizeof *ids.items);
    if (!ids.items)
        return et_fail_nomem(error);
    collect_ids(f, &ids);
    qsort(ids.items, ids.count, sizeof *ids.items, by_number);
    size_t kept = 0;
    for (size_t i = 0; i < ids.count; i++)
        if (!kept || ids.items[i] != ids.items[kept - 1])
            ids.items[kept++] = ids.items[i];
    *out = ids.items;
    *count = kept;
    return ET_OK;
}

static int by_comment(const void *a, const void *b)
{
    const struct et_quote *x = a, *y = b;
    return x->comment_id < y->comment_id ? -1 : x->comment_id > y->comment_id;
}

const struct et_quote *et_brief_quote(const struct et_brief_model *brief, int64_t comment_id)
{
    struct et_quote key = {.comment_id = comment_id};
    if (comment_id <= 0 || !brief->quote_count)
        return NULL;
    return bsearch(&key, brief->quotes, brief->quote_count, sizeof key, by_comment);
}

/* Links are made only of plain http(s) addresses without blanks, quotes or control characters. */
static struct et_slice safe_url(struct et_slice url)
{
    if (!et_slice_starts(url, ET_SLICE("https://")) && !et_slice_starts(url, ET_SLICE("http://")))
        return (struct et_slice){NULL, 0};
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        if (c <= 0x20 || c >= 0x7F || strchr("\"'<>\\`{}|^()", c))
            return (struct et_slice){NULL, 0};
    }
    return url;
}

static const char *quote_text(struct et_brief_model *brief, struct et_words *words, struct et_slice text,
                              bool *shortened)
{
    if (!brief->options.show_authors)
        text = et_quote_hide_handles(words->arena, text, brief->figures);
    if (text.ptr && brief->options.mask_profanity)
        text = et_quote_mask(words->arena, text);
    if (text.ptr)
        text = et_quote_shorten(words->arena, text, ET_QUOTE_MAX, shortened);
    words->failed |= !text.ptr;
    return text.ptr ? text.ptr : "";
}

static void make_quote(struct et_brief_model *brief, struct et_words *words, const struct et_stored_comment *c,
                       struct et_quote *q)
{
    *q = (struct et_quote){.comment_id = c->comment_id,
                           .public_id = c->public_id,
                           .url = safe_url(c->post_url),
                           .likes = c->likes,
                           .created_at_us = c->created_at_us,
                           .platform = c->platform,
                           .sentiment = c->has_score ? (double)c->score.sentiment / ET_FIXED : NAN,
                           .author = ""};
    q->text = quote_text(brief, words, c->text, &q->shortened);
    struct et_slice name = c->author_name.len ? c->author_name : c->author;
    if (brief->options.show_authors && name.len)
        q->author = et_say_slice(words, et_quote_shorten(words->arena, name, 40, NULL));
    const struct et_stored_post post = {.subject = c->post_subject, .caption = c->post_caption, .key = c->post_key};
    q->post = et_post_label(words, &post, 56);
    const char *likes = c->likes < 0 ? "likes not known" : et_say_of(words, (uint64_t)c->likes, "like", "likes");
    q->source =
        et_say(words, "%s, %s, %s", et_platform_title(c->platform), et_say_date(words, c->created_at_us), likes);
}

static void make_quotes(struct et_brief_model *brief, struct et_words *words, const struct et_brief_input *input)
{
    size_t n = input->evidence_count;
    brief->quotes = et_arena_calloc(words->arena, n ? n : 1, sizeof *brief->quotes);
    if (!brief->quotes) {
        words->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        make_quote(brief, words, &input->evidence[i], &brief->quotes[i]);
    brief->quote_count = n;
    qsort(brief->quotes, n, sizeof *brief->quotes, by_comment);
}

/* ---- manifest ---- */

static int by_hash(const void *a, const void *b)
{
    const struct et_source_file *x = a, *y = b;
    int order = et_slice_cmp(x->sha256, y->sha256);
    return order ? order : et_slice_cmp(x->format, y->format);
}

/* Only what is the same on every machine and in every order of imports; a file imported twice counts once. */
static void make_sources(struct et_brief_model *brief, struct et_words *words, const struct et_brief_input *input)
{
    size_t n = input->import_count, kept = 0;
    brief->sources = et_arena_calloc(words->arena, n ? n : 1, sizeof *brief->sources);
    if (!brief->sources) {
        words->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const struct et_import *m = &input->imports[i];
        if (m->state == ET_IMPORT_DONE || m->state == ET_IMPORT_RUNNING ||
            (m->state == ET_IMPORT_FAILED && m->counts.inserted + m->counts.updated > 0))
            brief->sources[brief->source_count++] = (struct et_source_file){
                .sha256 = m->sha256, .format = m->format, .bytes = m->bytes, .rows = m->counts.rows};
    }
    qsort(brief->sources, brief->source_count, sizeof *brief->sources, by_hash);
    for (size_t i = 0; i < brief->source_count; i++)
        if (!kept || by_hash(&brief->sources[i], &brief->sources[kept - 1]) != 0)
            brief->sources[kept++] = brief->sources[i];
    brief->source_count = kept;
}

/* ---- title, period, what there is to say at all ---- */

static void make_frame(struct et_brief_model *brief, struct et_words *words, const struct et_brief_input *input)
{
    const struct et_brief_options *o = &brief->options;
    const struct et_figures *f = brief->figures;
    brief->title = o->title.len ? et_say_slice(words, et_quote_shorten(words->arena, o->title, 120, NULL))
                                : "Audience intelligence brief";
    brief->zone = o->zone_name.len  ? et_say_slice(words, o->zone_name)
                  : o->figures.zone ? et_zone_name(o->figures.zone)
                                    : "UTC";
    brief->period = et_say_period(words, f->from_us, f->to_us);
    brief->program_version = o->version ? o->version : "";
    const char *platform = o->figures.platform ? et_platform_title(o->figures.platform) : "";
    const char *entity = input->entity_name.len ? et_say_name(words, input->entity_name) : "";
    brief->scope =
        *entity ? et_say(words, "%s%scomments that mention %s", platform, *platform ? ", " : "", entity) : platform;
    brief->lead = "";
    brief->advice = "";
}

static void make_empty(struct et_brief_model *brief, struct et_words *words, const struct et_brief_input *input)
{
    if (input->first_us == ET_TIME_NONE) {
        brief->period = "no comments yet";
        brief->lead = "There are no comments in the database yet, so there is nothing to report.";
        brief->advice =
            "Import exports of comment sections first: et-intel import FILE... Then run et-intel brief again. "
            "et-intel help import names the formats that are read.";
        return;
    }
    brief->lead =
        et_say(words, "No comment in the database fits this period and scope%s%s, so there is nothing to report.",
               *brief->scope ? ": " : "", brief->scope);
    brief->advice = et_say(words,
                           "The database holds comments from %s to %s. Choose another period with --from and --to, or "
                           "import more exports: et-intel import FILE...",
                           et_say_date(words, input->first_us), et_say_date(words, input->last_us));
}

enum et_rc et_brief_build(const struct et_brief_options *options, const struct et_brief_input *input,
                          struct et_arena *arena, struct et_brief_model **out, struct et_error *error)
{
    struct et_words words = {.arena = arena, .zone = options->figures.zone};
    struct et_brief_model *brief = et_arena_calloc(arena, 1, sizeof *brief);
    if (!brief)
        return et_fail_nomem(error);
    brief->options = *options;
    brief->figures = input->figures;
    brief->empty = input->figures->all.comments == 0;
    make_frame(brief, &words, input);
    make_sources(brief, &words, input);
    if (brief->empty) {
        make_empty(brief, &words, input);
    } else {
        make_quotes(brief, &words, input);
        if (!words.failed) {
            et_model_numbers(brief, &words);
            et_model_findings(brief, &words);
            et_model_alerts(brief, &words);
            et_model_changes(brief, &words);
            et_model_lead(brief, &words);
            et_model_method(brief, &words);
        }
    }
    if (!words.failed)
        et_model_sections(brief, &words);
    if (words.failed)
        return et_fail_nomem(error);
    *out = brief;
    return ET_OK;
}
