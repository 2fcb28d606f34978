#include "ingest/import.h"

#include "base/file.h"
#include "base/log.h"
#include "ingest/pipeline.h"
#include "ingest/rejects.h"

#define COMMIT_COMMENTS 65536 /* a transaction is closed after so many comments ... */
#define COMMIT_US (2 * ET_US_SECOND) /* ... or so long */
#define REASONS_MAX 64

/* One import under way. */
struct run {
    const struct et_import_job *job;
    const char *path;
    struct et_arena *arena;
    struct et_import_report *report;
    struct et_import *import;
    struct et_export *export;
    struct et_rejects *rejects;
    int64_t model_id;
    uint64_t resumed_at;      /* records that an earlier run committed */
    uint64_t uncommitted;     /* comments */
    int64_t committed_at_us;  /* monotonic */
    struct et_import committed; /* the ledger's row as it stands */
    bool in_transaction;
};

static enum et_rc begin(struct run *run, struct et_error *error)
{
    enum et_rc rc = et_store_begin(run->job->store, error);
    run->in_transaction = rc == ET_OK;
    return rc;
}

static enum et_rc commit(struct run *run, struct et_error *error)
{
    enum et_rc rc = et_store_import_save(run->job->store, run->import, error);
    if (rc == ET_OK)
        rc = et_store_commit(run->job->store, error);
    if (rc != ET_OK)
        return rc;
    run->in_transaction = false;
    run->committed = *run->import;
    run->uncommitted = 0;
    run->committed_at_us = et_time_monotonic_us();
    return ET_OK;
}

static enum et_rc count_reason(struct run *run, const char *reason, struct et_error *error)
{
    struct et_import_report *report = run->report;
    if (!report->reasons) {
        report->reasons = et_arena_calloc(run->arena, REASONS_MAX, sizeof *report->reasons);
        if (!report->reasons)
            return et_fail_nomem(error);
    }
    for (size_t i = 0; i < report->reason_count; i++)
        if (strcmp(report->reasons[i].reason, reason) == 0) {
            report->reasons[i].count++;
            return ET_OK;
        }
    if (report->reason_count == REASONS_MAX)
        return ET_OK;
    struct et_slice copy = et_arena_copy(run->arena, et_slice_of(reason));
    if (!copy.ptr)
        return et_fail_nomem(error);
    report->reasons[report->reason_count++] = (struct et_reason_count){copy.ptr, 1};
    return ET_OK;
}

/* Rejected records are written anew by every run, so that the file of rejects is whole after an interruption too. */
static enum et_rc note_rejects(struct run *run, const struct et_batch *batch, bool is_new, struct et_error *error)
{
    for (size_t i = 0; i < batch->comment_count; i++) {
        const struct et_batch_comment *comment = &batch->comments[i];
        if (comment->outcome != ET_REJECTED)
            continue;
        const struct et_comment_record *record = &comment->record;
        enum et_rc rc = count_reason(run, comment->reason, error);
        if (rc == ET_OK && !run->rejects)
            rc = et_rejects_open(run->job->rejects_folder, run->path, &run->rejects, error);
        if (rc == ET_OK)
            rc = et_rejects_add(run->rejects, record->row, record->offset, comment->reason, record->text, error);
        if (rc == ET_OK && is_new) {
            struct et_reject reject = {record->row, record->offset, et_slice_of(comment->reason)};
            rc = et_store_import_reject(run->job->store, run->import->id, &reject, 1, error);
        }
        if (rc != ET_OK)
            return rc;
        ET_LOG(ET_LOG_WARNING, "ingest", "record rejected", ET_F_STR("path", run->path), ET_F_INT("row", record->row),
               ET_F_INT("offset", record->offset), ET_F_STR("reason", comment->reason));
    }
    return ET_OK;
}

static void count_outcomes(struct et_import_counts *counts, const struct et_batch *batch)
{
    for (size_t i = 0; i < batch->comment_count; i++) {
        enum et_outcome outcome = batch->comments[i].outcome;
        counts->rows++;
        counts->inserted += outcome == ET_INSERTED;
        counts->updated += outcome == ET_UPDATED;
        counts->unchanged += outcome == ET_UNCHANGED;
        counts->empty += outcome == ET_EMPTY;
        counts->rejected += outcome == ET_REJECTED;
    }
    for (size_t i = 0; i < batch->post_count; i++) {
        counts->posts_read += batch->posts[i].is_record;
        counts->posts_inserted += batch->posts[i].is_record && batch->posts[i].outcome == ET_INSERTED;
        counts->posts_updated += batch->posts[i].is_record && batch->posts[i].outcome == ET_UPDATED;
    }
    counts->repaired_bytes += batch->repaired_bytes;
}

static enum et_rc write_batch(struct run *run, struct et_batch *batch, struct et_error *error)
{
    bool is_new = batch->records_end > run->resumed_at;
    enum et_rc rc = ET_OK;
    if (is_new) {
        if (!run->in_transaction)
            rc = begin(run, error);
        if (rc == ET_OK)
            rc = et_store_write_batch(run->job->store, run->import->id, run->model_id, batch, error);
    }
    if (rc == ET_OK)
        rc = note_rejects(run, batch, is_new, error);
    if (rc != ET_OK || !is_new)
        return rc;
    count_outcomes(&run->import->counts, batch);
    run->import->records_done = batch->records_end;
    run->uncommitted += batch->comment_count;
    bool due = run->uncommitted >= COMMIT_COMMENTS || et_time_monotonic_us() - run->committed_at_us > COMMIT_US;
    return due ? commit(run, error) : ET_OK;
}

static enum et_rc write_all(struct run *run, struct et_error *error)
{
    struct et_pipeline *pipeline;
    enum et_rc rc = et_pipeline_start(run->job, run->export, run->resumed_at, &pipeline, error);
    if (rc != ET_OK)
        return rc;
    run->committed_at_us = et_time_monotonic_us();
    uint64_t total = et_export_bytes_total(run->export);
    for (;;) {
        struct et_batch *batch;
        uint64_t bytes;
        rc = et_pipeline_next(pipeline, &batch, &bytes, error);
        if (rc == ET_OK)
            rc = write_batch(run, batch, error);
        if (rc != ET_OK)
            break;
        if (run->job->progress)
            run->job->progress(run->job->progress_context, run->path, bytes, total, run->import->counts.rows);
        if (run->job->stop && *run->job->stop) {
            rc = run->in_transaction ? commit(run, error) : ET_OK;
            if (rc == ET_OK)
                rc = et_fail(error, ET_E_CANCELLED, "interrupted; run the same command again to go on");
            break;
        }
    }
    et_pipeline_free(pipeline);
    return rc == ET_END ? ET_OK : rc;
}

/* A stream's content is known only at its end: when that turns out to be an import that is there already, this one goes. */
static enum et_rc drop_if_known(struct run *run, const char *sha256, struct et_error *error)
{
    struct et_import known;
    enum et_rc rc = et_store_import_find(run->job->store, et_slice_of(sha256), run->import->options, run->arena, &known, error);
    if (rc != ET_OK || known.id == 0 || known.id == run->import->id || known.state != ET_IMPORT_DONE)
        return rc;
    uint64_t removed;
    rc = et_store_import_undo(run->job->store, run->import->id, &removed, error);
    *run->import = known;
    run->report->skipped = true;
    return rc;
}

static enum et_rc finish(struct run *run, struct et_error *error)
{
    char sha256[ET_SHA256_HEX];
    et_export_sha256(run->export, sha256);
    if (run->import->sha256.len && !et_slice_is(run->import->sha256, sha256))
        return et_fail(error, ET_E_IO, "the file changed while it was being read; import it again");
    bool stream = run->import->sha256.len == 0;
    run->import->sha256 = et_arena_copy(run->arena, et_slice_of(sha256));
    if (!run->import->sha256.ptr)
        return et_fail_nomem(error);
    enum et_rc rc = run->in_transaction ? ET_OK : begin(run, error);
    run->import->state = ET_IMPORT_DONE;
    run->import->finished_at_us = et_time_now_us();
    if (rc == ET_OK)
        rc = commit(run, error);
    if (rc == ET_OK && stream)
        rc = drop_if_known(run, sha256, error);
    if (rc == ET_OK && run->rejects) {
        struct et_rejects *rejects = run->rejects;
        run->rejects = NULL;
        rc = et_rejects_close(rejects, run->arena, &run->report->rejects_path, error);
    }
    return rc;
}

/* Registers the model and the import: anew, or where an earlier run of the same file stopped. */
static enum et_rc start(struct run *run, struct et_error *error)
{
    struct et_import *import = run->import;
    enum et_rc rc = begin(run, error);
    import->state = ET_IMPORT_RUNNING; /* one that failed may go on when what it failed on is mended */
    import->finished_at_us = ET_TIME_NONE;
    import->reason = et_slice(NULL, 0);
    if (rc == ET_OK)
        rc = et_store_model(run->job->store, et_analyser_model(run->job->analyser), et_analyser_sha256(run->job->analyser),
                            &run->model_id, error);
    if (rc == ET_OK && import->id == 0) {
        import->format = et_slice_of(et_export_format(run->export));
        import->observed_at_us = et_export_observed_at(run->export);
        rc = et_store_import_begin(run->job->store, import, error);
    }
    if (rc == ET_OK)
        rc = commit(run, error);
    run->resumed_at = import->records_done;
    if (rc == ET_OK)
        ET_LOG(ET_LOG_INFO, "ingest", run->resumed_at ? "import goes on" : "import starts", ET_F_INT("import", import->id),
               ET_F_STR("path", run->path), ET_F_SLICE("format", import->format), ET_F_INT("bytes", import->bytes),
               ET_F_INT("from_record", run->resumed_at));
    return rc;
}

static void log_end(const struct run *run, enum et_rc rc, const struct et_error *error)
{
    const struct et_import *import = run->import;
    const struct et_import_counts *c = &import->counts;
    if (rc != ET_OK) {
        ET_LOG(ET_LOG_ERROR, "ingest", "import failed", ET_F_STR("path", run->path), ET_F_STR("error", et_rc_name(rc)),
               ET_F_STR("reason", error ? error->message : ""), ET_F_INT("records_done", import->records_done));
        return;
    }
    ET_LOG(ET_LOG_INFO, "ingest", run->report->skipped ? "file is known, skipped" : "import done",
           ET_F_INT("import", import->id), ET_F_STR("path", run->path), ET_F_SLICE("sha256", import->sha256),
           ET_F_SLICE("format", import->format), ET_F_INT("rows", c->rows), ET_F_INT("inserted", c->inserted),
           ET_F_INT("updated", c->updated), ET_F_INT("unchanged", c->unchanged), ET_F_INT("empty", c->empty),
           ET_F_INT("rejected", c->rejected), ET_F_INT("posts", c->posts_read), ET_F_INT("repaired", c->repaired_bytes),
           ET_F_REAL("seconds", run->report->seconds));
}

/* The file's identity, before it is read: content and options. Streams have none yet. */
static enum et_rc identify_file(struct run *run, const struct et_import_options *options, struct et_error *error)
{
    struct et_import *import = run->import;
    *import = (struct et_import){.state = ET_IMPORT_RUNNING, .started_at_us = et_time_now_us(),
                                 .finished_at_us = ET_TIME_NONE, .path = et_slice_of(run->path)};
    enum et_rc rc = et_import_options_text(options, run->arena, &import->options, error);
    if (rc != ET_OK || strcmp(run->path, "-") == 0)
        return rc;
    char sha256[ET_SHA256_HEX];
    bool is_folder;
    int64_t modified_us;
    rc = et_file_stat(run->path, &import->bytes, &modified_us, &is_folder, error);
    if (rc == ET_OK && is_folder)
        return et_fail(error, ET_E_USAGE, "this is a folder, not an export");
    if (rc == ET_OK)
        rc = et_file_sha256(run->path, sha256, error);
    if (rc != ET_OK)
        return rc;
    import->sha256 = et_arena_copy(run->arena, et_slice_of(sha256));
    if (!import->sha256.ptr)
        return et_fail_nomem(error);
    struct et_import known;
    rc = et_store_import_find(run->job->store, import->sha256, import->options, run->arena, &known, error);
    if (rc != ET_OK || known.id == 0)
        return rc;
    *import = known;
    run->report->skipped = known.state == ET_IMPORT_DONE;
    return ET_OK;
}

static enum et_rc read_and_write(struct run *run, const struct et_import_options *options, struct et_error *error)
{
    enum et_rc rc = identify_file(run, options, error);
    if (rc != ET_OK || run->report->skipped)
        return rc;
    rc = et_export_open(run->path, options, &run->export, error);
    if (rc == ET_OK)
        rc = start(run, error);
    if (rc == ET_OK)
        rc = write_all(run, error);
    if (rc == ET_OK)
        rc = finish(run, error);
    return rc;
}

/* A file that can't be read to its end is done with: the ledger says so, and why. What was interrupted, or found no room
 * or no access, stays unfinished and goes on by itself the next time. */
static void note_failure(struct run *run, enum et_rc rc, const char *reason)
{
    struct et_import failed = run->committed;
    bool goes_on = rc == ET_E_CANCELLED || rc == ET_E_NOMEM || rc == ET_E_FULL || rc == ET_E_READONLY || rc == ET_E_BUSY;
    if (goes_on || failed.id == 0 || failed.state != ET_IMPORT_RUNNING)
        return;
    failed.state = ET_IMPORT_FAILED;
    failed.finished_at_us = et_time_now_us();
    failed.reason = et_slice_of(reason);
    struct et_error unused;
    rc = et_store_begin(run->job->store, &unused);
    if (rc == ET_OK)
        rc = et_store_import_save(run->job->store, &failed, &unused);
    if (rc == ET_OK)
        rc = et_store_commit(run->job->store, &unused);
    if (rc == ET_OK)
        *run->import = failed;
    else
        et_store_rollback(run->job->store);
    run->import->reason = et_slice(NULL, 0); /* the caller has the error itself */
}

enum et_rc et_import_file(const struct et_import_job *job, const char *path, const struct et_import_options *options,
                          struct et_arena *arena, struct et_import_report *report, struct et_error *error)
{
    struct et_error own = {0};
    if (!error)
        error = &own;
    *report = (struct et_import_report){0};
    struct run run = {.job = job, .path = path, .arena = arena, .report = report, .import = &report->import};
    int64_t began_us = et_time_monotonic_us();
    enum et_rc rc = read_and_write(&run, options, error);
    if (rc != ET_OK && run.in_transaction)
        et_store_rollback(job->store);
    et_rejects_abort(run.rejects);
    report->seconds = (double)(et_time_monotonic_us() - began_us) / 1e6;
    if (rc != ET_OK && error->file[0] == '\0' && strncmp(error->message, path, strlen(path)) != 0)
        et_error_prefix(error, "%s", path);
    if (rc != ET_OK)
        note_failure(&run, rc, error->message);
    log_end(&run, rc, error);
    et_export_close(run.export);
    return rc;
}
