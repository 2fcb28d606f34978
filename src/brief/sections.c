/* The sections of the brief in reading order. A section that has nothing to say is left out. */
#include "brief/cards.h"

#include <math.h>

static struct et_section *section(struct et_brief_model *brief, const char *id, const char *title)
{
    struct et_section *s = &brief->sections[brief->section_count++];
    *s = (struct et_section){.id = id, .title = title};
    return s;
}

static struct et_block *block(struct et_section *s, enum et_block_kind kind)
{
    struct et_block *b = &s->blocks[s->count++];
    *b = (struct et_block){.kind = kind};
    return b;
}

static struct et_block *text(struct et_section *s, const char *words)
{
    struct et_block *b = block(s, ET_BLOCK_TEXT);
    b->text = words;
    return b;
}

static void chart(struct et_section *s, const struct et_chart *c)
{
    if (c)
        block(s, ET_BLOCK_CHART)->chart = c;
}

static void table(struct et_section *s, const struct et_table *t)
{
    if (t)
        block(s, ET_BLOCK_TABLE)->table = t;
}

static void statements(struct et_section *s, const struct et_statement *list, size_t count)
{
    if (!count)
        return;
    struct et_block *b = block(s, ET_BLOCK_STATEMENTS);
    b->statements = list;
    b->count = count;
}

static void cards(struct et_section *s, const struct et_card *list, size_t count, size_t print_count)
{
    if (!list || !count)
        return;
    struct et_block *b = block(s, ET_BLOCK_CARDS);
    b->cards = list;
    b->count = count;
    b->print_count = print_count;
}

static void close_section(struct et_brief_model *brief)
{
    if (!brief->sections[brief->section_count - 1].count)
        brief->section_count--;
}

static void findings_section(struct et_brief_model *brief)
{
    statements(section(brief, "findings", "Key findings"), brief->findings, brief->finding_count);
    close_section(brief);
}

static void changes_section(struct et_brief_model *brief, struct et_words *words)
{
    struct et_section *s = section(brief, "changes", "What changed");
    statements(s, brief->changes, brief->change_count);
    chart(s, et_chart_velocity(words, brief->figures));
    size_t count;
    const struct et_card *list = et_cards_alerts(brief, words, &count);
    cards(s, list, count, 3);
    if (!brief->alert_count && s->count)
        text(s, "No name and no storyline raises an alert: none moved by 0.15 or more with enough certainty in the "
                "last 72 hours.");
    close_section(brief);
}

static void time_section(struct et_brief_model *brief, struct et_words *words)
{
    struct et_section *s = section(brief, "timeline", "Over time");
    chart(s, et_chart_timeline(words, brief->figures));
    table(s, et_table_platforms(brief, words));
    close_section(brief);
}

static void entities_section(struct et_brief_model *brief, struct et_words *words)
{
    struct et_section *s = section(brief, "entities", "People and names");
    chart(s, et_chart_entities(words, brief->figures));
    table(s, et_table_entities(brief, words));
    size_t count;
    const struct et_card *list = et_cards_entities(brief, words, &count);
    cards(s, list, count, 5);
    close_section(brief);
}

static void storylines_section(struct et_brief_model *brief, struct et_words *words)
{
    struct et_section *s = section(brief, "storylines", "Storylines");
    chart(s, et_chart_storylines(words, brief->figures));
    table(s, et_table_storylines(brief, words));
    size_t count;
    const struct et_card *list = et_cards_storylines(brief, words, &count);
    cards(s, list, count, 3);
    close_section(brief);
}

static void emotions_section(struct et_brief_model *brief, struct et_words *words)
{
    struct et_section *s = section(brief, "emotions", "Emotions and labels");
    chart(s, et_chart_emotions(words, brief->figures));
    chart(s, et_chart_labels(words, brief->figures));
    close_section(brief);
}

static void relations_section(struct et_brief_model *brief, struct et_words *words)
{
    struct et_section *s = section(brief, "relations", "Relations");
    chart(s, et_chart_relations(words, brief->figures));
    table(s, et_table_relations(brief, words));
    close_section(brief);
}

static void posts_section(struct et_brief_model *brief, struct et_words *words)
{
    struct et_section *s = section(brief, "posts", "Posts");
    chart(s, et_chart_posts(words, brief->figures));
    table(s, et_table_posts(brief, words));
    chart(s, et_chart_first_day(words, brief->figures));
    close_section(brief);
}

/* ---- who is speaking ---- */

static const char *crowd_text(struct et_words *words, const struct et_figures *f)
{
    const struct et_voices *v = &f->voices;
    if (!et_can_say(&f->all) || isnan(v->author_mean))
        return NULL;
    const char *share =
        v->authors >= 100 && !isnan(v->top_share)
            ? et_say(words, "The most active 1%% of the %s wrote %s of the comments. ",
                     et_say_of(words, v->authors, "author", "authors"), et_say_percent(words, v->top_share))
            : et_say(words, "%s wrote the comments. ", et_say_of(words, v->authors, "author", "authors"));
    const char *interval = isnan(v->author_interval.low)
                               ? ""
                               : et_say(words, " (95%% interval %s)", et_say_interval(words, v->author_interval));
    return et_say(words, "%sWith each author counted once the mean is %s%s; over all comments it is %s.", share,
                  et_say_score(words, v->author_mean), interval, et_say_score(words, f->all.mean));
}

static const char *quartile_text(struct et_words *words, const struct et_voices *v)
{
    uint64_t least = v->quartile_n[0], most = v->quartile_n[3];
    if (least < ET_SAY_COMMENTS || most < ET_SAY_COMMENTS || isnan(v->quartile_mean[0]) || isnan(v->quartile_mean[3]))
        return NULL;
    return et_say(words,
                  "The quarter of comments with the fewest likes has a mean of %s (n = %s), the quarter with the most "
                  "%s (n = %s).",
                  et_say_score(words, v->quartile_mean[0]), et_say_count(words, least),
                  et_say_score(words, v->quartile_mean[3]), et_say_count(words, most));
}

static const char *copies_text(struct et_words *words, const struct et_figures *f)
{
    const struct et_voices *v = &f->voices;
    if (!v->copy_groups && !f->all.spam)
        return NULL;
    const char *copies =
        et_say(words, "%s in %s of near-identical texts", et_say_of(words, v->copied_comments, "comment", "comments"),
               et_say_of(words, v->copy_groups, "group", "groups"));
    const char *spam = et_say_of(words, f->all.spam, "comment is marked as spam", "comments are marked as spam");
    const char *which = !v->copy_groups ? spam : !f->all.spam ? copies : et_say(words, "%s; %s", copies, spam);
    if (isnan(v->mean_without_copies))
        return et_say(words, "%s.", which);
    return et_say(words, "%s. Without them the mean is %s: %s.", which, et_say_score(words, v->mean_without_copies),
                  v->copies_matter ? "they matter" : "a difference of 0.05 or less");
}

static void voices_section(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    struct et_section *s = section(brief, "voices", "Who is speaking");
    const char *sentences[] = {crowd_text(words, f), quartile_text(words, &f->voices), copies_text(words, f)};
    const char *all = "";
    for (size_t i = 0; i < 3; i++)
        if (sentences[i])
            all = et_say(words, "%s%s%s", all, *all ? " " : "", sentences[i]);
    if (*all)
        text(s, all);
    chart(s, et_chart_hours(words, f));
    close_section(brief);
}

/* ---- how to read it, and what it was made from ---- */

static void method_section(struct et_brief_model *brief, struct et_words *words)
{
    struct et_section *s = section(brief, "method", "How to read this brief");
    chart(s, et_chart_scale(words));
    const char *all = "";
    for (size_t i = 0; brief->method && brief->method[i]; i++)
        all = et_say(words, "%s%s%s", all, *all ? "\n" : "", brief->method[i]);
    text(s, all)->run_in = true;
    close_section(brief);
}

static void fact(struct et_fact_line *facts, size_t *count, const char *name, const char *value)
{
    if (value && *value)
        facts[(*count)++] = (struct et_fact_line){name, value};
}

static const char *sources_text(struct et_brief_model *brief, struct et_words *words)
{
    const char *list = "";
    size_t shown = brief->source_count < 12 ? brief->source_count : 12;
    uint64_t rows = 0;
    for (size_t i = 0; i < brief->source_count; i++)
        rows += brief->sources[i].rows;
    for (size_t i = 0; i < shown; i++)
        list = et_say(words, "%s%s%.12s", list, *list ? ", " : "", et_say_slice(words, brief->sources[i].sha256));
    const char *more = shown < brief->source_count ? et_say(words, " and %zu more", brief->source_count - shown) : "";
    if (!brief->source_count)
        return "";
    return et_say(words, "%s with %s; SHA-256 begins %s%s", et_say_of(words, brief->source_count, "file", "files"),
                  et_say_of(words, rows, "row", "rows"), list, more);
}

static void manifest_section(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    struct et_fact_line *facts = et_arena_calloc(words->arena, 12, sizeof *facts);
    if (!facts) {
        words->failed = true;
        return;
    }
    size_t n = 0;
    fact(facts, &n, "Program", et_say(words, "et-intel %s", brief->program_version));
    fact(facts, &n, "Model", et_say_slice(words, f->model));
    fact(facts, &n, "Scored by", et_say_slice(words, f->scored_by));
    fact(facts, &n, "Catalogue", f->catalogue_sha256[0] ? et_say(words, "SHA-256 %s", f->catalogue_sha256) : "");
    fact(facts, &n, "Schema", et_say_slice(words, f->schema));
    fact(facts, &n, "Period",
         f->from_us == ET_TIME_NONE || f->to_us == ET_TIME_NONE
             ? ""
             : et_say(words, "from %s to before %s, %s", et_say_time(words, f->from_us), et_say_time(words, f->to_us),
                      brief->zone));
    fact(facts, &n, "As of", f->asof_us == ET_TIME_NONE ? "" : et_say_time(words, f->asof_us));
    fact(facts, &n, "Scope", *brief->scope ? brief->scope : "all comments");
    uint64_t support = brief->options.figures.min_support ? brief->options.figures.min_support : 10;
    fact(facts, &n, "Pairs shown from", et_say_of(words, support, "comment", "comments"));
    fact(facts, &n, "Made from", sources_text(brief, words));
    struct et_section *s = section(brief, "manifest", "What it was made from");
    struct et_block *b = block(s, ET_BLOCK_FACTS);
    b->facts = facts;
    b->count = n;
}

void et_model_sections(struct et_brief_model *brief, struct et_words *words)
{
    if (!brief->empty) {
        findings_section(brief);
        changes_section(brief, words);
        time_section(brief, words);
        entities_section(brief, words);
        storylines_section(brief, words);
        emotions_section(brief, words);
        relations_section(brief, words);
        posts_section(brief, words);
        voices_section(brief, words);
        method_section(brief, words);
    }
    manifest_section(brief, words);
}
