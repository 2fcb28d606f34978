#include "analyse/sentiment/lexicon_int.h"
#include "base/embed.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

extern const struct et_embedded et_embedded_models_lexicon[];

#define ALL_LANGUAGES ((1u << ET_LEX_LANGUAGES) - 1)
#define PLACED (ET_LEX_ALONE | ET_LEX_START | ET_LEX_END)

struct lex_file {
    const char *name;
    uint8_t languages;
};

/* In the order of precedence: an entry of a later file replaces one of an earlier. */
static const struct lex_file files[] = {{"en-general.tsv", 1u << ET_LEX_EN}, {"en-evaluation.tsv", 1u << ET_LEX_EN},
                                        {"en-viewers.tsv", 1u << ET_LEX_EN}, {"en-rules.tsv", 1u << ET_LEX_EN},
                                        {"en-slang.tsv", 1u << ET_LEX_EN},   {"en-idioms.tsv", 1u << ET_LEX_EN},
                                        {"en-moods.tsv", 1u << ET_LEX_EN},   {"en-mockery.tsv", 1u << ET_LEX_EN},
                                        {"es.tsv", 1u << ET_LEX_ES},         {"pt.tsv", 1u << ET_LEX_PT},
                                        {"fr.tsv", 1u << ET_LEX_FR},         {"de.tsv", 1u << ET_LEX_DE},
                                        {"it.tsv", 1u << ET_LEX_IT},         {"marks.tsv", ALL_LANGUAGES},
                                        {"emoji.tsv", ALL_LANGUAGES}};

#define FORM_MIN 5u /* letters of a word that is tried as a form of another */
#define FORM_MAX 32u
#define SLANG_FILE 4    /* its place in files[] */
#define COMMON_FILES 13 /* marks and emoji, from this place on */

static bool grow(void **items, size_t *size, size_t count, size_t item)
{
    if (count < *size)
        return true;
    size_t more = *size ? *size * 2 : 256;
    void *grown = et_realloc(*items, more * item);
    if (!grown)
        return false;
    *items = grown;
    *size = more;
    return true;
}

static bool add_name(struct et_lex_builder *b, struct et_slice entry, struct et_lex_row *row)
{
    struct et_lexicon *lex = b->lexicon;
    size_t file_len = strlen(b->file), need = file_len + 1 + entry.len;
    while (lex->name_len + need > lex->name_size) {
        size_t size = lex->name_size ? lex->name_size * 2 : 65536;
        char *names = et_realloc(lex->names, size);
        if (!names)
            return false;
        lex->names = names;
        lex->name_size = size;
    }
    row->name = (uint32_t)lex->name_len;
    row->name_len = (uint32_t)need;
    char *to = lex->names + lex->name_len;
    memcpy(to, b->file, file_len);
    to[file_len] = ':';
    memcpy(to + file_len + 1, entry.ptr, entry.len);
    lex->name_len += need;
    return true;
}

static size_t find_slot(const struct et_lexicon *lex, uint64_t hash)
{
    size_t at = (size_t)hash & lex->slot_mask;
    while (lex->slots[at].hash && lex->slots[at].hash != hash)
        at = (at + 1) & lex->slot_mask;
    return at;
}

static uint64_t element_hash(const struct et_token *token)
{
    if (token->kind == ET_TOKEN_PUNCT && et_slice_is(token->plain, "*"))
        return ET_LEX_GAP;
    return token->plain_hash;
}

static enum et_rc add_phrase(struct et_lex_builder *b, uint32_t slot, uint16_t row, struct et_error *error)
{
    struct et_lexicon *lex = b->lexicon;
    if (!grow((void **)&b->drafts, &b->draft_size, b->draft_count, sizeof *b->drafts))
        return et_fail_nomem(error);
    struct et_lex_phrase *phrase = &b->drafts[b->draft_count].phrase;
    *phrase = (struct et_lex_phrase){.pattern = (uint32_t)lex->element_count,
                                     .row = row,
                                     .length = (uint8_t)b->tokens.count,
                                     .languages = b->languages};
    for (size_t i = 1; i < b->tokens.count; i++) {
        if (!grow((void **)&lex->elements, &lex->element_size, lex->element_count, sizeof *lex->elements))
            return et_fail_nomem(error);
        lex->elements[lex->element_count++] = element_hash(&b->tokens.items[i]);
    }
    uint64_t second = b->tokens.count > 1 ? element_hash(&b->tokens.items[1]) : ET_LEX_GAP;
    phrase->second = second == ET_LEX_GAP ? 0 : second;
    b->drafts[b->draft_count++].slot = slot;
    return ET_OK;
}

/* A rule about a word ("never" negates) does not take away the weight that an earlier file gives it. */
static void add_single(struct et_lex_builder *b, struct et_lex_slot *slot, uint16_t index)
{
    struct et_lex_row *row = &b->lexicon->rows[index];
    for (unsigned i = 0; i < ET_LEX_LANGUAGES; i++) {
        if (!(b->languages & (1u << i)))
            continue;
        if (slot->single[i] && !(row->tags & ET_LEX_TEXT)) {
            const struct et_lex_row *earlier = &b->lexicon->rows[slot->single[i] - 1];
            row->valence = earlier->valence;
            memcpy(row->emotions, earlier->emotions, sizeof row->emotions);
            row->tags |= earlier->tags & ET_LEX_TEXT;
        }
        slot->single[i] = (uint16_t)(index + 1);
    }
}

enum et_rc et_lex_add(struct et_lex_builder *b, struct et_slice entry, const struct et_lex_row *row,
                      struct et_error *error)
{
    struct et_lexicon *lex = b->lexicon;
    enum et_rc rc = et_tokenise(&b->tokens, entry, error);
    if (rc != ET_OK)
        return rc;
    size_t length = b->tokens.count;
    if (length == 0 || length > 16 || element_hash(&b->tokens.items[0]) == ET_LEX_GAP)
        return et_fail(error, ET_E_FORMAT, "entry \"" ET_SLICE_FMT "\" has %zu tokens", ET_SLICE_ARG(entry), length);
    if (lex->row_count + 1 >= UINT16_MAX)
        return et_fail(error, ET_E_TOO_LONG, "more than %d entries", UINT16_MAX - 1);
    if (!grow((void **)&lex->rows, &lex->row_size, lex->row_count, sizeof *lex->rows))
        return et_fail_nomem(error);
    uint16_t index = (uint16_t)lex->row_count;
    struct et_lex_row *own = &lex->rows[index];
    *own = *row;
    own->length = (uint8_t)length;
    own->file = b->file_index;
    if (!add_name(b, entry, own))
        return et_fail_nomem(error);
    lex->row_count++;
    size_t at = find_slot(lex, b->tokens.items[0].plain_hash);
    lex->slots[at].hash = b->tokens.items[0].plain_hash;
    if (length > 1 || (row->tags & PLACED))
        return add_phrase(b, (uint32_t)at, index, error);
    add_single(b, &lex->slots[at], index);
    return ET_OK;
}

static const struct et_embedded *find_file(const char *name)
{
    for (const struct et_embedded *file = et_embedded_models_lexicon; file->name; file++)
        if (strcmp(file->name, name) == 0)
            return file;
    return NULL;
}

static enum et_rc make_slots(struct et_lexicon *lex, struct et_error *error)
{
    size_t entries = 0, size = 1024;
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        const struct et_embedded *file = find_file(files[f].name);
        for (size_t i = 0; file && i < file->size; i++)
            entries += file->data[i] == '\n' || file->data[i] == '|';
    }
    while (size < entries * 2)
        size *= 2;
    lex->slots = et_calloc(size, sizeof *lex->slots);
    if (!lex->slots)
        return et_fail_nomem(error);
    lex->slot_mask = size - 1;
    return ET_OK;
}

/* By slot and second element, those whose second element is open first; then longer ones first; of equal patterns the
 * later row comes first and so wins. */
static int compare_drafts(const void *a, const void *b)
{
    const struct et_lex_draft *x = a, *y = b;
    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    if (x->phrase.second != y->phrase.second)
        return x->phrase.second < y->phrase.second ? -1 : 1;
    if (x->phrase.length != y->phrase.length)
        return x->phrase.length > y->phrase.length ? -1 : 1;
    return x->phrase.row > y->phrase.row ? -1 : x->phrase.row < y->phrase.row;
}

static size_t pair_bit(uint64_t first, uint64_t second)
{
    return (first ^ (second << 21 | second >> 43)) & (ET_LEX_PAIR_BITS - 1);
}

static enum et_rc place_phrases(struct et_lex_builder *b, struct et_error *error)
{
    struct et_lexicon *lex = b->lexicon;
    if (b->draft_count)
        qsort(b->drafts, b->draft_count, sizeof *b->drafts, compare_drafts);
    lex->phrases = et_malloc(b->draft_count * sizeof *lex->phrases);
    if (!lex->phrases)
        return et_fail_nomem(error);
    lex->phrase_count = b->draft_count;
    lex->pairs = et_calloc(ET_LEX_PAIR_BITS / 64, sizeof *lex->pairs);
    if (!lex->pairs)
        return et_fail_nomem(error);
    for (size_t i = 0; i < b->draft_count; i++) {
        struct et_lex_slot *slot = &lex->slots[b->drafts[i].slot];
        if (slot->phrase_count++ == 0)
            slot->first_phrase = (uint32_t)i;
        lex->phrases[i] = b->drafts[i].phrase;
        slot->open_count = (uint16_t)(slot->open_count + (lex->phrases[i].second == 0));
        size_t bit = pair_bit(slot->hash, lex->phrases[i].second);
        lex->pairs[bit / 64] |= (uint64_t)1 << bit % 64;
    }
    return ET_OK;
}

static enum et_rc read_files(struct et_lex_builder *b, struct et_error *error)
{
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        const struct et_embedded *file = find_file(files[f].name);
        if (!file)
            return et_fail(error, ET_E_INTERNAL, "the lexicon %s is not built in", files[f].name);
        b->file = files[f].name;
        b->file_index = (uint8_t)f;
        b->languages = files[f].languages;
        enum et_rc rc = et_lex_read_file(b, et_slice(file->data, file->size), error);
        if (rc != ET_OK)
            return rc;
    }
    return place_phrases(b, error);
}

static enum et_rc hash_files(char hex[ET_SHA256_HEX], struct et_error *error)
{
    struct et_sha256 *state;
    enum et_rc rc = et_sha256_new(&state, error);
    if (rc != ET_OK)
        return rc;
    for (const struct et_embedded *file = et_embedded_models_lexicon; file->name; file++)
        et_sha256_update(state, file->data, file->size);
    et_sha256_final(state, hex);
    et_sha256_free(state);
    return ET_OK;
}

enum et_rc et_lexicon_new(struct et_lexicon **out, struct et_error *error)
{
    struct et_lex_builder builder = {.lexicon = et_calloc(1, sizeof(struct et_lexicon))};
    if (!builder.lexicon)
        return et_fail_nomem(error);
    et_tokens_init(&builder.tokens);
    enum et_rc rc = make_slots(builder.lexicon, error);
    if (rc == ET_OK)
        rc = read_files(&builder, error);
    if (rc == ET_OK)
        rc = hash_files(builder.lexicon->sha256, error);
    et_tokens_dispose(&builder.tokens);
    et_free(builder.drafts);
    if (rc == ET_OK)
        *out = builder.lexicon;
    else
        et_lexicon_free(builder.lexicon);
    return rc;
}

void et_lexicon_free(struct et_lexicon *lexicon)
{
    if (!lexicon)
        return;
    et_free(lexicon->rows);
    et_free(lexicon->slots);
    et_free(lexicon->phrases);
    et_free(lexicon->pairs);
    et_free(lexicon->elements);
    et_free(lexicon->names);
    et_free(lexicon);
}

struct et_slice et_lexicon_name(const struct et_lexicon *lexicon, const struct et_lex_row *row)
{
    return et_slice(lexicon->names + row->name, row->name_len);
}

static const struct et_lex_slot *slot_of(const struct et_lexicon *lexicon, uint64_t hash)
{
    const struct et_lex_slot *slot = &lexicon->slots[find_slot(lexicon, hash)];
    return slot->hash ? slot : NULL;
}

/* "slayyed" -> "slayed": the folded form keeps two of a run, most words have one. One run after the other is cut, then
 * all. */
static const struct et_lex_slot *slot_of_stretched(const struct et_lexicon *lexicon, struct et_slice word)
{
    char all[64], one[64];
    if (word.len > sizeof all)
        return NULL;
    size_t n = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (i == 0 || word.ptr[i] != word.ptr[i - 1]) {
            all[n++] = word.ptr[i];
            continue;
        }
        memcpy(one, word.ptr, i);
        memcpy(one + i, word.ptr + i + 1, word.len - i - 1);
        const struct et_lex_slot *slot = slot_of(lexicon, et_hash64(et_slice(one, word.len - 1)));
        if (slot)
            return slot;
    }
    return slot_of(lexicon, et_hash64(et_slice(all, n)));
}

/* "l'horreur", "d'amore": an article or pronoun that lost its vowel. */
static bool is_elided(const struct et_token *token)
{
    return token->kind == ET_TOKEN_WORD && token->plain.len > 4 && token->plain.ptr[1] == '\'' &&
           memchr("ljdtsmc", token->plain.ptr[0], 7) != NULL;
}

static __attribute__((noinline)) const struct et_lex_slot *slot_of_elided(const struct et_lexicon *lexicon,
                                                                          const struct et_token *token)
{
    return slot_of(lexicon, et_hash64(et_slice(token->plain.ptr + 2, token->plain.len - 2)));
}

/* "preciosas", "guapito", "chatinha", "antipatiquissima": plurals, diminutives and superlatives of the Romance
 * languages end in a vowel, or in one and "s". */
static bool may_be_form(const struct et_token *token)
{
    size_t len = token->plain.len;
    if (token->kind != ET_TOKEN_WORD || len < FORM_MIN || len > FORM_MAX)
        return false;
    len -= token->plain.ptr[len - 1] == 's';
    char last = token->plain.ptr[len - 1];
    return last == 'a' || last == 'o' || (last == 'e' && len < token->plain.len);
}

/* An English word is none of these forms. */
static const struct et_lex_slot *foreign_slot(const struct et_lexicon *lexicon, const char *word, size_t len)
{
    const struct et_lex_slot *slot = slot_of(lexicon, et_hash64(et_slice(word, len)));
    return slot && !slot->single[ET_LEX_EN] ? slot : NULL;
}

static __attribute__((noinline)) const struct et_lex_slot *slot_of_form(const struct et_lexicon *lexicon,
                                                                        struct et_slice word)
{
    static const char *const endings[] = {"issim", "isim", "inh", "it"};
    char stem[FORM_MAX];
    size_t len = word.len - (word.ptr[word.len - 1] == 's');
    const struct et_lex_slot *slot = len < word.len ? foreign_slot(lexicon, word.ptr, len) : NULL;
    char last = word.ptr[len - 1];
    for (size_t i = 0; i < sizeof endings / sizeof endings[0] && !slot && last != 'e'; i++) {
        size_t ending = strlen(endings[i]) + 1;
        if (len < ending + 3 || memcmp(word.ptr + len - ending, endings[i], ending - 1) != 0)
            continue;
        size_t n = len - ending;
        memcpy(stem, word.ptr, n);
        stem[n] = last;
        slot = foreign_slot(lexicon, stem, n + 1);
        stem[n] = 'e';
        slot = slot ? slot : foreign_slot(lexicon, stem, n + 1);
    }
    return slot;
}

const struct et_lex_slot *et_lexicon_slot(const struct et_lexicon *lexicon, const struct et_token *token)
{
    const struct et_lex_slot *slot = slot_of(lexicon, token->plain_hash);
    if (slot)
        return slot;
    if (token->flags & ET_TOKEN_ELONGATED)
        return slot_of_stretched(lexicon, token->plain);
    if (is_elided(token))
        return slot_of_elided(lexicon, token);
    return may_be_form(token) ? slot_of_form(lexicon, token->plain) : NULL;
}

const struct et_lex_slot *et_lexicon_word(const struct et_lexicon *lexicon, struct et_slice word)
{
    return slot_of(lexicon, et_hash64(word));
}

/* Light punctuation and clapping hands between the words of a phrase do not break it: "who. cares.", "she 👏 ate". */
static bool skippable(const struct et_token *token)
{
    if (token->kind == ET_TOKEN_PUNCT)
        return token->plain.len && memchr(",.-~*\"';:", token->plain.ptr[0], 9) != NULL;
    return token->kind == ET_TOKEN_EMOJI && et_slice_is(token->plain, "👏");
}

static bool ends_sentence(const struct et_token *token)
{
    return token->kind == ET_TOKEN_PUNCT && token->plain.len && memchr(".!?", token->plain.ptr[0], 3) != NULL;
}

/* "nobody caresss" is "nobody cares": stretched words match with each run cut. */
static bool is_element(const struct et_token *token, uint64_t element)
{
    char cut[64];
    if (token->plain_hash == element)
        return true;
    if (!(token->flags & ET_TOKEN_ELONGATED) || token->plain.len > sizeof cut)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < token->plain.len; i++)
        if (i == 0 || token->plain.ptr[i] != token->plain.ptr[i - 1])
            cut[n++] = token->plain.ptr[i];
    return et_hash64(et_slice(cut, n)) == element;
}

static bool match_rest(const uint64_t *elements, size_t count, const struct et_tokens *tokens, size_t i, size_t *last)
{
    for (size_t e = 0; e < count; e++, i++) {
        if (elements[e] == ET_LEX_GAP) {
            for (size_t gap = 0; gap <= 3 && i + gap < tokens->count; gap++) {
                if (match_rest(elements + e + 1, count - e - 1, tokens, i + gap, last))
                    return true;
                if (ends_sentence(&tokens->items[i + gap]))
                    return false;
            }
            return false;
        }
        for (unsigned skips = 0; i < tokens->count && !is_element(&tokens->items[i], elements[e]); i++)
            if (skips++ == 2 || !skippable(&tokens->items[i]))
                return false;
        if (i >= tokens->count)
            return false;
        *last = i;
    }
    return true;
}

/* Whether words stand in [from, to). */
static bool has_words(const struct et_tokens *tokens, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (tokens->items[i].kind <= ET_TOKEN_HANDLE)
            return true;
    return false;
}

static size_t sentence_end(const struct et_tokens *tokens, size_t i)
{
    for (i++; i < tokens->count; i++)
        if (ends_sentence(&tokens->items[i]) || (tokens->items[i].flags & ET_TOKEN_AFTER_NEWLINE))
            break;
    return i;
}

static bool placed(const struct et_lex_row *row, const struct et_tokens *tokens, size_t first, size_t last)
{
    if (!(row->tags & PLACED))
        return true;
    if ((row->tags & ET_LEX_START) &&
        !(tokens->items[first].flags & (ET_TOKEN_SENTENCE_START | ET_TOKEN_AFTER_NEWLINE)))
        return false;
    if ((row->tags & ET_LEX_END) && has_words(tokens, last + 1, sentence_end(tokens, last)))
        return false;
    return !(row->tags & ET_LEX_ALONE) || !(has_words(tokens, 0, first) || has_words(tokens, last + 1, tokens->count));
}

/* Fans of every language write "queen" and "slay"; other English words are more often false friends. */
static bool is_common(const struct et_lex_row *row)
{
    return row->file == SLANG_FILE || row->file >= COMMON_FILES;
}

/* What an entry of another language says. */
static __attribute__((noinline)) const struct et_lex_row *
foreign_single(const struct et_lexicon *lexicon, const struct et_lex_slot *slot, enum et_lex_language language)
{
    for (unsigned i = 0; i < ET_LEX_LANGUAGES; i++) {
        const struct et_lex_row *row = slot->single[i] ? &lexicon->rows[slot->single[i] - 1] : NULL;
        if (row && (language == ET_LEX_MIXED || is_common(row)))
            return row;
    }
    return NULL;
}

static const struct et_lex_row *single_of(const struct et_lexicon *lexicon, const struct et_lex_slot *slot,
                                          enum et_lex_language language)
{
    if (language < ET_LEX_LANGUAGES && slot->single[language])
        return &lexicon->rows[slot->single[language] - 1];
    return language == ET_LEX_EN ? NULL : foreign_single(lexicon, slot, language);
}

const struct et_lex_row *et_lexicon_named(const struct et_lexicon *lexicon, struct et_slice entry)
{
    const struct et_lex_slot *slot = slot_of(lexicon, et_hash64(entry));
    return slot ? single_of(lexicon, slot, ET_LEX_EN) : NULL;
}

static const struct et_lex_row *stance_row(const struct et_lexicon *lexicon, const char *stance)
{
    char name[40] = "hashtag-";
    size_t len = strlen(stance);
    memcpy(name + 8, stance, len);
    return et_lexicon_named(lexicon, et_slice(name, 8 + len));
}

const struct et_lex_row *et_lexicon_stance(const struct et_lexicon *lexicon, struct et_slice hashtag)
{
    static const char *const heads[] = {"team",    "justicefor", "istandwith", "westandwith", "standwith", "free",
                                        "protect", "prayfor",    "prayersfor", "welove",      "support",   "boycott",
                                        "cancel",  "fire",       "ban",        "stop",        "fuck",      "exposed"};
    static const char *const tails[] = {"isoverparty", "isover",    "isguilty", "sucks",      "mustgo",
                                        "forever",     "supremacy", "endgame",  "isinnocent", "wins"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (hashtag.len > strlen(heads[i]) && et_slice_starts(hashtag, et_slice_of(heads[i])))
            return stance_row(lexicon, heads[i]);
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++)
        if (hashtag.len > strlen(tails[i]) && et_slice_ends(hashtag, et_slice_of(tails[i])))
            return stance_row(lexicon, tails[i]);
    return NULL;
}

const struct et_lex_row *et_lexicon_single(const struct et_lexicon *lexicon, const struct et_lex_slot *slot,
                                           enum et_lex_language language)
{
    return slot ? single_of(lexicon, slot, language) : NULL;
}

/* The search for the longest phrase that begins at one token. */
struct search {
    const struct et_lexicon *lexicon;
    const struct et_tokens *tokens;
    size_t first, last;
    unsigned languages;
    const struct et_lex_phrase *best;
};

static void try_phrase(struct search *s, const struct et_lex_phrase *phrase)
{
    size_t end = s->first;
    if ((s->best && phrase->length <= s->best->length) || !(phrase->languages & s->languages))
        return;
    if (!match_rest(s->lexicon->elements + phrase->pattern, phrase->length - 1u, s->tokens, s->first + 1, &end) ||
        !placed(&s->lexicon->rows[phrase->row], s->tokens, s->first, end))
        return;
    s->best = phrase;
    s->last = end;
}

/* Those with one second element stand together; a second element that may be skipped to or is stretched needs all
 * tried. */
static void search_phrases(struct search *s, const struct et_lex_slot *slot)
{
    const struct et_lex_phrase *from = s->lexicon->phrases + slot->first_phrase, *to = from + slot->phrase_count;
    const struct et_token *next = s->first + 1 < s->tokens->count ? &s->tokens->items[s->first + 1] : NULL;
    for (const struct et_lex_phrase *open = from + slot->open_count; from < open; from++)
        try_phrase(s, from);
    if (!next || from == to)
        return;
    if (skippable(next) || (next->flags & ET_TOKEN_ELONGATED)) {
        for (; from < to; from++)
            try_phrase(s, from);
        return;
    }
    const struct et_lex_phrase *end = to;
    while (from < to) {
        const struct et_lex_phrase *middle = from + (to - from) / 2;
        if (middle->second < next->plain_hash)
            from = middle + 1;
        else
            to = middle;
    }
    for (; from < end && from->second == next->plain_hash; from++)
        try_phrase(s, from);
}

/* false: no phrase stands at token i, which nearly always can be told from two words. */
static bool may_begin(const struct et_lexicon *lexicon, const struct et_lex_slot *slot, const struct et_tokens *tokens,
                      size_t i)
{
    if (slot->open_count || !slot->phrase_count || i + 1 == tokens->count)
        return slot->open_count != 0;
    const struct et_token *next = &tokens->items[i + 1];
    size_t bit = pair_bit(slot->hash, next->plain_hash);
    return (lexicon->pairs[bit / 64] >> bit % 64 & 1) || (next->flags & ET_TOKEN_ELONGATED) || skippable(next);
}

/* Apart from its only caller, so that the usual case there needs no room for it. */
static __attribute__((noinline)) const struct et_lex_row *find_phrase(const struct et_lexicon *lexicon,
                                                                      const struct et_tokens *tokens,
                                                                      const struct et_lex_slot *slot, size_t i,
                                                                      enum et_lex_language language, size_t *last)
{
    struct search search = {.lexicon = lexicon, .tokens = tokens, .first = i, .last = i};
    search.languages = language == ET_LEX_MIXED ? ALL_LANGUAGES : language == ET_LEX_OTHER ? 0 : 1u << language;
    search_phrases(&search, slot);
    if (!search.best)
        return single_of(lexicon, slot, language);
    *last = search.last;
    return &lexicon->rows[search.best->row];
}

const struct et_lex_row *et_lexicon_match(const struct et_lexicon *lexicon, const struct et_tokens *tokens,
                                          const struct et_lex_slot *const *slots, size_t i,
                                          enum et_lex_language language, size_t *last)
{
    const struct et_lex_slot *slot = slots[i];
    *last = i;
    if (!slot)
        return NULL;
    if (may_begin(lexicon, slot, tokens, i))
        return find_phrase(lexicon, tokens, slot, i, language, last);
    return single_of(lexicon, slot, language);
}
