#include "insight/finish_int.h"

#include <math.h>

#define ALERT_CHANGE 0.15
#define ALERT_Q 0.10
#define PERCENT_FLAG 30
#define PERCENT_BASE 0.05 /* a ratio to less than this says nothing */
#define ENOUGH_COMMENTS 10
#define ENOUGH_AUTHORS 5
#define ENOUGH_VOLUME 10

static double sum_bins(const uint32_t *bins)
{
    double sum = 0;
    for (size_t i = 0; i < ET_VOLUME_BINS; i++)
        sum += bins[i];
    return sum;
}

/* Pearson's chi-square over its degrees of freedom of one row of counts around its mean. */
static double dispersion_of(const double *counts, size_t count)
{
    double sum = 0, chi2 = 0;
    for (size_t i = 0; i < count; i++)
        sum += counts[i];
    if (count < 2 || sum <= 0)
        return 1;
    double mean = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        chi2 += (counts[i] - mean) * (counts[i] - mean) / mean;
    return chi2 / (double)(count - 1);
}

/* How much more the counts of the weeks before vary than chance: of the same half-days of different weeks, and of whole
 * windows, as crowds come and go for longer than half a day. Of one window alone: of its half-days. Since half-days
 * that follow each other are no independent witnesses, the test counts fewer degrees of freedom than there are
 * half-days. */
static double over_dispersion(const uint32_t *bins, unsigned windows)
{
    double phi = 1, sum = 0, row[ET_VOLUME_WEEKS > ET_VOLUME_BINS ? ET_VOLUME_WEEKS : ET_VOLUME_BINS];
    if (windows < 2) {
        for (size_t i = 0; i < ET_VOLUME_BINS; i++)
            row[i] = bins[i];
        return fmax(1, dispersion_of(row, ET_VOLUME_BINS));
    }
    for (size_t i = 0; i < ET_VOLUME_BINS; i++) {
        for (size_t w = 0; w < windows; w++)
            row[w] = bins[w * ET_VOLUME_BINS + i];
        sum += dispersion_of(row, windows);
    }
    phi = fmax(phi, sum / ET_VOLUME_BINS);
    for (size_t w = 0; w < windows; w++)
        row[w] = sum_bins(bins + w * ET_VOLUME_BINS);
    return fmax(phi, dispersion_of(row, windows));
}

/* Weeks before of which the whole window lies in the data. */
static unsigned weeks_known(const struct et_plan *plan)
{
    unsigned weeks = 0;
    if (plan->data_first_us == ET_TIME_NONE)
        return 0;
    while (weeks < ET_VOLUME_WEEKS &&
           plan->data_first_us <= plan->asof_us - ET_VELOCITY_WINDOW - (int64_t)(weeks + 1) * 7 * ET_US_DAY)
        weeks++;
    return weeks;
}

static void set_volume(const struct et_plan *plan, const uint32_t *bins, struct et_velocity *out)
{
    double recent = sum_bins(bins), before = sum_bins(bins + ET_VOLUME_BINS);
    unsigned weeks = weeks_known(plan), windows = weeks ? weeks : 1;
    const uint32_t *baseline = bins + (weeks ? 2 : 1) * ET_VOLUME_BINS;
    double total = 0;
    for (size_t w = 0; w < windows; w++)
        total += sum_bins(baseline + w * ET_VOLUME_BINS);
    bool known =
        weeks || (plan->data_first_us != ET_TIME_NONE && plan->data_first_us <= plan->asof_us - 2 * ET_VELOCITY_WINDOW);
    out->volume_weeks = weeks;
    out->volume_ratio = before > 0 ? recent / before : NAN;
    out->volume_expected = known ? total / windows : NAN;
    out->volume_p = NAN;
    if (known && recent + total / windows >= ENOUGH_VOLUME)
        out->volume_p = et_rate_test_estimated(recent, 1, total, windows, over_dispersion(baseline, windows),
                                               windows < 2 ? 3 : 2.0 * (windows - 1));
}

static void set_evidence(const struct et_recent_picks *picks, struct et_velocity *out)
{
    const struct et_pick *leaning = out->change < 0 ? picks->cold : picks->warm;
    size_t count = 0;
    for (size_t i = 0; i < ET_PICKS && leaning[i].comment_id; i++) {
        double off = (double)leaning[i].sentiment / ET_FIXED - out->previous_mean;
        if (out->change < 0 ? off < 0 : off > 0)
            out->evidence[count++] = leaning[i].comment_id;
    }
}

static void set_change(const struct et_clusters *before, const struct et_clusters *recent, struct et_velocity *out)
{
    struct et_mean a = et_clusters_mean(before), b = et_clusters_mean(recent);
    struct et_difference difference = et_welch(a, b);
    out->previous_mean = a.mean;
    out->recent_mean = b.mean;
    out->change = difference.change;
    out->interval = difference.interval;
    out->p = et_welch_cautious_p(a, b);
    if (fabs(a.mean) >= PERCENT_BASE)
        out->percent_change = difference.change / fabs(a.mean) * 100;
    out->flag_30 = fabs(out->percent_change) >= PERCENT_FLAG;
}

static struct et_velocity make_velocity(const struct et_finish *finish, size_t series)
{
    const struct et_clusters *recent = &finish->tally->recent[series], *before = &finish->tally->before[series];
    struct et_velocity velocity = {
        .recent_comments = (uint64_t)recent->n,
        .previous_comments = (uint64_t)before->n,
        .recent_authors = (uint64_t)(recent->clusters - recent->anonymous),
        .previous_authors = (uint64_t)(before->clusters - before->anonymous),
        .recent_mean = NAN,
        .previous_mean = NAN,
        .change = NAN,
        .interval = {NAN, NAN},
        .p = NAN,
        .q = NAN,
        .percent_change = NAN,
    };
    velocity.enough = velocity.recent_comments >= ENOUGH_COMMENTS && velocity.previous_comments >= ENOUGH_COMMENTS &&
                      velocity.recent_authors >= ENOUGH_AUTHORS && velocity.previous_authors >= ENOUGH_AUTHORS;
    set_volume(finish->plan, finish->collect->volumes[series], &velocity);
    if (velocity.enough) {
        set_change(before, recent, &velocity);
        set_evidence(&finish->collect->recent[series], &velocity);
    }
    return velocity;
}

/* The first that fits, so that two words never contradict each other. */
static enum et_direction direction_of(const struct et_velocity *velocity)
{
    double before = velocity->previous_mean, now = velocity->recent_mean;
    bool worse = velocity->change < 0;
    if (now <= -0.5 && worse)
        return ET_CRISIS;
    if (before <= -0.3 && !worse)
        return ET_RECOVERY;
    if (before >= 0 && now < 0)
        return ET_TURNED_NEGATIVE;
    if (before <= 0 && now > 0)
        return ET_TURNED_POSITIVE;
    return worse ? ET_DECLINING : ET_IMPROVING;
}

static void judge(struct et_velocity *velocity)
{
    if (!velocity->enough)
        return;
    velocity->is_alert = fabs(velocity->change) >= ALERT_CHANGE && velocity->q < ALERT_Q;
    velocity->is_watch = velocity->flag_30 && !velocity->is_alert;
    bool sure = velocity->interval.low > 0 || velocity->interval.high < 0;
    if (velocity->change != 0 && (velocity->is_alert || sure))
        velocity->direction = direction_of(velocity);
}

enum et_rc et_finish_velocities(struct et_finish *finish, struct et_error *error)
{
    size_t entities = finish->outline->entity_count, series = ET_SERIES_ENTITY + entities;
    finish->velocities = et_arena_calloc(finish->arena, series, sizeof *finish->velocities);
    double *p = et_arena_calloc(finish->arena, series, sizeof *p);
    double *q = et_arena_calloc(finish->arena, series, sizeof *q);
    if (!finish->velocities || !p || !q)
        return et_fail_nomem(error);
    for (size_t s = 0; s < series; s++) {
        finish->velocities[s] = make_velocity(finish, s);
        p[s] = finish->velocities[s].p;
    }
    /* Storylines and all comments are judged in the larger family, so that they add no false alarms of a second family.
     */
    et_bh_adjust(p, series, q);
    for (size_t s = 0; s < ET_SERIES_ENTITY; s++)
        finish->velocities[s].q = q[s];
    et_bh_adjust(p + ET_SERIES_ENTITY, entities, q);
    for (size_t e = 0; e < entities; e++)
        finish->velocities[ET_SERIES_ENTITY + e].q = q[e];
    for (size_t s = 0; s < series; s++)
        judge(&finish->velocities[s]);
    return ET_OK;
}

const char *et_direction_text(enum et_direction direction)
{
    static const char *const texts[] = {
        [ET_DIRECTION_NONE] = "",
        [ET_CRISIS] = "crisis",
        [ET_RECOVERY] = "recovery",
        [ET_TURNED_NEGATIVE] = "turned negative",
        [ET_TURNED_POSITIVE] = "turned positive",
        [ET_DECLINING] = "declining",
        [ET_IMPROVING] = "improving",
    };
    return (unsigned)direction < sizeof texts / sizeof texts[0] ? texts[direction] : "";
}

const char *et_delta_text(const struct et_summary *summary)
{
    if (isnan(summary->delta))
        return "";
    if (fabs(summary->delta) < 0.1)
        return "the crowd agrees with the average";
    return summary->delta > 0 ? "liked comments are warmer than the average"
                              : "liked comments are colder than the average";
}
