/* The facts of comments, streamed: comments joined to the active model's scores by id, mentions merged in from a
 * second, equally ordered cursor. */
#include "store/sqlite/chat_int.h"
#include "store/sqlite/sqlite_int.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/time.h"

#define BLOCK 1024
#define MENTIONS_MAX 64 /* entities of one comment that figures see; a list of names longer than that is no comment */

struct scan {
    struct et_sqlite *self;
    const struct et_filter *filter;
    struct et_sql rows, mentions;
    bool more_mentions;
    int64_t mention_comment;       /* comment of the mention cursor's present row */
    struct et_map64 platforms;     /* post_id -> platform */
    int64_t authors[ET_PLATFORMS]; /* ids that the filter's handle has, by platform */
    struct et_fact *facts;
    struct et_fact_mention *mention_pool;
    size_t count, pool_used;
    et_fact_callback callback;
    void *context;
};

static enum et_rc read_platforms(struct scan *scan, struct et_error *error)
{
    struct et_sql sql;
    enum et_rc rc = et_sql_open(scan->self, "SELECT post_id, platform FROM posts", &sql, error);
    if (rc != ET_OK)
        return rc;
    while ((rc = et_sql_next(&sql, error)) == ET_OK) {
        uint64_t *place = et_map64_put(&scan->platforms, (uint64_t)et_sql_get(&sql, 0), NULL);
        if (!place) {
            et_sql_close(&sql);
            return et_fail_nomem(error);
        }
        *place = (uint64_t)et_sql_get(&sql, 1);
    }
    return rc == ET_END ? ET_OK : rc;
}

static enum et_rc next_mention(struct scan *scan, struct et_error *error)
{
    enum et_rc rc = et_sql_next(&scan->mentions, error);
    scan->more_mentions = rc == ET_OK;
    if (rc == ET_OK)
        scan->mention_comment = et_sql_get(&scan->mentions, 0);
    return rc == ET_END ? ET_OK : rc;
}

/* The mentions of one comment, one for each entity: the cursor is ordered by comment and entity. */
static enum et_rc take_mentions(struct scan *scan, struct et_fact *fact, struct et_error *error)
{
    struct et_fact_mention *mentions = &scan->mention_pool[scan->pool_used];
    size_t n = 0;
    enum et_rc rc = ET_OK;
    while (rc == ET_OK && scan->more_mentions && scan->mention_comment < fact->comment_id)
        rc = next_mention(scan, error);
    while (rc == ET_OK && scan->more_mentions && scan->mention_comment == fact->comment_id) {
        int64_t entity = et_sql_get(&scan->mentions, 1);
        bool is_explicit = et_sql_get(&scan->mentions, 2) != 0;
        int32_t sentiment = (int32_t)et_sql_get(&scan->mentions, 3);
        if (n && mentions[n - 1].entity_id == entity) {
            if (is_explicit && !mentions[n - 1].is_explicit)
                mentions[n - 1] = (struct et_fact_mention){entity, sentiment, true};
        } else if (n < MENTIONS_MAX) {
            mentions[n++] = (struct et_fact_mention){entity, sentiment, is_explicit};
        }
        rc = next_mention(scan, error);
    }
    fact->mentions = mentions;
    fact->mention_count = n;
    return rc;
}

static bool names_entity(const struct et_fact *fact, int64_t entity_id)
{
    for (size_t i = 0; i < fact->mention_count; i++)
        if (fact->mentions[i].entity_id == entity_id)
            return fact->mentions[i].is_explicit;
    return false;
}

static bool in_window(const struct et_fact *fact, const struct et_filter *f)
{
    return (f->from_us == ET_TIME_NONE || fact->created_at_us >= f->from_us) &&
           (f->to_us == ET_TIME_NONE || fact->created_at_us < f->to_us);
}

static bool by_author(const struct scan *scan, const struct et_fact *fact)
{
    return (scan->filter->author_id == 0 || fact->author_id == scan->filter->author_id) &&
           (!scan->filter->author.ptr || (fact->author_id && fact->author_id == scan->authors[fact->platform]));
}

static bool passes(const struct scan *scan, const struct et_fact *fact)
{
    const struct et_filter *f = scan->filter;
    return in_window(fact, f) && by_author(scan, fact) &&
           (f->platform == ET_PLATFORM_UNKNOWN || fact->platform == f->platform) &&
           (f->post_id == 0 || fact->post_id == f->post_id) && (f->emotion < 0 || (int)fact->emotion == f->emotion) &&
           fact->sentiment >= f->min_sentiment && fact->sentiment <= f->max_sentiment && fact->likes >= f->min_likes &&
           fact->likes <= f->max_likes;
}

static void read_language(const struct et_sql *sql, int column, char out[4])
{
    const unsigned char *text = sqlite3_column_text(sql->stmt, column);
    int len = sqlite3_column_bytes(sql->stmt, column);
    memset(out, 0, 4);
    if (text)
        memcpy(out, text, (size_t)(len > 3 ? 3 : len));
}

static void read_emotions(const struct et_sql *sql, int column, int32_t out[ET_EMOTIONS])
{
    const unsigned char *bytes = sqlite3_column_blob(sql->stmt, column);
    int len = sqlite3_column_bytes(sql->stmt, column);
    for (int i = 0; i < ET_EMOTIONS; i++)
        out[i] = bytes && 2 * i + 1 < len ? bytes[2 * i] | bytes[2 * i + 1] << 8 : 0;
}

/* Columns in the order of the statement below; those that only survivors of the filter need are read after it. */
static void read_fact(const struct et_sql *sql, struct et_fact *fact)
{
    fact->comment_id = et_sql_get(sql, 0);
    fact->post_id = et_sql_get(sql, 1);
    fact->author_id = et_sql_get(sql, 2);
    fact->created_at_us = et_sql_get(sql, 3);
    fact->precision = (enum et_precision)et_sql_get(sql, 4);
    fact->likes = et_sql_get(sql, 5);
    fact->replies = et_sql_get(sql, 6);
    fact->is_reply = et_sql_get(sql, 7) != 0;
    fact->sentiment = (int32_t)et_sql_get(sql, 8);
    fact->emotion = (enum et_emotion)et_sql_get(sql, 10);
}

static void read_rest(const struct et_sql *sql, struct et_fact *fact)
{
    fact->confidence = (int32_t)et_sql_get(sql, 9);
    fact->flags = (uint32_t)et_sql_get(sql, 11);
    fact->themes = (uint64_t)et_sql_get(sql, 12);
    fact->copy_hash = (uint64_t)et_sql_get(sql, 13);
    read_language(sql, 14, fact->language);
    read_emotions(sql, 15, fact->emotions);
}

static enum et_rc flush(struct scan *scan, struct et_error *error)
{
    if (scan->count == 0)
        return ET_OK;
    enum et_rc rc = scan->callback(scan->context, scan->facts, scan->count, error);
    scan->count = 0;
    scan->pool_used = 0;
    return rc;
}

static enum et_rc take_row(struct scan *scan, struct et_error *error)
{
    struct et_fact *fact = &scan->facts[scan->count];
    read_fact(&scan->rows, fact);
    const uint64_t *platform = et_map64_get(&scan->platforms, (uint64_t)fact->post_id);
    fact->platform = platform && *platform < ET_PLATFORMS ? (enum et_platform) * platform : ET_PLATFORM_UNKNOWN;
    if (!passes(scan, fact))
        return ET_OK;
    enum et_rc rc = take_mentions(scan, fact, error);
    if (rc != ET_OK || (scan->filter->entity_id && !names_entity(fact, scan->filter->entity_id)))
        return rc;
    read_rest(&scan->rows, fact);
    scan->pool_used += fact->mention_count;
    scan->count++;
    return scan->count == BLOCK ? flush(scan, error) : ET_OK;
}

#define FACT                                                                                                           \
    "SELECT c.comment_id, c.post_id, c.author_id, c.created_at_us, c.precision, c.likes, c.replies,"                   \
    " c.parent_key IS NOT NULL, s.sentiment, s.confidence, s.emotion, s.flags, s.themes, s.copy_hash, s.language,"     \
    " s.emotions"
#define MENTION "SELECT m.comment_id, m.entity_id, m.explicit, m.sentiment FROM mentions m"
#define NOT_OVER(id) " AND NOT EXISTS (SELECT 1 FROM scores o WHERE o.model_id = ?4 AND o.comment_id = " id ")"

/* The join walks both trees in step: ids follow each other in both. */
static const char one_model_rows[] =
    FACT " FROM scores s CROSS JOIN comments c ON c.comment_id = s.comment_id"
         " WHERE s.model_id = ?3 AND s.comment_id BETWEEN ?1 AND ?2 ORDER BY s.comment_id";
static const char one_model_mentions[] =
    MENTION " WHERE m.model_id = ?3 AND m.comment_id BETWEEN ?1 AND ?2 ORDER BY m.comment_id, m.entity_id";
/* Of a hybrid: the base's where the other model has none, merged with the other's in order of the ids. */
static const char hybrid_rows[] =
    FACT " FROM scores s CROSS JOIN comments c ON c.comment_id = s.comment_id"
         " WHERE s.model_id = ?3 AND s.comment_id BETWEEN ?1 AND ?2" NOT_OVER("s.comment_id")
    " UNION ALL " FACT " FROM scores s CROSS JOIN comments c ON c.comment_id = s.comment_id"
         " WHERE s.model_id = ?4 AND s.comment_id BETWEEN ?1 AND ?2 ORDER BY 1";
static const char hybrid_mentions[] =
    MENTION " WHERE m.model_id = ?3 AND m.comment_id BETWEEN ?1 AND ?2" NOT_OVER("m.comment_id")
    " UNION ALL " MENTION " WHERE m.model_id = ?4 AND m.comment_id BETWEEN ?1 AND ?2 ORDER BY 1, 2";

static enum et_rc open_cursor(struct scan *scan, const char *text, const int64_t values[4], size_t count,
                              struct et_sql *sql, struct et_error *error)
{
    enum et_rc rc = et_sql_open(scan->self, text, sql, error);
    for (size_t i = 0; rc == ET_OK && i < count; i++)
        et_sql_int(sql, values[i]);
    return rc;
}

static enum et_rc start(struct scan *scan, int64_t first_id, int64_t last_id, struct et_error *error)
{
    int64_t values[4] = {first_id, last_id, 0, 0};
    enum et_rc rc = et_sqlite_model_pair(scan->self, 0, &values[2], &values[3], error);
    bool is_hybrid = values[3] != 0;
    size_t count = is_hybrid ? 4 : 3;
    if (rc == ET_OK)
        rc = open_cursor(scan, is_hybrid ? hybrid_rows : one_model_rows, values, count, &scan->rows, error);
    if (rc == ET_OK)
        rc = open_cursor(scan, is_hybrid ? hybrid_mentions : one_model_mentions, values, count, &scan->mentions,
                         error);
    return rc == ET_OK ? next_mention(scan, error) : rc;
}

enum et_rc et_sqlite_facts(struct et_store *store, const struct et_filter *filter, int64_t first_id, int64_t last_id,
                           et_fact_callback callback, void *context, struct et_error *error)
{
    struct scan scan = {.self = et_sqlite_of(store), .filter = filter, .callback = callback, .context = context};
    for (int platform = 1; platform < ET_PLATFORMS && filter->author.ptr; platform++)
        scan.authors[platform] = et_author_id((enum et_platform)platform, filter->author);
    scan.facts = et_malloc(BLOCK * sizeof *scan.facts);
    scan.mention_pool = et_malloc(BLOCK * MENTIONS_MAX * sizeof *scan.mention_pool);
    enum et_rc rc = scan.facts && scan.mention_pool ? read_platforms(&scan, error) : et_fail_nomem(error);
    if (rc == ET_OK)
        rc = start(&scan, first_id, last_id, error);
    while (rc == ET_OK && (rc = et_sql_next(&scan.rows, error)) == ET_OK)
        rc = take_row(&scan, error);
    if (rc == ET_END)
        rc = flush(&scan, error);
    et_sql_close(&scan.rows);
    et_sql_close(&scan.mentions);
    et_map64_dispose(&scan.platforms);
    et_free(scan.facts);
    et_free(scan.mention_pool);
    return rc;
}
