/* The earlier program's database: times of 1970, old scores, posts by URL, id or nothing. */
#include "ingest_test.h"

#include <sqlite3.h>
#include <unistd.h>

static const char script[] =
    "CREATE TABLE comments(comment_id TEXT PRIMARY KEY, platform TEXT, username TEXT, comment_text TEXT, timestamp "
    "DATETIME,"
    " likes INTEGER, post_id TEXT, post_subject TEXT, post_url TEXT, post_caption TEXT, primary_emotion TEXT,"
    " sentiment_score REAL, weighted_sentiment REAL, is_sarcastic BOOLEAN, secondary_emotions TEXT, mentioned_entities "
    "TEXT,"
    " comment_likes INTEGER);"
    "INSERT INTO comments VALUES('h1','instagram','mara_fen','repaired','1970-01-01 00:00:01.763668',3,NULL,'Grace',"
    " 'https://www.instagram.com/p/ETBgRc3Pxi1/','A caption','love',0.75,0.8,0,'{\"excitement\": "
    "0.5}','[\"Grace\"]',0);"
    "INSERT INTO comments VALUES('h2','Instagram','ilse_b','exact','2025-11-20 "
    "18:49:05.000000',0,'3770272429806644260',NULL,"
    " NULL,NULL,'anger',-1.5,NULL,1,NULL,NULL,9);"
    "INSERT INTO comments VALUES('h3','youtube','nora','on a subject','2025-11-20 18:49:05',1,NULL,'Set "
    "tour','',NULL,NULL,NULL,"
    " NULL,NULL,NULL,NULL,NULL);"
    "INSERT INTO comments VALUES('h4',NULL,'per','nowhere','2025-11-20 "
    "18:49:05',1,NULL,NULL,NULL,NULL,'bliss',0.1,0,0,'[]',NULL,NULL);"
    "INSERT INTO comments VALUES('h5','tiktok','q','','2025-11-20 "
    "18:49:05',1,NULL,NULL,NULL,NULL,'love',0.1,0,0,NULL,NULL,NULL);"
    "INSERT INTO comments VALUES('h6','tiktok','q','when','1970-01-01 "
    "00:00:00.000012',1,NULL,NULL,NULL,NULL,'love',0.1,0,0,NULL,NULL,NULL);";

static void rows_are_adopted(void **state)
{
    (void)state;
    char folder[] = "/tmp/et-legacy-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/et_intelligence.db", folder);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, script, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);

    struct et_import_options options = default_options();
    static struct reading r;
    et_arena_init(&r.arena, 0);
    assert_int_equal(et_export_open(path, &options, &r.export, &r.error), ET_OK);
    read_all(&r, 4);
    assert_int_equal(r.rc, ET_END);
    assert_string_equal(et_export_format(r.export), "legacy-db");
    assert_int_equal(r.count, 6);
    assert_int_equal(r.empty, 1);
    assert_int_equal(r.rejected, 1);

    const struct et_batch_comment *c = &r.comments[0];
    assert_true(c->adopted_time);
    assert_int_equal(c->record.precision, ET_TIME_APPROXIMATE);
    assert_true(llabs(c->record.created_at_us / ET_US_SECOND - 1763668000) <= 1000);
    assert_null(c->record.key.ptr); /* comment_id is a hash of the content */
    assert_slice(r.comment_posts[0].key, "ETBgRc3Pxi1");
    assert_slice(r.comment_posts[0].caption, "A caption");
    assert_slice(r.comment_posts[0].subject, "Grace");
    assert_int_equal(c->adopted->sentiment, 7500);
    assert_int_equal(et_emotion_primary(c->adopted->emotions), ET_LOVE);
    int32_t sum = 0;
    for (int i = 0; i < ET_EMOTIONS; i++)
        sum += c->adopted->emotions[i];
    assert_int_equal(sum, ET_FIXED);
    assert_true(c->adopted->emotions[ET_EXCITEMENT] > 0);

    c = &r.comments[1];
    assert_false(c->adopted_time);
    assert_slice(r.comment_posts[1].key, "DRSssyVEuwk"); /* a media id */
    assert_int_equal(r.comment_posts[1].platform, ET_PLATFORM_INSTAGRAM);
    assert_int_equal(c->record.likes, 9);
    assert_int_equal(c->adopted->sentiment, -ET_FIXED);
    assert_int_equal(c->adopted->flags & ET_SARCASTIC, ET_SARCASTIC);
    assert_int_equal(c->adopted->emotions[ET_ANGER], ET_FIXED);

    assert_null(r.comments[2].adopted); /* it had no score */
    assert_slice(r.comment_posts[2].key, "Set tour");
    assert_int_equal(r.comment_posts[2].platform, ET_PLATFORM_YOUTUBE);
    assert_slice(r.comment_posts[3].key, "et_intelligence.db");
    assert_int_equal(r.comment_posts[3].platform, ET_PLATFORM_OTHER);
    assert_int_equal(r.comments[3].adopted->emotions[ET_NEUTRAL], ET_FIXED); /* an emotion that is none of ours */
    assert_string_equal(r.comments[5].reason, "time is before 2004");

    char hex[ET_SHA256_HEX], expected[ET_SHA256_HEX];
    et_export_sha256(r.export, hex);
    assert_int_equal(et_file_sha256(path, expected, NULL), ET_OK);
    assert_string_equal(hex, expected);
    done(&r);
    unlink(path);
    rmdir(folder);
}

static void other_databases(void **state)
{
    (void)state;
    char path[] = "/tmp/et-other-XXXXXX";
    struct et_import_options options = default_options();
    struct et_export *export;
    struct et_error error;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE other(a)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(et_export_open(path, &options, &export, &error), ET_E_FORMAT);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_adopted), cmocka_unit_test(other_databases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
