#include "analyse/sentiment/rules.h"

/* What speaks for and against a genuine question, with fitted weights in log-odds (docs/models.md). */
enum sign {
    ASKS,           /* a question mark */
    ASKS_TWICE,     /* "??", or several */
    ASKS_LAST,      /* the text ends in it */
    OPENS,          /* a sentence begins with a question word */
    OPENS_SILENTLY, /* the text does, and has no question mark */
    HAS_WORD,       /* a question word somewhere */
    INFORMS,        /* "does anyone know", "what's the song" */
    RHETORIC,       /* "who cares", "are you kidding" */
    WHY,
    FEELING, /* size of the margin, up to 2 */
    LONG,    /* words above ten, in tens */
    HAS_EMOJI,
    EXCLAIMS,
    SHOUTS,
    SIGNS
};

static const int32_t weights[SIGNS] = {3195, -376, 765, 487, 2131, 459, 1393, -1115, -149, -468, -197, 126, -290, -324};
#define PRIOR (-3583)

static void read_signs(const struct et_reading *r, int32_t margin, int32_t signs[SIGNS])
{
    int32_t size = margin < 0 ? -margin : margin;
    bool exclaims = false, why = false;
    const struct et_token *last = NULL;
    for (size_t i = 0; i < r->tokens.count; i++) {
        const struct et_token *token = &r->tokens.items[i];
        exclaims |= token->kind == ET_TOKEN_PUNCT && token->plain.len && token->plain.ptr[0] == '!';
        why |= token->kind == ET_TOKEN_WORD && et_slice_is(token->plain, "why");
        if (token->kind != ET_TOKEN_EMOJI && token->kind != ET_TOKEN_EMOTICON)
            last = token;
    }
    signs[ASKS] = r->asks > 0;
    signs[ASKS_TWICE] = r->asks > 1;
    signs[ASKS_LAST] = last && last->kind == ET_TOKEN_PUNCT && last->plain.ptr[0] == '?';
    signs[OPENS] = r->opens_asking;
    signs[OPENS_SILENTLY] = r->opens_asking && !r->asks;
    signs[HAS_WORD] = (r->seen & ET_LEX_WH) != 0;
    signs[INFORMS] = (r->seen & ET_LEX_ASK) != 0;
    signs[RHETORIC] = (r->seen & ET_LEX_RHETORICAL) != 0;
    signs[WHY] = why;
    signs[FEELING] = size > 2 * ET_UNIT ? 2 * ET_UNIT : size;
    signs[LONG] = r->words > 60 ? 5 * ET_UNIT : r->words > 10 ? ((int32_t)r->words - 10) * ET_UNIT / 10 : 0;
    signs[HAS_EMOJI] = r->emoji > 0;
    signs[EXCLAIMS] = exclaims;
    signs[SHOUTS] = r->shouts;
    for (unsigned i = 0; i < SIGNS; i++)
        if (i != FEELING && i != LONG)
            signs[i] *= ET_UNIT;
}

bool et_rules_question(const struct et_reading *r, int32_t margin)
{
    if (!r->asks && !(r->seen & (ET_LEX_ASK | ET_LEX_WH)))
        return false;
    int32_t signs[SIGNS];
    int64_t odds = PRIOR;
    read_signs(r, margin, signs);
    for (unsigned i = 0; i < SIGNS; i++)
        odds += (int64_t)weights[i] * signs[i] / ET_UNIT;
    return odds > 0;
}
