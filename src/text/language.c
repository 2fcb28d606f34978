#include "text/language.h"

#include "base/utf8.h"
#include "text/language_int.h"
#include "text/letters_int.h"

enum latin {
    LATIN_EN,
    LATIN_ES,
    LATIN_PT,
    LATIN_FR,
    LATIN_DE,
    LATIN_IT,
    LATIN_NL,
    LATIN_HI,
    LATIN_TL,
    LATIN_ID,
    LATIN_TR,
    LATIN_PL,
    LATIN_COUNT
};
static const char *const latin_codes[LATIN_COUNT] = {"en", "es", "pt", "fr", "de", "it",
                                                     "nl", "hi", "tl", "id", "tr", "pl"};

enum script {
    SCRIPT_LATIN,
    SCRIPT_CYRILLIC,
    SCRIPT_GREEK,
    SCRIPT_HEBREW,
    SCRIPT_ARABIC,
    SCRIPT_DEVANAGARI,
    SCRIPT_THAI,
    SCRIPT_KANA,
    SCRIPT_HAN,
    SCRIPT_HANGUL,
    SCRIPT_OTHER,
    SCRIPT_COUNT
};
static const char *const script_codes[SCRIPT_COUNT] = {"en", "ru", "el", "he", "ar", "hi",
                                                       "th", "ja", "zh", "ko", "und"};

/* What the words of a text say. A word of one language alone counts OWN points, one of several a point for each. */
#define OWN 2u
#define CERTAIN 8u /* so many points of one language, none of another: the rest need not be read */
#define MIXED 3u   /* so many points of two languages each: "mul" */
#define WORD_MAX 32u

struct evidence {
    unsigned points[LATIN_COUNT];
    unsigned own[LATIN_COUNT];  /* words of that language alone */
    unsigned weak[LATIN_COUNT]; /* points of what stands in names too: they count beside other points only */
    unsigned foreign;           /* own words of all but English */
    unsigned scripts[SCRIPT_COUNT];
    bool ukrainian, persian;
};

static enum script script_of(uint32_t cp)
{
    static const struct {
        uint32_t first, last;
        enum script script;
    } ranges[] = {{0x0041, 0x024F, SCRIPT_LATIN},  {0x0370, 0x03FF, SCRIPT_GREEK},  {0x0400, 0x052F, SCRIPT_CYRILLIC},
                  {0x0590, 0x05FF, SCRIPT_HEBREW}, {0x0600, 0x077F, SCRIPT_ARABIC}, {0x0900, 0x097F, SCRIPT_DEVANAGARI},
                  {0x0E00, 0x0E7F, SCRIPT_THAI},   {0x1100, 0x11FF, SCRIPT_HANGUL}, {0x1E00, 0x1EFF, SCRIPT_LATIN},
                  {0x3040, 0x30FF, SCRIPT_KANA},   {0x3400, 0x9FFF, SCRIPT_HAN},    {0xAC00, 0xD7AF, SCRIPT_HANGUL},
                  {0xFB50, 0xFEFC, SCRIPT_ARABIC}, {0xFF66, 0xFF9F, SCRIPT_KANA},   {0x20000, 0x3FFFF, SCRIPT_HAN}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (cp >= ranges[i].first && cp <= ranges[i].last)
            return ranges[i].script;
    return SCRIPT_OTHER;
}

static void add_points(struct evidence *e, unsigned languages)
{
    unsigned points = (languages & (languages - 1)) == 0 ? OWN : 1;
    for (unsigned i = 0; i < LATIN_COUNT; i++)
        if (languages >> i & 1) {
            e->points[i] += points;
            e->own[i] += points == OWN;
            e->foreign += points == OWN && i != LATIN_EN;
        }
}

static void add_weak(struct evidence *e, unsigned languages)
{
    for (unsigned i = 0; i < LATIN_COUNT; i++)
        e->weak[i] += languages >> i & 1;
}

#define ES (1u << LATIN_ES)
#define PT (1u << LATIN_PT)
#define FR (1u << LATIN_FR)
#define DE (1u << LATIN_DE)
#define IT (1u << LATIN_IT)

/* Letters that only some languages write. */
static unsigned letter_languages(uint32_t cp)
{
    switch (cp) {
    case 0xF1: /* n with tilde */
        return ES;
    case 0xE3:
    case 0xF5: /* a, o with tilde */
        return PT;
    case 0xE7:
    case 0xEA:
    case 0xE2:
    case 0xF4: /* c with cedilla; e, a, o with circumflex */
        return PT | FR;
    case 0xE1:
    case 0xED:
    case 0xF3:
    case 0xFA: /* a, i, o, u with acute */
        return ES | PT;
    case 0xE9:
        return ES | PT | FR | IT;
    case 0xE8:
    case 0xE0: /* e, a with grave */
        return FR | IT;
    case 0xF9:
    case 0x153:
    case 0xEE:
    case 0xFB:
    case 0xEB: /* u with grave, oe, i and u with circumflex, e with dots */
        return FR;
    case 0xE4:
    case 0xF6:
    case 0xFC:
    case 0xDF:
        return DE;
    case 0xF2:
    case 0xEC:
        return IT;
    default:
        return 0;
    }
}

/* in_name: "Beyoncé" says little about the language around it. */
static void read_letters(struct evidence *e, struct et_slice word, bool in_name)
{
    enum script script = SCRIPT_LATIN;
    unsigned languages = 0;
    for (size_t pos = 0; pos < word.len;) {
        uint32_t cp = et_utf8_next(word, &pos);
        if (cp < 0x80)
            continue;
        enum script s = script_of(cp);
        script = s == SCRIPT_OTHER && script != SCRIPT_LATIN ? script
                 : s == SCRIPT_HAN && script == SCRIPT_KANA  ? script
                                                             : s;
        languages = languages ? languages & letter_languages(cp) : letter_languages(cp);
        e->ukrainian |= cp == 0x456 || cp == 0x457 || cp == 0x454 || cp == 0x491;
        e->persian |= cp == 0x67E || cp == 0x686 || cp == 0x698 || cp == 0x6AF;
        if (s == SCRIPT_KANA)
            e->scripts[SCRIPT_KANA]++;
    }
    e->scripts[script]++;
    add_weak(e, in_name ? languages : 0);
    for (unsigned i = 0; i < LATIN_COUNT && !in_name; i++)
        e->points[i] += languages >> i & 1;
}

/* Words with accents have another plain form, words of other scripts begin with a letter of theirs. */
static bool is_ascii(const struct et_token *token)
{
    return token->plain.ptr == token->folded.ptr && !(token->folded.ptr[0] & (char)0x80);
}

/* "holaaa": the folded form keeps two of a run, words have one. */
static unsigned languages_of_stretched(struct et_slice word)
{
    char cut[WORD_MAX];
    size_t n = 0;
    for (size_t i = 0; i < word.len && n < WORD_MAX; i++)
        if (n == 0 || word.ptr[i] != cut[n - 1])
            cut[n++] = word.ptr[i];
    return et_language_of_word(et_slice(cut, n));
}

static bool is_vowel(char c)
{
    return memchr("aeiouyh", c, 7) != NULL || (c & (char)0x80);
}

/* "l'histoire", "d'amore", "j'attends": not "d'you", not "D'Angelo". */
static unsigned languages_of_elision(struct et_slice word, struct et_slice raw)
{
    if (word.len < 5 || word.ptr[1] != '\'' || !is_vowel(word.ptr[2]) || (word.ptr[2] == 'y' && word.ptr[3] == 'o'))
        return 0;
    if ((raw.ptr[raw.len - 1] & 32) == 0 || memchr(raw.ptr + 1, word.ptr[2], raw.len - 1) == NULL)
        return 0;
    return memchr("ld", word.ptr[0], 2) ? FR | IT : memchr("jnsmtc", word.ptr[0], 6) ? FR : 0;
}

/* "kkkkk" is how Brazilians laugh. */
static bool laughs_k(struct et_slice raw)
{
    for (size_t i = 0; i < raw.len; i++)
        if ((raw.ptr[i] | 32) != 'k')
            return false;
    return raw.len >= 4;
}

static bool is_capitalised(const struct et_token *token, struct et_slice raw)
{
    return raw.len && raw.ptr[0] >= 'A' && raw.ptr[0] <= 'Z' && !(token->flags & ET_TOKEN_CAPS);
}

static unsigned languages_of_unknown(const struct et_token *token, struct et_slice raw)
{
    unsigned languages = token->flags & ET_TOKEN_ELONGATED ? languages_of_stretched(token->folded) : 0;
    if (languages)
        return languages;
    return laughs_k(raw) ? PT : languages_of_elision(token->folded, raw);
}

static void read_word(struct evidence *e, const struct et_token *token, struct et_slice text)
{
    unsigned languages = et_language_of_word(token->folded);
    if (languages == 1u << LATIN_EN) {
        e->points[LATIN_EN] += OWN;
        e->own[LATIN_EN]++;
        e->scripts[SCRIPT_LATIN]++;
        return;
    }
    struct et_slice raw = et_slice_sub(text, token->start, token->end);
    if (!languages)
        languages = languages_of_unknown(token, raw);
    if (languages & ET_WORD_IN_NAMES)
        add_weak(e, languages & ~ET_WORD_IN_NAMES);
    else if (languages)
        add_points(e, languages);
    if (is_ascii(token))
        e->scripts[SCRIPT_LATIN]++;
    else
        read_letters(e, token->folded, !languages && is_capitalised(token, raw));
}

static bool is_certain(const struct evidence *e)
{
    return e->points[LATIN_EN] >= CERTAIN && e->scripts[SCRIPT_LATIN] >= 5 && !e->foreign;
}

static bool leads(const struct evidence *e, unsigned i, unsigned best)
{
    return e->points[i] > e->points[best] ||
           (best != LATIN_EN && e->points[i] == e->points[best] && e->own[i] > e->own[best]);
}

static const char *latin_language(struct evidence *e)
{
    unsigned best = LATIN_EN, second = LATIN_COUNT;
    for (unsigned i = 1; i < LATIN_COUNT; i++) {
        e->points[i] += e->points[i] >= OWN ? e->weak[i] : 0;
        if (leads(e, i, best))
            best = i;
    }
    for (unsigned i = 0; i < LATIN_COUNT; i++)
        if (i != best && e->own[i] >= 1 && (second == LATIN_COUNT || e->points[i] > e->points[second]))
            second = i;
    /* Two of a family share most words: a mixture is English and another. */
    bool mixed = second != LATIN_COUNT && (best == LATIN_EN || second == LATIN_EN) && e->points[second] >= MIXED &&
                 e->own[best] >= 1 && e->points[second] * 4 >= e->points[best];
    return mixed ? "mul" : latin_codes[best];
}

static const char *decide(struct evidence *e)
{
    unsigned latin = e->scripts[SCRIPT_LATIN], best = SCRIPT_LATIN, words = 0;
    for (unsigned i = 0; i < SCRIPT_COUNT; i++) {
        words += e->scripts[i];
        if (e->scripts[i] > e->scripts[best])
            best = i;
    }
    if (!words)
        return "und";
    if (best == SCRIPT_LATIN)
        return latin_language(e);
    if (latin >= 3 && e->points[LATIN_EN] >= MIXED)
        return "mul";
    if (e->scripts[SCRIPT_KANA])
        return script_codes[SCRIPT_KANA];
    if (best == SCRIPT_CYRILLIC && e->ukrainian)
        return "uk";
    if (best == SCRIPT_ARABIC && e->persian)
        return "fa";
    return script_codes[best];
}

/* A comment of hashtags alone: "#TeamLila". */
static bool tokens_have_words(const struct et_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].kind == ET_TOKEN_WORD)
            return true;
    return false;
}

void et_language_detect(const struct et_tokens *tokens, struct et_slice text, char language[4])
{
    struct evidence e = {.ukrainian = false};
    bool certain = false;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct et_token *token = &tokens->items[i];
        /* Behind enough English only letters with accents make it worth to read on. */
        if (certain && token->plain.ptr == token->folded.ptr)
            continue;
        if (token->kind == ET_TOKEN_WORD)
            read_word(&e, token, text);
        else if (token->kind == ET_TOKEN_HASHTAG && !tokens_have_words(tokens))
            read_letters(&e, token->folded, false);
        else if (token->kind == ET_TOKEN_PUNCT && (et_slice_is(token->folded, "¿") || et_slice_is(token->folded, "¡")))
            add_points(&e, ES);
        certain = is_certain(&e);
    }
    const char *code = decide(&e);
    memset(language, 0, 4);
    memcpy(language, code, strlen(code));
}
