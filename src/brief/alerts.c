/* What changed: alerts and what to watch (72 hours against 72), and the period against the one before. */
#include "brief/model_int.h"

#include <math.h>
#include <stdlib.h>

static const char *direction_of(const struct et_velocity *v)
{
    const char *text = et_direction_text(v->direction);
    return text && *text ? text : v->change < 0 ? "lower" : "higher";
}

static const char *percent_of(struct et_words *words, const struct et_velocity *v)
{
    if (isnan(v->percent_change))
        return "";
    return et_say(words, " or %s%.0f%%", v->percent_change < 0 ? ET_WORDS_MINUS : "+", fabs(v->percent_change));
}

static const char *alert_detail(struct et_words *words, const struct et_velocity *v)
{
    return et_say(
        words, "The mean went from %s to %s in 72 hours, a change of %s (95%% interval %s; %s now, %s before).",
        et_say_score(words, v->previous_mean), et_say_score(words, v->recent_mean), et_say_score(words, v->change),
        et_say_interval(words, v->interval), et_say_of(words, v->recent_comments, "comment", "comments"),
        et_say_count(words, v->previous_comments));
}

static const char *watch_detail(struct et_words *words, const struct et_velocity *v)
{
    return et_say(
        words,
        "From %s to %s in 72 hours, a change of %s%s: that meets the familiar 30%% rule but is no alert (95%% "
        "interval %s; %s now, %s before).",
        et_say_score(words, v->previous_mean), et_say_score(words, v->recent_mean), et_say_score(words, v->change),
        percent_of(words, v), et_say_interval(words, v->interval),
        et_say_of(words, v->recent_comments, "comment", "comments"), et_say_count(words, v->previous_comments));
}

static void add(struct et_brief_model *brief, struct et_words *words, const char *about, const char *subject,
                const struct et_velocity *v)
{
    if (!v->enough || !(v->is_alert || v->is_watch))
        return;
    struct et_alert *a = &brief->alerts[brief->alert_count++];
    *a = (struct et_alert){.level = v->is_alert ? ET_LEVEL_ALERT : ET_LEVEL_WATCH,
                           .about = about,
                           .subject = subject,
                           .velocity = v,
                           .detail = v->is_alert ? alert_detail(words, v) : watch_detail(words, v)};
    a->text = et_say(words, "%s: %s. %s", subject, v->is_alert ? direction_of(v) : "to watch", a->detail);
    a->badge = v->is_alert ? et_say(words, "Alert: %s", direction_of(v)) : "Watch";
    size_t count = 0;
    for (size_t i = 0; i < 3; i++) {
        const struct et_quote *quote = et_brief_quote(brief, v->evidence[i]);
        if (quote)
            a->evidence[count++] = quote;
    }
}

static int by_weight(const void *left, const void *right)
{
    const struct et_alert *a = left, *b = right;
    if (a->level != b->level)
        return a->level > b->level ? -1 : 1;
    double x = fabs(a->velocity->change), y = fabs(b->velocity->change);
    if (x != y)
        return x > y ? -1 : 1;
    return strcmp(a->subject, b->subject);
}

void et_model_alerts(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    size_t max = f->entity_count + f->storyline_count + 1;
    brief->alerts = et_arena_calloc(words->arena, max, sizeof *brief->alerts);
    if (!brief->alerts) {
        words->failed = true;
        return;
    }
    add(brief, words, "all", "All comments", &f->velocity);
    for (size_t i = 0; i < f->entity_count; i++)
        add(brief, words, "entity", et_name_of(words, f, (uint32_t)i), &f->entities[i].velocity);
    for (size_t i = 0; i < f->storyline_count; i++)
        add(brief, words, "storyline",
            et_say(words, "Storyline \xE2\x80\x9C%s\xE2\x80\x9D", et_say_slice(words, f->storylines[i].name)),
            &f->storylines[i].velocity);
    qsort(brief->alerts, brief->alert_count, sizeof *brief->alerts, by_weight);
}

static void change(struct et_brief_model *brief, const char *kind, uint64_t n, const char *text)
{
    if (brief->change_count < sizeof brief->changes / sizeof brief->changes[0])
        brief->changes[brief->change_count++] = (struct et_statement){kind, text, n};
}

static void against_previous(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    const struct et_difference *d = &f->against_previous;
    uint64_t n = f->all.comments + f->previous.comments;
    if (!*f->trend || !et_can_say(&f->all) || !et_can_say(&f->previous) || isnan(d->change))
        return;
    const char *numbers = et_say(words, "from %s to %s, a change of %s (95%% interval %s; n = %s before, %s now)",
                                 et_say_score(words, f->previous.mean), et_say_score(words, f->all.mean),
                                 et_say_score(words, d->change), et_say_interval(words, d->interval),
                                 et_say_count(words, f->previous.comments), et_say_count(words, f->all.comments));
    if (strcmp(f->trend, "stable") == 0)
        change(brief, "against_previous", n,
               et_say(words, "Against the period of equal length before, sentiment is stable: %s.", numbers));
    else
        change(brief, "against_previous", n,
               et_say(words, "Sentiment is %s against the period of equal length before: %s.", f->trend, numbers));
}

static void volume_against_previous(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    uint64_t now = f->all.comments, before = f->previous.comments;
    if (before < ET_SAY_PERCENT || now < ET_SAY_PERCENT)
        return;
    change(brief, "volume_against_previous", now + before,
           et_say(words, "%s against %s in the period before (%.2f times as many).",
                  et_say_of(words, now, "comment", "comments"), et_say_count(words, before),
                  (double)now / (double)before));
}

static void last_72_hours(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_velocity *v = &brief->figures->velocity;
    if (!v->enough || isnan(v->change) || isnan(v->interval.low))
        return;
    bool clear = v->interval.low > 0 || v->interval.high < 0;
    change(brief, "last_72_hours", v->recent_comments + v->previous_comments,
           et_say(words,
                  "Over all comments, the last 72 hours (to %s) have a mean of %s against %s in the 72 before: %s "
                  "(95%% interval %s; n = %s and %s).",
                  et_say_time(words, brief->figures->asof_us), et_say_score(words, v->recent_mean),
                  et_say_score(words, v->previous_mean),
                  clear ? et_say(words, "a change of %s", et_say_score(words, v->change)) : "no clear change",
                  et_say_interval(words, v->interval), et_say_count(words, v->recent_comments),
                  et_say_count(words, v->previous_comments)));
}

/* Names that are talked about far more or less than in the 72 hours before. */
static void volume_of_names(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    const struct et_entity_figures *most = NULL;
    for (size_t i = 0; i < f->entity_count; i++) {
        const struct et_velocity *v = &f->entities[i].velocity;
        if (!v->enough || isnan(v->volume_ratio) || isnan(v->volume_p) || v->volume_p >= 0.01 || v->volume_ratio <= 1.5)
            continue;
        most = !most || v->volume_ratio > most->velocity.volume_ratio ? &f->entities[i] : most;
    }
    if (!most)
        return;
    const struct et_velocity *v = &most->velocity;
    change(brief, "volume_of_name", v->recent_comments + v->previous_comments,
           et_say(words, "%s is talked about more: %s in the last 72 hours against %s in the 72 before (%s).",
                  et_say_name(words, most->entity->name), et_say_of(words, v->recent_comments, "mention", "mentions"),
                  et_say_count(words, v->previous_comments), et_say_p(words, v->volume_p)));
}

static void busy_storylines(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    for (size_t i = 0; i < f->storyline_count && brief->change_count < 7; i++) {
        const struct et_storyline *s = &f->storylines[i];
        if (s->summary.comments < ET_SAY_COMMENTS || !s->urgency)
            continue;
        if (strcmp(s->urgency, "high activity") == 0)
            change(brief, "storyline_high_activity", s->summary.comments,
                   et_say(words,
                          "The storyline %s shows high activity: %s in the last 72 hours against %s in the 72 before.",
                          et_say_slice(words, s->name),
                          et_say_of(words, s->velocity.recent_comments, "comment", "comments"),
                          et_say_count(words, s->velocity.previous_comments)));
        else if (strcmp(s->urgency, "emerging") == 0)
            change(brief, "storyline_emerging", s->summary.comments,
                   et_say(words, "The storyline %s is emerging: first seen on %s, %s since.",
                          et_say_slice(words, s->name), et_say_date(words, s->first_us),
                          et_say_of(words, s->summary.comments, "comment", "comments")));
    }
}

void et_model_changes(struct et_brief_model *brief, struct et_words *words)
{
    against_previous(brief, words);
    volume_against_previous(brief, words);
    last_72_hours(brief, words);
    volume_of_names(brief, words);
    busy_storylines(brief, words);
}
