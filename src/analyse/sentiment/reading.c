#include "analyse/sentiment/reading.h"

#include "analyse/sentiment/rules.h"
#include "base/mem.h"
#include "text/language.h"

#define NEGATION_SCOPE 5u    /* words behind a negator that it reaches */
#define INTENSITY_REACH 3u   /* words between an intensifier and what it strengthens, itself included */
#define WEIGHTY 307          /* valence from which a word can be strengthened or negated */
#define KEEP_POSITIVE (-717) /* "not good" is -0.7 of good */
#define KEEP_NEGATIVE (-512) /* "not bad" is half as good as bad is bad */
#define LETTERS_MIN 3u       /* of a word that is written letter by letter */
#define LETTERS_MAX 16u

static const struct et_slice rule_negation = {"rule:negation", 13};
static const struct et_slice rule_intensity = {"rule:intensity", 14};
static const struct et_slice rule_capitals = {"rule:capitals", 13};
static const struct et_slice rule_stretched = {"rule:stretched", 14};
static const struct et_slice rule_repeated = {"rule:repeated", 13};
static const struct et_slice rule_name = {"rule:name", 9};
static const struct et_slice rule_sympathy = {"rule:sympathy", 13};
static const struct et_slice rule_quoted = {"rule:quoted", 11};

/* What is open while the tokens go by. */
struct scan {
    struct et_reading *reading;
    const struct et_lexicon *lexicon;
    struct et_trace *trace;
    uint32_t negator, scope; /* token of the open negation; words left in its scope, 0 = none */
    int32_t negation;        /* its strength in ET_UNIT */
    uint32_t inverted;       /* question marks at the head of a sentence, not yet closed */
    uint32_t booster, reach; /* token of the open intensifier; words left */
    int32_t boost;
    uint64_t met[4]; /* bits of the rows that had hits; not met for certain where the bit is 0 */
};

void et_reading_init(struct et_reading *reading)
{
    *reading = (struct et_reading){0};
    et_tokens_init(&reading->tokens);
}

void et_reading_dispose(struct et_reading *reading)
{
    et_tokens_dispose(&reading->tokens);
    et_free(reading->hits);
    et_free(reading->clauses);
    et_free(reading->slots);
    *reading = (struct et_reading){0};
}

static bool is_punct(const struct et_token *token, char c)
{
    return token->kind == ET_TOKEN_PUNCT && token->plain.len && token->plain.ptr[0] == c;
}

bool et_token_ends_sentence(const struct et_token *token)
{
    return is_punct(token, '.') || is_punct(token, '!') || is_punct(token, '?');
}

static bool ends_clause(const struct et_token *token)
{
    return token->kind == ET_TOKEN_PUNCT && token->plain.len &&
           memchr(".!?,;:-()/|~\"", token->plain.ptr[0], 14) != NULL;
}

void et_hit_rescale(struct et_hit *hit, int32_t factor, const char *kind, struct et_slice rule, uint32_t at,
                    struct et_trace *trace)
{
    int32_t before = et_hit_value(hit);
    hit->scale = (int32_t)((int64_t)hit->scale * factor / ET_UNIT);
    if (trace)
        et_trace_add(trace, kind, rule, at, at, et_hit_value(hit) - before);
}

static void negate(struct scan *s, struct et_hit *hit)
{
    int32_t keep = hit->row->valence > 0 ? KEEP_POSITIVE : KEEP_NEGATIVE;
    /* A weak negator ("hardly", "not exactly") has less strength. */
    keep = (int32_t)((int64_t)keep * s->negation / ET_UNIT);
    hit->negated = true;
    et_hit_rescale(hit, keep, "negation", rule_negation, s->negator, s->trace);
}

/* The same word again says less the second time. */
static void fade_repetition(struct scan *s, struct et_hit *hit, size_t index)
{
    const struct et_reading *r = s->reading;
    uintptr_t bit = (uintptr_t)hit->row >> 4 & 255;
    bool met = s->met[bit / 64] >> bit % 64 & 1;
    s->met[bit / 64] |= (uint64_t)1 << bit % 64;
    if (!met)
        return;
    unsigned same = 0;
    for (size_t i = index > 12 ? index - 12 : 0; i < index; i++)
        same += r->hits[i].row == hit->row;
    if (same)
        et_hit_rescale(hit, same == 1 ? 512 : 205, "repetition", rule_repeated, hit->first, s->trace);
}

static void emphasise(struct scan *s, struct et_hit *hit)
{
    const struct et_token *token = &s->reading->tokens.items[hit->first];
    if (token->kind == ET_TOKEN_EMOJI || token->kind == ET_TOKEN_EMOTICON) {
        uint32_t more = token->repeat > 4 ? 3 : token->repeat - 1;
        if (more)
            et_hit_rescale(hit, ET_UNIT + (int32_t)more * 154, "repetition", rule_repeated, hit->first, s->trace);
        return;
    }
    if (token->kind == ET_TOKEN_PUNCT)
        return;
    if ((token->flags & ET_TOKEN_CAPS) && !s->reading->shouts)
        et_hit_rescale(hit, 1229, "capitals", rule_capitals, hit->first, s->trace);
    if (token->flags & ET_TOKEN_ELONGATED)
        et_hit_rescale(hit, 1178, "intensity", rule_stretched, hit->first, s->trace);
}

static bool whole_text_quoted(const struct et_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].kind <= ET_TOKEN_NUMBER && !(tokens->items[i].flags & ET_TOKEN_QUOTED))
            return false;
    return true;
}

static const char *kind_of(const struct et_token *token, const struct et_lex_row *row)
{
    if (row->length > 1)
        return "phrase";
    if (token->kind == ET_TOKEN_EMOJI || token->kind == ET_TOKEN_EMOTICON)
        return "emoji";
    if (token->kind == ET_TOKEN_HASHTAG)
        return "hashtag";
    return token->kind == ET_TOKEN_PUNCT ? "mark" : "word";
}

static void modify(struct scan *s, struct et_hit *hit, size_t index)
{
    const struct et_token *token = &s->reading->tokens.items[hit->first];
    bool worded = token->kind <= ET_TOKEN_HASHTAG;
    emphasise(s, hit);
    fade_repetition(s, hit, index);
    if ((token->flags & ET_TOKEN_QUOTED) && worded && !whole_text_quoted(&s->reading->tokens))
        et_hit_rescale(hit, 614, "quotation", rule_quoted, hit->first, s->trace);
    if ((hit->row->tags & ET_LEX_FIXED) || !worded)
        return;
    bool weighty = hit->row->valence >= WEIGHTY || hit->row->valence <= -WEIGHTY;
    if (s->reach && weighty) {
        et_hit_rescale(hit, s->boost, "intensity", rule_intensity, s->booster, s->trace);
        s->reach = 0;
    }
    if (s->scope && weighty)
        negate(s, hit);
}

static bool takes_colour(const struct et_token *token, const struct et_lex_row *row)
{
    return (row->tags & (ET_LEX_CRY | ET_LEX_LAUGH)) || token->kind == ET_TOKEN_PUNCT;
}

static void add_hit(struct scan *s, const struct et_lex_row *row, size_t first, size_t last)
{
    struct et_reading *r = s->reading;
    size_t index = r->hit_count++;
    struct et_hit *hit = &r->hits[index];
    *hit = (struct et_hit){.row = row, .first = (uint32_t)first, .last = (uint32_t)last, .scale = ET_UNIT};
    hit->coloured = takes_colour(&r->tokens.items[first], row);
    if (s->trace) {
        if (s->trace->without == first)
            hit->scale = 0;
        et_trace_add(s->trace, kind_of(&r->tokens.items[first], row), et_lexicon_name(s->lexicon, row), (uint32_t)first,
                     (uint32_t)last, et_hit_value(hit));
    }
    modify(s, hit, index);
}

static void open_negation(struct scan *s, const struct et_lex_row *row, size_t at)
{
    if (s->scope && !(row->tags & ET_LEX_CONCORD)) {
        /* "never not iconic", "can't not love": two negations leave the words as they are. */
        s->scope = 0;
        return;
    }
    s->negator = (uint32_t)at;
    s->negation = row->factor ? row->factor : ET_UNIT;
    s->scope = NEGATION_SCOPE + 1;
}

/* "j'aime vraiment pas", "gefällt mir nicht": the word stands before its negator. */
static bool negate_last(struct scan *s, size_t at)
{
    struct et_reading *r = s->reading;
    struct et_hit *hit = r->hit_count ? &r->hits[r->hit_count - 1] : NULL;
    if (!hit || hit->negated || hit->last + 3 < at || r->clauses[hit->last] != r->clause_count ||
        (hit->row->tags & ET_LEX_FIXED) || r->tokens.items[hit->first].kind > ET_TOKEN_HASHTAG ||
        (hit->row->valence < WEIGHTY && hit->row->valence > -WEIGHTY))
        return false;
    s->negator = (uint32_t)at;
    s->negation = ET_UNIT;
    negate(s, hit);
    return true;
}

static void strengthen_last(struct scan *s, const struct et_lex_row *row, size_t at)
{
    struct et_reading *r = s->reading;
    if (r->hit_count && r->hits[r->hit_count - 1].last + 3 >= at)
        et_hit_rescale(&r->hits[r->hit_count - 1], row->factor, "intensity", rule_intensity, (uint32_t)at, s->trace);
}

/* What a row does besides having a weight: most do nothing. */
#define STEERING                                                                                                       \
    (ET_LEX_NEGATOR | ET_LEX_CONTRAST | ET_LEX_STOP | ET_LEX_BEFORE | ET_LEX_AFTER | ET_LEX_MOCK | ET_LEX_CONCESSION | \
     ET_LEX_WH)

static __attribute__((noinline)) void steer(struct scan *s, const struct et_lex_row *row, size_t first)
{
    struct et_reading *r = s->reading;
    if ((row->tags & ET_LEX_NEGATOR) && !((row->tags & ET_LEX_BACK) && !s->scope && negate_last(s, first)))
        open_negation(s, row, first);
    if (row->tags & (ET_LEX_CONTRAST | ET_LEX_STOP))
        s->scope = 0;
    if (row->tags & ET_LEX_BEFORE) {
        s->boost = s->reach ? (int32_t)((int64_t)s->boost * row->factor / ET_UNIT) : row->factor;
        s->booster = (uint32_t)first;
        s->reach = INTENSITY_REACH + 1;
    }
    if (row->tags & ET_LEX_AFTER)
        strengthen_last(s, row, first);
    if (row->tags & ET_LEX_MOCK)
        r->mock += row->factor;
    if ((row->tags & (ET_LEX_CONTRAST | ET_LEX_CONCESSION)) && r->turn_count < ET_TURNS_MAX)
        r->turns[r->turn_count++] = (struct et_turn){(uint32_t)first, (row->tags & ET_LEX_CONCESSION) != 0};
    if (row->tags & ET_LEX_WH)
        r->opens_asking |= (r->tokens.items[first].flags & ET_TOKEN_SENTENCE_START) != 0;
}

static void take(struct scan *s, const struct et_lex_row *row, size_t first, size_t last)
{
    struct et_reading *r = s->reading;
    r->seen |= row->tags;
    if (r->tokens.items[first].kind <= ET_TOKEN_HASHTAG)
        r->known += (uint32_t)(last - first) + 1;
    if (row->tags & ET_LEX_TEXT)
        add_hit(s, row, first, last);
    if (row->tags & STEERING)
        steer(s, row, first);
}

static bool is_clap(const struct et_token *token)
{
    return token->kind == ET_TOKEN_EMOJI && et_slice_is(token->plain, "👏");
}

/* Claps between words beat time; they applaud nothing. The last one has a clap only before the word before it. */
static bool beats_time(const struct et_tokens *tokens, size_t i)
{
    const struct et_token *t = tokens->items;
    return is_clap(&t[i]) && i > 0 && i + 1 < tokens->count && t[i - 1].kind == ET_TOKEN_WORD &&
           t[i + 1].kind == ET_TOKEN_WORD &&
           ((i + 2 < tokens->count && is_clap(&t[i + 2])) || (i > 1 && is_clap(&t[i - 2])));
}

static void pass_token(struct scan *s, size_t i)
{
    struct et_reading *r = s->reading;
    const struct et_token *token = &r->tokens.items[i];
    if (ends_clause(token) || (token->flags & ET_TOKEN_AFTER_NEWLINE))
        r->clause_count++;
    r->clauses[i] = r->clause_count;
    if (token->kind == ET_TOKEN_PUNCT) {
        if (is_punct(token, '?')) {
            r->asks += token->repeat - (s->inverted && token->repeat ? 1 : 0);
            s->inverted = 0;
        } else if (et_slice_is(token->plain, "¿")) {
            r->asks += !s->inverted;
            s->inverted = 1;
        }
        if (ends_clause(token))
            s->scope = s->reach = 0;
    } else if (token->kind <= ET_TOKEN_HANDLE) {
        r->words++;
        s->scope -= s->scope > 0;
        s->reach -= s->reach > 0;
    } else if (token->kind == ET_TOKEN_EMOJI || token->kind == ET_TOKEN_EMOTICON) {
        r->emoji++;
    }
}

/* "I hate" gives way to "hate how good": a longer phrase that begins one token later. */
static __attribute__((noinline)) const struct et_lex_row *
prefer_later(const struct scan *s, const struct et_lex_row *row, size_t i, size_t *last)
{
    const struct et_reading *r = s->reading;
    size_t later_last;
    const struct et_lex_row *later =
        et_lexicon_match(s->lexicon, &r->tokens, r->slots, i + 1, r->language, &later_last);
    if (!later || later->length <= row->length || (later->tags & ET_LEX_ADD))
        return row;
    *last = i;
    return et_lexicon_single(s->lexicon, r->slots[i], r->language);
}

static const struct et_lex_row *match(const struct scan *s, size_t i, size_t *last)
{
    const struct et_reading *r = s->reading;
    const struct et_lex_row *row = et_lexicon_match(s->lexicon, &r->tokens, r->slots, i, r->language, last);
    return !row || *last == i || (row->tags & ET_LEX_ADD) ? row : prefer_later(s, row, i, last);
}

static void scan_tokens(struct scan *s)
{
    struct et_reading *r = s->reading;
    const struct et_tokens *tokens = &r->tokens;
    for (size_t i = 0; i < tokens->count;) {
        size_t last = i;
        const struct et_token *token = &tokens->items[i];
        const struct et_lex_row *row = NULL;
        if (token->kind != ET_TOKEN_URL && token->kind != ET_TOKEN_HANDLE)
            row = match(s, i, &last);
        if (!row && token->kind == ET_TOKEN_HASHTAG)
            row = et_lexicon_stance(s->lexicon, token->plain);
        if (row && (row->tags & (ET_LEX_CONTRAST | ET_LEX_CONCESSION)))
            r->clause_count++;
        /* A phrase that counts on top of its words lets them be read too. */
        size_t next = row && (row->tags & ET_LEX_ADD) ? i + 1 : last + 1;
        for (size_t t = i; t < next; t++)
            pass_token(s, t);
        if (row && !beats_time(tokens, i))
            take(s, row, i, last);
        if (next == i + 1 && last > i && (row = et_lexicon_single(s->lexicon, r->slots[i], r->language)))
            take(s, row, i, i);
        i = next;
    }
    r->clause_count++;
}

static bool is_letter(const struct et_token *token)
{
    return token->kind == ET_TOKEN_WORD && token->plain.len == 1;
}

/* "g r o s s": what the lexicon has for the whole word counts at its first letter, and the letters mean nothing. */
static __attribute__((noinline)) size_t join_letters(struct et_reading *r, const struct et_lexicon *lexicon,
                                                     size_t from)
{
    char word[LETTERS_MAX];
    size_t n = 0;
    for (; n < LETTERS_MAX && is_letter(&r->tokens.items[from + n]); n++) {
        word[n] = r->tokens.items[from + n].plain.ptr[0];
        if (from + n + 1 == r->tokens.count) {
            n++;
            break;
        }
    }
    if (n < LETTERS_MIN)
        return from;
    for (size_t i = from; i < from + n; i++)
        r->slots[i] = NULL;
    r->slots[from] = et_lexicon_word(lexicon, et_slice(word, n));
    if (!r->slots[from] && n > LETTERS_MIN) /* "a l i a r", "I a t e" */
        r->slots[from + 1] = et_lexicon_word(lexicon, et_slice(word + 1, n - 1));
    return from + n - 1;
}

static bool make_room(struct et_reading *r)
{
    size_t need = 2 * r->tokens.count + 1; /* a token can open a phrase and count by itself */
    if (need > r->hit_size) {
        struct et_hit *hits = et_realloc(r->hits, need * 2 * sizeof *hits);
        if (!hits)
            return false;
        r->hits = hits;
        r->hit_size = need * 2;
    }
    if (need > r->clause_size) {
        uint16_t *clauses = et_realloc(r->clauses, need * 2 * sizeof *clauses);
        if (!clauses)
            return false;
        r->clauses = clauses;
        r->clause_size = need * 2;
    }
    if (r->tokens.count + 1 > r->slot_size) {
        const struct et_lex_slot **slots = et_realloc(r->slots, need * sizeof *slots);
        if (!slots)
            return false;
        r->slots = slots;
        r->slot_size = need;
    }
    return true;
}

static enum et_lex_language lexicon_language(const char *code)
{
    static const char codes[ET_LEX_LANGUAGES + 1][4] = {"en", "es", "pt", "fr", "de", "it", "mul"};
    for (unsigned i = 0; i <= ET_LEX_LANGUAGES; i++)
        if (strcmp(code, codes[i]) == 0)
            return (enum et_lex_language)i;
    return strcmp(code, "und") == 0 ? ET_LEX_EN : ET_LEX_OTHER;
}

enum et_rc et_reading_read(struct et_reading *reading, const struct et_lexicon *lexicon, struct et_slice text,
                           struct et_trace *trace, struct et_error *error)
{
    enum et_rc rc = et_tokenise(&reading->tokens, text, error);
    if (rc != ET_OK)
        return rc;
    if (!make_room(reading))
        return et_fail_nomem(error);
    struct et_reading *r = reading;
    r->text = text;
    r->hit_count = 0;
    r->clause_count = 0;
    r->seen = r->words = r->emoji = r->known = 0;
    r->mock = 0;
    r->asks = r->turn_count = 0;
    r->opens_asking = false;
    r->shouts = r->tokens.caps_words >= 2 && r->tokens.caps_words * 2 > r->tokens.words;
    et_language_detect(&r->tokens, text, r->detected);
    r->language = lexicon_language(r->detected);
    for (size_t i = 0; i < r->tokens.count; i++) /* one look-up does not wait for the other */
        r->slots[i] = et_lexicon_slot(lexicon, &r->tokens.items[i]);
    r->slots[r->tokens.count] = NULL;
    for (size_t i = 0; i + 2 < r->tokens.count; i++)
        if (is_letter(&r->tokens.items[i]) && is_letter(&r->tokens.items[i + 1]))
            i = join_letters(r, lexicon, i);
    struct scan scan = {.reading = r, .lexicon = lexicon, .trace = trace};
    scan_tokens(&scan);
    for (size_t i = 0; i < r->hit_count; i++)
        r->hits[i].own = r->hits[i].scale;
    et_rules_contrast(r, trace);
    return ET_OK;
}

void et_reading_name(struct et_reading *reading, const struct et_lexicon *lexicon, uint32_t first, uint32_t last,
                     struct et_trace *trace)
{
    for (size_t i = 0; i < reading->hit_count && reading->hits[i].first <= last; i++) {
        struct et_hit *hit = &reading->hits[i];
        if (hit->first >= first && hit->last <= last && reading->tokens.items[hit->first].kind == ET_TOKEN_WORD)
            et_hit_rescale(hit, 0, "name", rule_name, hit->first, trace);
        if ((hit->row->tags & ET_LEX_PITY) && hit->last + 1 == first) {
            const struct et_lex_row *sympathy = et_lexicon_named(lexicon, ET_SLICE("poor-name"));
            et_hit_rescale(hit, 0, "sympathy", rule_sympathy, hit->first, trace);
            hit->row = sympathy ? sympathy : hit->row;
            hit->coloured = takes_colour(&reading->tokens.items[hit->first], hit->row);
            hit->scale = hit->own = sympathy ? ET_UNIT : 0;
            hit->negated = false;
            et_trace_add(trace, "sympathy", rule_sympathy, hit->first, hit->last, et_hit_value(hit));
        }
    }
}
