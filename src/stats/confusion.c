#include "stats/confusion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 400
#define EM_ROUNDS 300
#define FOLDS_MAX 20
#define LEAST_LABELLED 10 /* of fewer nobody can say what they are taken for */
#define LEAST_APART 0.02  /* total variation between what two classes are taken for; less tells nothing of either */

void et_confusion_add(struct et_confusion *a, const struct et_confusion *b)
{
    for (size_t i = 0; i < a->classes; i++)
        for (size_t j = 0; j < a->classes; j++)
            a->counts[i][j] += b->counts[i][j];
}

/* ---- drawing anew ---- */

/* splitmix64 */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static double draw_unit(uint64_t *state)
{
    return (double)(draw(state) >> 11) * 0x1p-53;
}

/* A normal deviate, by the sum of twelve: enough for counts in the hundreds. */
static double draw_normal(uint64_t *state)
{
    double sum = 0;
    for (unsigned i = 0; i < 12; i++)
        sum += draw_unit(state);
    return sum - 6;
}

/* Successes of n trials with probability p: one by one, or for many trials by the normal that they come near. */
static uint64_t draw_binomial(uint64_t n, double p, uint64_t *state)
{
    double mean = (double)n * p, spread = mean * (1 - p);
    if (p <= 0 || n == 0)
        return 0;
    if (p >= 1)
        return n;
    if (n > 400 && spread > 25) {
        double value = floor(mean + sqrt(spread) * draw_normal(state) + 0.5);
        return value <= 0 ? 0 : value >= (double)n ? n : (uint64_t)value;
    }
    uint64_t hits = 0;
    if (n > 400) { /* few of many: Poisson by products of uniforms, from the rarer side */
        bool rare = p < 0.5;
        double bound = exp(-(rare ? mean : (double)n - mean)), product = 1;
        while ((product *= draw_unit(state)) > bound && hits < n)
            hits++;
        return rare ? hits : n - hits;
    }
    for (uint64_t i = 0; i < n; i++)
        hits += draw_unit(state) < p;
    return hits;
}

/* As many items as there are, each drawn from them: a multinomial, cell after cell. */
static void draw_cells(const uint64_t *cells, size_t count, uint64_t *out, uint64_t *state)
{
    uint64_t left = 0, among = 0;
    for (size_t i = 0; i < count; i++)
        among += cells[i];
    left = among;
    for (size_t i = 0; i < count; i++) {
        out[i] = among ? draw_binomial(left, (double)cells[i] / (double)among, state) : 0;
        left -= out[i];
        among -= cells[i];
    }
}

static void draw_confusion(const struct et_confusion *from, struct et_confusion *to, uint64_t *state)
{
    to->classes = from->classes;
    draw_cells(&from->counts[0][0], ET_CLASSES_MAX * ET_CLASSES_MAX, &to->counts[0][0], state);
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static struct et_interval middle(double *values, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i]))
            values[known++] = values[i];
    count = known;
    if (count < 40)
        return (struct et_interval){NAN, NAN};
    qsort(values, count, sizeof *values, by_value);
    return (struct et_interval){values[count / 40], values[count - 1 - count / 40]};
}

/* ---- measures ---- */

static double ratio(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : NAN;
}

static void measure_class(const struct et_confusion *c, size_t k, struct et_class_measure *out)
{
    *out = (struct et_class_measure){.right = c->counts[k][k]};
    for (size_t i = 0; i < c->classes; i++) {
        out->labelled += c->counts[k][i];
        out->read += c->counts[i][k];
    }
    out->precision = ratio(out->right, out->read);
    out->recall = ratio(out->right, out->labelled);
    out->f1 = ratio(2 * out->right, out->read + out->labelled);
}

static double macro(const struct et_confusion *c, double *recall)
{
    double f1 = 0, recalls = 0;
    size_t used = 0, labelled = 0;
    for (size_t k = 0; k < c->classes; k++) {
        struct et_class_measure m;
        measure_class(c, k, &m);
        if (m.labelled) {
            recalls += m.recall;
            labelled++;
        }
        if (m.labelled + m.read) {
            f1 += m.f1;
            used++;
        }
    }
    *recall = labelled ? recalls / (double)labelled : NAN;
    return used ? f1 / (double)used : NAN;
}

void et_confusion_measure(const struct et_confusion *confusion, uint64_t seed, struct et_confusion_measure *out)
{
    double rounds[ROUNDS], unused;
    *out = (struct et_confusion_measure){0};
    for (size_t k = 0; k < confusion->classes; k++) {
        struct et_class_measure *m = &out->classes[k];
        measure_class(confusion, k, m);
        m->precision_interval = et_wilson(m->right, m->read);
        m->recall_interval = et_wilson(m->right, m->labelled);
        out->count += m->labelled;
        out->right += m->right;
    }
    out->accuracy = ratio(out->right, out->count);
    out->accuracy_interval = et_wilson(out->right, out->count);
    out->macro_f1 = macro(confusion, &out->macro_recall);
    for (size_t r = 0; r < ROUNDS; r++) {
        struct et_confusion drawn = {0};
        draw_confusion(confusion, &drawn, &seed);
        rounds[r] = macro(&drawn, &unused);
    }
    out->macro_f1_interval = out->count ? middle(rounds, ROUNDS) : (struct et_interval){NAN, NAN};
}

/* ---- corrected shares ---- */

/* P(read j | class i), of the classes that are labelled often enough. */
struct channel {
    size_t classes, used;
    bool rare[ET_CLASSES_MAX]; /* labelled, but too seldom */
    size_t of[ET_CLASSES_MAX]; /* the used ones */
    double chance[ET_CLASSES_MAX][ET_CLASSES_MAX];
};

static struct channel channel_of(const struct et_confusion *c)
{
    struct channel channel = {.classes = c->classes};
    for (size_t i = 0; i < c->classes; i++) {
        uint64_t row = 0;
        for (size_t j = 0; j < c->classes; j++)
            row += c->counts[i][j];
        channel.rare[i] = row > 0 && row < LEAST_LABELLED;
        if (row < LEAST_LABELLED)
            continue;
        for (size_t j = 0; j < c->classes; j++)
            channel.chance[i][j] = (double)c->counts[i][j] / (double)row;
        channel.of[channel.used++] = i;
    }
    return channel;
}

/* Whether the classes are told apart at all. */
static bool is_telling(const struct channel *channel)
{
    for (size_t a = 0; a < channel->used; a++)
        for (size_t b = 0; b < a; b++) {
            double apart = 0;
            for (size_t j = 0; j < channel->classes; j++)
                apart += fabs(channel->chance[channel->of[a]][j] - channel->chance[channel->of[b]][j]) / 2;
            if (apart < LEAST_APART)
                return false;
        }
    return channel->used > 0;
}

/* Solves for shares inside the used classes by elimination; false where rows are too alike or a share leaves [0, 1].
 * Classes that are read but not labelled make more equations than unknowns: then there is no such solution. */
static bool solve(const struct channel *channel, const double *wanted, double *shares)
{
    double a[ET_CLASSES_MAX][ET_CLASSES_MAX + 1];
    size_t n = channel->used;
    if (n != channel->classes)
        return false;
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < n; i++)
            a[j][i] = channel->chance[i][j];
        a[j][n] = wanted[j];
    }
    for (size_t c = 0; c < n; c++) {
        size_t pivot = c;
        for (size_t r = c + 1; r < n; r++)
            pivot = fabs(a[r][c]) > fabs(a[pivot][c]) ? r : pivot;
        if (fabs(a[pivot][c]) < 1e-6)
            return false;
        double row[ET_CLASSES_MAX + 1];
        memcpy(row, a[c], sizeof row);
        memcpy(a[c], a[pivot], sizeof row);
        memcpy(a[pivot], row, sizeof row);
        for (size_t r = 0; r < n; r++) {
            double times = r == c ? 0 : a[r][c] / a[c][c];
            for (size_t k = c; k <= n; k++)
                a[r][k] -= times * a[c][k];
        }
    }
    bool inside = true;
    for (size_t i = 0; i < n; i++) {
        shares[i] = a[i][n] / a[i][i];
        inside = inside && shares[i] >= 0 && shares[i] <= 1;
    }
    return inside;
}

static void likeliest(const struct channel *channel, const double *wanted, double *shares)
{
    for (size_t i = 0; i < channel->classes; i++)
        shares[i] = 0;
    for (size_t u = 0; u < channel->used; u++)
        shares[channel->of[u]] = 1 / (double)channel->used;
    for (unsigned round = 0; round < EM_ROUNDS; round++) {
        double next[ET_CLASSES_MAX] = {0}, total = 0;
        for (size_t j = 0; j < channel->classes; j++) {
            double seen = 0;
            for (size_t i = 0; i < channel->classes; i++)
                seen += shares[i] * channel->chance[i][j];
            for (size_t i = 0; i < channel->classes && seen > 0; i++)
                next[i] += wanted[j] * shares[i] * channel->chance[i][j] / seen;
        }
        for (size_t i = 0; i < channel->classes; i++)
            total += next[i];
        for (size_t i = 0; i < channel->classes && total > 0; i++)
            shares[i] = next[i] / total;
    }
}

bool et_confusion_correct(const struct et_confusion *confusion, const uint64_t *read, double *shares)
{
    struct channel channel = channel_of(confusion);
    double wanted[ET_CLASSES_MAX], total = 0;
    for (size_t j = 0; j < confusion->classes; j++)
        total += (double)read[j];
    if (total <= 0 || !is_telling(&channel)) {
        for (size_t j = 0; j < confusion->classes; j++)
            shares[j] = NAN;
        return false;
    }
    for (size_t j = 0; j < confusion->classes; j++)
        wanted[j] = (double)read[j] / total;
    if (!solve(&channel, wanted, shares))
        likeliest(&channel, wanted, shares);
    for (size_t i = 0; i < confusion->classes; i++)
        if (channel.rare[i])
            shares[i] = NAN;
    return true;
}

/* Values of ROUNDS rounds, class after class. */
struct rounds {
    double values[ET_CLASSES_MAX][ROUNDS];
    size_t count;
};

static void keep_round(struct rounds *rounds, const double *shares, size_t classes)
{
    for (size_t k = 0; k < classes; k++)
        rounds->values[k][rounds->count] = shares[k];
    rounds->count++;
}

static void make_intervals(struct rounds *rounds, size_t classes, struct et_interval *out)
{
    for (size_t k = 0; k < classes; k++)
        out[k] = middle(rounds->values[k], rounds->count);
}

bool et_confusion_shares(const struct et_confusion *confusion, const uint64_t *read, uint64_t seed, double *shares,
                         struct et_interval *intervals)
{
    struct rounds rounds = {.count = 0};
    bool known = et_confusion_correct(confusion, read, shares);
    for (size_t r = 0; known && r < ROUNDS; r++) {
        struct et_confusion drawn = {0};
        uint64_t drawn_read[ET_CLASSES_MAX];
        double values[ET_CLASSES_MAX];
        draw_confusion(confusion, &drawn, &seed);
        draw_cells(read, confusion->classes, drawn_read, &seed);
        if (et_confusion_correct(&drawn, drawn_read, values))
            keep_round(&rounds, values, confusion->classes);
    }
    make_intervals(&rounds, confusion->classes, intervals);
    return known;
}

static bool cross(const struct et_confusion *folds, size_t count, double *shares)
{
    struct et_confusion all = {.classes = folds[0].classes};
    uint64_t total = 0;
    for (size_t f = 0; f < count; f++)
        et_confusion_add(&all, &folds[f]);
    for (size_t k = 0; k < all.classes; k++)
        shares[k] = 0;
    for (size_t f = 0; f < count; f++) {
        struct et_confusion others = all;
        uint64_t read[ET_CLASSES_MAX] = {0}, items = 0;
        double part[ET_CLASSES_MAX];
        for (size_t i = 0; i < all.classes; i++)
            for (size_t j = 0; j < all.classes; j++) {
                others.counts[i][j] -= folds[f].counts[i][j];
                read[j] += folds[f].counts[i][j];
                items += folds[f].counts[i][j];
            }
        if (!items)
            continue;
        if (!et_confusion_correct(&others, read, part))
            return false;
        total += items;
        for (size_t k = 0; k < all.classes; k++)
            shares[k] += part[k] * (double)items;
    }
    for (size_t k = 0; k < all.classes; k++)
        shares[k] = total ? shares[k] / (double)total : NAN;
    return total > 0;
}

bool et_confusion_cross(const struct et_confusion *folds, size_t count, uint64_t seed, double *shares,
                        struct et_interval *intervals)
{
    struct rounds rounds = {.count = 0};
    count = count > FOLDS_MAX ? FOLDS_MAX : count;
    bool known = cross(folds, count, shares);
    for (size_t r = 0; known && r < ROUNDS; r++) {
        struct et_confusion drawn[FOLDS_MAX] = {0};
        double values[ET_CLASSES_MAX];
        for (size_t f = 0; f < count; f++)
            draw_confusion(&folds[f], &drawn[f], &seed);
        if (cross(drawn, count, values))
            keep_round(&rounds, values, folds[0].classes);
    }
    make_intervals(&rounds, folds[0].classes, intervals);
    for (size_t k = 0; !known && k < folds[0].classes; k++)
        shares[k] = NAN;
    return known;
}
