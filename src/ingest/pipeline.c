#include "ingest/pipeline.h"

#include "base/mem.h"
#include "base/thread.h"
#include "ingest/analysis_pool.h"
#include "ingest/identity.h"

#define TOGETHER 256 /* comments that a model reads at a time */
#define SPARE_BATCHES 3 /* one being read, one being written, one between */

/* One batch on its way round: free -> reader -> analyser -> writer -> free. */
struct parcel {
    struct et_arena arena;
    struct et_batch batch;
    uint64_t bytes;
    enum et_rc rc; /* ET_END: there is no batch in it, the file ended before */
    struct et_error error;
};

struct analyser_thread {
    struct et_pipeline *pipeline;
    struct et_thread *thread;
    struct et_scratch *scratch;
    struct et_store *store; /* its own connection, for looking up what is known */
};

struct et_pipeline {
    const struct et_import_job *job;
    struct et_export *export;
    uint64_t skip_records;
    struct parcel *parcels;
    size_t parcel_count;
    struct et_queue *free, *read, *done;
    struct et_thread *reader;
    struct analyser_thread *analysers;
    unsigned analyser_count;
    struct parcel **waiting; /* analysed, but not their turn yet: [sequence % parcel_count] */
    struct parcel *current;  /* with the writer */
    uint64_t next_sequence;
    bool ended;
};

static void run_reader(void *context)
{
    struct et_pipeline *pipeline = context;
    void *item;
    uint64_t sequence = 0;
    enum et_rc rc = ET_OK;
    while (rc == ET_OK && et_queue_pop(pipeline->free, &item)) {
        struct parcel *parcel = item;
        et_arena_reset(&parcel->arena);
        memset(&parcel->batch, 0, sizeof parcel->batch);
        rc = et_export_next(pipeline->export, &parcel->arena, ET_BATCH_COMMENTS, ET_BATCH_BYTES, &parcel->batch,
                            &parcel->error);
        parcel->rc = rc;
        parcel->batch.sequence = sequence++;
        parcel->bytes = et_export_bytes_read(pipeline->export);
        if (!et_queue_push(pipeline->read, parcel))
            break;
    }
    et_queue_close(pipeline->read);
}

/* A reply is read with its parent, which may come later: it is analysed after the files. */
static bool wants_analysis(const struct et_batch_comment *comment)
{
    return comment->outcome == ET_PENDING_OUTCOME && !comment->known_before && !comment->record.parent_key.len;
}

static struct et_input input_of(const struct et_batch *batch, const struct et_batch_comment *comment)
{
    return (struct et_input){comment->record.text, batch->posts[comment->record.post].caption_used, et_slice(NULL, 0),
                             comment->record.likes};
}

static enum et_rc analyse_comments(struct analyser_thread *self, struct parcel *parcel)
{
    struct et_batch *batch = &parcel->batch;
    for (size_t i = 0; i < batch->comment_count; i++) {
        struct et_batch_comment *comment = &batch->comments[i];
        if (!wants_analysis(comment))
            continue;
        struct et_input input = input_of(batch, comment);
        enum et_rc rc = et_analyse(self->pipeline->job->analyser, self->scratch, &input, &comment->analysis, &parcel->error);
        if (rc == ET_OK)
            rc = et_analysis_keep(&comment->analysis, &parcel->arena, &parcel->error);
        if (rc != ET_OK)
            return rc;
        comment->analysed = true;
    }
    return ET_OK;
}

/* For models that read many comments at a time. */
static enum et_rc analyse_together(struct analyser_thread *self, struct parcel *parcel)
{
    struct et_batch *batch = &parcel->batch;
    const struct et_import_job *job = self->pipeline->job;
    enum et_rc rc = ET_OK;
    for (size_t at = 0; at < batch->comment_count && rc == ET_OK;) {
        struct et_batch_comment *asked[TOGETHER];
        struct et_input inputs[TOGETHER];
        struct et_analysis analyses[TOGETHER];
        size_t count = 0;
        for (; at < batch->comment_count && count < TOGETHER; at++)
            if (wants_analysis(&batch->comments[at])) {
                asked[count] = &batch->comments[at];
                inputs[count++] = input_of(batch, &batch->comments[at]);
            }
        if (job->stop && *job->stop)
            return et_fail(&parcel->error, ET_E_CANCELLED, "interrupted; the same command goes on");
        rc = et_analyse_batch(job->analyser, self->scratch, inputs, count, 1, &parcel->arena, analyses, &parcel->error);
        for (size_t i = 0; i < count && rc == ET_OK; i++) {
            asked[i]->analysis = analyses[i];
            asked[i]->analysed = true;
        }
    }
    return rc;
}

static enum et_rc prepare(struct analyser_thread *self, struct parcel *parcel)
{
    struct et_batch *batch = &parcel->batch;
    if (batch->records_end <= self->pipeline->skip_records)
        return ET_OK;
    enum et_rc rc = et_identify(batch, &parcel->arena, &parcel->error);
    if (rc == ET_OK)
        rc = et_store_lookup(self->store, batch, &parcel->arena, &parcel->error);
    if (rc != ET_OK)
        return rc;
    for (size_t i = 0; i < batch->post_count; i++) {
        struct et_batch_post *post = &batch->posts[i];
        post->caption_used = post->record.caption.len ? post->record.caption : post->stored_caption;
    }
    return et_analyser_batches(self->pipeline->job->analyser) ? analyse_together(self, parcel)
                                                              : analyse_comments(self, parcel);
}

static void run_analyser(void *context)
{
    struct analyser_thread *self = context;
    void *item;
    while (et_queue_pop(self->pipeline->read, &item)) {
        struct parcel *parcel = item;
        if (parcel->rc == ET_OK)
            parcel->rc = prepare(self, parcel);
        if (!et_queue_push(self->pipeline->done, parcel))
            return;
    }
}

static enum et_rc make_analysers(struct et_pipeline *pipeline, struct et_error *error)
{
    pipeline->analysers = et_calloc(pipeline->analyser_count, sizeof *pipeline->analysers);
    if (!pipeline->analysers)
        return et_fail_nomem(error);
    for (unsigned i = 0; i < pipeline->analyser_count; i++) {
        struct analyser_thread *self = &pipeline->analysers[i];
        self->pipeline = pipeline;
        enum et_rc rc = et_scratch_new(pipeline->job->analyser, &self->scratch, error);
        if (rc == ET_OK)
            rc = et_store_clone(pipeline->job->store, &self->store, error);
        if (rc != ET_OK)
            return rc;
    }
    return ET_OK;
}

static enum et_rc make_queues(struct et_pipeline *pipeline, struct et_error *error)
{
    size_t n = pipeline->parcel_count;
    pipeline->parcels = et_calloc(n, sizeof *pipeline->parcels);
    pipeline->waiting = et_calloc(n, sizeof(struct parcel *));
    if (!pipeline->parcels || !pipeline->waiting)
        return et_fail_nomem(error);
    enum et_rc rc = et_queue_new(&pipeline->free, n, error);
    if (rc == ET_OK)
        rc = et_queue_new(&pipeline->read, n, error);
    if (rc == ET_OK)
        rc = et_queue_new(&pipeline->done, n, error);
    for (size_t i = 0; i < n && rc == ET_OK; i++) {
        et_arena_init(&pipeline->parcels[i].arena, 0);
        et_queue_push(pipeline->free, &pipeline->parcels[i]);
    }
    return rc;
}

enum et_rc et_pipeline_start(const struct et_import_job *job, struct et_export *export, uint64_t skip_records,
                             struct et_pipeline **out, struct et_error *error)
{
    struct et_pipeline *pipeline = et_calloc(1, sizeof *pipeline);
    if (!pipeline)
        return et_fail_nomem(error);
    pipeline->job = job;
    pipeline->export = export;
    pipeline->skip_records = skip_records;
    pipeline->analyser_count = job->threads ? job->threads : et_cpu_count();
    pipeline->parcel_count = pipeline->analyser_count + SPARE_BATCHES;
    enum et_rc rc = make_queues(pipeline, error);
    if (rc == ET_OK)
        rc = make_analysers(pipeline, error);
    if (rc == ET_OK)
        rc = et_thread_start(&pipeline->reader, run_reader, pipeline, error);
    for (unsigned i = 0; i < pipeline->analyser_count && rc == ET_OK; i++)
        rc = et_thread_start(&pipeline->analysers[i].thread, run_analyser, &pipeline->analysers[i], error);
    if (rc != ET_OK) {
        et_pipeline_free(pipeline);
        return rc;
    }
    *out = pipeline;
    return ET_OK;
}

static struct parcel *take_turn(struct et_pipeline *pipeline)
{
    struct parcel **slot = &pipeline->waiting[pipeline->next_sequence % pipeline->parcel_count];
    void *item;
    while (!*slot) {
        if (!et_queue_pop(pipeline->done, &item))
            return NULL;
        struct parcel *parcel = item;
        pipeline->waiting[parcel->batch.sequence % pipeline->parcel_count] = parcel;
    }
    struct parcel *parcel = *slot;
    *slot = NULL;
    pipeline->next_sequence++;
    return parcel;
}

enum et_rc et_pipeline_next(struct et_pipeline *pipeline, struct et_batch **batch, uint64_t *bytes, struct et_error *error)
{
    if (pipeline->current)
        et_queue_push(pipeline->free, pipeline->current);
    pipeline->current = NULL;
    if (pipeline->ended)
        return ET_END;
    struct parcel *parcel = take_turn(pipeline);
    if (!parcel)
        return et_fail(error, ET_E_INTERNAL, "the import's threads ended without a last batch");
    pipeline->current = parcel;
    if (parcel->rc != ET_OK) {
        pipeline->ended = true;
        if (parcel->rc != ET_END && error)
            *error = parcel->error;
        return parcel->rc;
    }
    *batch = &parcel->batch;
    *bytes = parcel->bytes;
    return ET_OK;
}

void et_pipeline_free(struct et_pipeline *pipeline)
{
    if (!pipeline)
        return;
    struct et_queue *queues[] = {pipeline->free, pipeline->read, pipeline->done};
    for (size_t i = 0; i < 3; i++)
        if (queues[i])
            et_queue_close(queues[i]);
    et_thread_join(pipeline->reader);
    for (unsigned i = 0; pipeline->analysers && i < pipeline->analyser_count; i++) {
        et_thread_join(pipeline->analysers[i].thread);
        et_scratch_free(pipeline->analysers[i].scratch);
        et_store_close(pipeline->analysers[i].store);
    }
    for (size_t i = 0; i < 3; i++)
        if (queues[i])
            et_queue_free(queues[i]);
    for (size_t i = 0; pipeline->parcels && i < pipeline->parcel_count; i++)
        et_arena_dispose(&pipeline->parcels[i].arena);
    et_free(pipeline->parcels);
    et_free(pipeline->waiting);
    et_free(pipeline->analysers);
    et_free(pipeline);
}
