/** A rich brief of invented people, made by hand from structs (no store): several scripts, emoji sequences, long
 * titles, alerts, sparse and empty corners. Everything lives in the arena; allocation must succeed. */
#ifndef ET_TEST_BRIEF_FIXTURE_H
#define ET_TEST_BRIEF_FIXTURE_H

#include "brief/model.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#define FIXTURE_ENTITIES 16
#define FIXTURE_FROM INT64_C(1762128000000000) /* 2025-11-03T00:00:00Z */
#define FIXTURE_DAYS 21

struct fixture {
    struct et_arena arena;
    struct et_figures figures;
    struct et_brief_input input;
    struct et_brief_options options;
    struct et_stored_comment comments[128];
    struct et_import imports[3];
};

static inline struct et_interval fixture_interval(double mean, double half)
{
    return (struct et_interval){fmax(-1, mean - half), fmin(1, mean + half)};
}

static inline void *fixture_array(struct fixture *x, size_t count, size_t size)
{
    void *p = et_arena_calloc(&x->arena, count, size);
    assert(p);
    return p;
}

static inline struct et_summary fixture_summary(uint64_t n, double mean, double delta, int64_t evidence)
{
    struct et_summary s = {.comments = n, .authors = n - n / 5, .posts = n / 90 + 1, .likes = n * 23};
    double half = 1.1 / sqrt((double)n + 1);
    s.mean = mean;
    s.interval = fixture_interval(mean, half);
    s.delta = delta;
    s.weighted = mean + delta;
    s.weighted_interval = fixture_interval(s.weighted, half * 1.3);
    s.like_weighted = fmax(-1, fmin(1, mean + 1.5 * delta));
    s.n_eff = (double)n / 7.3;
    double tilt = (mean + 1) / 2;
    s.labels[ET_STRONG_POSITIVE] = (uint64_t)((double)n * tilt * 0.35);
    s.labels[ET_POSITIVE] = (uint64_t)((double)n * tilt * 0.3);
    s.labels[ET_STRONG_NEGATIVE] = (uint64_t)((double)n * (1 - tilt) * 0.3);
    s.labels[ET_NEGATIVE] = (uint64_t)((double)n * (1 - tilt) * 0.35);
    s.labels[ET_LABEL_NEUTRAL] =
        n - s.labels[ET_STRONG_POSITIVE] - s.labels[ET_POSITIVE] - s.labels[ET_STRONG_NEGATIVE] - s.labels[ET_NEGATIVE];
    const double mix[ET_EMOTIONS] = {
        0.24 * tilt, 0.3 * (1 - tilt), 0.2 * (1 - tilt), 0.4 * tilt, 0.12 * (1 - tilt), 0.06, 0.07, 0};
    uint64_t used = 0;
    for (size_t i = 0; i < ET_NEUTRAL; i++) {
        s.emotions[i] = (uint64_t)((double)n * mix[i]);
        used += s.emotions[i];
    }
    s.emotions[ET_NEUTRAL] = n - used;
    s.sarcastic = n / 40;
    s.questions = n / 12;
    s.spam = n / 90;
    s.copies = n / 55;
    s.most_liked = evidence;
    s.most_positive = evidence ? evidence + 1 : 0;
    s.most_negative = evidence ? evidence + 2 : 0;
    return s;
}

static inline struct et_timeline fixture_timeline(struct fixture *x, uint64_t n, double mean, double swing,
                                                  unsigned seed)
{
    struct et_timeline t = {.count = FIXTURE_DAYS, .step_us = ET_US_DAY};
    t.points = fixture_array(x, t.count, sizeof *t.points);
    for (size_t i = 0; i < t.count; i++) {
        struct et_point *p = &t.points[i];
        double wave = sin((double)(i + seed) * 0.7), peak = exp(-pow(((double)i - 8 - seed % 9) / 2.2, 2));
        p->from_us = FIXTURE_FROM + (int64_t)i * ET_US_DAY;
        p->comments = (uint64_t)((double)n / 42 * (1 + 0.3 * wave + 3 * peak));
        p->likes = p->comments * 21;
        bool hole = (i + seed) % 13 == 4;
        if (hole)
            p->comments = i % 2 ? 0 : 3;
        p->mean = p->comments ? fmax(-1, fmin(1, mean + swing * wave - 0.3 * peak)) : NAN;
        p->interval = p->comments < 5 ? (struct et_interval){NAN, NAN}
                                      : fixture_interval(p->mean, 1.2 / sqrt((double)p->comments));
        p->emotions[ET_NEUTRAL] = p->comments;
    }
    return t;
}

static inline struct et_velocity fixture_velocity(uint64_t n, double before, double after, bool alert,
                                                  enum et_direction d, int64_t evidence)
{
    struct et_velocity v = {.recent_comments = n,
                            .previous_comments = n / 2 + 12,
                            .recent_authors = n / 2 + 1,
                            .previous_authors = n / 3 + 1,
                            .recent_mean = NAN,
                            .previous_mean = NAN,
                            .change = NAN,
                            .interval = {NAN, NAN},
                            .p = NAN,
                            .q = NAN,
                            .percent_change = NAN,
                            .volume_ratio = NAN,
                            .volume_p = NAN};
    v.enough = n >= 10;
    if (!v.enough)
        return v;
    v.recent_mean = after;
    v.previous_mean = before;
    v.change = after - before;
    double half = 1.4 / sqrt((double)n);
    v.interval = (struct et_interval){v.change - half, v.change + half};
    v.p = alert ? 0.0000002 : 0.21;
    v.q = alert ? 0.0000031 : 0.34;
    v.percent_change = fabs(before) < 0.05 ? NAN : v.change / fabs(before) * 100;
    v.flag_30 = fabs(v.percent_change) >= 30;
    v.is_alert = alert;
    v.is_watch = !alert && v.flag_30 && fabs(v.change) > 0.08;
    v.direction = d;
    v.volume_ratio = (double)n / ((double)n / 2 + 12);
    v.volume_p = n > 300 ? 0.0001 : 0.2;
    if (alert)
        for (size_t i = 0; i < 3; i++)
            v.evidence[i] = evidence + (int64_t)i;
    return v;
}

/* Invented people and works. */
static const struct {
    const char *name;
    enum et_entity_type type;
    uint64_t n;
    double mean, delta;
} fixture_cast[FIXTURE_ENTITIES] = {
    {"Mara Quill", ET_PERSON, 4312, 0.41, -0.03},
    {"Devon Ashgrove", ET_PERSON, 3127, -0.38, -0.17},
    {"ليلى الحدّاد", ET_PERSON, 1843, 0.56, 0.05},
    {"한지우", ET_PERSON, 1377, 0.33, 0.22},
    {"João Conceição de Magalhães", ET_PERSON, 904, 0.12, 0.01},
    {"The Long and Winding Second Season of Harbour Lights (Director's Cut)", ET_SHOW, 661, 0.02, -0.11},
    {"Mara & Devon", ET_COUPLE, 512, -0.08, 0.06},
    {"Nightjar Records", ET_BRAND, 347, -0.21, -0.02},
    {"Ølberg Åsmund", ET_PERSON, 212, 0.07, 0.0},
    {"Łucja Wiśniewska-Żółć", ET_PERSON, 148, 0.48, 0.03},
    {"Дарья Соколова", ET_PERSON, 97, -0.05, 0.0},
    {"山田 花", ET_PERSON, 64, 0.29, 0.14},
    {"Paper Lanterns", ET_SONG, 41, 0.63, 0.02},
    {"นภา ศรีสุข", ET_PERSON, 22, 0.11, 0.0},
    {"Kitto", ET_PERSON, 9, 0.4, 0.0},
    {"<b>Bobby \"Tables\"</b> & Sons", ET_BRAND, 4, -0.2, 0.0},
};

static const char *const fixture_quotes[] = {
    "Mara carried this whole season on her back and nobody can tell me otherwise 👑🔥 give her every award there is",
    "i cried three times 😭😭😭 the scene at the harbour, her voice breaking, the letter… thank you @mara.quill "
    "❤️",
    "ok but can we stop pretending this is a masterpiece, the second half is a MESS and Devon is the worst part of it",
    "Devon really said \"no comment\" after everything 🤡🤡 clown behaviour honestly, what a fucking joke",
    "Still rooting for Devon tbh, people here are way too harsh on someone they have never met 🫶🏽",
    "He lied. He lied again. And then he posted a sunset. 🌅 We are not that stupid, you know.",
    "ليلى صوتك أجمل من كل شيء 🥹❤️‍🔥 ننتظر الألبوم الجديد منذ سنتين ولم نمل "
    "أبداً",
    "Layla deserves the WORLD 🌍✨ 👨‍👩‍👧‍👦 whole family listens to her every Friday, even my grandma who "
    "understands none of it",
    "ليلى الحدّاد overrated?? استحِ على وجهك 😤",
    "지우야 사랑해 💜💜 이번 무대 진짜 레전드였어... 계속 응원할게!! 한국에서 응원합니다 🇰🇷",
    "Jiwoo at the awards in that suit 👨🏿‍🦱👩🏻‍🤝‍👨🏾 I have no words, only 🫠🫠🫠",
    "too much promo, too little music. Love him but I'm tired 😮‍💨",
    "O João é um querido, que saudade de vê-lo em cena! Não há ninguém como ele 🇵🇹🇧🇷",
    "A atuação do João Conceição foi simplesmente a melhor coisa desta série, e a direção não soube aproveitá-la.",
    "não aguento mais ver esse homem em tudo",
    "🔥🔥🔥😍😍👏🏾👏🏾👏🏾💯",
    "Season two is longer than my last relationship and had fewer plot twists 💀 but I would watch it again tomorrow, "
    "and the day after, and probably at my own wedding, because the lighthouse scene alone is worth the four hours of "
    "people staring at the sea and saying nothing",
    "The director's cut is what the studio should have released to begin with 🎬",
    "they are NOT back together, she was wearing the ring on the other hand 💍👀",
    "Mara & Devon forever 🏳️‍🌈🏴‍☠️🫂",
    "@randomhandle you know nothing about them 😂 @nightjar_records pay your artists!!",
    "Nightjar Records has done this to three artists now. Three. Check the court filings.",
    "👩‍👩‍👦‍👦👨‍❤️‍💋‍👨🧑🏽‍🚀🏴󠁧󠁢󠁳󠁣󠁴󠁿1️⃣#️⃣",
    "<script>alert('x')</script> & \"quotes\" 'single' <img src=x onerror=alert(1)>",
    "花ちゃんの新曲、めっちゃ好き！毎日リピートしてます🎧🌸　次のライブも絶対行きます",
    "สวยมากกกก นภา รักเลย 💕",
};

static inline void fixture_comments(struct fixture *x)
{
    size_t n = sizeof x->comments / sizeof x->comments[0], quotes = sizeof fixture_quotes / sizeof fixture_quotes[0];
    static const char *const captions[] = {
        "Mara Quill on the finale: “I read the last page and had to sit down” 🌊🕯️",
        "WATCH: Devon Ashgrove leaves the courthouse without a word — full statement in our story",
        "ليلى الحدّاد تعلن عن جولتها الجديدة 🎤✨",
    };
    for (size_t i = 0; i < n; i++) {
        x->comments[i] = (struct et_stored_comment){
            .comment_id = (int64_t)(i + 1),
            .public_id = et_slice_of(et_arena_printf(&x->arena, "instagram:1810000000000%04zu", i)),
            .post_key = ET_SLICE("C0FFEE"),
            .post_url = ET_SLICE("https://www.instagram.com/p/C0FFEE/"),
            .post_caption = et_slice_of(captions[i % 3]),
            .author = ET_SLICE("secret_commenter"),
            .author_name = ET_SLICE("Secret Commenter"),
            .text = et_slice_of(fixture_quotes[i % quotes]),
            .platform = i % 4 == 3 ? ET_PLATFORM_YOUTUBE : ET_PLATFORM_INSTAGRAM,
            .created_at_us = FIXTURE_FROM + (int64_t)(i * 7 + 3) * ET_US_HOUR,
            .likes = (int64_t)(i % 7 * 411 + 1),
            .has_score = true,
            .score = {.sentiment = (int32_t)((i * 2777) % 20001) - 10000},
        };
    }
}

static inline void fixture_entities(struct fixture *x)
{
    struct et_figures *f = &x->figures;
    f->entity_count = FIXTURE_ENTITIES;
    f->entities = fixture_array(x, FIXTURE_ENTITIES, sizeof *f->entities);
    for (size_t i = 0; i < FIXTURE_ENTITIES; i++) {
        struct et_entity_figures *e = &f->entities[i];
        struct et_entity *entity = fixture_array(x, 1, sizeof *entity);
        struct et_slice *alias = fixture_array(x, 1, sizeof *alias);
        *alias = i == 7 ? ET_SLICE("Nightjar") : et_slice_of(fixture_cast[i].name);
        *entity = (struct et_entity){.id = (int64_t)(i + 1),
                                     .name = et_slice_of(fixture_cast[i].name),
                                     .type = fixture_cast[i].type,
                                     .aliases = alias,
                                     .alias_count = 1};
        e->entity = entity;
        uint64_t n = fixture_cast[i].n;
        e->summary = fixture_summary(n, fixture_cast[i].mean, fixture_cast[i].delta, (int64_t)(i * 3 + 1));
        f->mentions += n;
        e->implied = n / 9;
        f->implied += e->implied;
        e->timeline = fixture_timeline(x, n, fixture_cast[i].mean, 0.15, (unsigned)i);
        bool alert = i == 1 || i == 3 || i == 7;
        double moved = i == 1 ? -0.47 : i == 3 ? 0.31 : i == 7 ? -0.22 : i == 4 ? 0.09 : 0.02 * (double)(i % 3) - 0.02;
        enum et_direction direction = i == 1   ? ET_CRISIS
                                      : i == 3 ? ET_TURNED_POSITIVE
                                      : i == 7 ? ET_DECLINING
                                               : ET_DIRECTION_NONE;
        e->velocity = fixture_velocity(n / 6, fixture_cast[i].mean - moved / 2, fixture_cast[i].mean + moved / 2, alert,
                                       direction, (int64_t)(60 + i * 3));
        e->themes[ET_LAWSUIT] = i == 1 || i == 7 ? n / 3 : n / 60;
        e->themes[ET_CAREER] = n / 9;
        e->themes[ET_RELATIONSHIP] = i < 2 || i == 6 ? n / 7 : 0;
        e->together_count = i < 8 ? 2 : 0;
        e->together = fixture_array(x, 2, sizeof *e->together);
        e->together[0] = (struct et_co_mention){(uint32_t)(i ? 0 : 1), n / 11};
        e->together[1] = (struct et_co_mention){(uint32_t)(i + 1), n / 25};
        e->fatigue = i == 3 ? 0.14 : 0.06;
        e->fatigue_interval = et_wilson((uint64_t)(e->fatigue * (double)n), n);
        e->fatigue_since_us = i == 3 ? FIXTURE_FROM + 12 * ET_US_DAY : ET_TIME_NONE;
    }
    for (size_t i = 0; i < FIXTURE_ENTITIES; i++)
        f->entities[i].share_of_voice = (double)f->entities[i].summary.comments / (double)f->mentions;
    /* One author only: a mean without an interval. */
    f->entities[15].summary.interval = f->entities[15].summary.weighted_interval = (struct et_interval){NAN, NAN};
}

static inline void fixture_storylines(struct fixture *x)
{
    static const struct {
        const char *name;
        unsigned theme;
        uint64_t n;
        double mean;
        const char *urgency;
    } stories[] = {{"lawsuit", ET_LAWSUIT, 1712, -0.34, "high activity"},
                   {"career", ET_CAREER, 1240, 0.28, "developing"},
                   {"relationship", ET_RELATIONSHIP, 866, 0.04, "developing"},
                   {"breakup", ET_BREAKUP, 331, -0.18, "emerging"},
                   {"appearance", ET_APPEARANCE, 204, 0.37, "developing"},
                   {"health", ET_HEALTH, 28, 0.05, "developing"},
                   {"festival line-up", 8, 7, 0.1, "developing"}};
    struct et_figures *f = &x->figures;
    f->storyline_count = sizeof stories / sizeof stories[0];
    f->storylines = fixture_array(x, f->storyline_count, sizeof *f->storylines);
    for (size_t i = 0; i < f->storyline_count; i++) {
        struct et_storyline *s = &f->storylines[i];
        *s = (struct et_storyline){.name = et_slice_of(stories[i].name),
                                   .theme = stories[i].theme,
                                   .summary = fixture_summary(stories[i].n, stories[i].mean, 0.02, 0),
                                   .share = (double)stories[i].n / 13921,
                                   .entities = {1, 7, 0, 6, 3},
                                   .entity_count = i < 5 ? 5 : 0,
                                   .entity_comments = {stories[i].n / 3, stories[i].n / 5, stories[i].n / 7,
                                                       stories[i].n / 20, stories[i].n / 50},
                                   .timeline =
                                       fixture_timeline(x, stories[i].n, stories[i].mean, 0.1, (unsigned)(i * 3)),
                                   .velocity = fixture_velocity(stories[i].n / 5, stories[i].mean,
                                                                stories[i].mean - 0.01, false, ET_DIRECTION_NONE, 100),
                                   .fatigue = 0.08,
                                   .fatigue_interval = et_wilson(stories[i].n / 12, stories[i].n),
                                   .fatigue_since_us = ET_TIME_NONE,
                                   .first_us = FIXTURE_FROM + (i == 3 ? 16 : 0) * ET_US_DAY + ET_US_HOUR,
                                   .urgency = stories[i].urgency,
                                   .evidence = {(int64_t)(50 + i * 3), (int64_t)(51 + i * 3), (int64_t)(52 + i * 3)}};
    }
}

static inline void fixture_relations(struct fixture *x)
{
    static const struct et_relation pairs[] = {
        {.a = 1, .b = 0, .comments = 812, .authors = 644, .posts = 9, .npmi = 0.61, .couple = true, .mean = -0.04},
        {.a = 1, .b = 7, .comments = 233, .authors = 190, .posts = 4, .npmi = 0.44, .mean = -0.41},
        {.a = 5, .b = 0, .comments = 187, .authors = 171, .posts = 6, .npmi = 0.37, .mean = 0.21},
        {.a = 3, .b = 2, .comments = 96, .authors = 88, .posts = 3, .npmi = 0.31, .mean = 0.52},
        {.a = 4, .b = 5, .comments = 71, .authors = 60, .posts = 2, .npmi = 0.29, .mean = 0.08},
        {.a = 9, .b = 12, .comments = 23, .authors = 19, .posts = 2, .npmi = 0.26, .mean = 0.6},
        {.a = 8, .b = 4, .comments = 14, .authors = 12, .posts = 1, .npmi = 0.19, .mean = 0.1},
        {.a = 10, .b = 11, .comments = 4, .authors = 3, .posts = 1, .npmi = 0.5, .mean = 0.1},
    };
    struct et_figures *f = &x->figures;
    f->relation_count = sizeof pairs / sizeof pairs[0];
    f->relations = fixture_array(x, f->relation_count, sizeof *f->relations);
    for (size_t i = 0; i < f->relation_count; i++) {
        f->relations[i] = pairs[i];
        f->relations[i].shown = pairs[i].comments >= 10;
        f->relations[i].interval = fixture_interval(pairs[i].mean, 1 / sqrt((double)pairs[i].comments));
        f->relations[i].p = f->relations[i].q = 0.00001;
    }
}

static inline void fixture_posts(struct fixture *x)
{
    static const struct {
        const char *caption;
        enum et_platform platform;
        uint64_t n;
        int64_t announced;
        double mean;
    } posts[] = {
        {"Mara Quill on the finale: “I read the last page and had to sit down” 🌊🕯️ — the whole conversation, "
         "uncut, is on our "
         "channel tonight at nine",
         ET_PLATFORM_INSTAGRAM, 4021, 4388, 0.31},
        {"WATCH: Devon Ashgrove leaves the courthouse without a word", ET_PLATFORM_INSTAGRAM, 3377, 9120, -0.44},
        {"ليلى الحدّاد تعلن عن جولتها الجديدة 🎤✨", ET_PLATFORM_INSTAGRAM, 2204, 2210, 0.5},
        {"한지우 ‘밤의 항구’ 무대 비하인드 [4K]", ET_PLATFORM_YOUTUBE, 1508, -1, 0.36},
        {"Harbour Lights S2 trailer reaction 😱", ET_PLATFORM_TIKTOK, 1190, 1300, 0.09},
        {"Conceição: «Não volto tão cedo»", ET_PLATFORM_INSTAGRAM, 871, 871, 0.13},
        {"Who signed with Nightjar Records, and who left", ET_PLATFORM_YOUTUBE, 702, 690, -0.2},
        {"🧡", ET_PLATFORM_INSTAGRAM, 41, 41, 0.72},
        {NULL, ET_PLATFORM_INSTAGRAM, 7, 0, 0.2},
    };
    struct et_figures *f = &x->figures;
    f->post_count = sizeof posts / sizeof posts[0];
    f->posts = fixture_array(x, f->post_count, sizeof *f->posts);
    for (size_t i = 0; i < f->post_count; i++) {
        struct et_stored_post *post = fixture_array(x, 1, sizeof *post);
        *post = (struct et_stored_post){.post_id = (int64_t)(i + 1),
                                        .platform = posts[i].platform,
                                        .key = ET_SLICE("DRZ7xQ2kLmn"),
                                        .url = ET_SLICE("https://www.example.org/p/DRZ7xQ2kLmn/?img_index=1&x=2"),
                                        .caption = et_slice_of(posts[i].caption),
                                        .posted_at_us = FIXTURE_FROM + (int64_t)i * ET_US_DAY,
                                        .comments_announced = posts[i].announced,
                                        .likes = 12000,
                                        .plays = -1};
        struct et_post_figures *p = &f->posts[i];
        *p = (struct et_post_figures){.post = post,
                                      .summary = fixture_summary(posts[i].n, posts[i].mean, 0.01, 0),
                                      .top_entity = i < 7 ? (uint32_t)i : UINT32_MAX};
        p->coverage = posts[i].announced > 0 ? (double)posts[i].n / (double)posts[i].announced : NAN;
        for (size_t h = 0; h < 24; h++)
            p->first_24h[h] = (uint64_t)((double)posts[i].n * 0.16 * exp(-(double)h / (3.0 + (double)i)));
    }
}

static inline void fixture_voices(struct fixture *x)
{
    struct et_voices *v = &x->figures.voices;
    *v = (struct et_voices){.authors = 9120,
                            .top_share = 0.171,
                            .gini = 0.34,
                            .author_mean = 0.11,
                            .author_interval = {0.09, 0.13},
                            .quartile_mean = {0.1, 0.12, 0.16, 0.05},
                            .quartile_n = {3480, 3480, 3480, 3481},
                            .copy_groups = 14,
                            .copied_comments = 96,
                            .mean_without_copies = 0.13,
                            .copies_matter = false};
    for (size_t i = 0; i < 24; i++)
        v->by_hour[i] = (uint64_t)(300 + 420 * (1 + sin((double)i / 24 * 6.283 - 2.2)));
    for (size_t i = 0; i < 7; i++)
        v->by_weekday[i] = 1500 + (i * 37 + 11) % 5 * 300;
}

static inline void fixture_make(struct fixture *x)
{
    memset(x, 0, sizeof *x);
    et_arena_init(&x->arena, 0);
    struct et_figures *f = &x->figures;
    f->from_us = FIXTURE_FROM;
    f->to_us = FIXTURE_FROM + FIXTURE_DAYS * ET_US_DAY;
    f->asof_us = f->to_us - 3 * ET_US_HOUR;
    f->first_us = FIXTURE_FROM + ET_US_HOUR;
    f->last_us = f->asof_us - 1;
    f->all = fixture_summary(13921, 0.14, -0.02, 1);
    f->previous = fixture_summary(9877, 0.22, 0.01, 0);
    f->against_previous =
        (struct et_difference){.change = -0.08, .interval = {-0.11, -0.05}, .t = -5, .df = 8000, .p = 1e-6};
    f->trend = "down";
    f->timeline = fixture_timeline(x, 13921, 0.14, 0.12, 0);
    f->velocity = fixture_velocity(2310, 0.17, 0.05, false, ET_DECLINING, 0);
    f->platform_count = 3;
    f->platforms = fixture_array(x, 3, sizeof *f->platforms);
    f->platforms[0] = (struct et_platform_figures){ET_PLATFORM_INSTAGRAM, fixture_summary(10521, 0.11, -0.04, 0)};
    f->platforms[1] = (struct et_platform_figures){ET_PLATFORM_YOUTUBE, fixture_summary(2210, 0.21, 0.02, 0)};
    f->platforms[2] = (struct et_platform_figures){ET_PLATFORM_TIKTOK, fixture_summary(1190, 0.09, 0.12, 0)};
    fixture_comments(x);
    fixture_entities(x);
    fixture_storylines(x);
    fixture_relations(x);
    fixture_posts(x);
    fixture_voices(x);
    f->model = ET_SLICE("lexicon@1.0.0");
    f->schema = ET_SLICE("001_initial_schema");
    memset(f->catalogue_sha256, 'a', ET_SHA256_HEX - 1);
    for (size_t i = 0; i < 3; i++)
        x->imports[i] = (struct et_import){.id = (int64_t)(i + 1),
                                           .path = ET_SLICE("/home/someone/export.csv"),
                                           .sha256 = i == 1 ? ET_SLICE("f00dfacef00dfacef00dfacef00dface")
                                                            : ET_SLICE("0123456789abcdef0123456789abcdef"),
                                           .format = ET_SLICE("apify-dataset"),
                                           .bytes = 81234,
                                           .state = ET_IMPORT_DONE,
                                           .counts = {.rows = 7000}};
    x->input = (struct et_brief_input){.figures = f,
                                       .evidence = x->comments,
                                       .evidence_count = sizeof x->comments / sizeof x->comments[0],
                                       .imports = x->imports,
                                       .import_count = 3,
                                       .first_us = f->first_us,
                                       .last_us = f->last_us};
    x->options =
        (struct et_brief_options){.title = ET_SLICE("Harbour Lights: how the audience took the finale"),
                                  .figures = {.from_us = ET_TIME_NONE, .to_us = ET_TIME_NONE, .asof_us = ET_TIME_NONE},
                                  .zone_name = ET_SLICE("UTC"),
                                  .version = "0.0.0-test"};
}

/** Turns the fixture into a database without comments. */
static inline void fixture_empty(struct fixture *x)
{
    struct et_slice model = x->figures.model;
    x->figures = (struct et_figures){.from_us = ET_TIME_NONE,
                                     .to_us = ET_TIME_NONE,
                                     .asof_us = ET_TIME_NONE,
                                     .first_us = ET_TIME_NONE,
                                     .last_us = ET_TIME_NONE,
                                     .trend = "",
                                     .model = model};
    struct et_summary nothing = {.mean = NAN,
                                 .interval = {NAN, NAN},
                                 .weighted = NAN,
                                 .weighted_interval = {NAN, NAN},
                                 .like_weighted = NAN,
                                 .n_eff = NAN,
                                 .delta = NAN};
    x->figures.all = x->figures.previous = nothing;
    x->figures.against_previous = (struct et_difference){NAN, {NAN, NAN}, NAN, NAN, NAN};
    x->figures.voices = (struct et_voices){.top_share = NAN,
                                           .gini = NAN,
                                           .author_mean = NAN,
                                           .author_interval = {NAN, NAN},
                                           .quartile_mean = {NAN, NAN, NAN, NAN},
                                           .mean_without_copies = NAN};
    x->input.evidence_count = 0;
    x->input.import_count = 0;
    x->input.first_us = x->input.last_us = ET_TIME_NONE;
    x->options.title = ET_SLICE("");
}

static inline void fixture_dispose(struct fixture *x)
{
    et_arena_dispose(&x->arena);
}

#endif
