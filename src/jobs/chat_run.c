/* Asking at once: requests are made, paid for and stored by the calling thread; others only send. */
#include "jobs/chat_int.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/thread.h"
#include "base/time.h"

#include <stdio.h>

#define CONCURRENCY_MAX 16
#define HOPELESS_AFTER 3 /* requests in a row that came to nothing */

/* One request on its way. */
struct asking {
    struct et_arena arena;
    struct et_chat_group group;
    struct et_buf body;
    uint64_t nonce;
    enum et_chat_format format; /* with which the body was made */
    unsigned quirks;
    struct et_chat_entry entry;
    uint32_t tries;
    int64_t wait_ms; /* before it is sent */
    bool sent;
    struct et_http_response response;
    struct et_chat_verdict verdict;
    enum et_rc rc;
    struct et_error error;
};

struct running {
    struct et_chat_session session;
    const struct et_chat_plan *plan;
    struct et_queue *to_send, *came_back;
    struct et_thread *threads[CONCURRENCY_MAX];
    unsigned thread_count;
    size_t next;      /* pick */
    size_t out;       /* requests */
    unsigned in_vain; /* in a row */
    uint64_t done;    /* comments */
    bool crowded;     /* what is held for others leaves no room in the budget: wait until one of them is back */
};

/* ---- the threads that send ---- */

static void send_one(const struct running *r, struct et_http *http, struct asking *a)
{
    const struct et_chat_job *job = r->session.job;
    struct et_chat_call call = {.path = "/chat/completions",
                                .body = et_buf_view(&a->body),
                                .once = true,
                                .format = a->format,
                                .quirks = a->quirks};
    a->sent = a->wait_ms <= 0 || et_chat_sleep(a->wait_ms, job->stop);
    a->sent = a->sent && !et_chat_is_stopped(job->stop);
    /* Not stopped once it is out: what is paid for is kept. */
    a->rc = a->sent ? et_chat_send(http, &job->endpoint, &call, &a->response, &a->verdict, &a->error) : ET_E_CANCELLED;
}

static void sender(void *context)
{
    struct running *r = context;
    struct et_http *http = NULL;
    struct et_error error;
    enum et_rc rc = et_http_new(&http, &error);
    void *item;
    while (et_queue_pop(r->to_send, &item)) {
        struct asking *a = item;
        a->sent = false;
        a->rc = rc;
        if (rc == ET_OK)
            send_one(r, http, a);
        else
            a->error = error;
        if (!et_queue_push(r->came_back, a))
            break;
    }
    et_http_free(http);
}

static enum et_rc start_threads(struct running *r, struct et_error *error)
{
    unsigned wanted = r->session.job->concurrency;
    wanted = wanted < 1 ? 1 : wanted > CONCURRENCY_MAX ? CONCURRENCY_MAX : wanted;
    enum et_rc rc = et_queue_new(&r->to_send, CONCURRENCY_MAX, error);
    if (rc == ET_OK)
        rc = et_queue_new(&r->came_back, CONCURRENCY_MAX, error);
    while (rc == ET_OK && r->thread_count < wanted) {
        rc = et_thread_start(&r->threads[r->thread_count], sender, r, error);
        r->thread_count += rc == ET_OK;
    }
    return rc;
}

static void end_threads(struct running *r)
{
    if (r->to_send)
        et_queue_close(r->to_send);
    for (unsigned i = 0; i < r->thread_count; i++)
        et_thread_join(r->threads[i]);
    et_queue_free(r->to_send);
    et_queue_free(r->came_back);
}

/* ---- a request ---- */

static void asking_free(struct asking *a)
{
    et_arena_dispose(&a->arena);
    et_buf_dispose(&a->body);
    et_http_response_dispose(&a->response);
    et_free(a);
}

/* The body anew, after the server's wishes became known. */
static enum et_rc write_body(struct running *r, struct asking *a, struct et_error *error)
{
    et_buf_clear(&a->body);
    a->format = r->session.format;
    a->quirks = r->session.quirks;
    return et_chat_group_body(&r->session, &a->group, a->nonce, &a->body, error);
}

static enum et_rc put_on_the_way(struct running *r, struct asking *a, struct et_error *error)
{
    size_t count = a->group.count;
    enum et_rc rc = et_chat_hold(&r->session, count, a->body.len, count, 100, &a->entry, error);
    if (rc != ET_OK)
        return rc;
    a->tries++;
    return et_queue_push(r->to_send, a) ? ET_OK : et_fail(error, ET_E_INTERNAL, "the queue of requests is closed");
}

static enum et_rc make_asking(struct running *r, struct asking **out, struct et_error *error)
{
    int64_t ids[ET_CHAT_BATCH];
    size_t count = 0;
    struct asking *a = et_calloc(1, sizeof *a);
    if (!a)
        return et_fail_nomem(error);
    et_arena_init(&a->arena, 0);
    et_buf_init(&a->body, 0);
    et_http_response_init(&a->response);
    while (count < ET_CHAT_BATCH && r->next < r->plan->count)
        ids[count++] = r->plan->picks[r->next++].comment_id;
    a->nonce = et_mix64(r->session.nonce + r->next);
    enum et_rc rc = et_chat_group_load(&r->session, ids, count, false, &a->arena, &a->group, error);
    if (rc == ET_OK)
        rc = write_body(r, a, error);
    if (rc == ET_OK)
        *out = a;
    else
        asking_free(a);
    return rc;
}

/* A budget that is used up halts the run; other failures end it. */
static enum et_rc halt_or_fail(struct running *r, enum et_rc rc, struct et_error *error)
{
    if (rc != ET_E_FULL)
        return rc;
    et_chat_halt(r->session.report, rc, error);
    return ET_OK;
}

static enum et_rc ask_next(struct running *r, struct et_error *error)
{
    struct asking *a = NULL;
    size_t first = r->next;
    enum et_rc rc = make_asking(r, &a, error);
    if (rc != ET_OK || !a)
        return rc;
    if (a->group.count == 0) {
        asking_free(a);
        return ET_OK;
    }
    rc = put_on_the_way(r, a, error);
    if (rc == ET_OK) {
        r->out++;
        return ET_OK;
    }
    asking_free(a);
    if (rc == ET_E_FULL && r->out > 0) {
        r->next = first;
        r->crowded = true;
        return ET_OK;
    }
    return halt_or_fail(r, rc, error);
}

/* ---- what comes back ---- */

static void log_answer(const struct asking *a, const struct et_chat_reply *reply)
{
    ET_LOG(ET_LOG_INFO, "jobs.chat", "answered", ET_F_INT("comments", a->group.count), ET_F_INT("usable", reply->valid),
           ET_F_INT("strays", reply->strays), ET_F_BOOL("repaired", reply->repaired), ET_F_BOOL("cut", reply->cut),
           ET_F_INT("tokens_in", a->entry.tokens_in), ET_F_INT("tokens_out", a->entry.tokens_out),
           ET_F_INT("cost_micro", a->entry.cost));
}

/* Charge, answers and notes in one transaction: what is paid for is stored, or both are not. */
static enum et_rc take_answer(struct running *r, struct asking *a, bool asked, struct et_error *error)
{
    struct et_chat_session *session = &r->session;
    struct et_store *store = session->job->store;
    struct et_chat_reply reply = {0};
    struct et_error broken;
    size_t answered = 0;
    bool has_reply = false;
    if (a->verdict.outcome == ET_CHAT_DONE) {
        enum et_rc read =
            et_chat_read(et_buf_view(&a->response.body), a->nonce, a->group.count, &a->arena, &reply, &broken);
        if (read == ET_E_NOMEM)
            return et_fail_nomem(error);
        has_reply = read == ET_OK;
        et_chat_price_entry(session, &a->entry, &reply, 100);
    }
    enum et_rc rc = et_store_begin(store, error);
    if (rc == ET_OK && asked)
        rc = et_chat_store_reply(session, &a->group, a->group.input_hashes, has_reply ? &reply : NULL, &a->arena,
                                 &answered, error);
    a->entry.answered = answered;
    if (rc == ET_OK)
        rc = et_store_chat_settle(store, &a->entry, error);
    if (rc == ET_OK)
        rc = et_store_commit(store, error);
    if (rc != ET_OK) {
        et_store_rollback(store);
        return rc;
    }
    if (has_reply)
        log_answer(a, &reply);
    et_chat_count(session->report, &a->entry);
    session->report->asked += asked ? a->group.count : 0;
    session->report->answered += answered;
    session->report->unusable += asked ? a->group.count - answered : 0;
    r->in_vain = answered ? 0 : r->in_vain + 1;
    return ET_OK;
}

static void set_charge(struct asking *a)
{
    if (!a->sent || a->verdict.charge == ET_CHAT_FREE) {
        a->entry.state = ET_CHAT_NOT_CHARGED;
        a->entry.cost = a->entry.tokens_in = a->entry.tokens_out = 0;
    } else {
        a->entry.state = ET_CHAT_ESTIMATED;
    }
}

/* Another try: at the server's pace, with a reservation of its own. */
static enum et_rc ask_again(struct running *r, struct asking *a, bool *is_out, struct et_error *error)
{
    const struct et_chat_job *job = r->session.job;
    bool is_form = a->verdict.outcome == ET_CHAT_SIMPLER;
    enum et_rc rc = et_chat_settle(&r->session, &a->entry, error);
    *is_out = false;
    if (rc != ET_OK || r->session.report->halted != ET_OK || et_chat_is_stopped(job->stop))
        return rc;
    a->wait_ms = 0;
    if (is_form) {
        r->session.format = a->verdict.format > r->session.format ? a->verdict.format : r->session.format;
        r->session.quirks |= a->verdict.quirks;
        a->tries--; /* no fault of the request */
        rc = write_body(r, a, error);
    } else {
        a->wait_ms = et_chat_wait_ms(&job->endpoint, a->tries, a->verdict.wait_ms, et_mix64(a->nonce + a->tries));
    }
    if (rc == ET_OK)
        rc = put_on_the_way(r, a, error);
    *is_out = rc == ET_OK;
    return halt_or_fail(r, rc, error);
}

static bool may_try_again(const struct running *r, const struct asking *a)
{
    const struct et_chat_endpoint *endpoint = &r->session.job->endpoint;
    if (!a->sent || a->verdict.outcome == ET_CHAT_SIMPLER)
        return a->sent;
    return a->verdict.outcome == ET_CHAT_AGAIN && a->tries <= endpoint->retries &&
           et_chat_wait_ms(endpoint, a->tries, a->verdict.wait_ms, 0) >= 0;
}

static enum et_rc take_back(struct running *r, struct asking *a, bool *is_out, struct et_error *error)
{
    struct et_chat_report *report = r->session.report;
    *is_out = false;
    set_charge(a);
    if (a->rc != ET_OK && a->rc != ET_E_CANCELLED) {
        if (error)
            *error = a->error;
        return a->rc;
    }
    if (!a->sent)
        return et_chat_settle(&r->session, &a->entry, error);
    if (may_try_again(r, a))
        return ask_again(r, a, is_out, error);
    /* A server that does not answer says nothing about the comments. */
    bool asked = a->verdict.outcome == ET_CHAT_DONE || a->verdict.outcome == ET_CHAT_REFUSED;
    enum et_rc rc = take_answer(r, a, asked, error);
    if (rc == ET_OK && a->verdict.outcome != ET_CHAT_DONE) {
        ET_LOG(ET_LOG_WARNING, "jobs.chat", "request failed", ET_F_STR("why", a->verdict.error.message),
               ET_F_INT("tries", a->tries));
        if (a->verdict.outcome == ET_CHAT_HOPELESS)
            et_chat_halt(report, ET_E_IO, &a->verdict.error);
    }
    if (rc == ET_OK && r->in_vain >= HOPELESS_AFTER) {
        struct et_error why = a->verdict.error;
        if (a->verdict.outcome == ET_CHAT_DONE)
            et_fail(&why, ET_E_FORMAT, "%u answers in a row held nothing of use; is %s able to answer in JSON?",
                    r->in_vain, r->session.job->endpoint.model);
        et_chat_halt(report, ET_E_IO, &why);
    }
    return rc;
}

/* ---- the run ---- */

static bool may_begin(const struct running *r)
{
    const struct et_chat_job *job = r->session.job;
    return r->session.report->halted == ET_OK && !et_chat_is_stopped(job->stop) && r->next < r->plan->count &&
           r->out < r->thread_count && !r->crowded;
}

/* Begins requests while it may, then takes one back; until nothing is out. After a failure what is out is still
 * awaited and stored as far as that goes. */
static enum et_rc run_all(struct running *r, struct et_error *error)
{
    enum et_rc rc = ET_OK;
    void *item;
    for (;;) {
        while (rc == ET_OK && may_begin(r))
            rc = ask_next(r, error);
        if (r->out == 0 || !et_queue_pop(r->came_back, &item))
            return rc;
        struct asking *a = item;
        struct et_error later;
        r->crowded = false;
        bool is_out = false;
        enum et_rc one = take_back(r, a, &is_out, rc == ET_OK ? error : &later);
        if (one == ET_OK && !is_out)
            r->done += a->group.count;
        if (!is_out) {
            r->out--;
            asking_free(a);
        }
        if (rc == ET_OK && one != ET_OK) {
            rc = one;
            et_chat_halt(r->session.report, one, error ? error : &later);
        }
        if (r->session.job->progress)
            r->session.job->progress(r->session.job->progress_context, r->done, r->plan->count);
    }
}

enum et_rc et_chat_run(const struct et_chat_job *job, const struct et_chat_plan *plan, struct et_chat_report *out,
                       struct et_error *error)
{
    struct running r = {.plan = plan};
    struct et_error own;
    error = error ? error : &own;
    enum et_rc rc = et_chat_session_open(&r.session, job, out, error);
    if (rc == ET_OK)
        rc = start_threads(&r, error);
    if (rc == ET_OK)
        rc = run_all(&r, error);
    end_threads(&r);
    et_chat_session_close(&r.session);
    if (rc == ET_OK && out->halted == ET_OK && et_chat_is_stopped(job->stop)) {
        struct et_error why;
        et_fail(&why, ET_E_CANCELLED, "stopped; what was answered is kept, and the same command goes on from there");
        et_chat_halt(out, ET_E_CANCELLED, &why);
    }
    return rc;
}
