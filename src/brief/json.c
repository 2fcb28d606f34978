/* The brief as a JSON document; docs/brief.schema.json describes it. */
#include "brief/json_int.h"
#include "brief/writers.h"

static void statements(struct et_json *json, const char *key, const struct et_statement *list, size_t count)
{
    et_json_open(json, key, '[');
    for (size_t i = 0; i < count; i++) {
        et_json_open(json, NULL, '{');
        et_json_text(json, "kind", list[i].kind);
        et_json_text(json, "text", list[i].text);
        et_json_count(json, "n", list[i].n);
        et_json_close(json, '}');
    }
    et_json_close(json, ']');
}

static void numbers(struct et_json *json, const struct et_brief_model *brief)
{
    et_json_open(json, "numbers", '[');
    for (size_t i = 0; i < brief->number_count; i++) {
        const struct et_headline_number *h = &brief->numbers[i];
        et_json_open(json, NULL, '{');
        et_json_text(json, "key", h->key);
        et_json_text(json, "label", h->label);
        et_json_real(json, "value", h->number, 4);
        et_json_text(json, "text", h->value);
        et_json_text(json, "note", h->note);
        et_json_count(json, "n", h->n);
        et_json_close(json, '}');
    }
    et_json_close(json, ']');
}

static void alerts(struct et_json *json, const struct et_brief_model *brief)
{
    et_json_open(json, "alerts", '[');
    for (size_t i = 0; i < brief->alert_count; i++) {
        const struct et_alert *a = &brief->alerts[i];
        et_json_open(json, NULL, '{');
        et_json_text(json, "level", a->level == ET_LEVEL_ALERT ? "alert" : "watch");
        et_json_text(json, "about", a->about);
        et_json_text(json, "subject", a->subject);
        et_json_text(json, "text", a->text);
        et_json_velocity(json, "velocity", brief, a->velocity);
        et_json_close(json, '}');
    }
    et_json_close(json, ']');
}

static void period(struct et_json *json, const struct et_brief_model *brief)
{
    const struct et_figures *f = brief->figures;
    et_json_open(json, "period", '{');
    et_json_time(json, "from", f->from_us);
    et_json_time(json, "to", f->to_us);
    et_json_time(json, "asof", f->asof_us);
    et_json_time(json, "first_comment", f->first_us);
    et_json_time(json, "last_comment", f->last_us);
    et_json_text(json, "zone", brief->zone);
    et_json_text(json, "text", brief->period);
    et_json_close(json, '}');
}

static void scale(struct et_json *json)
{
    static const struct {
        double from, to;
        enum et_label label;
    } bands[] = {{-1, -0.7, ET_STRONG_NEGATIVE},
                 {-0.7, -0.3, ET_NEGATIVE},
                 {-0.3, 0.3, ET_LABEL_NEUTRAL},
                 {0.3, 0.7, ET_POSITIVE},
                 {0.7, 1, ET_STRONG_POSITIVE}};
    et_json_open(json, "scale", '[');
    for (size_t i = 0; i < sizeof bands / sizeof bands[0]; i++) {
        et_json_open(json, NULL, '{');
        et_json_text(json, "label", et_label_name(bands[i].label));
        et_json_real(json, "from", bands[i].from, 1);
        et_json_real(json, "to", bands[i].to, 1);
        et_json_close(json, '}');
    }
    et_json_close(json, ']');
}

static void manifest(struct et_json *json, const struct et_brief_model *brief)
{
    const struct et_figures *f = brief->figures;
    const struct et_figures_options *o = &brief->options.figures;
    et_json_open(json, "manifest", '{');
    et_json_text(json, "program", "et-intel");
    et_json_text(json, "version", brief->program_version);
    et_json_slice(json, "model", f->model);
    if (f->scored_by.len)
        et_json_slice(json, "scored_by", f->scored_by);
    et_json_text(json, "catalogue_sha256", f->catalogue_sha256);
    et_json_slice(json, "schema", f->schema);
    et_json_null(json, "seed"); /* intervals are closed-form: nothing is drawn at random */
    et_json_open(json, "settings", '{');
    et_json_time(json, "from", o->from_us);
    et_json_time(json, "to", o->to_us);
    if (o->last_us > 0)
        et_json_integer(json, "last_seconds", o->last_us / ET_US_SECOND);
    else
        et_json_null(json, "last_seconds");
    et_json_time(json, "asof", o->asof_us);
    et_json_text(json, "platform", o->platform ? et_platform_name(o->platform) : NULL);
    et_json_text(json, "scope", brief->scope);
    et_json_text(json, "zone", brief->zone);
    et_json_count(json, "min_support", o->min_support ? o->min_support : 10);
    et_json_integer(json, "step_seconds", f->timeline.step_us / ET_US_SECOND);
    et_json_bool(json, "show_authors", brief->options.show_authors);
    et_json_bool(json, "mask_profanity", brief->options.mask_profanity);
    et_json_close(json, '}');
    et_json_open(json, "inputs", '[');
    for (size_t i = 0; i < brief->source_count; i++) {
        const struct et_source_file *s = &brief->sources[i];
        et_json_open(json, NULL, '{');
        et_json_slice(json, "sha256", s->sha256);
        et_json_slice(json, "format", s->format);
        et_json_count(json, "bytes", s->bytes);
        et_json_count(json, "rows", s->rows);
        et_json_close(json, '}');
    }
    et_json_close(json, ']');
    et_json_close(json, '}');
}

enum et_rc et_brief_write_json(const struct et_brief_model *brief, struct et_buf *out, struct et_error *error)
{
    struct et_json json = {.out = out};
    et_json_open(&json, NULL, '{');
    et_json_text(&json, "format", "et-intel brief");
    et_json_text(&json, "format_version", ET_BRIEF_SCHEMA);
    et_json_text(&json, "title", brief->title);
    et_json_text(&json, "scope", brief->scope);
    period(&json, brief);
    et_json_bool(&json, "empty", brief->empty);
    et_json_text(&json, "lead", brief->lead);
    et_json_text(&json, "advice", brief->advice);
    numbers(&json, brief);
    statements(&json, "findings", brief->findings, brief->finding_count);
    statements(&json, "changes", brief->changes, brief->change_count);
    alerts(&json, brief);
    et_json_figures(&json, brief);
    scale(&json);
    et_json_open(&json, "method", '[');
    for (size_t i = 0; brief->method && brief->method[i]; i++)
        et_json_text(&json, NULL, brief->method[i]);
    et_json_close(&json, ']');
    manifest(&json, brief);
    et_json_close(&json, '}');
    et_buf_char(out, '\n');
    return out->failed ? et_fail_nomem(error) : ET_OK;
}
