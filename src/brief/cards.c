#include "brief/cards.h"

#include <math.h>

static void line(struct et_card *card, const char *text)
{
    size_t i = 0;
    while (i + 1 < sizeof card->lines / sizeof card->lines[0] && card->lines[i])
        i++;
    card->lines[i] = text;
}

/* The same comment is not shown twice in a card. */
static void quote(struct et_card *card, const char *role, const struct et_quote *q)
{
    size_t i = 0;
    for (; q && i < 3 && card->quotes[i].quote; i++)
        if (card->quotes[i].quote == q)
            return;
    if (q && i < 3)
        card->quotes[i] = (struct et_card_quote){role, q};
}

static struct et_card *make(struct et_words *words, size_t count)
{
    struct et_card *cards = count ? et_arena_calloc(words->arena, count, sizeof *cards) : NULL;
    words->failed |= count && !cards;
    return cards;
}

static const char *likes_line(struct et_words *words, const struct et_summary *s)
{
    if (!s->likes || isnan(s->weighted))
        return et_say(words, "The collected mentions have no likes, so there is no weighted mean.");
    const char *loud = s->one_comment_dominates ? " One comment holds over half of the likes." : "";
    return et_say(words, "Weighted by likes: %s (delta %s): %s.%s", et_say_score(words, s->weighted),
                  et_say_score(words, s->delta), et_delta_text(s), loud);
}

static const char *emotions_line(struct et_words *words, const struct et_summary *s)
{
    const char *text = "";
    bool used[ET_EMOTIONS] = {false};
    for (size_t rank = 0; rank < 3; rank++) {
        int best = -1;
        for (int i = 0; i < ET_NEUTRAL; i++)
            if (!used[i] && s->emotions[i] && (best < 0 || s->emotions[i] > s->emotions[best]))
                best = i;
        if (best < 0)
            break;
        used[best] = true;
        text = et_say(words, "%s%s%s %s", text, *text ? ", " : "", et_emotion_name((enum et_emotion)best),
                      et_say_share(words, s->emotions[best], s->comments));
    }
    return *text ? et_say(words, "Emotions: %s.", text) : NULL;
}

static const char *together_line(struct et_words *words, const struct et_figures *f, const struct et_entity_figures *e)
{
    const char *text = "";
    for (size_t i = 0; i < e->together_count && i < 3 && e->together[i].comments >= 3; i++)
        text = et_say(words, "%s%s%s (%s)", text, *text ? ", " : "", et_name_of(words, f, e->together[i].entity),
                      et_say_count(words, e->together[i].comments));
    return *text ? et_say(words, "Named together with: %s.", text) : NULL;
}

static const char *themes_line(struct et_words *words, const struct et_figures *f, const struct et_entity_figures *e)
{
    const char *text = "";
    uint64_t last = UINT64_MAX;
    size_t said = 0;
    /* Storylines of the figures carry the names of the user's own themes too. */
    while (said < 3) {
        const struct et_storyline *best = NULL;
        uint64_t most = 0;
        for (size_t i = 0; i < f->storyline_count; i++) {
            unsigned theme = f->storylines[i].theme;
            uint64_t n = theme < ET_THEMES_MAX ? e->themes[theme] : 0;
            if (n >= ET_SAY_COMMENTS && n < last && n > most) {
                most = n;
                best = &f->storylines[i];
            }
        }
        if (!best)
            break;
        text = et_say(words, "%s%s%s (%s)", text, *text ? ", " : "", et_say_slice(words, best->name),
                      et_say_count(words, most));
        last = most;
        said++;
    }
    return *text ? et_say(words, "Storylines: %s.", text) : NULL;
}

static const char *fatigue_line(struct et_words *words, const struct et_entity_figures *e)
{
    if (e->fatigue_since_us == ET_TIME_NONE || isnan(e->fatigue) || e->summary.comments < ET_SAY_PERCENT)
        return NULL;
    return et_say(words, "Fatigue: %s of its comments (95%% interval %s to %s), higher than before since %s.",
                  et_say_percent(words, e->fatigue), et_say_percent(words, e->fatigue_interval.low),
                  et_say_percent(words, e->fatigue_interval.high), et_say_date(words, e->fatigue_since_us));
}

static void badge_of(struct et_card *card, struct et_words *words, const struct et_velocity *v)
{
    card->badge = "";
    if (!v->enough || !(v->is_alert || v->is_watch))
        return;
    const char *direction = et_direction_text(v->direction);
    card->level = v->is_alert ? ET_LEVEL_ALERT : ET_LEVEL_WATCH;
    card->badge = !v->is_alert ? "Watch" : direction && *direction ? et_say(words, "Alert: %s", direction) : "Alert";
}

static void add_line(struct et_card *card, const char *text)
{
    if (text)
        line(card, text);
}

static void entity_card(struct et_card *card, const struct et_brief_model *brief, struct et_words *words,
                        const struct et_entity_figures *e)
{
    const struct et_summary *s = &e->summary;
    const struct et_figures *f = brief->figures;
    card->title = et_say_slice(words, e->entity->name);
    card->kind = e->entity->state == ET_ENTITY_DISCOVERED
                     ? et_say(words, "%s, discovered", et_entity_type_name(e->entity->type))
                     : et_entity_type_name(e->entity->type);
    card->stripe = et_can_say(s) ? et_ink_of_mean(s->mean) : ET_INK_BAR;
    badge_of(card, words, &e->velocity);
    const char *implied =
        e->implied ? et_say(words, "; %s implied and not counted", et_say_count(words, e->implied)) : "";
    const char *feeling = et_can_say(s)
                              ? et_say(words, "%s: %s", et_title_case(words, et_say_leaning(s)), et_say_mean(words, s))
                              : et_title_case(words, ET_TOO_FEW);
    line(card, et_say(words, "%s. %s by %s on %s%s.", feeling, et_say_of(words, s->comments, "mention", "mentions"),
                      et_say_of(words, s->authors, "author", "authors"), et_say_of(words, s->posts, "post", "posts"),
                      implied));
    if (et_can_say(s))
        line(card, likes_line(words, s));
    if (s->comments >= ET_SAY_COMMENTS)
        add_line(card, emotions_line(words, s));
    add_line(card, fatigue_line(words, e));
    add_line(card, themes_line(words, f, e));
    add_line(card, together_line(words, f, e));
    quote(card, "Most liked", et_brief_quote(brief, s->most_liked));
    quote(card, "Most positive", et_brief_quote(brief, s->most_positive));
    quote(card, "Most negative", et_brief_quote(brief, s->most_negative));
}

const struct et_card *et_cards_entities(const struct et_brief_model *brief, struct et_words *words, size_t *count)
{
    const struct et_figures *f = brief->figures;
    *count = f->entity_count < ET_CARD_ENTITIES ? f->entity_count : ET_CARD_ENTITIES;
    struct et_card *cards = make(words, *count);
    for (size_t i = 0; cards && i < *count; i++)
        entity_card(&cards[i], brief, words, &f->entities[i]);
    return cards;
}

static const char *story_fatigue_line(struct et_words *words, const struct et_storyline *s)
{
    bool rising = s->fatigue_since_us != ET_TIME_NONE;
    if (s->summary.comments < ET_SAY_PERCENT || isnan(s->fatigue) || (s->fatigue < 0.05 && !rising))
        return NULL;
    const char *since =
        !rising ? "" : et_say(words, ", higher than before since %s", et_say_date(words, s->fatigue_since_us));
    return et_say(words, "Fatigue: %s of its comments (95%% interval %s to %s)%s.", et_say_percent(words, s->fatigue),
                  et_say_percent(words, s->fatigue_interval.low), et_say_percent(words, s->fatigue_interval.high),
                  since);
}

static const char *story_people_line(struct et_words *words, const struct et_figures *f, const struct et_storyline *s)
{
    const char *text = "";
    for (size_t i = 0; i < s->entity_count && i < 5; i++)
        text = et_say(words, "%s%s%s (%s)", text, *text ? ", " : "", et_name_of(words, f, s->entities[i]),
                      et_say_count(words, s->entity_comments[i]));
    return *text ? et_say(words, "Named in it: %s.", text) : "No name of the catalogue is mentioned in it.";
}

static void storyline_card(struct et_card *card, const struct et_brief_model *brief, struct et_words *words,
                           const struct et_storyline *s)
{
    const struct et_figures *f = brief->figures;
    card->title = et_title_case(words, et_say_slice(words, s->name));
    card->kind = s->urgency ? s->urgency : "storyline";
    card->stripe = et_can_say(&s->summary) ? et_ink_of_mean(s->summary.mean) : ET_INK_BAR;
    badge_of(card, words, &s->velocity);
    line(card, et_say(words, "%s (%s of all) by %s, the first on %s. %s: %s.",
                      et_say_of(words, s->summary.comments, "comment", "comments"),
                      et_say_share(words, s->summary.comments, f->all.comments),
                      et_say_of(words, s->summary.authors, "author", "authors"), et_say_date(words, s->first_us),
                      et_title_case(words, et_say_leaning(&s->summary)), et_say_mean(words, &s->summary)));
    line(card, story_people_line(words, f, s));
    add_line(card, story_fatigue_line(words, s));
    for (size_t i = 0; i < 3; i++)
        quote(card, "From the comments", et_brief_quote(brief, s->evidence[i]));
}

const struct et_card *et_cards_storylines(const struct et_brief_model *brief, struct et_words *words, size_t *count)
{
    const struct et_figures *f = brief->figures;
    *count = 0;
    while (*count < f->storyline_count && *count < ET_CARD_STORYLINES &&
           f->storylines[*count].summary.comments >= ET_SAY_COMMENTS)
        ++*count;
    struct et_card *cards = make(words, *count);
    for (size_t i = 0; cards && i < *count; i++)
        storyline_card(&cards[i], brief, words, &f->storylines[i]);
    return cards;
}

static const char *test_line(struct et_words *words, const struct et_velocity *v)
{
    const char *q = isnan(v->q) ? ""
                                : et_say(words, ", after correction for all names tested q %s %.3f",
                                         v->q < 0.001 ? "<" : "=", v->q < 0.001 ? 0.001 : v->q);
    const char *percent = isnan(v->percent_change)
                              ? "The mean before is too close to 0 for a percentage."
                              : et_say(words, "In percent of the mean before: %s%.0f%%.",
                                       v->percent_change < 0 ? ET_WORDS_MINUS : "+", fabs(v->percent_change));
    return et_say(words, "Welch test with variance clustered by author: %s%s. %s", et_say_p(words, v->p), q, percent);
}

const struct et_card *et_cards_alerts(const struct et_brief_model *brief, struct et_words *words, size_t *count)
{
    *count = brief->alert_count < ET_CARD_ENTITIES ? brief->alert_count : ET_CARD_ENTITIES;
    struct et_card *cards = make(words, *count);
    for (size_t i = 0; cards && i < *count; i++) {
        const struct et_alert *a = &brief->alerts[i];
        cards[i] = (struct et_card){.title = a->subject,
                                    .kind = "",
                                    .badge = a->badge,
                                    .level = a->level,
                                    .stripe = a->level == ET_LEVEL_ALERT ? ET_INK_ALERT : ET_INK_WATCH};
        line(&cards[i], a->detail);
        line(&cards[i], test_line(words, a->velocity));
        for (size_t k = 0; k < 3; k++)
            quote(&cards[i], "Recent", a->evidence[k]);
    }
    return cards;
}
