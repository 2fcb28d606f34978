/* What is analysed after the files: replies, comments whose caption or parent changed, and everything on `rescore`. */
#include "ingest/analysis_pool.h"
#include "ingest/import.h"

#include "base/log.h"

#define ROUND 8192     /* comments in memory at a time */
#define ROUND_SLOW 512 /* with a model that takes milliseconds for each: seconds between steps of the progress bar */

static enum et_rc analyse_round(struct et_analysis_pool *pool, const struct et_unscored *comments, size_t count,
                                int64_t model_id, const struct et_import_job *job, struct et_arena *arena,
                                struct et_error *error)
{
    struct et_input *inputs = et_arena_alloc(arena, count * sizeof *inputs);
    struct et_analysis *analyses = et_arena_alloc(arena, count * sizeof *analyses);
    int64_t *ids = et_arena_alloc(arena, count * sizeof *ids);
    if (!inputs || !analyses || !ids)
        return et_fail_nomem(error);
    for (size_t i = 0; i < count; i++) {
        inputs[i] = (struct et_input){comments[i].text, comments[i].caption, comments[i].parent, comments[i].likes};
        ids[i] = comments[i].comment_id;
    }
    enum et_rc rc = et_analysis_pool_run(pool, inputs, analyses, count, error);
    if (rc != ET_OK)
        return rc;
    rc = et_store_begin(job->store, error);
    if (rc == ET_OK)
        rc = et_store_put_scores(job->store, model_id, ids, analyses, count, error);
    if (rc == ET_OK)
        rc = et_store_commit(job->store, error);
    if (rc != ET_OK)
        et_store_rollback(job->store);
    return rc;
}

static enum et_rc run_rounds(const struct et_import_job *job, bool pending_only, int64_t model_id, uint64_t total,
                             const char *what, uint64_t *analysed, struct et_error *error)
{
    struct et_analysis_pool *pool;
    enum et_rc rc = et_analysis_pool_new(job->analyser, job->threads, &pool, error);
    if (rc != ET_OK)
        return rc;
    struct et_arena arena;
    et_arena_init(&arena, 0);
    int64_t after = 0;
    size_t count = 0, round = et_analyser_batches(job->analyser) ? ROUND_SLOW : ROUND;
    do {
        struct et_unscored *comments = NULL;
        et_arena_reset(&arena);
        rc = et_store_unscored(job->store, pending_only, after, round, &arena, &comments, &count, error);
        if (rc == ET_OK && count) {
            after = comments[count - 1].comment_id;
            rc = analyse_round(pool, comments, count, model_id, job, &arena, error);
        }
        if (rc == ET_OK) {
            *analysed += count;
            if (job->progress && count)
                job->progress(job->progress_context, what, *analysed, total, *analysed);
            if (job->stop && *job->stop)
                rc = et_fail(error, ET_E_CANCELLED, "%s was interrupted; run the same command again to go on", what);
        }
    } while (rc == ET_OK && count);
    et_arena_dispose(&arena);
    et_analysis_pool_free(pool);
    return rc;
}

static enum et_rc register_model(const struct et_import_job *job, int64_t *model_id, struct et_error *error)
{
    enum et_rc rc = et_store_begin(job->store, error);
    if (rc == ET_OK)
        rc = et_store_model(job->store, et_analyser_model(job->analyser), et_analyser_sha256(job->analyser), model_id,
                            error);
    if (rc == ET_OK)
        rc = et_store_commit(job->store, error);
    if (rc != ET_OK)
        et_store_rollback(job->store);
    return rc;
}

static enum et_rc stored_counts(const struct et_import_job *job, struct et_store_stats *stats, struct et_error *error)
{
    struct et_arena arena;
    et_arena_init(&arena, 0);
    enum et_rc rc = et_store_stats(job->store, &arena, stats, error);
    et_arena_dispose(&arena);
    return rc;
}

static enum et_rc discover(const struct et_import_job *job, bool always, struct et_error *error)
{
    struct et_discover_limits limits = job->limits ? *job->limits : ET_DISCOVER_LIMITS;
    return et_discover_apply(job->store, job->analyser, &limits, always, NULL, error);
}

enum et_rc et_import_settle(const struct et_import_job *job, uint64_t *analysed, struct et_error *error)
{
    int64_t model_id = 0;
    struct et_store_stats stats;
    *analysed = 0;
    enum et_rc rc = stored_counts(job, &stats, error);
    if (rc == ET_OK && stats.pending == 0)
        return discover(job, false, error);
    if (rc == ET_OK)
        rc = register_model(job, &model_id, error);
    if (rc == ET_OK)
        rc = run_rounds(job, true, model_id, stats.pending, "analysing replies and changes", analysed, error);
    if (*analysed)
        ET_LOG(ET_LOG_INFO, "ingest.settle", "pending comments analysed", ET_F_INT("comments", *analysed));
    return rc == ET_OK ? discover(job, false, error) : rc;
}

enum et_rc et_rescore(const struct et_import_job *job, uint64_t *analysed, struct et_error *error)
{
    int64_t model_id = 0;
    struct et_store_stats stats;
    *analysed = 0;
    enum et_rc rc = stored_counts(job, &stats, error);
    if (rc == ET_OK)
        rc = register_model(job, &model_id, error);
    if (rc == ET_OK)
        rc = run_rounds(job, false, model_id, stats.comments, "scoring again", analysed, error);
    if (rc == ET_OK)
        rc = et_store_begin(job->store, error);
    if (rc == ET_OK) {
        rc = et_store_use_model(job->store, model_id, error);
        if (rc == ET_OK)
            rc = et_store_commit(job->store, error);
        if (rc != ET_OK)
            et_store_rollback(job->store);
    }
    if (rc == ET_OK)
        rc = discover(job, true, error);
    ET_LOG(ET_LOG_INFO, "ingest.rescore", "comments scored again", ET_F_INT("comments", *analysed),
           ET_F_STR("model", et_analyser_model(job->analyser)));
    return rc;
}
