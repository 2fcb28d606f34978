/* Posts of a batch: found or made, their observations folded into what is known of them. */
#include "store/sqlite/rounded_int.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/time.h"
#include "types/media_id.h"

#define STATES_MAX 50000 /* posts remembered between batches */
#define INTS 4           /* posted_at, likes, comments, plays */
#define TEXTS 5          /* url, subject, title, owner, caption */
#define CAPTION 4
#define NOT_GIVEN INT64_MIN
#define FIELDS "posted_at_us, likes, comments_announced, plays, url, subject, title, owner, caption"

/* What one observation says of a post, or all of them together. */
struct values {
    int64_t observed_at_us;
    int64_t ints[INTS];
    struct et_slice texts[TEXTS];
};

static int64_t count_or_none(int64_t count)
{
    return count == ET_COUNT_NONE ? NOT_GIVEN : count;
}

static struct et_slice text_or_none(struct et_slice text)
{
    return text.len ? text : et_slice(NULL, 0);
}

static struct values values_of(const struct et_post_record *post)
{
    return (struct values){
        .observed_at_us = post->observed_at_us,
        .ints = {post->posted_at_us, count_or_none(post->likes), count_or_none(post->comments),
                 count_or_none(post->plays)},
        /* An address made from a rounded id leads nowhere. */
        .texts = {post->imprecise ? et_slice(NULL, 0) : text_or_none(post->url), text_or_none(post->subject),
                  text_or_none(post->title), text_or_none(post->owner), text_or_none(post->caption)},
    };
}

static enum et_rc read_values(const struct et_sql *sql, int first, struct et_arena *arena, struct values *out)
{
    enum et_rc rc = ET_OK;
    out->observed_at_us = et_sql_get(sql, first);
    for (int i = 0; i < INTS; i++)
        out->ints[i] = et_sql_get_or(sql, first + 1 + i, NOT_GIVEN);
    for (int i = 0; i < TEXTS; i++)
        out->texts[i] = et_sql_copy(sql, first + 1 + INTS + i, arena, &rc);
    return rc;
}

static void bind_values(struct et_sql *sql, const struct values *values)
{
    et_sql_int(sql, values->observed_at_us);
    for (int i = 0; i < INTS; i++)
        et_sql_int_or_null(sql, values->ints[i], NOT_GIVEN);
    for (int i = 0; i < TEXTS; i++)
        et_sql_text(sql, values->texts[i]);
}

/* Of two texts seen at one time the longer one, then the bytewise greater: any rule will do that no order can change.
 */
static int text_order(struct et_slice a, struct et_slice b)
{
    if (a.len != b.len)
        return a.len > b.len ? 1 : -1;
    return a.len ? memcmp(a.ptr, b.ptr, a.len) : 0;
}

/* Folds other into values; times hold, for each field, when its value was seen. */
static void fold(struct values *values, int64_t times[INTS + TEXTS], const struct values *other)
{
    int64_t seen = other->observed_at_us;
    for (int i = 0; i < INTS; i++) {
        if (other->ints[i] == NOT_GIVEN || seen < times[i] || (seen == times[i] && other->ints[i] <= values->ints[i]))
            continue;
        values->ints[i] = other->ints[i];
        times[i] = seen;
    }
    for (int i = 0; i < TEXTS; i++) {
        int64_t *time = &times[INTS + i];
        if (!other->texts[i].ptr || seen < *time ||
            (seen == *time && text_order(other->texts[i], values->texts[i]) <= 0))
            continue;
        values->texts[i] = other->texts[i];
        *time = seen;
    }
    if (seen > values->observed_at_us)
        values->observed_at_us = seen;
}

static struct values no_values(void)
{
    struct values values = {.observed_at_us = INT64_MIN};
    for (int i = 0; i < INTS; i++)
        values.ints[i] = NOT_GIVEN;
    return values;
}

static bool same_values(const struct values *a, const struct values *b)
{
    if (memcmp(a->ints, b->ints, sizeof a->ints) != 0)
        return false;
    for (int i = 0; i < TEXTS; i++)
        if (!et_slice_eq(a->texts[i], b->texts[i]))
            return false;
    return true;
}

static enum et_rc read_fold(struct et_sqlite *self, int64_t post_id, struct et_arena *arena, struct values *out,
                            struct et_error *error)
{
    struct et_sql sql;
    int64_t times[INTS + TEXTS];
    for (int i = 0; i < INTS + TEXTS; i++)
        times[i] = INT64_MIN;
    *out = no_values();
    enum et_rc rc =
        et_sql_open(self, "SELECT observed_at_us, " FIELDS " FROM post_observations WHERE post_id = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        struct values one;
        rc = read_values(&sql, 0, arena, &one);
        if (rc != ET_OK) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
        fold(out, times, &one);
    }
    return rc == ET_END ? ET_OK : rc;
}

enum et_rc et_post_mark_pending(struct et_sqlite *self, int64_t post_id, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(self,
                                "INSERT OR IGNORE INTO pending SELECT comment_id FROM comment_keys"
                                " WHERE post_id = ?1 AND kind = 2 ORDER BY comment_id",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    return et_sql_run(&sql, error);
}

static enum et_rc read_row(struct et_sqlite *self, int64_t post_id, struct et_arena *arena, struct values *out,
                           int64_t *comment_count, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(self, "SELECT comment_count, observed_at_us, " FIELDS " FROM posts WHERE post_id = ?1",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    rc = et_sql_next(&sql, error);
    if (rc == ET_END)
        return et_fail(error, ET_E_NOT_FOUND, "there is no post %lld", (long long)post_id);
    if (rc != ET_OK)
        return rc;
    *comment_count = et_sql_get(&sql, 0);
    rc = read_values(&sql, 1, arena, out);
    et_sql_close(&sql);
    return rc == ET_OK ? ET_OK : et_fail_nomem(error);
}

static enum et_rc write_row(struct et_sqlite *self, int64_t post_id, const struct values *values,
                            struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(self,
                    "UPDATE posts SET observed_at_us = ?, posted_at_us = ?, likes = ?, comments_announced = ?,"
                    " plays = ?, url = ?, subject = ?, title = ?, owner = ?, caption = ? WHERE post_id = ?",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    bind_values(&sql, values);
    et_sql_int(&sql, post_id);
    return et_sql_run(&sql, error);
}

static uint64_t caption_hash(struct et_slice caption)
{
    return caption.len ? et_hash64(caption) | 1 : 0;
}

static enum et_rc fold_post(struct et_sqlite *self, int64_t post_id, struct et_arena *arena, bool *changed,
                            uint64_t *caption, struct et_error *error)
{
    struct values now, folded;
    int64_t comment_count = 0;
    enum et_rc rc = read_row(self, post_id, arena, &now, &comment_count, error);
    if (rc == ET_OK)
        rc = read_fold(self, post_id, arena, &folded, error);
    if (rc != ET_OK)
        return rc;
    *changed = !same_values(&now, &folded);
    *caption = caption_hash(folded.texts[CAPTION]);
    if (*changed || folded.observed_at_us != now.observed_at_us)
        rc = write_row(self, post_id, &folded, error);
    if (rc == ET_OK && comment_count && !et_slice_eq(now.texts[CAPTION], folded.texts[CAPTION]))
        rc = et_post_mark_pending(self, post_id, error);
    return rc;
}

enum et_rc et_post_fold(struct et_sqlite *self, int64_t post_id, struct et_arena *arena, bool *changed,
                        struct et_error *error)
{
    uint64_t caption;
    return fold_post(self, post_id, arena, changed, &caption, error);
}

enum et_rc et_post_recount(struct et_sqlite *self, int64_t post_id, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(
        self,
        "UPDATE posts SET (comment_count, first_us, last_us) ="
        " (SELECT count(*), min(value), max(value) FROM comment_keys k WHERE k.post_id = ?1 AND k.kind = 2),"
        " approximate_count = (SELECT count(*) FROM comment_keys k WHERE k.post_id = ?1 AND k.kind = 3),"
        " reply_count = (SELECT count(*) FROM comments c WHERE c.post_id = ?1 AND c.parent_key IS NOT NULL)"
        " WHERE post_id = ?1",
        &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    return et_sql_run(&sql, error);
}

/* Notes what this import says of the post; *changed tells whether that is new. */
static enum et_rc observe(struct et_write *write, int64_t post_id, struct et_slice rounded_key,
                          const struct values *said, bool *changed, struct et_error *error)
{
    struct et_sql sql;
    struct values known = no_values();
    enum et_rc rc = et_sql_open(write->self,
                                "SELECT observed_at_us, " FIELDS " FROM post_observations"
                                " WHERE post_id = ?1 AND import_id = ?2 AND observed_at_us = ?3 AND post_key = ?4",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    et_sql_int(&sql, write->import_id);
    et_sql_int(&sql, said->observed_at_us);
    et_sql_text(&sql, rounded_key);
    rc = et_sql_next(&sql, error);
    bool found = rc == ET_OK;
    if (found) {
        rc = read_values(&sql, 0, &write->writer->arena, &known);
        et_sql_close(&sql);
        if (rc != ET_OK)
            return et_fail_nomem(error);
    } else if (rc != ET_END) {
        return rc;
    }
    struct values both = known;
    int64_t times[INTS + TEXTS];
    for (int i = 0; i < INTS + TEXTS; i++)
        times[i] = said->observed_at_us;
    fold(&both, times, said);
    *changed = !found || !same_values(&both, &known);
    if (!*changed)
        return ET_OK;
    rc = et_sql_open(write->self,
                     "INSERT OR REPLACE INTO post_observations (post_id, import_id, post_key, observed_at_us, " FIELDS
                     ")"
                     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    et_sql_int(&sql, write->import_id);
    et_sql_text(&sql, rounded_key);
    both.observed_at_us = said->observed_at_us;
    bind_values(&sql, &both);
    return et_sql_run(&sql, error);
}

static bool media_id_of(const struct et_post_record *post, int64_t *media_id)
{
    uint64_t id;
    if (post->platform != ET_PLATFORM_INSTAGRAM || !et_shortcode_to_media_id(post->key, &id) || id > INT64_MAX)
        return false;
    *media_id = (int64_t)id;
    return true;
}

static enum et_rc insert(struct et_write *write, const struct et_post_record *post, int64_t *post_id, bool *merged,
                         struct et_error *error)
{
    struct et_sql sql;
    int64_t media_id = INT64_MIN;
    bool numbered = media_id_of(post, &media_id);
    enum et_rc rc = et_sql_open(write->self,
                                "INSERT INTO posts (platform, post_key, media_id, imprecise, observed_at_us)"
                                " VALUES (?, ?, ?, ?, ?)",
                                &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post->platform);
    et_sql_text(&sql, post->key);
    et_sql_int_or_null(&sql, media_id, INT64_MIN);
    et_sql_int(&sql, post->imprecise);
    et_sql_int(&sql, post->observed_at_us);
    rc = et_sql_run(&sql, error);
    if (rc != ET_OK)
        return rc;
    *post_id = sqlite3_last_insert_rowid(write->self->db);
    return numbered && !post->imprecise ? et_rounded_settle(write->self, media_id, &write->writer->arena, merged, error)
                                        : ET_OK;
}

static enum et_rc make_exact(struct et_write *write, const struct et_post_record *post, int64_t post_id, bool *merged,
                             struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(write->self, "UPDATE posts SET imprecise = 0 WHERE post_id = ?1", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    rc = et_sql_run(&sql, error);
    int64_t media_id;
    return rc == ET_OK && media_id_of(post, &media_id)
               ? et_rounded_settle(write->self, media_id, &write->writer->arena, merged, error)
               : rc;
}

/* The post of a record, 0 where there is none yet. */
static enum et_rc find(struct et_write *write, const struct et_post_record *post, int64_t *post_id, bool *imprecise,
                       bool *joined, struct et_error *error)
{
    struct et_sql sql;
    *post_id = 0;
    *imprecise = *joined = false;
    enum et_rc rc = et_sql_open(
        write->self, "SELECT post_id, imprecise FROM posts WHERE platform = ?1 AND post_key = ?2", &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post->platform);
    et_sql_text(&sql, post->key);
    rc = et_sql_next(&sql, error);
    if (rc == ET_OK) {
        *post_id = et_sql_get(&sql, 0);
        *imprecise = et_sql_get(&sql, 1) != 0;
        et_sql_close(&sql);
        return ET_OK;
    }
    int64_t media_id, ids[2];
    size_t count = 0;
    if (rc != ET_END || !post->imprecise || !media_id_of(post, &media_id))
        return rc == ET_END ? ET_OK : rc;
    rc = et_rounded_find(write->self, media_id, false, ids, 2, &count, error);
    if (rc == ET_OK && count == 1)
        *post_id = ids[0];
    *joined = *post_id != 0;
    return rc;
}

static enum et_rc load_state(struct et_write *write, int64_t post_id, uint64_t caption, uint64_t *place,
                             struct et_error *error)
{
    struct et_writer *writer = write->writer;
    if (writer->state_count == writer->state_size) {
        size_t size = writer->state_size ? writer->state_size * 2 : 256;
        struct et_post_state *states = et_realloc(writer->states, size * sizeof *states);
        if (!states)
            return et_fail_nomem(error);
        writer->states = states;
        writer->state_size = size;
    }
    struct et_sql sql;
    enum et_rc rc =
        et_sql_open(write->self,
                    "SELECT comment_count, reply_count, approximate_count, first_us, last_us, post_key FROM posts"
                    " WHERE post_id = ?1",
                    &sql, error);
    if (rc != ET_OK)
        return rc;
    et_sql_int(&sql, post_id);
    rc = et_sql_next(&sql, error);
    if (rc != ET_OK)
        return rc == ET_END ? et_fail(error, ET_E_INTERNAL, "post %lld is gone", (long long)post_id) : rc;
    writer->states[writer->state_count++] = (struct et_post_state){post_id,
                                                                   caption,
                                                                   et_hash64(et_sql_slice(&sql, 5)),
                                                                   et_sql_get(&sql, 0),
                                                                   et_sql_get(&sql, 1),
                                                                   et_sql_get(&sql, 2),
                                                                   et_sql_get_or(&sql, 3, ET_TIME_NONE),
                                                                   et_sql_get_or(&sql, 4, ET_TIME_NONE),
                                                                   false};
    et_sql_close(&sql);
    *place = writer->state_count;
    return ET_OK;
}

static enum et_rc write_post(struct et_write *write, struct et_batch_post *post, uint64_t *place, bool *merged,
                             struct et_error *error)
{
    int64_t post_id;
    bool imprecise, joined, said_more, changed = false;
    uint64_t caption = 0;
    struct values said = values_of(&post->record);
    enum et_rc rc = find(write, &post->record, &post_id, &imprecise, &joined, error);
    bool is_new = rc == ET_OK && post_id == 0;
    if (is_new)
        rc = insert(write, &post->record, &post_id, merged, error);
    else if (rc == ET_OK && imprecise && !post->record.imprecise)
        rc = make_exact(write, &post->record, post_id, merged, error);
    if (rc == ET_OK)
        rc = observe(write, post_id, joined ? post->record.key : ET_SLICE(""), &said, &said_more, error);
    if (rc == ET_OK)
        rc = fold_post(write->self, post_id, &write->writer->arena, &changed, &caption, error);
    if (rc != ET_OK)
        return rc;
    if (post->outcome == ET_PENDING_OUTCOME && post->is_record)
        post->outcome = is_new ? ET_INSERTED : changed ? ET_UPDATED : ET_UNCHANGED;
    uint64_t *known = et_map64_put(&write->writer->posts_by_id, (uint64_t)post_id, NULL);
    if (!known)
        return et_fail_nomem(error);
    if (*known)
        write->writer->states[*known - 1].caption_hash = caption;
    else
        rc = load_state(write, post_id, caption, known, error);
    *place = *known;
    return rc;
}

static uint64_t fingerprint(const struct et_write *write, const struct et_post_record *post)
{
    struct values values = values_of(post);
    uint64_t hash = et_hash64_seed(post->key, (uint64_t)post->platform * 2 + post->imprecise);
    hash = et_mix64(hash ^ (uint64_t)write->import_id) + (uint64_t)values.observed_at_us;
    for (int i = 0; i < INTS; i++)
        hash = et_mix64(hash + (uint64_t)values.ints[i]);
    for (int i = 0; i < TEXTS; i++)
        hash = et_hash64_seed(values.texts[i], hash + (values.texts[i].ptr ? 1 : 0));
    return hash;
}

static enum et_rc write_round(struct et_write *write, bool *merged, struct et_error *error)
{
    struct et_writer *writer = write->writer;
    for (size_t i = 0; i < write->batch->post_count; i++) {
        struct et_batch_post *post = &write->batch->posts[i];
        uint64_t *place = et_map64_put(&writer->posts_seen, fingerprint(write, &post->record), NULL);
        if (!place)
            return et_fail_nomem(error);
        if (*place == 0) {
            enum et_rc rc = write_post(write, post, place, merged, error);
            if (rc != ET_OK)
                return rc;
        } else if (post->is_record && post->outcome == ET_PENDING_OUTCOME) {
            post->outcome = ET_UNCHANGED;
        }
        write->post_states[i] = (uint32_t)(*place - 1);
        write->joined[i] = post->record.imprecise && et_hash64(post->record.key) != writer->states[*place - 1].key_hash;
        post->post_id = writer->states[*place - 1].post_id;
    }
    return ET_OK;
}

enum et_rc et_write_posts(struct et_write *write, struct et_error *error)
{
    struct et_writer *writer = write->writer;
    if (writer->state_count > STATES_MAX || writer->posts_seen.count > STATES_MAX)
        et_writer_forget(writer);
    enum et_rc rc;
    bool merged;
    do { /* a merge takes posts away that others of this batch may have been found to be */
        merged = false;
        rc = write_round(write, &merged, error);
        if (rc == ET_OK && merged)
            et_writer_forget(writer);
    } while (rc == ET_OK && merged);
    for (size_t i = 0; i < write->batch->post_count && rc == ET_OK; i++) {
        const struct et_batch_post *post = &write->batch->posts[i];
        write->stale_caption[i] =
            caption_hash(post->caption_used) != writer->states[write->post_states[i]].caption_hash;
    }
    return rc;
}

static void total_column(const void *context, size_t row, int column, sqlite3_context *out)
{
    struct et_post_state *const *states = context;
    const struct et_post_state *state = states[row];
    const int64_t values[] = {state->post_id,           state->comment_count, state->reply_count,
                              state->approximate_count, state->first_us,      state->last_us};
    et_rows_int_or_null(out, values[column], ET_TIME_NONE);
}

enum et_rc et_write_post_totals(struct et_write *write, struct et_error *error)
{
    struct et_writer *writer = write->writer;
    struct et_post_state **changed = et_arena_alloc(&writer->arena, (write->batch->post_count + 1) * sizeof(void *));
    size_t count = 0;
    if (!changed)
        return et_fail_nomem(error);
    for (size_t i = 0; i < write->batch->post_count; i++) {
        struct et_post_state *state = &writer->states[write->post_states[i]];
        if (state->changed)
            changed[count++] = state;
        state->changed = false;
    }
    struct et_rows rows = {count, changed, total_column};
    return et_rows_run(
        write->self,
        "UPDATE OR FAIL posts SET comment_count = r.c1, reply_count = r.c2, approximate_count = r.c3, first_us = r.c4,"
        " last_us = r.c5 FROM et_rows r WHERE posts.post_id = r.c0",
        &rows, NULL, error);
}
