/* Many lines of `score` at a time, for models that read many comments together. */
#include "analyse/score_json.h"

struct line {
    struct et_score_request request;
    struct et_slice wrong; /* why it is bad; ptr NULL = it is not */
    size_t answer;         /* index of its analysis */
};

/* One line into the lists; bad ones keep their message. */
static enum et_rc parse(struct et_slice text, struct et_arena *arena, struct line *line, struct et_input *inputs,
                        size_t *asked, struct et_error *error)
{
    struct et_error wrong;
    *line = (struct line){.answer = *asked};
    enum et_rc rc = et_score_parse(text, arena, &line->request, &wrong);
    if (rc == ET_OK) {
        inputs[(*asked)++] = line->request.input;
        return ET_OK;
    }
    if (rc == ET_E_NOMEM)
        return et_fail_nomem(error);
    line->wrong = et_arena_copy(arena, et_slice_of(wrong.message));
    return line->wrong.ptr ? ET_OK : et_fail_nomem(error);
}

static enum et_rc answer(const struct et_analyser *analyser, const struct line *line, uint64_t number,
                         const struct et_analysis *analyses, struct et_buf *out, uint64_t *bad, struct et_error *error)
{
    if (!line->wrong.ptr)
        return et_score_format(analyser, line->request.id, line->request.input.text, &analyses[line->answer], out,
                               error);
    ++*bad;
    return et_score_bad_line(number, line->wrong.ptr, out, error);
}

enum et_rc et_score_lines(const struct et_analyser *analyser, struct et_scratch *scratch, struct et_arena *arena,
                          struct et_slice text, uint64_t number, unsigned threads, struct et_buf *out, uint64_t *lines,
                          uint64_t *bad, struct et_error *error)
{
    size_t most = 1, count = 0, asked = 0;
    for (size_t i = 0; i < text.len; i++)
        most += text.ptr[i] == '\n';
    et_arena_reset(arena);
    struct line *all = et_arena_alloc(arena, most * sizeof *all);
    struct et_input *inputs = et_arena_alloc(arena, most * sizeof *inputs);
    struct et_analysis *analyses = et_arena_alloc(arena, most * sizeof *analyses);
    uint64_t *numbers = et_arena_alloc(arena, most * sizeof *numbers);
    enum et_rc rc = all && inputs && analyses && numbers ? ET_OK : et_fail_nomem(error);
    for (; text.len && rc == ET_OK; number++, ++*lines) {
        struct et_slice line = et_slice_cut(&text, '\n');
        if (et_slice_trim(line).len == 0)
            continue;
        numbers[count] = number;
        rc = parse(line, arena, &all[count++], inputs, &asked, error);
    }
    if (rc == ET_OK)
        rc = et_analyse_batch(analyser, scratch, inputs, asked, threads, arena, analyses, error);
    for (size_t i = 0; i < count && rc == ET_OK; i++)
        rc = answer(analyser, &all[i], numbers[i], analyses, out, bad, error);
    return rc;
}
