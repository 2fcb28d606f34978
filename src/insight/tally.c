#include "insight/tally_int.h"

#include "base/mem.h"

/* Sentiment toward an entity, out of a word of a record. */
#define MENTION_ENTITY(word) ((uint32_t)((word) >> 32))
#define MENTION_TOWARD(word) ((int32_t)((word)&UINT32_MAX) - 32768)

static size_t series_count(const struct et_outline *outline)
{
    return ET_SERIES_ENTITY + outline->entity_count;
}

enum et_rc et_tally_new(const struct et_outline *outline, struct et_tally **out, struct et_error *error)
{
    struct et_tally *tally = et_calloc(1, sizeof *tally);
    if (!tally)
        return et_fail_nomem(error);
    size_t steps = outline->timelines * outline->plan->steps.count,
           days = outline->timelines * outline->plan->days.count;
    tally->outline = outline;
    tally->groups = et_calloc(ET_GROUP_COUNT(outline), sizeof *tally->groups);
    tally->recent = et_calloc(series_count(outline), sizeof *tally->recent);
    tally->before = et_calloc(series_count(outline), sizeof *tally->before);
    tally->pairs = et_calloc(outline->pair_count + 1, sizeof *tally->pairs);
    tally->steps = et_calloc(steps + 1, sizeof *tally->steps);
    tally->days = et_calloc(days + 1, sizeof *tally->days);
    tally->first_hours = et_calloc(outline->post_count + 1, sizeof *tally->first_hours);
    *out = tally;
    if (tally->groups && tally->recent && tally->before && tally->pairs && tally->steps && tally->days &&
        tally->first_hours) {
        for (size_t i = 0; i < ET_GROUP_COUNT(outline); i++)
            tally->groups[i].cap = outline->caps[i];
        return ET_OK;
    }
    et_tally_free(tally);
    *out = NULL;
    return et_fail_nomem(error);
}

void et_tally_free(struct et_tally *tally)
{
    if (!tally)
        return;
    et_free(tally->groups);
    et_free(tally->recent);
    et_free(tally->before);
    et_free(tally->pairs);
    et_free(tally->steps);
    et_free(tally->days);
    et_free(tally->first_hours);
    et_map64_dispose(&tally->meetings);
    et_map64_dispose(&tally->author_counts);
    et_free(tally);
}

static enum et_rc meet(struct et_tally *tally, uint64_t kind, uint32_t post, struct et_error *error)
{
    uint64_t *count = et_map64_put(&tally->meetings, et_meet_key(kind, post), NULL);
    if (!count)
        return et_fail_nomem(error);
    ++*count;
    return ET_OK;
}

static void add_group(struct et_tally *tally, size_t group, const struct et_record *record, int32_t sentiment,
                      uint32_t weight)
{
    et_weighted_add(&tally->groups[group], record->author, sentiment, weight);
    tally->groups[group].copies += (record->windows & ET_IS_COPY) != 0;
}

static void add_step(struct et_tally *tally, size_t timeline, const struct et_record *record, size_t day,
                     int32_t sentiment)
{
    const struct et_plan *plan = tally->outline->plan;
    unsigned emotion = record->place & 15;
    if (record->step != UINT16_MAX) {
        struct et_step *step = &tally->steps[timeline * plan->steps.count + record->step];
        et_clusters_add(&step->clusters, record->author, sentiment);
        step->likes += record->likes;
        step->emotions[emotion]++;
    }
    if (day != SIZE_MAX) {
        tally->days[timeline * plan->days.count + day].comments++;
        tally->days[timeline * plan->days.count + day].fatigue += emotion == ET_FATIGUE;
    }
}

/* Hours since the post appeared, or since its first comment where that is not known. */
static void add_first_hours(struct et_tally *tally, const struct et_record *record)
{
    const struct et_outline *outline = tally->outline;
    if (!(record->windows & ET_HAS_HOUR))
        return;
    int64_t start = outline->plan->posts[record->post].posted_at_us;
    if (start == ET_TIME_NONE)
        start = outline->collect->posts[record->post]->first_us;
    int64_t age = record->created_at_us - start;
    if (age >= 0 && age < ET_US_DAY)
        tally->first_hours[record->post][age / ET_US_HOUR]++;
}

static enum et_rc add_entity(struct et_tally *tally, const struct et_record *record, size_t day, uint64_t word,
                             uint32_t weight, struct et_error *error)
{
    const struct et_outline *outline = tally->outline;
    uint32_t entity = MENTION_ENTITY(word);
    add_group(tally, ET_GROUP_ENTITY + (size_t)entity, record, MENTION_TOWARD(word), weight);
    if (outline->timeline_of[entity] != ET_NO_INDEX)
        add_step(tally, outline->timeline_of[entity], record, day, MENTION_TOWARD(word));
    return meet(tally, ET_MEET_SERIES(ET_SERIES_ENTITY + entity), record->post, error);
}

static enum et_rc add_theme(struct et_tally *tally, const struct et_record *record, size_t day, unsigned theme,
                            uint32_t weight, struct et_error *error)
{
    add_group(tally, ET_GROUP_THEME + theme, record, record->sentiment, weight);
    add_step(tally, ET_SERIES_THEME + theme, record, day, record->sentiment);
    return meet(tally, ET_MEET_SERIES(ET_SERIES_THEME + theme), record->post, error);
}

static enum et_rc add_period(struct et_tally *tally, const struct et_record *record, struct et_error *error)
{
    const struct et_outline *outline = tally->outline;
    uint32_t weight = et_weight(&outline->plan->weights, record->likes);
    size_t day =
        record->themes || record->mentions ? et_grid_find(&outline->plan->days, record->created_at_us) : SIZE_MAX;
    add_group(tally, ET_GROUP_ALL, record, record->sentiment, weight);
    add_group(tally, ET_GROUP_PLATFORM + (size_t)(record->place >> 4), record, record->sentiment, weight);
    add_group(tally, ET_GROUP_POST(outline) + record->post, record, record->sentiment, weight);
    add_step(tally, ET_SERIES_ALL, record, SIZE_MAX, record->sentiment);
    add_first_hours(tally, record);
    if (!(record->windows & (ET_IS_COPY | ET_IS_SPAM)))
        et_clusters_add(&tally->clean, record->author, record->sentiment);
    enum et_rc rc = ET_OK;
    for (unsigned themes = record->themes; themes && !rc; themes &= themes - 1)
        rc = add_theme(tally, record, day, (unsigned)__builtin_ctz(themes), weight, error);
    const uint64_t *mentions = et_record_mentions(record);
    for (size_t i = 0; i < record->mentions && !rc; i++)
        rc = add_entity(tally, record, day, mentions[i], weight, error);
    return rc;
}

static enum et_rc add_pairs(struct et_tally *tally, const struct et_record *record, struct et_error *error)
{
    const uint64_t *mentions = et_record_mentions(record);
    for (size_t i = 0; i < record->mentions; i++)
        for (size_t j = i + 1; j < record->mentions; j++) {
            uint64_t key = et_pair_key(MENTION_ENTITY(mentions[i]), MENTION_ENTITY(mentions[j]));
            const uint64_t *pair = et_map64_get(&tally->outline->pair_of, key);
            if (!pair)
                continue;
            et_clusters_add(&tally->pairs[*pair], record->author, record->sentiment);
            enum et_rc rc = meet(tally, ET_MEET_PAIR(tally->outline, *pair), record->post, error);
            if (rc)
                return rc;
        }
    return ET_OK;
}

static void add_windows(struct et_tally *tally, const struct et_record *record)
{
    struct et_clusters *series = record->windows & ET_IN_RECENT ? tally->recent : tally->before;
    if (record->windows & ET_MATCHES) {
        et_clusters_add(&series[ET_SERIES_ALL], record->author, record->sentiment);
        for (unsigned themes = record->themes; themes; themes &= themes - 1)
            et_clusters_add(&series[ET_SERIES_THEME + __builtin_ctz(themes)], record->author, record->sentiment);
    }
    const uint64_t *mentions = et_record_mentions(record);
    for (size_t i = 0; i < record->mentions; i++)
        et_clusters_add(&series[ET_SERIES_ENTITY + (size_t)MENTION_ENTITY(mentions[i])], record->author,
                        MENTION_TOWARD(mentions[i]));
}

static enum et_rc add_record(struct et_tally *tally, const struct et_record *record, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    if (record->windows & ET_IN_PERIOD) {
        if (record->mentions > 1)
            rc = add_pairs(tally, record, error);
        if (!rc && record->windows & ET_MATCHES)
            rc = add_period(tally, record, error);
    }
    if (record->windows & ET_IN_PREVIOUS && record->windows & ET_MATCHES)
        et_clusters_add(&tally->previous, record->author, record->sentiment);
    if (record->windows & (ET_IN_RECENT | ET_IN_BEFORE))
        add_windows(tally, record);
    return rc;
}

/* One author's comments of the period: how many, and their mean. */
static enum et_rc add_voice(struct et_tally *tally, uint64_t author, int64_t n, int64_t sum, struct et_error *error)
{
    if (n == 0 || author & ET_ANONYMOUS)
        return ET_OK;
    uint64_t *authors = et_map64_put(&tally->author_counts, (uint64_t)n, NULL);
    if (!authors)
        return et_fail_nomem(error);
    ++*authors;
    int64_t mean = sum * (ET_VOICE_SCALE / ET_FIXED) / n;
    tally->voices.authors++;
    tally->voices.sum += mean;
    tally->voices.squares += (et_int128)mean * mean;
    return ET_OK;
}

enum et_rc et_tally_part(struct et_tally *tally, unsigned part, struct et_error *error)
{
    const struct et_records *records = &tally->outline->collect->records;
    const struct et_record **sorted;
    size_t count = records->counts[part];
    if (count == 0)
        return ET_OK;
    enum et_rc rc = et_records_by_author(records, part, &sorted, error);
    if (rc)
        return rc;
    const unsigned counted = ET_IN_PERIOD | ET_MATCHES;
    int64_t n = 0, sum = 0;
    for (size_t i = 0; i < count && !rc; i++) {
        rc = add_record(tally, sorted[i], error);
        if ((sorted[i]->windows & counted) == counted) {
            n++;
            sum += sorted[i]->sentiment;
        }
        if (!rc && (i + 1 == count || sorted[i + 1]->author != sorted[i]->author)) {
            rc = add_voice(tally, sorted[i]->author, n, sum, error);
            n = sum = 0;
        }
    }
    et_free(sorted);
    return rc;
}

void et_tally_close(struct et_tally *tally)
{
    const struct et_outline *outline = tally->outline;
    for (size_t i = 0; i < ET_GROUP_COUNT(outline); i++)
        et_weighted_close(&tally->groups[i]);
    for (size_t i = 0; i < series_count(outline); i++) {
        et_clusters_close(&tally->recent[i]);
        et_clusters_close(&tally->before[i]);
    }
    for (size_t i = 0; i < outline->pair_count; i++)
        et_clusters_close(&tally->pairs[i]);
    for (size_t i = 0; i < outline->timelines * outline->plan->steps.count; i++)
        et_clusters_close(&tally->steps[i].clusters);
    et_clusters_close(&tally->previous);
    et_clusters_close(&tally->clean);
}

static enum et_rc merge_map(struct et_map64 *into, const struct et_map64 *from, struct et_error *error)
{
    for (size_t i = 0; i < from->size; i++) {
        if (!from->full[i])
            continue;
        uint64_t *count = et_map64_put(into, from->keys[i], NULL);
        if (!count)
            return et_fail_nomem(error);
        *count += from->values[i];
    }
    return ET_OK;
}

enum et_rc et_tally_merge(struct et_tally *into, const struct et_tally *from, struct et_error *error)
{
    const struct et_outline *outline = into->outline;
    for (size_t i = 0; i < ET_GROUP_COUNT(outline); i++)
        et_weighted_merge(&into->groups[i], &from->groups[i]);
    for (size_t i = 0; i < series_count(outline); i++) {
        et_clusters_merge(&into->recent[i], &from->recent[i]);
        et_clusters_merge(&into->before[i], &from->before[i]);
    }
    for (size_t i = 0; i < outline->pair_count; i++)
        et_clusters_merge(&into->pairs[i], &from->pairs[i]);
    for (size_t i = 0; i < outline->timelines * outline->plan->steps.count; i++) {
        et_clusters_merge(&into->steps[i].clusters, &from->steps[i].clusters);
        into->steps[i].likes += from->steps[i].likes;
        for (size_t e = 0; e < ET_EMOTIONS; e++)
            into->steps[i].emotions[e] += from->steps[i].emotions[e];
    }
    for (size_t i = 0; i < outline->timelines * outline->plan->days.count; i++) {
        into->days[i].comments += from->days[i].comments;
        into->days[i].fatigue += from->days[i].fatigue;
    }
    for (size_t p = 0; p < outline->post_count; p++)
        for (size_t h = 0; h < 24; h++)
            into->first_hours[p][h] += from->first_hours[p][h];
    et_clusters_merge(&into->previous, &from->previous);
    et_clusters_merge(&into->clean, &from->clean);
    into->voices.authors += from->voices.authors;
    into->voices.sum += from->voices.sum;
    into->voices.squares += from->voices.squares;
    enum et_rc rc = merge_map(&into->meetings, &from->meetings, error);
    return rc ? rc : merge_map(&into->author_counts, &from->author_counts, error);
}
