/* The tables of the brief: cells as text for people, with the value they are sorted by. */
#include "brief/model_int.h"

#include <math.h>

struct maker {
    struct et_words *words;
    struct et_table *table;
    struct et_cell *cells;
    size_t count, size;
};

static bool start(struct maker *m, struct et_words *words, const char *caption, const struct et_table_column *columns,
                  size_t column_count, size_t rows, size_t print_rows)
{
    *m = (struct maker){.words = words, .size = column_count * rows};
    m->table = et_arena_alloc(words->arena, sizeof *m->table);
    m->cells = et_arena_calloc(words->arena, m->size ? m->size : 1, sizeof *m->cells);
    if (!m->table || !m->cells) {
        words->failed = true;
        return false;
    }
    *m->table = (struct et_table){.caption = caption,
                                  .columns = columns,
                                  .cells = m->cells,
                                  .column_count = column_count,
                                  .row_count = rows,
                                  .print_rows = print_rows};
    return true;
}

static struct et_cell *cell(struct maker *m, const char *text, double sort, enum et_ink ink)
{
    struct et_cell *c = &m->cells[m->count++];
    *c = (struct et_cell){.text = text, .sort = sort, .ink = ink};
    return c;
}

static void name_cell(struct maker *m, const char *text)
{
    cell(m, text, NAN, ET_INK_TEXT)->bold = true;
}

static void text_cell(struct maker *m, const char *text)
{
    cell(m, text, NAN, ET_INK_MUTED);
}

static void count_cell(struct maker *m, uint64_t n)
{
    cell(m, et_say_count(m->words, n), (double)n, ET_INK_TEXT);
}

static void score_cell(struct maker *m, double value, bool can)
{
    can = can && !isnan(value);
    struct et_cell *c = cell(m, can ? et_say_score(m->words, value) : ET_WORDS_DASH, can ? value : NAN,
                             can ? et_ink_of_number(value) : ET_INK_MUTED);
    c->bold = can;
}

static void interval_cell(struct maker *m, const struct et_summary *s)
{
    bool can = et_can_say(s);
    cell(m, can ? et_say_interval(m->words, s->interval) : "too few", can ? s->interval.high - s->interval.low : NAN,
         ET_INK_MUTED);
}

/* The primary emotion that is most frequent, neutral aside. */
static const char *emotion_text(struct et_words *words, const struct et_summary *s)
{
    unsigned best = 0;
    for (unsigned i = 1; i < ET_NEUTRAL; i++)
        if (s->emotions[i] > s->emotions[best])
            best = i;
    if (!s->emotions[best])
        return ET_WORDS_DASH;
    return et_say(words, "%s %s", et_emotion_name((enum et_emotion)best),
                  et_say_share(words, s->emotions[best], s->comments));
}

static size_t at_most(size_t count)
{
    return count < ET_BRIEF_LIST_MAX ? count : ET_BRIEF_LIST_MAX;
}

const struct et_table *et_table_entities(const struct et_brief_model *brief, struct et_words *words)
{
    static const struct et_table_column columns[] = {
        {"Name", ET_ALIGN_LEFT, 3},   {"Mentions", ET_ALIGN_RIGHT, 0},     {"Authors", ET_ALIGN_RIGHT, 0},
        {"Mean", ET_ALIGN_RIGHT, 0},  {"95% interval", ET_ALIGN_RIGHT, 0}, {"Weighted", ET_ALIGN_RIGHT, 0},
        {"Delta", ET_ALIGN_RIGHT, 0}, {"Main emotion", ET_ALIGN_LEFT, 2},
    };
    const struct et_figures *f = brief->figures;
    size_t rows = at_most(f->entity_count);
    struct maker m;
    const char *caption =
        et_say(words, "Names by mentions%s. Weighted: by likes, w = 1 + ln(1 + likes); delta: weighted minus mean.",
               rows < f->entity_count ? et_say(words, ", the first %zu of %zu", rows, f->entity_count) : "");
    if (!rows || !start(&m, words, caption, columns, 8, rows, 16))
        return NULL;
    for (size_t i = 0; i < rows; i++) {
        const struct et_summary *s = &f->entities[i].summary;
        bool can = et_can_say(s);
        name_cell(&m, et_say_slice(words, f->entities[i].entity->name));
        count_cell(&m, s->comments);
        count_cell(&m, s->authors);
        score_cell(&m, s->mean, can);
        interval_cell(&m, s);
        score_cell(&m, s->weighted, can);
        score_cell(&m, s->delta, can);
        text_cell(&m, emotion_text(words, s));
    }
    return m.table;
}

static const char *who_text(struct et_words *words, const struct et_figures *f, const struct et_storyline *s)
{
    const char *text = "";
    for (size_t i = 0; i < s->entity_count && i < 3; i++)
        text = et_say(words, "%s%s%s (%s)", text, *text ? ", " : "", et_name_of(words, f, s->entities[i]),
                      et_say_count(words, s->entity_comments[i]));
    return *text ? text : ET_WORDS_DASH;
}

const struct et_table *et_table_storylines(const struct et_brief_model *brief, struct et_words *words)
{
    static const struct et_table_column columns[] = {
        {"Storyline", ET_ALIGN_LEFT, 2},        {"Comments", ET_ALIGN_RIGHT, 0},
        {"Share", ET_ALIGN_RIGHT, 0},           {"Mean", ET_ALIGN_RIGHT, 0},
        {"95% interval", ET_ALIGN_RIGHT, 0},    {"Activity", ET_ALIGN_LEFT, 1.4},
        {"Named most in it", ET_ALIGN_LEFT, 4},
    };
    const struct et_figures *f = brief->figures;
    size_t rows = at_most(f->storyline_count);
    struct maker m;
    if (!rows || !start(&m, words, "Storylines by comments; a comment may belong to several.", columns, 7, rows, 12))
        return NULL;
    for (size_t i = 0; i < rows; i++) {
        const struct et_storyline *s = &f->storylines[i];
        name_cell(&m, et_title_case(words, et_say_slice(words, s->name)));
        count_cell(&m, s->summary.comments);
        cell(&m, et_say_share(words, s->summary.comments, f->all.comments), s->share, ET_INK_TEXT);
        score_cell(&m, s->summary.mean, et_can_say(&s->summary));
        interval_cell(&m, &s->summary);
        text_cell(&m, s->urgency ? s->urgency : ET_WORDS_DASH);
        text_cell(&m, who_text(words, f, s));
    }
    return m.table;
}

const struct et_table *et_table_relations(const struct et_brief_model *brief, struct et_words *words)
{
    static const struct et_table_column columns[] = {
        {"Pair", ET_ALIGN_LEFT, 4},          {"Kind", ET_ALIGN_LEFT, 1},      {"Comments", ET_ALIGN_RIGHT, 0},
        {"Authors", ET_ALIGN_RIGHT, 0},      {"Strength", ET_ALIGN_RIGHT, 0}, {"Mean", ET_ALIGN_RIGHT, 0},
        {"95% interval", ET_ALIGN_RIGHT, 0},
    };
    const struct et_figures *f = brief->figures;
    size_t rows = 0;
    for (size_t i = 0; i < f->relation_count && rows < ET_BRIEF_LIST_MAX; i++)
        rows += f->relations[i].shown;
    struct maker m;
    if (!rows || !start(&m, words,
                        "Pairs named in the same comment more often than chance would have it. Strength: normalised "
                        "pointwise mutual information, 0 = chance, 1 = never one without the other.",
                        columns, 7, rows, 10))
        return NULL;
    for (size_t i = 0; i < f->relation_count && m.count < m.size; i++) {
        const struct et_relation *r = &f->relations[i];
        if (!r->shown)
            continue;
        bool can = r->comments >= ET_SAY_COMMENTS && !isnan(r->mean) && !isnan(r->interval.low);
        name_cell(&m, et_say(words, "%s and %s", et_name_of(words, f, r->a), et_name_of(words, f, r->b)));
        text_cell(&m, r->couple ? "couple" : "linked");
        count_cell(&m, r->comments);
        count_cell(&m, r->authors);
        cell(&m, et_say(words, "%.2f", r->npmi), r->npmi, ET_INK_TEXT);
        score_cell(&m, r->mean, can);
        cell(&m, can ? et_say_interval(words, r->interval) : "too few", can ? r->interval.high - r->interval.low : NAN,
             ET_INK_MUTED);
    }
    return m.table;
}

static void coverage_cell(struct maker *m, const struct et_post_figures *p)
{
    if (isnan(p->coverage) || p->post->comments_announced <= 0) {
        cell(m, "not known", NAN, ET_INK_MUTED);
        return;
    }
    const char *text = et_say(m->words, "of %s", et_say_count(m->words, (uint64_t)p->post->comments_announced));
    if (p->post->comments_announced >= ET_SAY_PERCENT)
        text = et_say(m->words, "%s %s", p->coverage > 1 ? "over 100%" : et_say_percent(m->words, p->coverage), text);
    cell(m, text, p->coverage, ET_INK_TEXT);
}

const struct et_table *et_table_posts(const struct et_brief_model *brief, struct et_words *words)
{
    static const struct et_table_column columns[] = {
        {"Post", ET_ALIGN_LEFT, 4},       {"Platform", ET_ALIGN_LEFT, 1.2}, {"Comments", ET_ALIGN_RIGHT, 0},
        {"Collected", ET_ALIGN_RIGHT, 0}, {"Mean", ET_ALIGN_RIGHT, 0},      {"95% interval", ET_ALIGN_RIGHT, 0},
        {"About", ET_ALIGN_LEFT, 1.8},
    };
    const struct et_figures *f = brief->figures;
    size_t rows = at_most(f->post_count);
    struct maker m;
    const char *caption =
        et_say(words, "Posts by comments%s. Collected: share of the comments that the platform announces.",
               rows < f->post_count ? et_say(words, ", the first %zu of %zu", rows, f->post_count) : "");
    if (!rows || !start(&m, words, caption, columns, 7, rows, 12))
        return NULL;
    for (size_t i = 0; i < rows; i++) {
        const struct et_post_figures *p = &f->posts[i];
        name_cell(&m, et_post_label(words, p->post, 64));
        if (et_slice_starts(p->post->url, ET_SLICE("https://")) || et_slice_starts(p->post->url, ET_SLICE("http://")))
            m.cells[m.count - 1].url = p->post->url;
        text_cell(&m, et_platform_title(p->post->platform));
        count_cell(&m, p->summary.comments);
        coverage_cell(&m, p);
        score_cell(&m, p->summary.mean, et_can_say(&p->summary));
        interval_cell(&m, &p->summary);
        text_cell(&m, p->top_entity < f->entity_count ? et_name_of(words, f, p->top_entity) : ET_WORDS_DASH);
    }
    return m.table;
}

const struct et_table *et_table_platforms(const struct et_brief_model *brief, struct et_words *words)
{
    static const struct et_table_column columns[] = {
        {"Platform", ET_ALIGN_LEFT, 2},  {"Comments", ET_ALIGN_RIGHT, 0},    {"Authors", ET_ALIGN_RIGHT, 0},
        {"Posts", ET_ALIGN_RIGHT, 0},    {"Mean", ET_ALIGN_RIGHT, 0},        {"95% interval", ET_ALIGN_RIGHT, 0},
        {"Weighted", ET_ALIGN_RIGHT, 0}, {"Main emotion", ET_ALIGN_LEFT, 2},
    };
    const struct et_figures *f = brief->figures;
    struct maker m;
    if (f->platform_count < 2 ||
        !start(&m, words, "Comments by platform.", columns, 8, f->platform_count, f->platform_count))
        return NULL;
    for (size_t i = 0; i < f->platform_count; i++) {
        const struct et_summary *s = &f->platforms[i].summary;
        name_cell(&m, et_platform_title(f->platforms[i].platform));
        count_cell(&m, s->comments);
        count_cell(&m, s->authors);
        count_cell(&m, s->posts);
        score_cell(&m, s->mean, et_can_say(s));
        interval_cell(&m, s);
        score_cell(&m, s->weighted, et_can_say(s));
        text_cell(&m, emotion_text(words, s));
    }
    return m.table;
}
