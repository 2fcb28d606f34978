#include "analyse/score_json.h"
#include "cli/commands.h"
#include "cli/figure_out.h"
#include "store/chat.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SMALL 0.05 /* contributions below it are shown together */

static int run_explain(struct et_app *app);

static const struct et_option explain_options[] = {
    {"comment", 'c', ET_VALUE_TEXT, "ID", NULL, false, "A stored comment: instagram:123, or its number"},
    {"caption", 0, ET_VALUE_TEXT, "TEXT", NULL, false, "Caption of the post it stands under"},
    {"parent", 0, ET_VALUE_TEXT, "TEXT", NULL, false, "The comment that it answers"},
    {"likes", 0, ET_VALUE_COUNT, "N", NULL, false, "Its likes"},
    {"model", 0, ET_VALUE_TEXT, "NAME@VERSION", NULL, false, "A model other than the active one"},
    {0},
};
static const struct et_option *const options[] = {explain_options, NULL};
static const struct et_example examples[] = {
    {"et-intel explain \"Not bad, but her last film was better 😍\"", "What each word adds."},
    {"et-intel explain --comment instagram:18100000000015838 --json", "A stored comment, with its caption and parent."},
    {0},
};

const struct et_command et_cmd_explain = {
    .name = "explain",
    .synopsis = "[TEXT]",
    .summary = "Why a text scores as it does: what each word and rule adds",
    .details = "The contributions add up to the margin; the sentiment is the margin squashed into -1 to +1.",
    .section = "Comments",
    .options = options,
    .examples = examples,
    .max_operands = UINT_MAX,
    .run = run_explain,
};

/* The text of the operands, or of the stored comment. */
static enum et_rc read_input(struct et_app *app, struct et_input *input, int64_t *comment_id, struct et_error *error)
{
    const struct et_args *args = &app->args;
    const char *id = et_args_text(args, "comment");
    struct et_stored_comment comment;
    if (id && args->operand_count)
        return et_fail(error, ET_E_USAGE, "give a text or --comment, not both");
    if (id) {
        enum et_rc rc = et_store_comment_find(app->store, et_slice_of(id), &app->arena, &comment, error);
        if (rc == ET_E_NOT_FOUND)
            snprintf(app->advice, sizeof app->advice,
                     "Ids stand in the first column of 'et-intel search QUERY --csv'.");
        if (rc == ET_OK) {
            *input = (struct et_input){comment.text, comment.post_caption, comment.parent_text, comment.likes};
            *comment_id = comment.comment_id;
        }
        return rc;
    }
    if (!args->operand_count)
        return et_fail(error, ET_E_USAGE, "explain needs a text, or --comment ID");
    struct et_buf text;
    et_buf_init(&text, 0);
    for (size_t i = 0; i < args->operand_count; i++) {
        et_buf_str(&text, i ? " " : "");
        et_buf_str(&text, args->operands[i]);
    }
    struct et_slice copy = et_arena_copy(&app->arena, et_buf_view(&text));
    et_buf_dispose(&text);
    *input =
        (struct et_input){copy, et_slice_of(et_args_text(args, "caption")), et_slice_of(et_args_text(args, "parent")),
                          et_args_has(args, "likes") ? (int64_t)et_args_count(args, "likes", 0) : ET_COUNT_NONE};
    return copy.ptr ? ET_OK : et_fail_nomem(error);
}

/* A text can be explained without any database; with one, its catalogue and model count. */
static enum et_rc load(struct et_app *app, struct et_error *error)
{
    enum et_rc rc = et_app_open_store(app, ET_OPEN_READ, error);
    if (rc == ET_OK)
        rc = et_app_load_catalogue(app, error);
    else if (rc == ET_E_NOT_FOUND && !et_args_has(&app->args, "comment"))
        rc = ET_OK;
    if (rc != ET_OK)
        return rc;
    app->advice[0] = '\0';
    return et_app_load_active_analyser(app, et_args_text(&app->args, "model"), error);
}

static const struct et_column columns[] = {
    {"contribution", "Adds", ET_COLUMN_SIGNED, ET_COLUMN_TONE, 0},
    {"bar", "", ET_COLUMN_TEXT, ET_COLUMN_PEOPLE, 0},
    {"text", "Words", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"kind", "Kind", ET_COLUMN_TEXT, 0, 0},
    {"name", "From", ET_COLUMN_TEXT, ET_COLUMN_FLEX | ET_COLUMN_OPTIONAL, 0},
    {"start", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {"end", "", ET_COLUMN_UINT, ET_COLUMN_MACHINE, 0},
    {0},
};

/* People see one row for what one rule did to one place, and the small ones together. */
static size_t gather(const struct et_explanation *e, struct et_explain_part *rows)
{
    struct et_explain_part small = {.kind = ET_SLICE("rest"), .name = ET_SLICE("small ones together")};
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < e->part_count; i++) {
        const struct et_explain_part *p = &e->parts[i];
        size_t at = 0;
        while (at < count && !(rows[at].start == p->start && rows[at].end == p->end &&
                               et_slice_eq(rows[at].kind, p->kind) && et_slice_eq(rows[at].name, p->name)))
            at++;
        if (at == count)
            rows[count++] = *p;
        else
            rows[at].contribution += p->contribution;
    }
    for (size_t i = 0; i < count; i++) {
        if (fabs(rows[i].contribution) >= SMALL)
            rows[kept++] = rows[i];
        else
            small.contribution += rows[i].contribution;
    }
    if (kept < count)
        rows[kept++] = small;
    return kept;
}

static void print_parts(struct et_app *app, const struct et_explanation *e)
{
    struct et_table table;
    double most = 0;
    struct et_explain_part *rows = et_arena_alloc(&app->arena, (e->part_count + 1) * sizeof *rows);
    if (!rows) {
        app->out.failed = true;
        return;
    }
    size_t count = e->part_count;
    memcpy(rows, e->parts, count * sizeof *rows);
    if (app->output == ET_OUTPUT_PEOPLE)
        count = gather(e, rows);
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(rows[i].contribution));
    et_table_init(&table, columns, &app->arena);
    for (size_t i = 0; i < count; i++) {
        et_table_real(&table, rows[i].contribution);
        et_table_text(&table, et_figure_bar(app, fabs(rows[i].contribution), most, 12));
        et_table_text(&table, rows[i].text);
        et_table_text(&table, rows[i].kind);
        et_table_text(&table, rows[i].name);
        et_table_uint(&table, rows[i].start);
        et_table_uint(&table, rows[i].end);
    }
    et_app_table(app, &table);
}

static void print_mentions(struct et_app *app, const struct et_input *input, const struct et_analysis *a)
{
    for (size_t i = 0; i < a->mention_count; i++) {
        const struct et_mention *m = &a->mentions[i];
        const struct et_entity *entity = et_app_entity_by_id(app, m->entity_id);
        char value[32];
        et_signed_format(m->sentiment / (double)ET_FIXED, value);
        if (entity)
            et_app_say(app, "  %s toward " ET_SLICE_FMT " (\"" ET_SLICE_FMT "\"%s)\n", value,
                       ET_SLICE_ARG(entity->name), ET_SLICE_ARG(et_slice_sub(input->text, m->start, m->end)),
                       m->is_explicit ? "" : ", implied");
    }
}

static void print_people(struct et_app *app, const struct et_input *input, const struct et_explanation *e)
{
    const struct et_score *s = &e->analysis.score;
    double sum = 0;
    char value[32];
    for (size_t i = 0; i < e->part_count; i++)
        sum += e->parts[i].contribution;
    et_signed_format(s->sentiment / (double)ET_FIXED, value);
    et_app_say(app, "%s  %s, %s, confidence %.0f %%%s%s%s\n\n", value, et_label_name(et_label_of(s->sentiment)),
               et_emotion_name(et_emotion_primary(s->emotions)), s->confidence * 100.0 / ET_FIXED,
               s->flags & ET_SARCASTIC ? ", sarcastic" : "", s->flags & ET_QUESTION ? ", a question" : "",
               s->flags & ET_SPAM ? ", spam" : "");
    if (e->part_count)
        print_parts(app, e);
    else
        et_app_say(app, "Nothing in it says how the writer feels.\n");
    et_app_say(app, "%+.2f  together, the margin; sentiment = " ET_SLICE_FMT "\n", sum, ET_SLICE_ARG(e->squash));
    if (e->flip.len)
        et_app_say(app, ET_SLICE_FMT "\n", ET_SLICE_ARG(e->flip));
    if (e->analysis.mention_count)
        et_app_say(app, "\n");
    print_mentions(app, input, &e->analysis);
    et_app_say(app, "\nModel %s, language %s\n", et_analyser_model(app->analyser), s->language);
}

/* ---- what a chat model said of a stored comment ---- */

static void emit_said(struct et_app *app, const struct et_chat_said *said)
{
    struct et_emit json = et_app_json(app);
    et_emit_object(&json);
    et_emit_put_text(&json, "model", said->model);
    et_emit_put_real(&json, "sentiment", said->score.sentiment / (double)ET_FIXED, 4);
    et_emit_put_str(&json, "label", et_label_name(et_label_of(said->score.sentiment)));
    et_emit_put_str(&json, "primary_emotion", et_emotion_name(et_emotion_primary(said->score.emotions)));
    et_emit_put_bool(&json, "is_sarcastic", said->score.flags & ET_SARCASTIC);
    et_emit_put_text(&json, "stated_reason", said->reason);
    et_emit_object_end(&json);
}

static void print_said(struct et_app *app, const struct et_chat_said *said)
{
    char value[32];
    et_signed_format(said->score.sentiment / (double)ET_FIXED, value);
    et_app_say(app, "%s  %s, %s%s, by " ET_SLICE_FMT "\n", value, et_label_name(et_label_of(said->score.sentiment)),
               et_emotion_name(et_emotion_primary(said->score.emotions)),
               said->score.flags & ET_SARCASTIC ? ", sarcastic" : "", ET_SLICE_ARG(said->model));
    et_app_say(app, "The model's own words: \"" ET_SLICE_FMT "\"\n", ET_SLICE_ARG(said->reason));
    et_app_say(app, "What a model says of itself is no proof of how it came to its answer.\n\n"
                    "The local scorer reads it so:\n\n");
}

static enum et_rc find_said(struct et_app *app, int64_t comment_id, struct et_chat_said *said, bool *is_said,
                            struct et_error *error)
{
    *is_said = false;
    if (!comment_id || et_args_has(&app->args, "model"))
        return ET_OK;
    enum et_rc rc = et_store_chat_said(app->store, comment_id, &app->arena, said, error);
    *is_said = rc == ET_OK;
    return rc == ET_E_NOT_FOUND ? ET_OK : rc;
}

static enum et_rc print_json(struct et_app *app, const struct et_input *input, const struct et_explanation *explanation,
                             const struct et_chat_said *said, struct et_error *error)
{
    enum et_rc rc = et_explanation_format(app->analyser, input->text, explanation, &app->out, error);
    if (rc == ET_OK && said && app->out.len && app->out.data[app->out.len - 1] == '}') {
        app->out.len--; /* one more key before the end of the object */
        et_buf_str(&app->out, ",\"chat\":");
        emit_said(app, said);
        et_buf_char(&app->out, '}');
    }
    et_buf_char(&app->out, '\n');
    return rc;
}

static int run_explain(struct et_app *app)
{
    struct et_error error;
    struct et_input input;
    struct et_explanation explanation;
    struct et_scratch *scratch = NULL;
    struct et_chat_said said;
    int64_t comment_id = 0;
    bool is_said = false;
    enum et_rc rc = load(app, &error);
    if (rc == ET_OK)
        rc = read_input(app, &input, &comment_id, &error);
    if (rc == ET_OK)
        rc = find_said(app, comment_id, &said, &is_said, &error);
    if (rc == ET_OK)
        rc = et_scratch_new(app->analyser, &scratch, &error);
    if (rc == ET_OK)
        rc = et_explain(app->analyser, scratch, &input, &app->arena, &explanation, &error);
    if (rc == ET_OK && app->output == ET_OUTPUT_JSON) {
        rc = print_json(app, &input, &explanation, is_said ? &said : NULL, &error);
    } else if (rc == ET_OK && app->output == ET_OUTPUT_CSV) {
        print_parts(app, &explanation);
    } else if (rc == ET_OK) {
        if (is_said)
            print_said(app, &said);
        print_people(app, &input, &explanation);
    }
    et_scratch_free(scratch);
    return rc == ET_OK ? ET_EXIT_OK : et_app_fail(app, &error);
}
