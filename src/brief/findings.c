/* Headline numbers and key findings: sentences made from the figures that never say more than they do. */
#include "brief/model_int.h"

#include <math.h>

#define FINDING_MIN 30 /* mentions from which a name may be singled out */

const char *et_name_of(struct et_words *words, const struct et_figures *figures, uint32_t entity)
{
    return entity < figures->entity_count ? et_say_name(words, figures->entities[entity].entity->name)
                                          : "an unknown name";
}

static void number(struct et_brief_model *brief, struct et_headline_number n)
{
    brief->numbers[brief->number_count++] = n;
}

void et_model_numbers(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    const struct et_summary *s = &f->all;
    uint64_t positive = s->labels[ET_POSITIVE] + s->labels[ET_STRONG_POSITIVE];
    uint64_t negative = s->labels[ET_NEGATIVE] + s->labels[ET_STRONG_NEGATIVE];
    const char *before = "";
    if (f->previous.comments)
        before = et_say(words, "%s in the period before", et_say_count(words, f->previous.comments));
    number(brief, (struct et_headline_number){"comments", "Comments", et_say_count(words, s->comments), before,
                                              (double)s->comments, s->comments, ET_INK_TEXT});
    number(brief, (struct et_headline_number){"authors", "Authors", et_say_count(words, s->authors),
                                              et_say(words, "on %s", et_say_of(words, s->posts, "post", "posts")),
                                              (double)s->authors, s->comments, ET_INK_TEXT});
    bool can = et_can_say(s);
    number(brief, (struct et_headline_number){
                      "mean_sentiment", "Mean sentiment", can ? et_say_score(words, s->mean) : "n/a",
                      can ? et_say(words, "95%% interval %s", et_say_interval(words, s->interval)) : ET_TOO_FEW,
                      can ? s->mean : NAN, s->comments, can ? et_ink_of_number(s->mean) : ET_INK_MUTED});
    can = can && !isnan(s->weighted);
    number(brief, (struct et_headline_number){
                      "weighted_sentiment", "Weighted by likes", can ? et_say_score(words, s->weighted) : "n/a",
                      can ? et_say(words, "%s", et_delta_text(s)) : ET_TOO_FEW, can ? s->weighted : NAN, s->comments,
                      can ? et_ink_of_number(s->weighted) : ET_INK_MUTED});
    number(brief,
           (struct et_headline_number){"positive_share", "Positive", et_say_share(words, positive, s->comments),
                                       et_say(words, "negative: %s", et_say_share(words, negative, s->comments)),
                                       s->comments >= ET_SAY_PERCENT ? (double)positive / (double)s->comments : NAN,
                                       s->comments, ET_INK_TEXT});
    number(brief,
           (struct et_headline_number){"mentions", "Mentions of names", et_say_count(words, f->mentions),
                                       et_say(words, "of %s", et_say_of(words, f->entity_count, "name", "names")),
                                       (double)f->mentions, s->comments, ET_INK_TEXT});
}

static void finding(struct et_brief_model *brief, const char *kind, uint64_t n, const char *text)
{
    if (brief->finding_count < sizeof brief->findings / sizeof brief->findings[0])
        brief->findings[brief->finding_count++] = (struct et_statement){kind, text, n};
}

static void mood(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_summary *s = &brief->figures->all;
    if (!et_can_say(s)) {
        finding(brief, "mood", s->comments,
                et_say(words, "There are %s by %s: " ET_TOO_FEW " how people feel.",
                       et_say_of(words, s->comments, "comment", "comments"),
                       et_say_of(words, s->authors, "author", "authors")));
        return;
    }
    uint64_t positive = s->labels[ET_POSITIVE] + s->labels[ET_STRONG_POSITIVE];
    uint64_t negative = s->labels[ET_NEGATIVE] + s->labels[ET_STRONG_NEGATIVE];
    const char *leaning = et_say_leaning(s);
    const char *opening = strcmp(leaning, "no clear leaning") == 0 ? "The comments show no clear leaning"
                                                                   : et_say(words, "The mood is %s", leaning);
    finding(brief, "mood", s->comments,
            et_say(words, "%s: a mean of %s over %s by %s; %s are positive, %s negative.", opening,
                   et_say_mean(words, s), et_say_of(words, s->comments, "comment", "comments"),
                   et_say_of(words, s->authors, "author", "authors"), et_say_share(words, positive, s->comments),
                   et_say_share(words, negative, s->comments)));
}

static void most_discussed(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    if (!f->entity_count || f->entities[0].summary.comments < ET_SAY_COMMENTS)
        return;
    const struct et_entity_figures *e = &f->entities[0];
    const char *second = "";
    if (f->entity_count > 1)
        second = et_say(words, ", ahead of %s with %s", et_name_of(words, f, 1),
                        et_say_count(words, f->entities[1].summary.comments));
    const char *of_all = f->mentions >= ET_SAY_PERCENT && !isnan(e->share_of_voice)
                             ? et_say(words, " (%s of all mentions)", et_say_percent(words, e->share_of_voice))
                             : "";
    if (f->entity_count > 1 && f->entities[1].summary.comments == e->summary.comments)
        finding(brief, "most_discussed", e->summary.comments,
                et_say(words, "%s and %s are named most, with %s each.", et_name_of(words, f, 0),
                       et_name_of(words, f, 1), et_say_of(words, e->summary.comments, "mention", "mentions")));
    else
        finding(brief, "most_discussed", e->summary.comments,
                et_say(words, "%s is named most, with %s%s%s.", et_name_of(words, f, 0),
                       et_say_of(words, e->summary.comments, "mention", "mentions"), of_all, second));
}

/* The two ends among names with enough mentions, and whether their intervals tell them apart. */
static void warmest_and_coldest(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    const struct et_entity_figures *high = NULL, *low = NULL;
    for (size_t i = 0; i < f->entity_count; i++) {
        const struct et_entity_figures *e = &f->entities[i];
        if (e->summary.comments < FINDING_MIN || !et_can_say(&e->summary))
            continue;
        high = !high || e->summary.mean > high->summary.mean ? e : high;
        low = !low || e->summary.mean < low->summary.mean ? e : low;
    }
    if (!high || high == low)
        return;
    bool apart = low->summary.interval.high < high->summary.interval.low;
    finding(brief, "warmest_and_coldest", high->summary.comments + low->summary.comments,
            et_say(words,
                   "Of the names with %d or more mentions, %s has the highest mean, %s, n = %s, and %s the lowest, %s, "
                   "n = %s%s.",
                   FINDING_MIN, et_say_name(words, high->entity->name), et_say_mean(words, &high->summary),
                   et_say_count(words, high->summary.comments), et_say_name(words, low->entity->name),
                   et_say_mean(words, &low->summary), et_say_count(words, low->summary.comments),
                   apart ? "" : "; their intervals overlap, so the order of the two is not certain"));
}

static void against_the_likes(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    const struct et_entity_figures *widest = NULL;
    for (size_t i = 0; i < f->entity_count; i++) {
        const struct et_entity_figures *e = &f->entities[i];
        if (e->summary.comments < FINDING_MIN || !et_can_say(&e->summary) || isnan(e->summary.delta) ||
            fabs(e->summary.delta) < 0.1)
            continue;
        widest = !widest || fabs(e->summary.delta) > fabs(widest->summary.delta) ? e : widest;
    }
    if (!widest)
        return;
    const struct et_summary *s = &widest->summary;
    finding(brief, "likes_against_average", s->comments,
            et_say(words, "For %s, %s: weighted by likes the mean is %s, unweighted %s (n = %s)%s.",
                   et_say_name(words, widest->entity->name), et_delta_text(s), et_say_score(words, s->weighted),
                   et_say_score(words, s->mean), et_say_count(words, s->comments),
                   s->one_comment_dominates ? "; one comment holds over half of those likes" : ""));
}

static void largest_storyline(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    if (!f->storyline_count || f->storylines[0].summary.comments < ET_SAY_COMMENTS)
        return;
    const struct et_storyline *s = &f->storylines[0];
    const char *who = "";
    if (s->entity_count && s->entity_comments[0] >= ET_SAY_COMMENTS)
        who = et_say(words, "; %s is named most in it (%s)", et_name_of(words, f, s->entities[0]),
                     et_say_of(words, s->entity_comments[0], "comment", "comments"));
    finding(brief, "largest_storyline", s->summary.comments,
            et_say(words, "The largest storyline is %s: %s (%s of all), with a mean of %s%s.",
                   et_say_slice(words, s->name), et_say_of(words, s->summary.comments, "comment", "comments"),
                   et_say_share(words, s->summary.comments, f->all.comments), et_say_mean(words, &s->summary), who));
}

static void strongest_pair(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    if (!f->relation_count || !f->relations[0].shown)
        return;
    const struct et_relation *r = &f->relations[0];
    finding(brief, "strongest_pair", r->comments,
            et_say(words, "%s and %s are the most strongly %s: %s by %s name both.", et_name_of(words, f, r->a),
                   et_name_of(words, f, r->b), r->couple ? "linked, as a couple" : "linked",
                   et_say_of(words, r->comments, "comment", "comments"),
                   et_say_of(words, r->authors, "author", "authors")));
}

static void growing_tired(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    const struct et_entity_figures *most = NULL;
    for (size_t i = 0; i < f->entity_count; i++) {
        const struct et_entity_figures *e = &f->entities[i];
        if (e->fatigue_since_us == ET_TIME_NONE || e->summary.comments < FINDING_MIN || isnan(e->fatigue))
            continue;
        most = !most || e->fatigue > most->fatigue ? e : most;
    }
    if (!most)
        return;
    finding(brief, "fatigue", most->summary.comments,
            et_say(words,
                   "Fatigue with %s has been higher since %s; over the period it is the primary emotion of %s of its "
                   "mentions (95%% interval %s to %s, n = %s).",
                   et_say_name(words, most->entity->name), et_say_date(words, most->fatigue_since_us),
                   et_say_percent(words, most->fatigue), et_say_percent(words, most->fatigue_interval.low),
                   et_say_percent(words, most->fatigue_interval.high), et_say_count(words, most->summary.comments)));
}

static void loud_few(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_figures *f = brief->figures;
    const struct et_voices *v = &f->voices;
    if (v->authors >= 100 && !isnan(v->top_share) && v->top_share >= 0.15)
        finding(brief, "loud_few", f->all.comments,
                et_say(words,
                       "The most active 1%% of authors wrote %s of the comments; with each author counted once the "
                       "mean is %s instead of %s.",
                       et_say_percent(words, v->top_share), et_say_score(words, v->author_mean),
                       et_say_score(words, f->all.mean)));
    if (v->copies_matter && !isnan(v->mean_without_copies))
        finding(brief, "copies", f->all.comments,
                et_say(words,
                       "Without copied texts and spam the mean is %s instead of %s (%s in %s of near-identical texts).",
                       et_say_score(words, v->mean_without_copies), et_say_score(words, f->all.mean),
                       et_say_of(words, v->copied_comments, "comment", "comments"),
                       et_say_of(words, v->copy_groups, "group", "groups")));
}

static void one_loud_comment(struct et_brief_model *brief, struct et_words *words)
{
    const struct et_summary *s = &brief->figures->all;
    if (s->one_comment_dominates && s->comments >= ET_SAY_COMMENTS)
        finding(brief, "one_comment", s->comments,
                et_say(words, "One comment holds over half of all %s: read means weighted by likes with care.",
                       et_say_of(words, s->likes, "like", "likes")));
}

void et_model_findings(struct et_brief_model *brief, struct et_words *words)
{
    mood(brief, words);
    most_discussed(brief, words);
    warmest_and_coldest(brief, words);
    against_the_likes(brief, words);
    largest_storyline(brief, words);
    strongest_pair(brief, words);
    growing_tired(brief, words);
    loud_few(brief, words);
    one_loud_comment(brief, words);
}

/* The one sentence that matters: the strongest alert, else a change against the period before, else the mood. */
void et_model_lead(struct et_brief_model *brief, struct et_words *words)
{
    if (brief->alert_count && brief->alerts[0].level == ET_LEVEL_ALERT)
        brief->lead = brief->alerts[0].text;
    else if (brief->change_count && strcmp(brief->changes[0].kind, "against_previous") == 0 &&
             strcmp(brief->figures->trend, "stable") != 0)
        brief->lead = brief->changes[0].text;
    else
        brief->lead = brief->finding_count ? brief->findings[0].text : "";
    words->failed |= !brief->lead;
}
