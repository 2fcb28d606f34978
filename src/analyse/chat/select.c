#include "analyse/chat/select.h"

#include "base/hash.h"
#include "types/record.h"

#define SURE 6000 /* confidence from which the local scorer is believed */
#define LIKED 10
#define SARCASM 3000
#define LONG_WORDS 40
#define POINT 100

/* Words that fans use with a sense of their own, plain and lower case; several words are joined by a blank. */
static const char *const stan[] = {
    "ate",     "slay",      "slayed",    "slaying",     "mother",     "mothering",     "deceased",  "iconic",
    "stan",    "stans",     "periodt",   "gagged",      "gagging",    "serving",       "served",    "cunty",
    "queen",   "legend",    "era",       "bestie",      "delulu",     "unhinged",      "feral",     "snatched",
    "crying",  "screaming", "obsessed",  "unserious",   "ate that",   "left no",       "no crumbs", "not me",
    "im dead", "i'm dead",  "i cant",    "i can't",     "step on",    "run me",        "rent free", "main character",
    "the way", "ended her", "ended him", "it's giving", "its giving", "understood the"};
#define STAN_COUNT (sizeof stan / sizeof stan[0])

static bool is_stan(const struct et_token *token, const struct et_token *next)
{
    for (size_t i = 0; i < STAN_COUNT; i++) {
        struct et_slice rest = et_slice_of(stan[i]), first = et_slice_cut(&rest, ' ');
        if (et_slice_eq(token->plain, first) && (!rest.ptr || (next && et_slice_eq(next->plain, rest))))
            return true;
    }
    return false;
}

static unsigned form(const struct et_tokens *tokens)
{
    unsigned why = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct et_token *token = &tokens->items[i];
        if (token->kind == ET_TOKEN_WORD && is_stan(token, i + 1 < tokens->count ? token + 1 : NULL))
            why |= ET_CHAT_STAN;
        if (token->kind == ET_TOKEN_PUNCT && token->repeat >= 3 && et_slice_is(token->folded, "!"))
            why |= ET_CHAT_SHOUTING;
    }
    if (tokens->caps_words >= 3 && tokens->caps_words * 2 >= tokens->words)
        why |= ET_CHAT_SHOUTING;
    if (tokens->words >= LONG_WORDS)
        why |= ET_CHAT_LONG;
    return why;
}

/* 14 at 10 likes, 4 more for each doubling. */
static uint32_t like_points(int64_t likes)
{
    uint32_t points = 14 * POINT;
    for (int64_t level = LIKED; level <= likes / 2 && points < 48 * POINT; level *= 2)
        points += 4 * POINT;
    return points < 48 * POINT ? points : 48 * POINT;
}

static uint32_t points_of(unsigned why, const struct et_input *input, const struct et_score *local)
{
    uint32_t points = 0;
    if (why & ET_CHAT_UNCERTAIN)
        points += local->confidence < SURE ? (uint32_t)((SURE - local->confidence) * 40 * POINT / SURE) : 1;
    if (why & ET_CHAT_LIKED)
        points += like_points(input->likes);
    if (why & ET_CHAT_SARCASTIC) {
        uint32_t share = (uint32_t)(local->sarcasm * 30 * POINT / ET_FIXED);
        points += share > 12 * POINT ? share : 12 * POINT;
    }
    points += why & ET_CHAT_STAN ? 14 * POINT : 0;
    points += why & ET_CHAT_SHOUTING ? 8 * POINT : 0;
    points += why & ET_CHAT_LONG ? 8 * POINT : 0;
    return points;
}

static bool has_content(const struct et_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].kind != ET_TOKEN_PUNCT && tokens->items[i].kind != ET_TOKEN_URL &&
            tokens->items[i].kind != ET_TOKEN_HANDLE && tokens->items[i].kind != ET_TOKEN_NUMBER)
            return true;
    return false;
}

enum et_rc et_chat_worth_of(const struct et_input *input, const struct et_score *local, struct et_tokens *tokens,
                            struct et_chat_worth *out, struct et_error *error)
{
    *out = (struct et_chat_worth){0};
    if (local->flags & ET_SPAM)
        return ET_OK;
    enum et_rc rc = et_tokenise(tokens, input->text, error);
    if (rc != ET_OK || !has_content(tokens))
        return rc;
    unsigned why = form(tokens);
    if (local->confidence < SURE || (local->flags & ET_NOT_UNDERSTOOD))
        why |= ET_CHAT_UNCERTAIN;
    if (input->likes >= LIKED)
        why |= ET_CHAT_LIKED;
    if (local->sarcasm >= SARCASM || (local->flags & ET_SARCASTIC))
        why |= ET_CHAT_SARCASTIC;
    out->why = why;
    out->points = points_of(why, input, local);
    return ET_OK;
}

const char *et_chat_why_name(unsigned bit)
{
    static const char *const names[ET_CHAT_WHYS] = {"uncertain",     "much liked", "sarcastic-looking",
                                                    "stan language", "shouting",   "long"};
    return bit < ET_CHAT_WHYS ? names[bit] : "";
}

int et_chat_pick_order(const void *left, const void *right)
{
    const struct et_chat_pick *a = left, *b = right;
    if (a->points != b->points)
        return a->points < b->points ? 1 : -1;
    if (a->likes != b->likes)
        return a->likes < b->likes ? 1 : -1;
    if (a->tie != b->tie)
        return a->tie < b->tie ? -1 : 1;
    return (a->comment_id > b->comment_id) - (a->comment_id < b->comment_id);
}

uint64_t et_chat_most(uint64_t total, unsigned share_percent)
{
    return total / 100 * share_percent + total % 100 * share_percent / 100;
}
