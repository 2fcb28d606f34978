#include "cli/models_pull.h"

#include "analyse/transformer/package.h"
#include "analyse/transformer/transformer.h"
#include "base/file.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "net/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int run_pull(struct et_app *app);

static const struct et_option pull_options[] = {
    {"class-map", 0, ET_VALUE_FILE, "FILE", NULL, false,
     "What the model's classes mean, in our emotions (default: the built-in map of that name, or of common class "
     "names)"},
    {0},
};
static const struct et_option *const options[] = {pull_options, NULL};
static const struct et_example examples[] = {
    {"et-intel models pull NAME@0123456789abcdef0123456789abcdef01234567", "By the 40 digits of a commit."},
    {0},
};

const struct et_command et_models_pull = {
    .name = "pull",
    .synopsis = "NAME@REVISION",
    .summary = "Fetch a published RoBERTa-type classifier, pinned to one commit",
    .details =
        "REVISION is the 40-digit commit of the model's repository; branches and tags such as 'main' are refused, "
        "because "
        "they move, and scores would drift with them. Fetched are config.json, model.safetensors and tokenizer.json "
        "(or "
        "vocab.json and merges.txt); the SHA-256 of each is written to lock.json and checked whenever the model is "
        "loaded. What broke off is gone on with by the same command.",
    .options = options,
    .examples = examples,
    .min_operands = 1,
    .max_operands = 1,
    .run = run_pull,
};

/* One model on its way in. */
struct pull {
    struct et_app *app;
    struct et_http *http;
    struct et_http_response response;
    struct et_package package;
    const char *folder;
    uint64_t resumed;
};

static void show_progress(void *context, uint64_t done, uint64_t total)
{
    struct et_app *app = context;
    et_progress_update(app->progress, done, total, done / 1000000);
}

/* ---- names ---- */

static enum et_rc read_name(struct pull *p, struct et_error *error)
{
    struct et_app *app = p->app;
    struct et_package *package = &p->package;
    const char *asked = app->args.operands[0];
    char now[ET_TIME_TEXT];
    if (!et_package_split(et_slice_of(asked), &package->name, &package->revision))
        return et_fail(error, ET_E_USAGE, "'%.200s' is no NAME@REVISION, such as owner/model@40-digit-commit", asked);
    if (!et_package_is_pinned(package->revision)) {
        snprintf(app->advice, sizeof app->advice,
                 "Give the commit's 40 digits (lower case); the model's page lists them under its history.");
        return et_fail(error, ET_E_USAGE,
                       "'" ET_SLICE_FMT "' is not a commit: branches and tags move, and scores would drift with them",
                       ET_SLICE_ARG(package->revision));
    }
    package->host = et_slice_of(et_app_setting(app, "models.host"));
    while (et_slice_ends(package->host, ET_SLICE("/")))
        package->host.len--;
    et_time_format_iso(et_time_now_us() / 1000000 * 1000000, now);
    package->pulled_at = et_arena_copy(&app->arena, et_slice_of(now));
    p->folder = et_package_path(&app->arena, et_app_setting(app, "models.dir"), package->name, package->revision);
    return p->folder && package->pulled_at.ptr ? ET_OK : et_fail_nomem(error);
}

/* ---- files ---- */

static struct et_package_file *add_file(struct pull *p, const char *name)
{
    struct et_package_file *file = &p->package.files[p->package.file_count++];
    *file = (struct et_package_file){.name = et_slice_of(name)};
    return file;
}

/* A host that says which commit a file is of must name ours; one that names a file's SHA-256 must be right. */
static enum et_rc check_headers(const struct pull *p, const char *name, const struct et_http_file *got,
                                struct et_error *error)
{
    struct et_slice commit = et_http_header(&p->response, "X-Repo-Commit");
    struct et_slice tag = et_http_header(&p->response, "X-Linked-Etag");
    if (commit.len && !et_slice_eq(commit, p->package.revision))
        return et_fail(error, ET_E_CORRUPT, "%s: the host sent the file of another commit, " ET_SLICE_FMT, name,
                       ET_SLICE_ARG(commit));
    if (tag.len > 2 && tag.ptr[0] == '"')
        tag = et_slice_sub(tag, 1, tag.len - 1);
    if (tag.len == ET_SHA256_HEX - 1 && !et_slice_is(tag, got->sha256))
        return et_fail(error, ET_E_CORRUPT, "%s: SHA-256 %s, but the host announced " ET_SLICE_FMT, name, got->sha256,
                       ET_SLICE_ARG(tag));
    return ET_OK;
}

static enum et_rc fetch(struct pull *p, const char *name, struct et_error *error)
{
    struct et_app *app = p->app;
    struct et_http_file got;
    bool is_large = strcmp(name, ET_PACKAGE_WEIGHTS) == 0;
    uint64_t most = (uint64_t)et_settings_int(app->settings, "models.max_bytes");
    char *url = et_arena_printf(&app->arena, ET_SLICE_FMT "/" ET_SLICE_FMT "/resolve/" ET_SLICE_FMT "/%s",
                                ET_SLICE_ARG(p->package.host), ET_SLICE_ARG(p->package.name),
                                ET_SLICE_ARG(p->package.revision), name);
    char *path = et_path_join(&app->arena, p->folder, name);
    if (!url || !path)
        return et_fail_nomem(error);
    struct et_http_request request = {.url = url,
                                      .max_bytes = is_large || most < ET_PACKAGE_FILE_MAX ? most : ET_PACKAGE_FILE_MAX,
                                      .retries = (uint32_t)et_settings_int(app->settings, "models.retries"),
                                      .redirects = 8,
                                      .stop = &et_app_stop,
                                      .progress = show_progress,
                                      .progress_context = app};
    et_progress_start(et_app_progress(app), name, "MB");
    enum et_rc rc = et_http_download(p->http, &request, path, &p->response, &got, error);
    et_progress_clear(app->progress);
    if (rc == ET_OK) {
        rc = check_headers(p, name, &got, error);
        if (rc != ET_OK)
            unlink(path);
    }
    if (rc != ET_OK)
        return rc;
    struct et_package_file *file = add_file(p, name);
    file->bytes = got.bytes;
    memcpy(file->sha256, got.sha256, sizeof file->sha256);
    p->resumed += got.resumed;
    return ET_OK;
}

/* The newer file if there is one, else the two older ones. */
static enum et_rc fetch_tokeniser(struct pull *p, struct et_error *error)
{
    enum et_rc rc = fetch(p, "tokenizer.json", error);
    if (rc != ET_E_NOT_FOUND)
        return rc;
    rc = fetch(p, "vocab.json", error);
    return rc == ET_OK ? fetch(p, "merges.txt", error) : rc;
}

static enum et_rc fetch_all(struct pull *p, struct et_error *error)
{
    enum et_rc rc = fetch(p, "config.json", error);
    if (rc == ET_E_NOT_FOUND)
        snprintf(p->app->advice, sizeof p->app->advice,
                 "Look at the model's page whether name and commit are right, and at the setting models.host.");
    if (rc == ET_OK)
        rc = fetch_tokeniser(p, error);
    if (rc != ET_OK)
        return rc;
    rc = fetch(p, ET_PACKAGE_WEIGHTS, error);
    if (rc == ET_E_NOT_FOUND)
        snprintf(p->app->advice, sizeof p->app->advice,
                 "Weights in another format are not read; name a commit that has %s.", ET_PACKAGE_WEIGHTS);
    return rc;
}

/* The class map stands among the files: it decides over scores as they do. */
static enum et_rc put_class_map(struct pull *p, struct et_error *error)
{
    const char *from = et_args_text(&p->app->args, "class-map");
    char *path = et_path_join(&p->app->arena, p->folder, ET_PACKAGE_CLASS_MAP);
    struct et_slice map = et_class_map_builtin(p->package.name);
    struct et_buf text;
    et_buf_init(&text, 0);
    enum et_rc rc = path ? ET_OK : et_fail_nomem(error);
    if (rc == ET_OK && from) {
        rc = et_file_read(from, (size_t)1 << 20, &text, error);
        map = et_buf_view(&text);
    }
    if (rc == ET_OK)
        rc = et_file_write(path, map, error);
    if (rc == ET_OK) {
        struct et_package_file *file = add_file(p, ET_PACKAGE_CLASS_MAP);
        file->bytes = map.len;
        et_sha256_of(map, file->sha256);
    }
    et_buf_dispose(&text);
    return rc;
}

/* A model that does not load gets no lock, and none of its files counts. */
static enum et_rc prove(const struct pull *p, struct et_error *error)
{
    struct et_transformer *model;
    enum et_rc rc = et_transformer_open_unlocked(p->folder, &model, error);
    if (rc == ET_OK)
        et_transformer_free(model);
    for (size_t i = 0; i < p->package.file_count && rc != ET_OK && rc != ET_E_NOMEM; i++) {
        char *path = et_path_join(&p->app->arena, p->folder, p->package.files[i].name.ptr);
        if (path)
            unlink(path);
    }
    return rc;
}

static enum et_rc pull_files(struct pull *p, struct et_error *error)
{
    enum et_rc rc = et_folder_make(p->folder, error);
    if (rc == ET_OK)
        rc = et_http_new(&p->http, error);
    if (rc == ET_OK)
        rc = fetch_all(p, error);
    if (rc == ET_OK)
        rc = put_class_map(p, error);
    if (rc == ET_OK)
        rc = prove(p, error);
    return rc == ET_OK ? et_package_write(p->folder, &p->package, error) : rc;
}

/* ---- the command ---- */

static void report(struct pull *p, bool was_there)
{
    struct et_app *app = p->app;
    const char *model = app->args.operands[0];
    char sha256[ET_SHA256_HEX];
    et_package_sha256(&p->package, sha256);
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_str(&json, "model", model);
        et_emit_put_str(&json, "sha256", sha256);
        et_emit_put_str(&json, "folder", p->folder);
        et_emit_put_bool(&json, "pulled", !was_there);
        et_emit_put_uint(&json, "resumed_bytes", p->resumed);
        et_emit_key(&json, "files");
        et_emit_array(&json);
        for (size_t i = 0; i < p->package.file_count; i++) {
            et_emit_object(&json);
            et_emit_put_text(&json, "name", p->package.files[i].name);
            et_emit_put_uint(&json, "bytes", p->package.files[i].bytes);
            et_emit_put_str(&json, "sha256", p->package.files[i].sha256);
            et_emit_object_end(&json);
        }
        et_emit_array_end(&json);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    et_app_say(app, "%s: %s %s\nSHA-256 %s\nTo score with it: et-intel models use %s, then et-intel rescore\n",
               was_there ? "It is there already, unchanged" : "Pulled", model, p->folder, sha256, model);
}

static enum et_rc pull(struct pull *p, bool *was_there, struct et_error *error)
{
    char sha256[ET_SHA256_HEX];
    enum et_rc rc = read_name(p, error);
    if (rc != ET_OK)
        return rc;
    struct et_package before;
    if (!et_args_has(&p->app->args, "class-map") &&
        et_package_read(p->folder, &p->app->arena, &before, NULL) == ET_OK) {
        *was_there = true;
        p->package = before;
        return et_pulled_model_check(p->app, p->app->args.operands[0], sha256, error);
    }
    et_signals_catch_stop();
    return pull_files(p, error);
}

static int run_pull(struct et_app *app)
{
    struct et_error error;
    struct pull p = {.app = app};
    bool was_there = false;
    et_http_response_init(&p.response);
    enum et_rc rc = pull(&p, &was_there, &error);
    et_http_response_dispose(&p.response);
    et_http_free(p.http);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    report(&p, was_there);
    return ET_EXIT_OK;
}

/* ---- what is there ---- */

/* "FOLDER/NAME/REVISION/lock.json" as "NAME@REVISION"; NULL for other paths. */
static const char *model_of(struct et_app *app, const char *path)
{
    struct et_slice rest = et_slice_of(path), name, revision;
    size_t root = strlen(et_app_setting(app, "models.dir")) + 1;
    if (!et_slice_ends(rest, ET_SLICE("/" ET_PACKAGE_LOCK)) || rest.len <= root)
        return NULL;
    rest = et_slice_sub(rest, root, rest.len - strlen("/" ET_PACKAGE_LOCK));
    char *model = et_arena_printf(&app->arena, ET_SLICE_FMT, ET_SLICE_ARG(rest));
    char *slash = model ? strrchr(model, '/') : NULL;
    if (!slash)
        return NULL;
    *slash = '@';
    return et_package_split(et_slice_of(model), &name, &revision) && et_package_is_pinned(revision) ? model : NULL;
}

enum et_rc et_pulled_models(struct et_app *app, const char ***names, size_t *count, struct et_error *error)
{
    const char **paths = NULL;
    size_t found = 0;
    *count = 0;
    *names = NULL;
    const char *folder = et_app_setting(app, "models.dir");
    if (!et_folder_exists(folder))
        return ET_OK;
    enum et_rc rc = et_folder_list(folder, &app->arena, &paths, &found, error);
    if (rc != ET_OK)
        return rc;
    *names = et_arena_alloc(&app->arena, (found + 1) * sizeof **names);
    if (!*names)
        return et_fail_nomem(error);
    for (size_t i = 0; i < found; i++) {
        const char *model = model_of(app, paths[i]);
        if (model)
            (*names)[(*count)++] = model;
    }
    return ET_OK;
}

enum et_rc et_pulled_model_check(struct et_app *app, const char *name, char sha256[ET_SHA256_HEX],
                                 struct et_error *error)
{
    struct et_slice part, revision;
    struct et_transformer *model;
    if (!et_package_split(et_slice_of(name), &part, &revision))
        return et_fail(error, ET_E_USAGE, "'%.200s' is no NAME@REVISION", name);
    char *folder = et_package_path(&app->arena, et_app_setting(app, "models.dir"), part, revision);
    if (!folder)
        return et_fail_nomem(error);
    enum et_rc rc = et_transformer_open(folder, &model, error);
    if (rc != ET_OK)
        return rc;
    memcpy(sha256, et_transformer_sha256(model), ET_SHA256_HEX);
    et_transformer_free(model);
    return ET_OK;
}
