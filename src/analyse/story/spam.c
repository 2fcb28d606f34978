#include "analyse/story/spam.h"

#include "analyse/story/phrases.h"
#include "base/embed.h"
#include "base/hash.h"
#include "base/mem.h"

extern const struct et_embedded et_embedded_models_lexicon[];

#define SPAM_POINTS 10u
#define LINK_POINTS 4u
#define BARE_LINK_POINTS 10u /* a link with next to nothing beside it */
#define BARE_LINK_WORDS 1
#define MONEY_POINTS 2u
#define PHONE_POINTS 4u
#define HANDLE_POINTS 1u
#define POINTER_POINTS 2u /* a pointing hand, a rocket, a money bag */
#define POINTERS_MAX 2
#define PHONE_DIGITS 9
#define WORD_MAX 24
#define SPACED_MIN 5
#define COPY_WORD_MAX 64

struct et_spam_set {
    struct et_phrases phrases;
    uint64_t pointers[8]; /* hashes of emoji that point at an offer */
};

static const char *const pointers[8] = {"👉", "👈", "🚀", "💰", "💸", "🤑", "📈", "💵"};

static enum et_rc add_row(struct et_phrases *phrases, struct et_slice line, struct et_error *error)
{
    struct et_slice rest = line, points = et_slice_cut(&rest, '\t');
    uint64_t value = 0;
    if (!et_slice_to_u64(points, &value) || value == 0 || value > 100)
        return et_fail(error, ET_E_FORMAT, "spam.tsv: \"" ET_SLICE_FMT "\" is not a number of points (1 to 100)",
                       ET_SLICE_ARG(points));
    return et_phrases_add(phrases, rest, (uint32_t)value, error);
}

static enum et_rc load(struct et_phrases *phrases, struct et_error *error)
{
    const struct et_embedded *file = et_embedded_models_lexicon;
    while (file->name && strcmp(file->name, "spam.tsv") != 0)
        file++;
    if (!file->name)
        return et_fail(error, ET_E_INTERNAL, "spam.tsv is not built in");
    struct et_slice rest = et_slice(file->data, file->size);
    enum et_rc rc = ET_OK;
    while (rest.len && rc == ET_OK) {
        struct et_slice line = et_slice_trim(et_slice_cut(&rest, '\n'));
        if (line.len && line.ptr[0] != '#')
            rc = add_row(phrases, line, error);
    }
    return rc == ET_OK ? et_phrases_seal(phrases, error) : rc;
}

enum et_rc et_spam_set_new(struct et_spam_set **out, struct et_error *error)
{
    struct et_spam_set *set = et_malloc(sizeof *set);
    if (!set)
        return et_fail_nomem(error);
    et_phrases_init(&set->phrases);
    for (size_t i = 0; i < sizeof pointers / sizeof pointers[0]; i++)
        set->pointers[i] = et_hash64(et_slice_of(pointers[i]));
    enum et_rc rc = load(&set->phrases, error);
    if (rc != ET_OK) {
        et_spam_set_free(set);
        return rc;
    }
    *out = set;
    return ET_OK;
}

void et_spam_set_free(struct et_spam_set *set)
{
    if (!set)
        return;
    et_phrases_dispose(&set->phrases);
    et_free(set);
}

static unsigned number_points(const struct et_token *token)
{
    unsigned digits = 0;
    bool money = token->folded.ptr[0] == '$' || (token->folded.ptr[0] & (char)0x80);
    for (size_t i = 0; i < token->folded.len; i++)
        digits += token->folded.ptr[i] >= '0' && token->folded.ptr[i] <= '9';
    if (digits >= PHONE_DIGITS && !money)
        return PHONE_POINTS;
    return money ? MONEY_POINTS : 0;
}

static char unmasked(char c)
{
    static const char from[] = "013457", to[] = "oieast";
    const char *at = strchr(from, c);
    return at && c ? to[at - from] : c;
}

static unsigned word_points(const struct et_spam_set *set, const char *word, size_t len)
{
    const struct et_phrase *phrase = et_phrases_word(&set->phrases, et_hash64(et_slice(word, len)));
    return phrase ? SPAM_POINTS : 0; /* whoever hides such a word knows what it is */
}

/* "f0ll0w", "wh4tsapp": digits that stand for letters. */
static unsigned masked_points(struct et_slice word)
{
    static const char *const targets[] = {"follow",  "followers", "whatsapp", "telegram", "crypto",
                                          "bitcoin", "onlyfans",  "promo",    "giveaway", "subscribe",
                                          "profile", "cashapp",   "nudes",    "earn"};
    char plain[WORD_MAX];
    bool digits = false, letters = false;
    if (word.len < 4 || word.len > WORD_MAX)
        return 0;
    for (size_t i = 0; i < word.len; i++) {
        plain[i] = unmasked(word.ptr[i]);
        digits |= plain[i] != word.ptr[i];
        letters |= word.ptr[i] >= 'a' && word.ptr[i] <= 'z';
    }
    if (!digits || !letters)
        return 0;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        if (et_slice_eq(et_slice(plain, word.len), et_slice_of(targets[i])))
            return SPAM_POINTS;
    return 0;
}

static bool is_letter(const struct et_token *token)
{
    return token->kind == ET_TOKEN_WORD && token->plain.len == 1;
}

/* "w h a t s a p p". *i is moved to the last letter. */
static unsigned spaced_points(const struct et_spam_set *set, const struct et_tokens *tokens, size_t *i)
{
    char word[WORD_MAX];
    size_t n = 0, at = *i;
    for (; at < tokens->count && n < WORD_MAX && is_letter(&tokens->items[at]); at++)
        word[n++] = tokens->items[at].plain.ptr[0];
    if (n < SPACED_MIN)
        return 0;
    *i = at - 1;
    return word_points(set, word, n);
}

static unsigned emoji_points(const struct et_spam_set *set, uint64_t hash)
{
    for (size_t i = 0; i < sizeof set->pointers / sizeof set->pointers[0]; i++)
        if (set->pointers[i] == hash)
            return POINTER_POINTS;
    return 0;
}

static unsigned word_or_phrase_points(const struct et_spam_set *set, const struct et_tokens *tokens, size_t *i)
{
    const struct et_token *token = &tokens->items[*i];
    const struct et_phrase *phrase = NULL;
    if (is_letter(token))
        return spaced_points(set, tokens, i);
    if (et_phrases_may_begin(&set->phrases, tokens, *i))
        phrase = et_phrases_at(&set->phrases, tokens, *i);
    if (phrase) {
        *i += phrase->word_count - 1;
        return phrase->value;
    }
    if (token->kind == ET_TOKEN_NUMBER)
        return number_points(token);
    return token->flags & ET_TOKEN_DIGITS ? masked_points(token->plain) : 0;
}

/* What has been counted of each kind: ten links are no more than one, people list sources. */
struct counts {
    unsigned links, handles, pointers;
};

static unsigned token_points(const struct et_spam_set *set, const struct et_tokens *tokens, size_t *i,
                             struct counts *counts)
{
    const struct et_token *token = &tokens->items[*i];
    unsigned points;
    switch (token->kind) {
    case ET_TOKEN_WORD:
    case ET_TOKEN_NUMBER:
    case ET_TOKEN_HASHTAG:
        return word_or_phrase_points(set, tokens, i);
    case ET_TOKEN_URL:
        return counts->links++ ? 0 : tokens->words <= BARE_LINK_WORDS ? BARE_LINK_POINTS : LINK_POINTS;
    case ET_TOKEN_HANDLE:
        return counts->handles++ ? 0 : HANDLE_POINTS;
    case ET_TOKEN_EMOJI:
        points = emoji_points(set, token->hash);
        return points && counts->pointers++ < POINTERS_MAX ? points : 0;
    default:
        return 0;
    }
}

/* Most words: of letters, and no phrase begins with them. */
static bool is_innocent(const struct et_spam_set *set, const struct et_tokens *tokens, size_t i)
{
    const struct et_token *token = &tokens->items[i];
    return token->kind == ET_TOKEN_WORD && token->plain.len > 1 && !(token->flags & ET_TOKEN_DIGITS) &&
           !et_phrases_may_begin(&set->phrases, tokens, i);
}

bool et_spam_is(const struct et_spam_set *set, const struct et_tokens *tokens, struct et_slice text)
{
    struct counts counts = {0, 0, 0};
    unsigned points = 0;
    (void)text;
    for (size_t i = 0; i < tokens->count && points < SPAM_POINTS; i++)
        if (!is_innocent(set, tokens, i))
            points += token_points(set, tokens, &i, &counts);
    return points >= SPAM_POINTS;
}

/* Letter repeats are folded away whole, so that "sooo good" and "so good" are copies. */
static uint64_t word_hash(const struct et_token *token)
{
    struct et_slice word = token->plain;
    char single[COPY_WORD_MAX];
    size_t n = 0;
    if (!(token->flags & ET_TOKEN_DOUBLED) || word.len > sizeof single)
        return token->plain_hash;
    for (size_t i = 0; i < word.len; i++)
        if (i == 0 || word.ptr[i] != word.ptr[i - 1])
            single[n++] = word.ptr[i];
    return et_hash64(et_slice(single, n));
}

uint64_t et_copy_hash(const struct et_tokens *tokens)
{
    uint64_t hash = 0;
    size_t words = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct et_token *token = &tokens->items[i];
        if (token->kind > ET_TOKEN_HASHTAG)
            continue;
        hash = et_mix64(hash + word_hash(token));
        words++;
    }
    if (words < 4)
        return 0;
    return hash ? hash : 1;
}
