#include "ingest/legacy_reader.h"

#include "ingest/numbers.h"

#include <jansson.h>
#include <math.h>

enum et_rc et_legacy_reader_open(struct et_legacy_reader *reader, const char *path, struct et_error *error)
{
    *reader = (struct et_legacy_reader){0};
    return et_legacy_open(path, &reader->database, error);
}

void et_legacy_reader_close(struct et_legacy_reader *reader)
{
    if (reader->database)
        et_legacy_close(reader->database);
    *reader = (struct et_legacy_reader){0};
}

/* Its comment_id is a hash of the content, no vendor's id; its post_id may be a shortcode, a media id or a name. */
static void take_values(const struct et_legacy_row *row, struct et_values *values)
{
    *values = (struct et_values){0};
    values->value[ET_FIELD_TEXT] = row->text;
    values->value[ET_FIELD_TIME] = row->timestamp;
    values->value[ET_FIELD_AUTHOR] = row->username;
    values->value[ET_FIELD_PLATFORM] = row->platform;
    bool more = et_count_parse(row->comment_likes) > et_count_parse(row->likes);
    values->value[ET_FIELD_LIKES] = more ? row->comment_likes : row->likes;
    values->value[ET_FIELD_POST_URL] = row->post_url;
    values->value[ET_FIELD_CAPTION] = row->post_caption;
    values->value[ET_FIELD_SUBJECT] = row->post_subject;
    values->value[ET_FIELD_POST_KEY] = row->post_url.len ? et_slice(NULL, 0) : row->post_id;
}

static int32_t fixed(struct et_slice text)
{
    double value;
    if (!et_slice_to_double(et_slice_trim(text), &value) || isnan(value))
        return 0;
    value = value < -1 ? -1 : value > 1 ? 1 : value;
    return (int32_t)lround(value * ET_FIXED);
}

/* {"anger": 0.7, "love": 0.1}: weights of what it called secondary emotions; absent or a list in most rows. */
static void add_secondary(struct et_slice text, double weights[ET_EMOTIONS])
{
    json_t *root = text.len ? json_loadb(text.ptr, text.len, 0, NULL) : NULL, *value;
    const char *name;
    json_object_foreach(root, name, value)
    {
        enum et_emotion emotion = et_emotion_parse(et_slice_of(name));
        double weight = json_number_value(value);
        if (emotion != ET_EMOTIONS && weight > 0 && weight <= 1)
            weights[emotion] += weight;
    }
    json_decref(root);
}

/* Shares that add up to ET_FIXED exactly: what rounding leaves goes to the primary one. */
static void set_emotions(const struct et_legacy_row *row, struct et_score *score)
{
    double weights[ET_EMOTIONS] = {0}, sum = 0;
    enum et_emotion primary = et_emotion_parse(et_slice_trim(row->primary_emotion));
    if (primary == ET_EMOTIONS)
        primary = ET_NEUTRAL;
    add_secondary(row->secondary_emotions, weights);
    double most = 0;
    for (int i = 0; i < ET_EMOTIONS; i++)
        most = weights[i] > most ? weights[i] : most;
    if (weights[primary] <= most)
        weights[primary] = most + 1;
    for (int i = 0; i < ET_EMOTIONS; i++)
        sum += weights[i];
    int32_t left = ET_FIXED;
    for (int i = 0; i < ET_EMOTIONS; i++) {
        score->emotions[i] = (int32_t)(weights[i] / sum * ET_FIXED);
        left -= score->emotions[i];
    }
    score->emotions[primary] += left;
}

static enum et_rc adopt_score(const struct et_legacy_row *row, struct et_sink *sink, struct et_batch_comment *comment,
                              struct et_error *error)
{
    if (!row->sentiment_score.len && !row->primary_emotion.len)
        return ET_OK;
    struct et_score *score = et_arena_calloc(sink->arena, 1, sizeof *score);
    if (!score)
        return et_fail_nomem(error);
    score->sentiment = fixed(row->sentiment_score);
    set_emotions(row, score);
    if (et_tri_parse(row->is_sarcastic) == ET_TRI_YES) {
        score->flags = ET_SARCASTIC;
        score->sarcasm = ET_FIXED;
    }
    memcpy(score->language, "und", 4);
    comment->adopted = score;
    return ET_OK;
}

/* An epoch of seconds that it read as nanoseconds lies in January 1970. */
static bool repair_time(const struct et_legacy_row *row, const struct et_sink *sink, struct et_comment_record *record)
{
    int64_t us;
    bool had_zone;
    return et_time_parse_iso(et_slice_trim(row->timestamp), &us, &had_zone) &&
           et_date_repair_1970(us, sink->dates.observed_at_us, &record->created_at_us, &record->precision);
}

static enum et_rc take_row(struct et_legacy_reader *reader, const struct et_legacy_row *row, struct et_sink *sink,
                           struct et_error *error)
{
    struct et_values values;
    struct et_place place = {.row = ++reader->row, .offset = (uint64_t)row->rowid, .raw = row->text};
    struct et_comment_record repaired;
    char iso[ET_TIME_TEXT];
    take_values(row, &values);
    bool was_1970 = repair_time(row, sink, &repaired);
    if (was_1970) {
        et_time_format_iso_us(repaired.created_at_us, iso);
        values.value[ET_FIELD_TIME] = et_slice_of(iso);
    }
    enum et_rc rc = et_sink_comment(sink, &values, &place, error);
    if (rc)
        return rc;
    struct et_batch_comment *comment = &sink->batch->comments[sink->batch->comment_count - 1];
    if (comment->outcome != ET_PENDING_OUTCOME)
        return ET_OK;
    if (was_1970)
        comment->record.precision = repaired.precision;
    comment->adopted_time = comment->record.precision == ET_TIME_APPROXIMATE;
    return adopt_score(row, sink, comment, error);
}

enum et_rc et_legacy_reader_read(struct et_legacy_reader *reader, struct et_sink *sink, struct et_error *error)
{
    while (!et_sink_full(sink)) {
        struct et_legacy_row row;
        enum et_rc rc = et_legacy_next(reader->database, &row, error);
        if (!rc)
            rc = take_row(reader, &row, sink, error);
        if (rc)
            return rc;
    }
    return ET_OK;
}
