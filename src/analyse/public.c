/* The public C API over the analyser. */
#include <et_intel.h>

#include "analyse/entity/catalogue_file.h"
#include "analyse/score_json.h"
#include "base/embed.h"
#include "base/mem.h"

extern const struct et_embedded et_embedded_version[];

struct et_intel {
    struct et_analyser *analyser; /* NULL: did not open */
    struct et_scratch *scratch;
    struct et_arena arena;
    struct et_buf out;
    struct et_error error;
};

static int result_of(enum et_rc rc)
{
    return rc == ET_OK ? ET_INTEL_OK : rc == ET_E_NOMEM ? ET_INTEL_NO_MEMORY : ET_INTEL_BAD_CATALOGUE;
}

static enum et_rc open_handle(et_intel *handle, struct et_slice json)
{
    struct et_catalogue catalogue = {0};
    struct et_analyser_config config = {.catalogue = &catalogue};
    enum et_rc rc = ET_OK;
    if (json.ptr)
        rc = et_catalogue_parse(json, &handle->arena, &catalogue, &handle->error);
    if (rc == ET_OK)
        rc = et_analyser_new(&config, &handle->analyser, &handle->error);
    if (rc == ET_OK)
        rc = et_scratch_new(handle->analyser, &handle->scratch, &handle->error);
    et_arena_reset(&handle->arena);
    return rc;
}

int et_intel_open(const char *catalogue, size_t catalogue_len, et_intel **out)
{
    if (!out)
        return ET_INTEL_BAD_ARGUMENT;
    *out = NULL;
    et_intel *handle = et_calloc(1, sizeof *handle);
    if (!handle)
        return ET_INTEL_NO_MEMORY;
    et_arena_init(&handle->arena, 0);
    et_buf_init(&handle->out, 0);
    int result = result_of(open_handle(handle, et_slice(catalogue, catalogue_len)));
    if (result == ET_INTEL_NO_MEMORY)
        et_intel_close(handle);
    else
        *out = handle;
    return result;
}

void et_intel_close(et_intel *handle)
{
    if (!handle)
        return;
    et_scratch_free(handle->scratch);
    et_analyser_free(handle->analyser);
    et_arena_dispose(&handle->arena);
    et_buf_dispose(&handle->out);
    et_free(handle);
}

const char *et_intel_error(const et_intel *handle)
{
    return handle && handle->error.code != ET_OK ? handle->error.message : "";
}

static int finish(et_intel *handle, enum et_rc rc, const char **json, size_t *json_len)
{
    if (rc != ET_OK)
        return result_of(rc);
    *json = handle->out.data;
    if (json_len)
        *json_len = handle->out.len;
    return ET_INTEL_OK;
}

/* Makes ready for a call; fills input. */
static int begin(et_intel *handle, const struct et_intel_comment *comment, const char *const *json,
                 struct et_input *input)
{
    if (!handle || !handle->analyser || !comment || !json || !comment->text)
        return ET_INTEL_BAD_ARGUMENT;
    handle->error.code = ET_OK;
    et_buf_clear(&handle->out);
    et_arena_reset(&handle->arena);
    *input = (struct et_input){.text = et_slice(comment->text, comment->text_len),
                               .caption = et_slice(comment->caption, comment->caption_len),
                               .parent = et_slice(comment->parent, comment->parent_len),
                               .likes = -1};
    return ET_INTEL_OK;
}

int et_intel_score(et_intel *handle, const struct et_intel_comment *comment, const char **json, size_t *json_len)
{
    struct et_input input;
    struct et_analysis analysis;
    int result = begin(handle, comment, json, &input);
    if (result != ET_INTEL_OK)
        return result;
    enum et_rc rc = et_analyse(handle->analyser, handle->scratch, &input, &analysis, &handle->error);
    if (rc == ET_OK)
        rc = et_score_format(handle->analyser, et_slice(NULL, 0), input.text, &analysis, &handle->out, &handle->error);
    return finish(handle, rc, json, json_len);
}

int et_intel_explain(et_intel *handle, const struct et_intel_comment *comment, const char **json, size_t *json_len)
{
    struct et_input input;
    struct et_explanation explanation;
    int result = begin(handle, comment, json, &input);
    if (result != ET_INTEL_OK)
        return result;
    enum et_rc rc = et_explain(handle->analyser, handle->scratch, &input, &handle->arena, &explanation, &handle->error);
    if (rc == ET_OK)
        rc = et_explanation_format(handle->analyser, input.text, &explanation, &handle->out, &handle->error);
    return finish(handle, rc, json, json_len);
}

const char *et_intel_version(void)
{
    /* The file ends in a newline. */
    static _Thread_local char version[32];
    struct et_slice text = et_slice_trim(et_slice(et_embedded_version[0].data, et_embedded_version[0].size));
    if (text.len >= sizeof version)
        text.len = sizeof version - 1;
    memcpy(version, text.ptr, text.len);
    version[text.len] = '\0';
    return version;
}

const char *et_intel_model(const et_intel *handle)
{
    return handle && handle->analyser ? et_analyser_model(handle->analyser) : "";
}

const char *et_intel_model_sha256(const et_intel *handle)
{
    return handle && handle->analyser ? et_analyser_sha256(handle->analyser) : "";
}
