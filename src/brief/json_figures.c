/* The figures inside the JSON brief: every mean with its n and interval. */
#include "brief/json_int.h"

#include <math.h>

static void name_of(struct et_json *json, const char *key, const struct et_figures *f, uint32_t entity)
{
    if (entity < f->entity_count)
        et_json_slice(json, key, f->entities[entity].entity->name);
    else
        et_json_null(json, key);
}

void et_json_quote(struct et_json *json, const char *key, const struct et_quote *q)
{
    if (!q) {
        et_json_null(json, key);
        return;
    }
    et_json_open(json, key, '{');
    et_json_slice(json, "id", q->public_id);
    et_json_text(json, "text", q->text);
    et_json_bool(json, "shortened", q->shortened);
    et_json_text(json, "author", *q->author ? q->author : NULL);
    et_json_text(json, "platform", et_platform_name(q->platform));
    et_json_time(json, "created_at", q->created_at_us);
    if (q->likes < 0)
        et_json_null(json, "likes");
    else
        et_json_integer(json, "likes", q->likes);
    et_json_real(json, "sentiment", q->sentiment, 4);
    et_json_text(json, "post", q->post);
    et_json_slice(json, "url", q->url);
    et_json_close(json, '}');
}

static void emotions(struct et_json *json, const char *key, const uint64_t counts[ET_EMOTIONS])
{
    et_json_open(json, key, '{');
    for (unsigned i = 0; i < ET_EMOTIONS; i++)
        et_json_count(json, et_emotion_name((enum et_emotion)i), counts[i]);
    et_json_close(json, '}');
}

static void evidence(struct et_json *json, const struct et_brief_model *brief, const int64_t ids[3])
{
    et_json_open(json, "evidence", '[');
    for (size_t i = 0; i < 3; i++)
        if (et_brief_quote(brief, ids[i]))
            et_json_quote(json, NULL, et_brief_quote(brief, ids[i]));
    et_json_close(json, ']');
}

static void summary(struct et_json *json, const char *key, const struct et_brief_model *brief,
                    const struct et_summary *s, bool quotes)
{
    et_json_open(json, key, '{');
    et_json_count(json, "n", s->comments);
    et_json_count(json, "authors", s->authors);
    et_json_count(json, "posts", s->posts);
    et_json_count(json, "likes", s->likes);
    et_json_real(json, "mean", s->mean, 4);
    et_json_interval(json, "interval", s->interval);
    et_json_real(json, "weighted", s->weighted, 4);
    et_json_interval(json, "weighted_interval", s->weighted_interval);
    et_json_real(json, "delta", s->delta, 4);
    et_json_text(json, "delta_text", isnan(s->delta) ? NULL : et_delta_text(s));
    et_json_real(json, "like_weighted", s->like_weighted, 4);
    et_json_real(json, "n_eff", s->n_eff, 4);
    et_json_bool(json, "one_comment_dominates", s->one_comment_dominates);
    et_json_open(json, "labels", '{');
    for (unsigned i = 0; i < ET_LABELS; i++)
        et_json_count(json, et_label_name((enum et_label)i), s->labels[i]);
    et_json_close(json, '}');
    emotions(json, "emotions", s->emotions);
    et_json_count(json, "sarcastic", s->sarcastic);
    et_json_count(json, "questions", s->questions);
    et_json_count(json, "spam", s->spam);
    et_json_count(json, "copies", s->copies);
    et_json_count(json, "not_understood", s->not_understood);
    if (quotes) {
        et_json_quote(json, "most_liked", et_brief_quote(brief, s->most_liked));
        et_json_quote(json, "most_positive", et_brief_quote(brief, s->most_positive));
        et_json_quote(json, "most_negative", et_brief_quote(brief, s->most_negative));
    }
    et_json_close(json, '}');
}

static void timeline(struct et_json *json, const struct et_timeline *t)
{
    et_json_open(json, "timeline", '{');
    et_json_integer(json, "step_seconds", t->step_us / ET_US_SECOND);
    et_json_open(json, "points", '[');
    for (size_t i = 0; i < t->count; i++) {
        const struct et_point *p = &t->points[i];
        et_json_open(json, NULL, '{');
        et_json_time(json, "from", p->from_us);
        et_json_count(json, "n", p->comments);
        et_json_real(json, "mean", p->mean, 4);
        et_json_interval(json, "interval", p->interval);
        et_json_count(json, "likes", p->likes);
        et_json_counts(json, "emotions", p->emotions, ET_EMOTIONS);
        et_json_close(json, '}');
    }
    et_json_close(json, ']');
    et_json_close(json, '}');
}

void et_json_velocity(struct et_json *json, const char *key, const struct et_brief_model *brief,
                      const struct et_velocity *v)
{
    et_json_open(json, key, '{');
    et_json_bool(json, "enough", v->enough);
    et_json_count(json, "recent_n", v->recent_comments);
    et_json_count(json, "previous_n", v->previous_comments);
    et_json_count(json, "recent_authors", v->recent_authors);
    et_json_count(json, "previous_authors", v->previous_authors);
    if (v->enough) {
        et_json_real(json, "recent_mean", v->recent_mean, 4);
        et_json_real(json, "previous_mean", v->previous_mean, 4);
        et_json_real(json, "change", v->change, 4);
        et_json_interval(json, "interval", v->interval);
        et_json_real(json, "p", v->p, 6);
        et_json_real(json, "q", v->q, 6);
        et_json_real(json, "percent_change", v->percent_change, 1);
        et_json_bool(json, "flag_30", v->flag_30);
        et_json_bool(json, "is_alert", v->is_alert);
        et_json_bool(json, "is_watch", v->is_watch);
        et_json_text(json, "direction", et_direction_text(v->direction));
        et_json_real(json, "volume_ratio", v->volume_ratio, 4);
        et_json_real(json, "volume_p", v->volume_p, 6);
        evidence(json, brief, v->evidence);
    }
    et_json_close(json, '}');
}

static void fatigue(struct et_json *json, double share, struct et_interval interval, int64_t since)
{
    et_json_open(json, "fatigue", '{');
    et_json_real(json, "share", share, 4);
    et_json_interval(json, "interval", interval);
    et_json_time(json, "higher_since", since);
    et_json_close(json, '}');
}

static void entity(struct et_json *json, const struct et_brief_model *brief, const struct et_entity_figures *e)
{
    const struct et_figures *f = brief->figures;
    et_json_open(json, NULL, '{');
    et_json_slice(json, "name", e->entity->name);
    et_json_text(json, "type", et_entity_type_name(e->entity->type));
    et_json_bool(json, "known", e->entity->state == ET_ENTITY_KNOWN);
    et_json_count(json, "mentions", e->summary.comments);
    et_json_count(json, "implied", e->implied);
    et_json_real(json, "share_of_voice", e->share_of_voice, 4);
    summary(json, "summary", brief, &e->summary, true);
    et_json_velocity(json, "velocity", brief, &e->velocity);
    fatigue(json, e->fatigue, e->fatigue_interval, e->fatigue_since_us);
    et_json_open(json, "storylines", '[');
    for (size_t i = 0; i < f->storyline_count; i++) {
        unsigned theme = f->storylines[i].theme;
        if (theme >= ET_THEMES_MAX || !e->themes[theme])
            continue;
        et_json_open(json, NULL, '{');
        et_json_slice(json, "name", f->storylines[i].name);
        et_json_count(json, "n", e->themes[theme]);
        et_json_close(json, '}');
    }
    et_json_close(json, ']');
    et_json_open(json, "together", '[');
    for (size_t i = 0; i < e->together_count; i++) {
        et_json_open(json, NULL, '{');
        name_of(json, "name", f, e->together[i].entity);
        et_json_count(json, "n", e->together[i].comments);
        et_json_close(json, '}');
    }
    et_json_close(json, ']');
    timeline(json, &e->timeline);
    et_json_close(json, '}');
}

static void storyline(struct et_json *json, const struct et_brief_model *brief, const struct et_storyline *s)
{
    et_json_open(json, NULL, '{');
    et_json_slice(json, "name", s->name);
    et_json_count(json, "n", s->summary.comments);
    et_json_real(json, "share", s->share, 4);
    et_json_text(json, "urgency", s->urgency);
    et_json_time(json, "first_comment", s->first_us);
    et_json_open(json, "entities", '[');
    for (size_t i = 0; i < s->entity_count; i++) {
        et_json_open(json, NULL, '{');
        name_of(json, "name", brief->figures, s->entities[i]);
        et_json_count(json, "n", s->entity_comments[i]);
        et_json_close(json, '}');
    }
    et_json_close(json, ']');
    summary(json, "summary", brief, &s->summary, false);
    et_json_velocity(json, "velocity", brief, &s->velocity);
    fatigue(json, s->fatigue, s->fatigue_interval, s->fatigue_since_us);
    evidence(json, brief, s->evidence);
    timeline(json, &s->timeline);
    et_json_close(json, '}');
}

static void relation(struct et_json *json, const struct et_figures *f, const struct et_relation *r)
{
    et_json_open(json, NULL, '{');
    name_of(json, "a", f, r->a);
    name_of(json, "b", f, r->b);
    et_json_text(json, "kind", r->couple ? "couple" : "linked");
    et_json_count(json, "n", r->comments);
    et_json_count(json, "authors", r->authors);
    et_json_count(json, "posts", r->posts);
    et_json_real(json, "npmi", r->npmi, 4);
    et_json_real(json, "p", r->p, 6);
    et_json_real(json, "q", r->q, 6);
    et_json_bool(json, "shown", r->shown);
    et_json_bool(json, "familiar_flag", r->familiar_flag);
    et_json_real(json, "mean", r->mean, 4);
    et_json_interval(json, "interval", r->interval);
    et_json_close(json, '}');
}

static void post(struct et_json *json, const struct et_brief_model *brief, const struct et_post_figures *p)
{
    const struct et_stored_post *s = p->post;
    et_json_open(json, NULL, '{');
    et_json_text(json, "platform", et_platform_name(s->platform));
    et_json_slice(json, "key", s->key);
    et_json_slice(json, "url", s->url);
    et_json_slice(json, "subject", s->subject);
    et_json_slice(json, "title", s->title);
    et_json_slice(json, "caption", s->caption);
    et_json_time(json, "posted_at", s->posted_at_us);
    if (s->comments_announced < 0)
        et_json_null(json, "announced");
    else
        et_json_integer(json, "announced", s->comments_announced);
    et_json_real(json, "coverage", p->coverage, 4);
    name_of(json, "top_entity", brief->figures, p->top_entity);
    summary(json, "summary", brief, &p->summary, false);
    et_json_counts(json, "first_24h", p->first_24h, 24);
    et_json_close(json, '}');
}

static void voices(struct et_json *json, const struct et_voices *v)
{
    et_json_open(json, "voices", '{');
    et_json_count(json, "authors", v->authors);
    et_json_real(json, "top_share", v->top_share, 4);
    et_json_real(json, "gini", v->gini, 4);
    et_json_real(json, "author_mean", v->author_mean, 4);
    et_json_interval(json, "author_interval", v->author_interval);
    et_json_counts(json, "by_hour", v->by_hour, 24);
    et_json_counts(json, "by_weekday", v->by_weekday, 7);
    et_json_open(json, "like_quartiles", '[');
    for (size_t i = 0; i < 4; i++) {
        et_json_open(json, NULL, '{');
        et_json_count(json, "n", v->quartile_n[i]);
        et_json_real(json, "mean", v->quartile_mean[i], 4);
        et_json_close(json, '}');
    }
    et_json_close(json, ']');
    et_json_count(json, "copy_groups", v->copy_groups);
    et_json_count(json, "copied_comments", v->copied_comments);
    et_json_real(json, "mean_without_copies", v->mean_without_copies, 4);
    et_json_bool(json, "copies_matter", v->copies_matter);
    et_json_close(json, '}');
}

static size_t at_most(size_t count)
{
    return count < ET_BRIEF_LIST_MAX ? count : ET_BRIEF_LIST_MAX;
}

static void lists(struct et_json *json, const struct et_brief_model *brief)
{
    const struct et_figures *f = brief->figures;
    et_json_open(json, "entities", '[');
    for (size_t i = 0; i < at_most(f->entity_count); i++)
        entity(json, brief, &f->entities[i]);
    et_json_close(json, ']');
    et_json_open(json, "storylines", '[');
    for (size_t i = 0; i < at_most(f->storyline_count); i++)
        storyline(json, brief, &f->storylines[i]);
    et_json_close(json, ']');
    et_json_open(json, "relations", '[');
    for (size_t i = 0; i < at_most(f->relation_count); i++)
        relation(json, f, &f->relations[i]);
    et_json_close(json, ']');
    et_json_open(json, "posts", '[');
    for (size_t i = 0; i < at_most(f->post_count); i++)
        post(json, brief, &f->posts[i]);
    et_json_close(json, ']');
}

void et_json_figures(struct et_json *json, const struct et_brief_model *brief)
{
    const struct et_figures *f = brief->figures;
    et_json_open(json, "totals", '{');
    et_json_count(json, "mentions", f->mentions);
    et_json_count(json, "implied", f->implied);
    et_json_count(json, "entities", f->entity_count);
    et_json_count(json, "storylines", f->storyline_count);
    et_json_count(json, "relations", f->relation_count);
    et_json_count(json, "posts", f->post_count);
    et_json_close(json, '}');
    summary(json, "summary", brief, &f->all, true);
    summary(json, "previous", brief, &f->previous, false);
    et_json_open(json, "against_previous", '{');
    et_json_text(json, "trend", f->trend);
    et_json_real(json, "change", f->against_previous.change, 4);
    et_json_interval(json, "interval", f->against_previous.interval);
    et_json_real(json, "p", f->against_previous.p, 6);
    et_json_close(json, '}');
    et_json_velocity(json, "velocity", brief, &f->velocity);
    timeline(json, &f->timeline);
    et_json_open(json, "platforms", '[');
    for (size_t i = 0; i < f->platform_count; i++) {
        et_json_open(json, NULL, '{');
        et_json_text(json, "platform", et_platform_name(f->platforms[i].platform));
        summary(json, "summary", brief, &f->platforms[i].summary, false);
        et_json_close(json, '}');
    }
    et_json_close(json, ']');
    lists(json, brief);
    voices(json, &f->voices);
}
