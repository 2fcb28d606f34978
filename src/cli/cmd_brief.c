#include "base/file.h"
#include "base/log.h"
#include "brief/brief.h"
#include "cli/brief_lead.h"
#include "cli/commands.h"
#include "cli/figure_out.h"
#include "cli/help.h"
#include "cli/width.h"

#include <stdio.h>
#include <string.h>

static int run_brief(struct et_app *app);

static const struct et_option brief_options[] = {
    {"output", 'o', ET_VALUE_FILE, "FILE", NULL, true, "Where to write; the ending tells the format: .pdf .html .json"},
    {"formats", 0, ET_VALUE_TEXT, "LIST", "pdf|html|json|pdf,html,json", false,
     "Without -o: which formats go into the reports folder (default pdf)"},
    {"title", 0, ET_VALUE_TEXT, "TEXT", NULL, false, "Title of the brief"},
    {"paper", 0, ET_VALUE_CHOICE, "PAPER", "a4|letter", false, "Paper of the PDF"},
    {"show-authors", 0, ET_VALUE_NONE, NULL, NULL, false, "Print the names of quoted commenters (left out otherwise)"},
    {"mask-profanity", 0, ET_VALUE_NONE, NULL, NULL, false, "Mask swear words in quotations"},
    {0},
};
static const struct et_option *const options[] = {brief_options, et_filter_options, et_figure_options, NULL};
static const struct et_example examples[] = {
    {"et-intel brief --last 30d", "The last 30 days as reports/et_intelligence_brief_DATE.pdf."},
    {"et-intel brief -o brief.pdf -o brief.html -o brief.json", "To read, for the browser, for programs."},
    {"et-intel brief --entity 'Mara Vale' --from 2025-11-01 --to 2025-11-30",
     "One person, one month (the last day included)."},
    {0},
};

const struct et_command et_cmd_brief = {
    .name = "brief",
    .synopsis = "",
    .summary = "The intelligence brief as PDF, HTML or JSON",
    .details = "The period is all comments unless --from, --to or --last narrow it. --last counts back from --asof, "
               "which is just "
               "after the newest comment unless given. The same data gives the same brief on every day.",
    .section = "Brief",
    .options = options,
    .examples = examples,
    .run = run_brief,
};

#define OUTPUTS_MAX 16

struct outputs {
    const char *paths[OUTPUTS_MAX];
    size_t count;
};

static enum et_rc add_output(struct outputs *outputs, const char *path, struct et_error *error)
{
    if (outputs->count == OUTPUTS_MAX)
        return et_fail(error, ET_E_USAGE, "at most %d files at a time", OUTPUTS_MAX);
    if (!path)
        return et_fail_nomem(error);
    if (!et_brief_writer_of(path))
        return et_fail(error, ET_E_USAGE, "-o %s: the name must end in .pdf, .html or .json", path);
    outputs->paths[outputs->count++] = path;
    return ET_OK;
}

/* reports/et_intelligence_brief_2025-11-23.pdf: the day of the newest instant looked at, so that the name depends on
 * the data alone. asof is exclusive: one microsecond before it is still in. */
static enum et_rc add_default(struct et_app *app, struct outputs *outputs, struct et_slice format, int64_t asof_us,
                              struct et_error *error)
{
    char date[ET_TIME_TEXT] = "empty";
    const char *folder = et_app_setting(app, "folders.reports");
    if (asof_us != ET_TIME_NONE)
        et_time_format_date(asof_us - 1 + et_zone_offset_s(app->zone, asof_us - 1) * ET_US_SECOND, date);
    enum et_rc rc = et_folder_make(folder, error);
    if (rc != ET_OK)
        return rc;
    return add_output(
        outputs,
        et_arena_printf(&app->arena, "%s/et_intelligence_brief_%s." ET_SLICE_FMT, folder, date, ET_SLICE_ARG(format)),
        error);
}

static enum et_rc collect_outputs(struct et_app *app, struct outputs *outputs, int64_t asof_us, struct et_error *error)
{
    const char *path, *formats = et_args_text(&app->args, "formats");
    enum et_rc rc = ET_OK;
    for (size_t at = 0; rc == ET_OK && (path = et_args_next(&app->args, "output", &at));)
        rc = add_output(outputs, path, error);
    if (rc != ET_OK || (outputs->count && !formats))
        return rc;
    struct et_slice rest = et_slice_of(formats ? formats : "pdf");
    while (rc == ET_OK && rest.ptr)
        rc = add_default(app, outputs, et_slice_trim(et_slice_cut(&rest, ',')), asof_us, error);
    return rc;
}

/* Bad names are said before minutes of work. */
static enum et_rc check_outputs(struct et_app *app, struct et_error *error)
{
    struct outputs outputs = {.count = 0};
    const char *path, *formats = et_args_text(&app->args, "formats");
    enum et_rc rc = ET_OK;
    for (size_t at = 0; rc == ET_OK && (path = et_args_next(&app->args, "output", &at));)
        rc = add_output(&outputs, path, error);
    struct et_slice rest = et_slice_of(formats);
    while (rc == ET_OK && rest.ptr) {
        struct et_slice format = et_slice_trim(et_slice_cut(&rest, ','));
        if (!et_slice_is(format, "pdf") && !et_slice_is(format, "html") && !et_slice_is(format, "json"))
            rc = et_fail(error, ET_E_USAGE, "--formats takes pdf, html, json, not '" ET_SLICE_FMT "'",
                         ET_SLICE_ARG(format));
    }
    return rc;
}

static enum et_rc brief_options_read(struct et_app *app, struct et_brief_options *out, struct et_error *error)
{
    const struct et_args *args = &app->args;
    const struct et_entity *entity = NULL;
    const char *title = et_args_text(args, "title"), *paper = et_args_text(args, "paper");
    if (!title)
        title = et_app_setting(app, "brief.title");
    if (!paper)
        paper = et_app_setting(app, "brief.paper");
    *out = (struct et_brief_options){
        .title = *title ? et_slice_of(title) : (struct et_slice){NULL, 0},
        .zone_name = et_slice_of(et_zone_name(app->zone)),
        .paper = strcmp(paper, "letter") == 0 ? ET_PAPER_LETTER : ET_PAPER_A4,
        .show_authors = et_args_has(args, "show-authors"),
        .mask_profanity =
            et_args_has(args, "mask-profanity") || et_settings_bool(app->settings, "brief.mask_profanity"),
        .version = et_version(),
    };
    enum et_rc rc = et_figure_options_read(app, &out->figures, error);
    if (rc == ET_OK && et_args_text(args, "entity"))
        rc = et_app_find_entity(app, et_args_text(args, "entity"), &entity, error);
    if (entity)
        out->figures.entity_id = entity->id;
    return rc;
}

static enum et_rc write_one(const struct et_brief_model *brief, const char *path, struct et_error *error)
{
    struct et_buf buf;
    et_buf_init(&buf, 0);
    enum et_rc rc = et_brief_writer_of(path)->write(brief, &buf, error);
    if (rc == ET_OK && buf.failed)
        rc = et_fail_nomem(error);
    if (rc == ET_OK)
        rc = et_file_write(path, et_buf_view(&buf), error);
    if (rc == ET_OK)
        ET_LOG(ET_LOG_INFO, "brief", "brief written", ET_F_STR("path", path), ET_F_INT("bytes", buf.len));
    et_buf_dispose(&buf);
    return rc;
}

static enum et_rc asof_of(struct et_app *app, const struct et_brief_options *brief_of, int64_t *asof_us,
                          struct et_error *error)
{
    int64_t first_us;
    *asof_us = brief_of->figures.asof_us;
    if (*asof_us != ET_TIME_NONE)
        return ET_OK;
    enum et_rc rc = et_store_period(app->store, &first_us, asof_us, error);
    if (rc == ET_OK && *asof_us != ET_TIME_NONE)
        *asof_us += 1;
    return rc;
}

static void say_lead(struct et_app *app, const struct et_brief_model *brief)
{
    const char *lines[] = {et_brief_lead(brief), et_brief_advice(brief)};
    for (size_t i = 0; i < 2 && app->output == ET_OUTPUT_PEOPLE; i++)
        if (*lines[i])
            et_width_wrap(et_slice_of(lines[i]), 0, 0, app->width, &app->out);
    et_app_say(app, "\n");
}

static void report(struct et_app *app, const struct et_brief_model *brief, const struct outputs *outputs)
{
    say_lead(app, brief);
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_str(&json, "headline", et_brief_lead(brief));
        et_emit_key(&json, "written");
        et_emit_array(&json);
        for (size_t i = 0; i < outputs->count; i++)
            et_emit_text(&json, et_slice_of(outputs->paths[i]));
        et_emit_array_end(&json);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    for (size_t i = 0; i < outputs->count; i++)
        et_app_say(app, "Written: %s\n", outputs->paths[i]);
}

static int run_brief(struct et_app *app)
{
    struct et_error error;
    struct et_brief_options brief_of;
    struct et_brief_model *brief = NULL;
    struct outputs outputs = {.count = 0};
    int64_t asof_us = ET_TIME_NONE;
    enum et_rc rc = check_outputs(app, &error);
    if (rc == ET_OK)
        rc = et_app_open_store(app, ET_OPEN_READ, &error);
    if (rc == ET_OK)
        rc = et_app_load_catalogue(app, &error);
    if (rc == ET_OK)
        rc = brief_options_read(app, &brief_of, &error);
    if (rc == ET_OK)
        rc = asof_of(app, &brief_of, &asof_us, &error);
    if (rc == ET_OK)
        rc = collect_outputs(app, &outputs, asof_us, &error);
    if (rc == ET_OK)
        rc = et_brief_make(app->store, &brief_of, &app->arena, &brief, &error);
    for (size_t i = 0; rc == ET_OK && i < outputs.count; i++)
        rc = write_one(brief, outputs.paths[i], &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    report(app, brief, &outputs);
    return ET_EXIT_OK;
}
