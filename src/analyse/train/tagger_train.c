#include "analyse/train/tagger_int.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)256 << 20)
#define SCALE 28 /* units of a stored weight: 127 units are 4.5 */
#define HEADER 64
#define TRANSITION_BYTES ((size_t)(ET_TAG_LABELS + 1) * ET_TAG_LABELS * 2)
#define NO_ROW UINT32_MAX

struct trainer {
    const struct et_tagger_training *config;
    struct et_tagger_report *report;
    unsigned row_bits, word_bits, epochs, cutoff;
    struct et_tag_samples learned, kept, sealed; /**< kept: for the sureness */
    struct et_tag_words words;
    struct et_tagger tagger;
    unsigned char *table, *rows;
    struct et_map64 counts; /**< feature -> how often */
    struct et_map64 places; /**< feature -> row */
    struct et_tag_field field;
    size_t position_size;
    uint64_t *features; /**< of all positions, until they have rows */
    struct et_tokens tokens;
    struct et_tag_scratch scratch;
};

/* ---- reading the sources ---- */

static enum et_rc lower_copy(struct et_tag_samples *samples, const struct et_tag_sample *sample, struct et_error *error)
{
    struct et_slice text = et_arena_copy(&samples->arena, sample->text);
    if (!text.ptr)
        return et_fail_nomem(error);
    bool any = false;
    for (size_t i = 0; i < text.len; i++) {
        char *c = (char *)(uintptr_t)text.ptr + i;
        any = any || (*c >= 'A' && *c <= 'Z');
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c + 32);
    }
    return any ? et_tag_samples_add(samples, text, sample->golds, sample->gold_count, error) : ET_OK;
}

/* A tenth is sealed, a twentieth measures the sureness; the rest is learned from, as it stands and in small letters. */
static enum et_rc deal(struct trainer *t, const struct et_tag_samples *all, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < all->count && rc == ET_OK; i++) {
        const struct et_tag_sample *s = &all->items[i];
        uint64_t part = et_hash64_seed(s->text, 20) % 20;
        struct et_tag_samples *to = part < 2 && t->config->keep_sealed ? &t->sealed
                                    : part == 2                        ? &t->kept
                                                                       : &t->learned;
        rc = et_tag_samples_add(to, s->text, s->golds, s->gold_count, error);
        if (rc == ET_OK && to != &t->sealed)
            rc = lower_copy(to, s, error);
    }
    return rc;
}

static enum et_rc read_text(struct trainer *t, const char *path, struct et_error *error)
{
    struct et_buf bytes;
    et_buf_init(&bytes, 0);
    enum et_rc rc = et_file_read(path, FILE_MAX, &bytes, error);
    if (rc == ET_OK)
        rc = et_tag_words_text(&t->words, et_buf_view(&bytes), error);
    et_buf_dispose(&bytes);
    return rc;
}

static enum et_rc read_sources(struct trainer *t, struct et_error *error)
{
    struct et_tag_samples all;
    enum et_rc rc = ET_OK;
    et_tag_samples_init(&all);
    for (size_t i = 0; i < t->config->source_count && rc == ET_OK; i++) {
        const struct et_tag_source *source = &t->config->sources[i];
        rc = source->kind == ET_TAG_SAMPLES ? et_tag_samples_read(&all, source->path, error)
             : source->kind == ET_TAG_TEXT  ? read_text(t, source->path, error)
                                            : et_tag_words_list(&t->words, source, error);
    }
    if (rc == ET_OK && all.count == 0)
        rc = et_fail(error, ET_E_USAGE, "nothing to learn from: give files with labelled samples");
    if (rc == ET_OK)
        rc = deal(t, &all, error);
    t->report->samples = all.count;
    t->report->sealed = t->sealed.count;
    et_tag_samples_dispose(&all);
    for (size_t i = 0; i < t->learned.count && rc == ET_OK; i++)
        rc = et_tag_words_sample(&t->words, &t->learned.items[i], error);
    for (size_t i = 0; i < t->learned.count && rc == ET_OK; i++)
        rc = et_tag_words_text(&t->words, t->learned.items[i].text, error);
    return rc;
}

/* ---- features ---- */

static enum et_rc room_for(struct trainer *t, size_t positions, struct et_error *error)
{
    size_t need = t->field.position_count + positions;
    if (need <= t->position_size)
        return ET_OK;
    size_t size = need * 2 + 4096;
    uint64_t *features = et_realloc(t->features, size * ET_TAG_FEATURES * sizeof *features);
    if (features)
        t->features = features;
    uint16_t *allowed = features ? et_realloc(t->field.allowed, size * sizeof *allowed) : NULL;
    if (!allowed)
        return et_fail_nomem(error);
    t->field.allowed = allowed;
    t->position_size = size;
    return ET_OK;
}

static enum et_rc add_chain(struct trainer *t, size_t length, struct et_error *error)
{
    struct et_tag_field *f = &t->field;
    if (f->chain_count == f->chain_size) {
        size_t size = f->chain_size ? f->chain_size * 2 : 4096;
        struct et_tag_chain *grown = et_realloc(f->chains, size * sizeof *grown);
        if (!grown)
            return et_fail_nomem(error);
        f->chains = grown;
        f->chain_size = size;
    }
    f->chains[f->chain_count++] = (struct et_tag_chain){f->position_count, (uint32_t)length};
    return ET_OK;
}

static enum et_rc count_features(struct trainer *t, const uint64_t *features, struct et_error *error)
{
    for (size_t i = 0; i < ET_TAG_FEATURES; i++) {
        uint64_t *count = et_map64_put(&t->counts, features[i], NULL);
        if (!count)
            return et_fail_nomem(error);
        ++*count;
    }
    return ET_OK;
}

static void count_reachable(struct trainer *t, const uint16_t *allowed)
{
    const struct et_tag_view *views = t->scratch.views + ET_TAG_PAD;
    for (size_t i = 0; i < t->scratch.count; i++) {
        if (allowed[i] & 1)
            continue;
        t->report->wanted++;
        t->report->reachable += (views[i].flags & ET_VIEW_MAYBE) != 0;
    }
}

static enum et_rc read_runs(struct trainer *t, const struct et_tag_sample *sample, struct et_error *error)
{
    uint16_t allowed[ET_TAG_TOKENS_MAX];
    struct et_tag_run run = {0};
    enum et_rc rc = et_tokenise(&t->tokens, sample->text, error);
    if (rc != ET_OK)
        return rc;
    et_tag_look(&t->tagger, &t->tokens, &t->scratch);
    et_tag_allowed(sample, &t->tokens, allowed, t->scratch.count);
    count_reachable(t, allowed);
    for (size_t from = 0; rc == ET_OK && et_tag_next_run(&t->scratch, from, &run); from = run.end) {
        size_t length = run.end - run.first;
        rc = room_for(t, length, error);
        if (rc == ET_OK)
            rc = add_chain(t, length, error);
        for (size_t i = run.first; i < run.end && rc == ET_OK; i++) {
            uint64_t *features = t->features + t->field.position_count * ET_TAG_FEATURES;
            et_tag_features(&t->tokens, &t->scratch, i, features);
            t->field.allowed[t->field.position_count++] = allowed[i];
            rc = count_features(t, features, error);
        }
    }
    return rc;
}

struct counted {
    uint64_t feature, count;
};

static int by_count(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return x->feature < y->feature ? -1 : x->feature > y->feature;
}

/* The most frequent features get their rows first. */
static enum et_rc place_features(struct trainer *t, struct et_error *error)
{
    size_t n = 0;
    uint32_t mask = (uint32_t)((1u << t->row_bits) - 1);
    struct counted *list = et_malloc((t->counts.count + 1) * sizeof *list);
    if (!list)
        return et_fail_nomem(error);
    for (size_t i = 0; i < t->counts.size; i++)
        if (t->counts.full[i] && t->counts.values[i] >= t->cutoff)
            list[n++] = (struct counted){t->counts.keys[i], t->counts.values[i]};
    qsort(list, n, sizeof *list, by_count);
    t->report->features = n;
    enum et_rc rc = ET_OK;
    for (size_t i = 0; i < n && rc == ET_OK; i++) {
        uint32_t row = et_tag_row(list[i].feature, mask);
        uint16_t check = et_tag_check(list[i].feature);
        for (int way = 0; way < 2; way++, row ^= 1) {
            unsigned char *p = t->rows + (size_t)row * ET_TAG_ROW;
            unsigned there = p[0] | (unsigned)p[1] << 8;
            if (there == check)
                break; /* as good as the same */
            if (there)
                continue;
            p[0] = (unsigned char)check;
            p[1] = (unsigned char)(check >> 8);
            uint64_t *place = et_map64_put(&t->places, list[i].feature, NULL);
            if (!place)
                rc = et_fail_nomem(error);
            else
                *place = row;
            t->report->rows++;
            break;
        }
    }
    et_free(list);
    et_map64_dispose(&t->counts);
    return rc;
}

static enum et_rc fit(struct trainer *t, struct et_error *error)
{
    struct et_tag_field *f = &t->field;
    size_t count = f->position_count * ET_TAG_FEATURES;
    f->row_count = (size_t)1 << t->row_bits;
    f->rows = et_malloc((count + 1) * sizeof *f->rows);
    f->weights = et_calloc(f->row_count * ET_TAG_LABELS, sizeof *f->weights);
    if (!f->rows || !f->weights)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count; i++) {
        const uint64_t *row = et_map64_get(&t->places, t->features[i]);
        f->rows[i] = row ? (uint32_t)*row : NO_ROW;
    }
    et_free(t->features);
    t->features = NULL;
    return et_tag_field_fit(f, t->config->seed, t->epochs, error);
}

/* ---- the file ---- */

static int rounded(double value, int limit)
{
    double units = value * SCALE;
    int whole = (int)(units < 0 ? units - 0.5 : units + 0.5);
    return whole > limit ? limit : whole < -limit ? -limit : whole;
}

static void put_u32(unsigned char *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(value >> (8 * i));
}

static void put_weights(struct trainer *t)
{
    for (size_t row = 0; row < t->field.row_count; row++)
        for (size_t y = 0; y < ET_TAG_LABELS; y++)
            t->rows[row * ET_TAG_ROW + ET_TAG_LANE + y] =
                (unsigned char)rounded(t->field.weights[row * ET_TAG_LABELS + y], 127);
}

static bool put_file(struct trainer *t, struct et_buf *out, size_t *at)
{
    unsigned char head[HEADER + TRANSITION_BYTES] = {0};
    unsigned char *p = head + HEADER;
    memcpy(head, ET_TAG_MAGIC, 8);
    put_u32(head + 8, t->word_bits);
    put_u32(head + 12, t->row_bits);
    put_u32(head + 16, SCALE);
    for (unsigned x = 0; x <= ET_TAG_LABELS; x++)
        for (unsigned y = 0; y < ET_TAG_LABELS; y++, p += 2) {
            int value = et_tag_may_follow(x, y) ? rounded(t->field.transitions[x][y], 30000) : 0;
            p[0] = (unsigned char)(value & 255);
            p[1] = (unsigned char)(value >> 8 & 255);
        }
    *at = out->len;
    et_buf_add(out, (const char *)head, sizeof head);
    et_buf_add(out, (const char *)t->table, (size_t)4 << t->word_bits);
    return et_buf_add(out, (const char *)t->rows, (size_t)ET_TAG_ROW << t->row_bits);
}

static enum et_rc finish(struct trainer *t, struct et_buf *out, struct et_error *error)
{
    size_t at;
    struct et_tagger *tagger = NULL;
    struct et_tagger_quality quality;
    uint8_t steps[ET_TAG_SURE_STEPS];
    put_weights(t);
    if (!put_file(t, out, &at))
        return et_fail_nomem(error);
    enum et_rc rc = et_tagger_new(et_slice(out->data + at, out->len - at), &tagger, error);
    if (rc == ET_OK)
        rc = et_tag_calibrate(tagger, t->kept.items, t->kept.count, steps, error);
    if (rc == ET_OK)
        memcpy(out->data + at + 32, steps, sizeof steps);
    if (rc == ET_OK)
        rc = et_tag_measure(tagger, t->sealed.items, t->sealed.count, false, 0, &quality, error);
    if (rc == ET_OK) {
        t->report->person = quality.person;
        t->report->all = quality.all;
        t->report->untyped = quality.untyped;
    }
    et_tagger_free(tagger);
    return rc;
}

static enum et_rc train(struct trainer *t, struct et_buf *out, struct et_error *error)
{
    enum et_rc rc = read_sources(t, error);
    if (rc != ET_OK)
        return rc;
    t->table = et_calloc((size_t)1 << t->word_bits, 4);
    t->rows = et_calloc((size_t)1 << t->row_bits, ET_TAG_ROW);
    if (!t->table || !t->rows)
        return et_fail_nomem(error);
    rc = et_tag_words_table(&t->words, t->word_bits, t->table, error);
    t->tagger = (struct et_tagger){.words = t->table, .word_mask = (uint32_t)((1u << t->word_bits) - 1)};
    for (size_t i = 0; i < t->learned.count && rc == ET_OK; i++)
        rc = read_runs(t, &t->learned.items[i], error);
    if (rc == ET_OK)
        rc = place_features(t, error);
    if (rc == ET_OK)
        rc = fit(t, error);
    return rc == ET_OK ? finish(t, out, error) : rc;
}

static void dispose(struct trainer *t)
{
    et_tag_samples_dispose(&t->learned);
    et_tag_samples_dispose(&t->kept);
    et_tag_samples_dispose(&t->sealed);
    et_tag_words_dispose(&t->words);
    et_map64_dispose(&t->counts);
    et_map64_dispose(&t->places);
    et_tokens_dispose(&t->tokens);
    et_free(t->table);
    et_free(t->rows);
    et_free(t->features);
    et_free(t->field.chains);
    et_free(t->field.rows);
    et_free(t->field.allowed);
    et_free(t->field.weights);
    et_free(t);
}

enum et_rc et_train_tagger(const struct et_tagger_training *config, struct et_buf *out, struct et_tagger_report *report,
                           struct et_error *error)
{
    struct et_tagger_report unread;
    struct trainer *t = et_calloc(1, sizeof *t);
    if (!t)
        return et_fail_nomem(error);
    t->config = config;
    t->report = report ? report : &unread;
    *t->report = (struct et_tagger_report){0};
    t->row_bits = config->row_bits ? config->row_bits : 17;
    t->word_bits = config->word_bits ? config->word_bits : 18;
    t->epochs = config->epochs ? config->epochs : 6;
    t->cutoff = config->cutoff ? config->cutoff : 3;
    et_tag_samples_init(&t->learned);
    et_tag_samples_init(&t->kept);
    et_tag_samples_init(&t->sealed);
    et_tokens_init(&t->tokens);
    enum et_rc rc = train(t, out, error);
    dispose(t);
    return rc;
}
