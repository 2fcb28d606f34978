/* Fits the conditional random field: forward and backward sums with scaling, labels known in part, AdaGrad. */
#include "analyse/train/tagger_int.h"

#include "base/hash.h"
#include "base/mem.h"

#include <math.h>
#include <string.h>

#define L ET_TAG_LABELS
#define RATE 0.12
#define DECAY 2e-6 /* pull towards zero of each weight that is touched */

double et_tag_exp(double x)
{
    static const double ln2 = 0.69314718055994530942;
    if (x < -700)
        return 0;
    int k = (int)(x / ln2 - 0.5);
    double r = x - k * ln2, term = 1, sum = 1;
    for (int i = 1; i < 14; i++) {
        term *= r / i;
        sum += term;
    }
    union {
        uint64_t bits;
        double value;
    } power = {.bits = (uint64_t)(1023 + k) << 52};
    return k < -1020 ? 0 : sum * power.value;
}

struct work {
    struct et_tag_field *field;
    double *squares; /* AdaGrad's sums */
    double transition_squares[L + 1][L];
    double exp_transitions[L + 1][L];
    double potentials[ET_TAG_TOKENS_MAX][L];
    double alpha[ET_TAG_TOKENS_MAX][L], beta[ET_TAG_TOKENS_MAX][L];
    double node[2][ET_TAG_TOKENS_MAX][L]; /* expected counts: as labelled, as the model has it */
    double edge[2][L + 1][L];
};

static void score_chain(struct work *w, const struct et_tag_chain *chain)
{
    for (size_t i = 0; i < chain->length; i++) {
        double sums[L] = {0}, top;
        const uint32_t *rows = w->field->rows + (chain->first + i) * ET_TAG_FEATURES;
        for (size_t f = 0; f < ET_TAG_FEATURES; f++)
            if (rows[f] != UINT32_MAX)
                for (int y = 0; y < L; y++)
                    sums[y] += w->field->weights[(size_t)rows[f] * L + (size_t)y];
        top = sums[0];
        for (int y = 1; y < L; y++)
            top = sums[y] > top ? sums[y] : top;
        for (int y = 0; y < L; y++)
            w->potentials[i][y] = et_tag_exp(sums[y] - top);
    }
}

static void refresh_transitions(struct work *w)
{
    for (unsigned x = 0; x <= L; x++)
        for (unsigned y = 0; y < L; y++) {
            double t = w->field->transitions[x][y];
            double e = t > 0 ? 1 / et_tag_exp(-t) : et_tag_exp(t);
            w->exp_transitions[x][y] = et_tag_may_follow(x, y) ? e : 0;
        }
}

static double scale_row(double row[L])
{
    double sum = 0;
    for (int y = 0; y < L; y++)
        sum += row[y];
    for (int y = 0; y < L && sum > 0; y++)
        row[y] /= sum;
    return sum;
}

/* The potential of a label, or 0 where it is not allowed. */
static double potential(const struct work *w, const struct et_tag_chain *chain, size_t i, int y, bool labelled)
{
    if (labelled && !(w->field->allowed[chain->first + i] >> y & 1))
        return 0;
    return w->potentials[i][y];
}

static bool forward(struct work *w, const struct et_tag_chain *chain, bool labelled)
{
    for (size_t i = 0; i < chain->length; i++) {
        for (int y = 0; y < L; y++) {
            double sum = 0;
            if (i == 0)
                sum = w->exp_transitions[L][y];
            else
                for (int x = 0; x < L; x++)
                    sum += w->alpha[i - 1][x] * w->exp_transitions[x][y];
            w->alpha[i][y] = sum * potential(w, chain, i, y, labelled);
        }
        if (!(scale_row(w->alpha[i]) > 0))
            return false;
    }
    return true;
}

static void backward(struct work *w, const struct et_tag_chain *chain, bool labelled)
{
    for (size_t i = chain->length; i-- > 0;) {
        for (int x = 0; x < L; x++) {
            double sum = i + 1 == chain->length;
            for (int y = 0; y < L && i + 1 < chain->length; y++)
                sum += w->exp_transitions[x][y] * potential(w, chain, i + 1, y, labelled) * w->beta[i + 1][y];
            w->beta[i][x] = sum;
        }
        scale_row(w->beta[i]);
    }
}

static void expect_edges(struct work *w, const struct et_tag_chain *chain, bool labelled, size_t i)
{
    double values[L][L], total = 0;
    for (int x = 0; x < L; x++)
        for (int y = 0; y < L; y++) {
            values[x][y] =
                w->alpha[i - 1][x] * w->exp_transitions[x][y] * potential(w, chain, i, y, labelled) * w->beta[i][y];
            total += values[x][y];
        }
    for (int x = 0; x < L && total > 0; x++)
        for (int y = 0; y < L; y++)
            w->edge[!labelled][x][y] += values[x][y] / total;
}

/* Expected counts with the labels held to what is allowed, or free. false: the labels can't be reached. */
static bool expect(struct work *w, const struct et_tag_chain *chain, bool labelled)
{
    if (!forward(w, chain, labelled))
        return false;
    backward(w, chain, labelled);
    memset(w->edge[!labelled], 0, sizeof w->edge[0]);
    for (size_t i = 0; i < chain->length; i++) {
        double *node = w->node[!labelled][i];
        for (int y = 0; y < L; y++)
            node[y] = w->alpha[i][y] * w->beta[i][y];
        scale_row(node);
        if (i > 0)
            expect_edges(w, chain, labelled, i);
        else
            memcpy(w->edge[!labelled][L], node, sizeof w->edge[0][L]);
    }
    return true;
}

static void move(double *weight, double *squares, double gradient)
{
    gradient -= DECAY * *weight;
    *squares += gradient * gradient;
    *weight += RATE * gradient / sqrt(*squares + 1e-8);
}

static void learn(struct work *w, const struct et_tag_chain *chain)
{
    struct et_tag_field *field = w->field;
    score_chain(w, chain);
    if (!expect(w, chain, true) || !expect(w, chain, false))
        return;
    for (size_t i = 0; i < chain->length; i++) {
        const uint32_t *rows = field->rows + (chain->first + i) * ET_TAG_FEATURES;
        for (size_t f = 0; f < ET_TAG_FEATURES; f++)
            for (size_t y = 0; rows[f] != UINT32_MAX && y < L; y++) {
                double gradient = w->node[0][i][y] - w->node[1][i][y];
                if (gradient > 1e-6 || gradient < -1e-6)
                    move(&field->weights[(size_t)rows[f] * L + y], &w->squares[(size_t)rows[f] * L + y], gradient);
            }
    }
    for (unsigned x = 0; x <= L; x++)
        for (unsigned y = 0; y < L; y++) {
            double gradient = w->edge[0][x][y] - w->edge[1][x][y];
            if (et_tag_may_follow(x, y) && (gradient > 1e-6 || gradient < -1e-6)) {
                move(&field->transitions[x][y], &w->transition_squares[x][y], gradient);
                double t = field->transitions[x][y];
                w->exp_transitions[x][y] = t > 0 ? 1 / et_tag_exp(-t) : et_tag_exp(t);
            }
        }
}

static void shuffle(uint32_t *order, size_t count, uint64_t seed)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)(et_mix64(seed + i * 0x9E3779B97F4A7C15u) % i);
        uint32_t swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
}

enum et_rc et_tag_field_fit(struct et_tag_field *field, uint64_t seed, unsigned epochs, struct et_error *error)
{
    struct work *w = et_calloc(1, sizeof *w);
    size_t size = field->row_count * L;
    double *squares = et_calloc(size + 1, sizeof *squares), *sums = et_calloc(size + 1, sizeof *sums);
    uint32_t *order = et_calloc(field->chain_count + 1, sizeof *order);
    enum et_rc rc = w && squares && sums && order ? ET_OK : et_fail_nomem(error);
    for (size_t i = 0; rc == ET_OK && i < field->chain_count; i++)
        order[i] = (uint32_t)i;
    if (rc == ET_OK) {
        w->field = field;
        w->squares = squares;
        refresh_transitions(w);
    }
    for (unsigned epoch = 0; rc == ET_OK && epoch < epochs; epoch++) {
        shuffle(order, field->chain_count, seed + epoch);
        for (size_t i = 0; i < field->chain_count; i++)
            learn(w, &field->chains[order[i]]);
        /* The mean of the later epochs' weights is steadier than the last ones. */
        for (size_t i = 0; epoch >= epochs / 2 && i < size; i++)
            sums[i] += field->weights[i];
    }
    for (size_t i = 0; rc == ET_OK && i < size; i++)
        field->weights[i] = sums[i] / (epochs - epochs / 2);
    et_free(w);
    et_free(squares);
    et_free(sums);
    et_free(order);
    return rc;
}
