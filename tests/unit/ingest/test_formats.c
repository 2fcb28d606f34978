/* Every vendor's format, read whole from tests/data/ingest (invented content under real header rows). */
#include "ingest_test.h"

static const struct et_batch_comment *find(const struct reading *r, const char *key)
{
    for (size_t i = 0; i < r->count; i++)
        if (et_slice_is(r->comments[i].record.key, key))
            return &r->comments[i];
    print_error("no comment %s\n", key);
    fail();
    return NULL;
}

static const struct et_post_record *post_of(const struct reading *r, const struct et_batch_comment *comment)
{
    return &r->comment_posts[comment - r->comments];
}

static struct reading *read_as(const char *name, const char *format, size_t pending, size_t empty, size_t rejected)
{
    struct reading *r = read_sample(name, NULL);
    assert_int_equal(r->rc, ET_END);
    assert_string_equal(et_export_format(r->export), format);
    assert_true(et_export_detection(r->export)->sure >= 0.9);
    assert_int_equal(r->pending, pending);
    assert_int_equal(r->empty, empty);
    assert_int_equal(r->rejected, rejected);
    return r;
}

/* 69 columns, 30 caption lines that hold commas and quotes, a BOM. */
static void preamble(void **state)
{
    (void)state;
    struct reading *r = read_as("preamble_30_lines_2025-11-26_05-09-43-642.csv", "preamble-csv", 3, 1, 0);
    assert_time(et_export_observed_at(r->export), "2025-11-26T05:09:43.642000Z");
    const struct et_batch_comment *first = find(r, "18100000000000101");
    const struct et_post_record *post = post_of(r, first);
    assert_slice(post->key, "ETBgRc3Pxi1");
    assert_false(post->imprecise);
    assert_slice(post->url, "https://www.instagram.com/p/ETBgRc3Pxi1/");
    assert_true(et_slice_starts(post->caption,
                                ET_SLICE("Grace Tamberly is back, and \"nobody\" was ready.\nLine 2, with a comma")));
    assert_true(et_slice_ends(post->caption, ET_SLICE("Line 30, with a comma, and a \"quote\" ,,")));
    assert_slice(first->record.text, "She said \"wow\", then left\nand came back");
    assert_slice(first->record.author, "harbor.lights");
    assert_slice(first->record.author_name, "Harbor Lights");
    assert_int_equal(first->record.author_verified, ET_TRI_YES);
    assert_time(first->record.created_at_us, "2025-11-26T05:30:00Z");
    assert_int_equal(first->record.likes, 12);
    assert_int_equal(first->record.replies, 2);
    assert_int_equal(first->record.pinned, ET_TRI_YES);
    assert_int_equal(first->record.liked_by_author, ET_TRI_YES);
    const struct et_batch_comment *second = find(r, "18100000000000102");
    assert_slice(second->record.parent_key, "18100000000000101");
    assert_int_equal(second->record.likes, ET_COUNT_NONE);
    assert_int_equal(find(r, "18100000000000103")->outcome, ET_EMPTY);
    const struct et_batch_comment *rounded = find(r, "18100000000000104"); /* created_at alone; its post's id rounded */
    assert_time(rounded->record.created_at_us, "2025-11-26T05:33:00Z");
    assert_slice(post_of(r, rounded)->key, "ETBgRc3Pxi1");
    assert_int_equal(r->post_count, 1);
    done(r);
}

static void dataset(void **state)
{
    (void)state;
    struct reading *r = read_as("dataset_dotted_2025-11-26_05-09-43-642.csv", "dataset-csv", 2, 0, 0);
    const struct et_post_record *rounded = post_of(r, find(r, "18100000000000201"));
    assert_true(rounded->imprecise);
    const struct et_post_record *exact = post_of(r, find(r, "18100000000000202"));
    assert_false(exact->imprecise);
    assert_slice(exact->key, "DRSssyVEuwk");
    assert_slice(find(r, "18100000000000201")->record.author, "plain.jo"); /* user.username */
    done(r);
}

static void actor(void **state)
{
    (void)state;
    static const char *const names[] = {"actor.csv", "actor.json", "actor_minified.json", "actor.jsonl"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct reading *r = read_as(names[i], "comment-actor", 5, 1, 1);
        const struct et_batch_comment *first = find(r, "18000000000000001");
        assert_slice(first->record.text, "first, \"quoted\"\nline two");
        assert_int_equal(first->record.author_verified, ET_TRI_YES);
        assert_time(first->record.created_at_us, "2025-11-20T18:49:05Z");
        assert_slice(post_of(r, first)->caption, "Grace in Porto");
        const struct et_batch_comment *deep = find(r, "18000000000000004");
        assert_slice(deep->record.parent_key, "18000000000000003");
        assert_slice(find(r, "18000000000000003")->record.parent_key, "18000000000000001");
        assert_slice(post_of(r, deep)->key, "ETBgRc3Pxi1");
        assert_int_equal(deep->record.row, 1);
        assert_slice(find(r, "18000000000000005")->record.text, "NA");
        assert_slice(post_of(r, find(r, "18000000000000005"))->key, "ETBvLm0Sue1"); /* /reel/ */
        const struct et_batch_comment *last = &r->comments[6];
        assert_string_equal(last->reason, "time is not a date");
        assert_true(et_slice_find(last->record.text, ET_SLICE("yesterweek")) != SIZE_MAX);
        done(r);
    }
}

static void post_scraper(void **state)
{
    (void)state;
    static const char *const names[] = {"posts.csv", "posts.json"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct reading *r = read_as(names[i], "post-scraper", 2, 0, 0);
        assert_int_equal(r->post_count, 2);
        assert_int_equal(r->records, 4);
        const struct et_batch_post *post = &r->posts[0];
        assert_true(post->is_record && r->posts[1].is_record);
        assert_slice(post->record.key, "ETBgRc3Pxi1");
        assert_slice(post->record.caption, "Grace in Porto, \"at last\"");
        assert_slice(post->record.owner, "thepageofinvention");
        assert_time(post->record.posted_at_us, "2025-11-20T15:02:00Z");
        assert_int_equal(post->record.likes, 1703);
        assert_int_equal(post->record.comments, 22);
        assert_int_equal(post->record.plays, 90210);
        assert_int_equal(r->posts[1].record.likes, ET_COUNT_NONE); /* -1: hidden */
        const struct et_batch_comment *reply = find(r, "18000000000000012");
        assert_slice(reply->record.parent_key, "18000000000000011");
        assert_slice(reply->record.author, "ilse_b");
        assert_slice(post_of(r, reply)->key, "ETBgRc3Pxi1");
        done(r);
    }
}

static void post_metadata(void **state)
{
    (void)state;
    struct reading *r = read_as("post_metadata.csv", "post-metadata", 0, 0, 1);
    assert_int_equal(r->post_count, 3);
    assert_slice(r->posts[0].record.key, "ETBgRc3Pxi1"); /* from the link for the Android app */
    assert_slice(r->posts[0].record.caption, "Grace in Porto\n\"at last\"");
    assert_int_equal(r->posts[0].record.likes, 46000);
    assert_int_equal(r->posts[0].record.comments, 1204);
    assert_slice(r->posts[0].record.owner, "thepageofinvention");
    assert_time(r->posts[0].record.posted_at_us, "2025-09-01T00:00:00Z");
    assert_slice(r->posts[1].record.key, "ETBvLm0Sue1"); /* all else from og:description */
    assert_int_equal(r->posts[1].record.likes, 12000);
    assert_int_equal(r->posts[1].record.comments, 340);
    assert_slice(r->posts[1].record.owner, "nadia.f");
    assert_time(r->posts[1].record.posted_at_us, "2025-11-20T00:00:00Z");
    assert_true(et_slice_starts(r->posts[1].record.caption, ET_SLICE("Nadia says")));
    assert_slice(r->posts[2].record.key, "ETBwHr3nt40");
    assert_int_equal(r->posts[2].record.likes, 1200000);
    assert_int_equal(r->posts[2].record.comments, 12); /* behind a word joiner */
    assert_string_equal(r->comments[0].reason, "names no post");
    done(r);
}

static void esuit(void **state)
{
    (void)state;
    struct et_import_options options = default_options();
    struct et_zone *zone;
    struct reading *r = read_as("esuit.csv", "esuit-csv", 4, 0, 0);
    assert_slice(r->posts[0].record.caption, "Grace says \"no comment\", again");
    assert_time(find(r, "901")->record.created_at_us, "2024-11-20T14:30:00Z");
    assert_time(find(r, "904")->record.created_at_us, "2025-01-02T12:30:00Z"); /* month first: the others decide it */
    assert_slice(find(r, "902")->record.parent_key, "901");
    assert_slice(find(r, "903")->record.parent_key, "902");
    assert_null(find(r, "904")->record.parent_key.ptr);
    done(r);
    r = read_as("esuit_order.csv", "esuit-csv", 2, 0, 0);
    assert_int_equal(r->posts[0].record.platform, ET_PLATFORM_FACEBOOK);
    assert_time(find(r, "2")->record.created_at_us, "2025-04-03T09:05:00Z"); /* day first */
    assert_int_equal(find(r, "2")->record.precision, ET_TIME_MINUTES);
    done(r);
    assert_int_equal(et_zone_open("America/New_York", &zone, NULL), ET_OK);
    options.zone = zone;
    r = read_sample("esuit_flat.csv", &options);
    assert_int_equal(r->rc, ET_END);
    assert_string_equal(et_export_format(r->export), "esuit-flat");
    assert_time(r->comments[0].record.created_at_us, "2024-11-20T19:30:00Z");
    assert_time(r->comments[1].record.created_at_us, "2024-07-20T18:30:00Z");
    assert_int_equal(r->comments[1].record.likes, 1204);
    assert_slice(r->posts[0].record.subject, "Grace");
    done(r);
    et_zone_close(zone);
}

static void youtube_api(void **state)
{
    (void)state;
    struct reading *r = read_as("youtube_page.json", "youtube-api", 4, 0, 0);
    assert_slice(find(r, "Ugx1")->record.text, "plain <3 text");
    assert_slice(find(r, "Ugx1")->record.author, "viewer1");
    assert_int_equal(find(r, "Ugx1")->record.replies, 2);
    assert_slice(find(r, "Ugx1.r1")->record.parent_key, "Ugx1");
    assert_slice(find(r, "Ugx2")->record.text, "It's great\nisn't it & so <3"); /* textDisplay is HTML */
    assert_slice(r->posts[0].record.key, "aB3dE5gH7jK");
    assert_slice(r->posts[0].record.url, "https://www.youtube.com/watch?v=aB3dE5gH7jK");
    done(r);
    r = read_as("youtube_pages.json", "youtube-api", 5, 0, 0);
    assert_slice(find(r, "Ugx3")->record.text, "second page");
    done(r);
}

/* Without --write-comments there is no comment, not an empty one. */
static void a_video_without_comments(void **state)
{
    (void)state;
    static const char *const comments[] = {"", ",\"comments\":null", ",\"comments\":[]"};
    for (size_t i = 0; i < COUNT(comments); i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "{\"id\":\"aB3dE5gH7jK\",\"title\":\"T\",\"channel\":\"C\",\"upload_date\":\"20251119\","
                 "\"webpage_url\":\"https://www.youtube.com/watch?v=aB3dE5gH7jK\"%s}",
                 comments[i]);
        struct reading *r = read_text(text, NULL);
        assert_int_equal(r->rc, ET_END);
        assert_int_equal(r->records, 0);
        done(r);
    }
}

static void json_without_records(void **state)
{
    (void)state;
    static const struct {
        const char *text, *format;
    } cases[] = {{"[]", "empty-json"},
                 {" [\n] \n", "empty-json"},
                 {"{\"kind\":\"x\",\"pageInfo\":{\"totalResults\":0},\"items\":[]}", "youtube-api"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reading *r = read_text(cases[i].text, NULL);
        assert_int_equal(r->rc, ET_END);
        assert_int_equal(r->records, 0);
        assert_string_equal(et_export_format(r->export), cases[i].format);
        done(r);
    }
}

static void ytdlp(void **state)
{
    (void)state;
    struct reading *r = read_as("ytdlp.info.json", "yt-dlp", 3, 0, 0);
    const struct et_post_record *post = &r->posts[0].record;
    assert_int_equal(post->platform, ET_PLATFORM_YOUTUBE);
    assert_slice(post->key, "aB3dE5gH7jK");
    assert_slice(post->title, "Nadia tours the set");
    assert_slice(post->caption, "Nadia Ferouzan shows us round.");
    assert_slice(post->owner, "Pop Lantern");
    assert_time(post->posted_at_us, "2025-11-19T00:00:00Z");
    assert_int_equal(post->likes, 900);
    const struct et_batch_comment *first = find(r, "Ugy1");
    assert_null(first->record.parent_key.ptr); /* "root" */
    assert_int_equal(first->record.pinned, ET_TRI_YES);
    assert_time(first->record.observed_at_us, "2025-11-24T16:00:00Z"); /* epoch */
    assert_slice(find(r, "Ugy1.a")->record.parent_key, "Ugy1");
    assert_int_equal(find(r, "Ugy1.a")->record.likes, ET_COUNT_NONE);
    done(r);
}

static void tiktok(void **state)
{
    (void)state;
    static const char *const names[] = {"tiktok.json", "tiktok.csv"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct reading *r = read_as(names[i], "tiktok-comments", 2, 0, 0);
        const struct et_batch_comment *reply = find(r, "7400000000000000002");
        assert_slice(reply->record.parent_key, "7400000000000000001");
        assert_slice(reply->record.author, "moth.er");
        assert_time(reply->record.created_at_us, "2025-11-20T12:01:00Z");
        assert_int_equal(r->posts[0].record.platform, ET_PLATFORM_TIKTOK);
        assert_slice(r->posts[0].record.key, "7391111111111111111");
        assert_int_equal(find(r, "7400000000000000001")->record.likes, 12);
        done(r);
    }
}

static void instaloader(void **state)
{
    (void)state;
    struct et_import_options options = default_options();
    struct reading *r = read_as("ETBgRc3Pxi1_comments.json", "instaloader", 3, 0, 0);
    assert_slice(r->posts[0].record.key, "ETBgRc3Pxi1");
    assert_slice(find(r, "18000000000000022")->record.parent_key, "18000000000000021");
    done(r);
    /* named by the post's time, which is not the time of the export */
    r = read_as("2025-11-19_18-49-05_UTC_comments.json", "instaloader", 3, 0, 0);
    assert_slice(r->posts[0].record.key, "2025-11-19_18-49-05_UTC");
    assert_null(r->posts[0].record.url.ptr);
    assert_time(r->posts[0].record.posted_at_us, "2025-11-19T18:49:05Z");
    done(r);
    options.url = ET_SLICE("https://www.instagram.com/p/ETBvLm0Sue1/");
    r = read_sample("2025-11-19_18-49-05_UTC_comments.json", &options);
    assert_slice(r->posts[0].record.key, "ETBvLm0Sue1");
    done(r);
}

/* What detection says is what people see in --dry-run. */
static void mapping_is_told(void **state)
{
    (void)state;
    struct reading *r = read_sample("esuit.csv", NULL);
    const struct et_detection *found = et_export_detection(r->export);
    assert_slice(found->encoding, "utf-8");
    assert_int_equal(found->delimiter, ',');
    assert_true(et_slice_find(found->why, ET_SLICE("2 lines before it")) != SIZE_MAX);
    assert_slice(found->columns[0].field, "text");
    assert_slice(found->columns[0].column, "Content");
    done(r);
    r = read_sample("ytdlp.info.json", NULL);
    found = et_export_detection(r->export);
    assert_slice(found->columns[0].field, "text");
    assert_slice(found->columns[0].column, "comments/text");
    done(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(preamble),
        cmocka_unit_test(dataset),
        cmocka_unit_test(actor),
        cmocka_unit_test(post_scraper),
        cmocka_unit_test(post_metadata),
        cmocka_unit_test(esuit),
        cmocka_unit_test(youtube_api),
        cmocka_unit_test(ytdlp),
        cmocka_unit_test(a_video_without_comments),
        cmocka_unit_test(json_without_records),
        cmocka_unit_test(tiktok),
        cmocka_unit_test(instaloader),
        cmocka_unit_test(mapping_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
