/* The page that says what words and numbers mean. */
#include "brief/model_int.h"

static const char *const paragraphs[] = {
    "Sentiment. Each comment has a sentiment between \xE2\x88\x92"
    "1 (as negative as words get) and +1 (as positive); it is what the writer "
    "means, so mock praise counts as negative, and a genuine question as neutral. From 0.3 on a comment is called "
    "positive or "
    "negative, from 0.7 on strongly so.",
    "Mention. A mention is a comment that names someone or something in its own text: by name, alias, hashtag or "
    "handle. "
    "What is only implied (\xE2\x80\x9Cshe\xE2\x80\x9D under a post about someone) is counted apart and never added. A "
    "comment on a post about "
    "a person is not by itself a mention of that person. Figures of a name use the sentiment toward that name, figures "
    "of posts "
    "and of all comments that of the whole comment.",
    "Interval. A mean comes with its 95% interval: were the same crowd to comment again and again, intervals made this "
    "way would hold the "
    "mean in 95 of 100 cases. Comments of one author are treated as belonging together. Where there are fewer than 10 "
    "comments, or too few authors "
    "for an interval, no mean is given (on the timeline: fewer than 5).",
    "Weighted by likes. Each comment counts w = 1 + ln(1 + likes), one comment for at most 5% of the total (or 1/n if "
    "that is more). "
    "Delta is the weighted mean minus the plain one: under 0.1 either way, liked comments agree with the average.",
    "Alerts. The last 72 hours before the time \xE2\x80\x9C"
    "as of\xE2\x80\x9D are held against the 72 before; each needs 10 comments by 5 authors. An alert "
    "is a change of 0.15 or more that stands after correction for the number of names tested (false-discovery rate "
    "under 10%). "
    "A change of 30% that is no alert is listed as watch. A percentage is left out where the mean before is closer to "
    "0 than 0.05.",
    "Emotions. Each comment has one primary emotion of eight. Fatigue means that people are tired of a person or a "
    "story.",
    "Pairs. Two names are a pair when one comment names both; shown pairs have enough comments, at least 5 authors, "
    "and occur more often "
    "than chance would have it. They are called a couple only when words of relationship go with them or the catalogue "
    "says so.",
    "What this does not say. Comments are those that were collected, not all that were written, and people who comment "
    "are not the public. "
    "Scores are made by a program and can be wrong about any single comment.",
    NULL,
};

/* What of the comments could not be read. */
static const char *languages_text(struct et_words *words, const struct et_summary *all)
{
    if (all->not_understood == 0)
        return "Languages. Every comment is in a language that the scorer has word lists for, or says something by "
               "emoji "
               "or marks.";
    return et_say(words,
                  "Languages. %s comments (%s) are in a language without word lists, and no emoji or mark in them "
                  "decides: they count as neutral, with low confidence.",
                  et_say_count(words, all->not_understood), et_say_share(words, all->not_understood, all->comments));
}

void et_model_method(struct et_brief_model *brief, struct et_words *words)
{
    size_t count = sizeof paragraphs / sizeof paragraphs[0]; /* the NULL included */
    const char **all = et_arena_calloc(words->arena, count + 1, sizeof *all);
    if (!all) {
        words->failed = true;
        return;
    }
    memcpy(all, paragraphs, (count - 1) * sizeof *all);
    all[count - 1] = languages_text(words, &brief->figures->all);
    brief->method = all;
}
