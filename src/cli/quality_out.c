#include "cli/quality_out.h"

#include <math.h>
#include <stdio.h>

/* All that is said of one thing that is labelled. */
struct said {
    struct et_confusion confusion;
    struct et_confusion_measure measure;
    double shares[ET_CLASSES_MAX];
    struct et_interval intervals[ET_CLASSES_MAX];
};

static struct said say(const struct et_quality *quality, enum et_quality_of what, uint64_t seed)
{
    struct said s = {.confusion = et_quality_all(quality, what)};
    et_confusion_measure(&s.confusion, seed, &s.measure);
    (void)et_confusion_cross(quality->folds[what], ET_QUALITY_FOLDS, seed, s.shares, s.intervals);
    return s;
}

/* ---- JSON ---- */

static void put_interval(struct et_emit *json, const char *key, struct et_interval interval)
{
    et_emit_key(json, key);
    et_emit_array(json);
    et_emit_real(json, interval.low, 4);
    et_emit_real(json, interval.high, 4);
    et_emit_array_end(json);
}

static void class_json(const struct said *s, enum et_quality_of what, size_t k, struct et_emit *json)
{
    const struct et_class_measure *m = &s->measure.classes[k];
    et_emit_object(json);
    et_emit_put_str(json, "class", et_quality_class(what, k));
    et_emit_put_uint(json, "labelled", m->labelled);
    et_emit_put_uint(json, "read", m->read);
    et_emit_put_uint(json, "right", m->right);
    et_emit_put_real(json, "precision", m->precision, 4);
    put_interval(json, "precision_interval", m->precision_interval);
    et_emit_put_real(json, "recall", m->recall, 4);
    put_interval(json, "recall_interval", m->recall_interval);
    et_emit_put_real(json, "f1", m->f1, 4);
    et_emit_put_real(json, "corrected_share", s->shares[k], 4);
    put_interval(json, "corrected_interval", s->intervals[k]);
    et_emit_object_end(json);
}

static void matrix_json(const struct et_confusion *c, struct et_emit *json)
{
    et_emit_key(json, "confusion");
    et_emit_array(json);
    for (size_t i = 0; i < c->classes; i++) {
        et_emit_array(json);
        for (size_t j = 0; j < c->classes; j++)
            et_emit_uint(json, c->counts[i][j]);
        et_emit_array_end(json);
    }
    et_emit_array_end(json);
}

static void said_json(const struct said *s, enum et_quality_of what, struct et_emit *json)
{
    et_emit_key(json, et_quality_names[what]);
    et_emit_object(json);
    et_emit_put_uint(json, "comments", s->measure.count);
    et_emit_put_real(json, "accuracy", s->measure.accuracy, 4);
    put_interval(json, "accuracy_interval", s->measure.accuracy_interval);
    et_emit_put_real(json, "macro_f1", s->measure.macro_f1, 4);
    put_interval(json, "macro_f1_interval", s->measure.macro_f1_interval);
    et_emit_put_real(json, "macro_recall", s->measure.macro_recall, 4);
    et_emit_key(json, "classes");
    et_emit_array(json);
    for (size_t k = 0; k < s->confusion.classes; k++)
        class_json(s, what, k, json);
    et_emit_array_end(json);
    matrix_json(&s->confusion, json);
    et_emit_object_end(json);
}

void et_quality_json(const struct et_quality *quality, uint64_t seed, struct et_emit *json)
{
    et_emit_object(json);
    for (unsigned q = 0; q < ET_QUALITIES; q++) {
        struct said s = say(quality, (enum et_quality_of)q, seed);
        if (s.measure.count)
            said_json(&s, (enum et_quality_of)q, json);
    }
    et_emit_object_end(json);
}

/* ---- tables ---- */

static const struct et_column class_columns[] = {
    {"label", "Label", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"class", "Class", ET_COLUMN_TEXT, 0, 0},
    {"labelled", "Labelled", ET_COLUMN_UINT, 0, 0},
    {"read", "Read", ET_COLUMN_UINT, 0, 0},
    {"precision", "Precision", ET_COLUMN_REAL, 0, 4},
    {"precision", "", ET_COLUMN_INTERVAL, ET_COLUMN_MACHINE, 4},
    {"recall", "Recall", ET_COLUMN_REAL, 0, 4},
    {"recall", "", ET_COLUMN_INTERVAL, ET_COLUMN_MACHINE, 4},
    {"f1", "F1", ET_COLUMN_REAL, 0, 4},
    {"labelled_share", "Share", ET_COLUMN_PERCENT, 0, 4},
    {"read_share", "As read", ET_COLUMN_PERCENT, 0, 4},
    {"corrected_share", "Corrected", ET_COLUMN_PERCENT, 0, 4},
    {"corrected", "", ET_COLUMN_SHARES, 0, 4},
    {0},
};

static double share(uint64_t part, uint64_t whole)
{
    return whole ? (double)part / (double)whole : NAN;
}

static void add_classes(struct et_table *table, const struct said *s, enum et_quality_of what)
{
    for (size_t k = 0; k < s->confusion.classes; k++) {
        const struct et_class_measure *m = &s->measure.classes[k];
        et_table_str(table, et_quality_names[what]);
        et_table_str(table, et_quality_class(what, k));
        et_table_uint(table, m->labelled);
        et_table_uint(table, m->read);
        et_table_real(table, m->precision);
        et_table_interval(table, m->precision_interval.low, m->precision_interval.high);
        et_table_real(table, m->recall);
        et_table_interval(table, m->recall_interval.low, m->recall_interval.high);
        et_table_real(table, m->f1);
        et_table_real(table, share(m->labelled, s->measure.count));
        et_table_real(table, share(m->read, s->measure.count));
        et_table_real(table, s->shares[k]);
        et_table_interval(table, s->intervals[k].low, s->intervals[k].high);
    }
}

/* Rows are labels, columns what was read. */
static void print_matrix(struct et_app *app, const struct et_confusion *c, enum et_quality_of what)
{
    struct et_column columns[ET_CLASSES_MAX + 2] = {{"label", "Labelled \\ read", ET_COLUMN_TEXT, 0, 0}};
    struct et_table table;
    for (size_t k = 0; k < c->classes; k++)
        columns[k + 1] = (struct et_column){et_quality_class(what, k), et_quality_class(what, k), ET_COLUMN_UINT, 0, 0};
    et_table_init(&table, columns, &app->arena);
    for (size_t i = 0; i < c->classes; i++) {
        et_table_str(&table, et_quality_class(what, i));
        for (size_t j = 0; j < c->classes; j++)
            et_table_uint(&table, c->counts[i][j]);
    }
    et_app_table(app, &table);
}

static void print_said(struct et_app *app, const struct said *s, enum et_quality_of what)
{
    const struct et_confusion_measure *m = &s->measure;
    struct et_table table;
    char heading[32];
    snprintf(heading, sizeof heading, "%c%s", et_quality_names[what][0] - 'a' + 'A', et_quality_names[what] + 1);
    et_app_heading(app, heading);
    et_app_say(app, "%llu comments, macro-F1 %.3f (%.3f to %.3f), accuracy %.3f (%.3f to %.3f), macro recall %.3f\n",
               (unsigned long long)m->count, m->macro_f1, m->macro_f1_interval.low, m->macro_f1_interval.high,
               m->accuracy, m->accuracy_interval.low, m->accuracy_interval.high, m->macro_recall);
    et_table_init(&table, class_columns, &app->arena);
    add_classes(&table, s, what);
    et_app_table(app, &table);
    et_app_say(app, "\n");
    print_matrix(app, &s->confusion, what);
    et_app_say(app, "\n");
}

void et_quality_print(struct et_app *app, const struct et_quality *quality, uint64_t seed)
{
    struct et_table all;
    et_table_init(&all, class_columns, &app->arena);
    for (unsigned q = 0; q < ET_QUALITIES; q++) {
        struct said s = say(quality, (enum et_quality_of)q, seed);
        if (s.measure.count && app->output == ET_OUTPUT_PEOPLE)
            print_said(app, &s, (enum et_quality_of)q);
        else if (s.measure.count)
            add_classes(&all, &s, (enum et_quality_of)q);
    }
    if (app->output == ET_OUTPUT_CSV)
        et_app_table(app, &all);
}

static const struct et_column share_columns[] = {
    {"class", "Class", ET_COLUMN_TEXT, 0, 0},           {"read", "Comments", ET_COLUMN_UINT, 0, 0},
    {"read_share", "As read", ET_COLUMN_PERCENT, 0, 4}, {"corrected_share", "Corrected", ET_COLUMN_PERCENT, 0, 4},
    {"corrected", "", ET_COLUMN_SHARES, 0, 4},          {0},
};

void et_quality_shares(struct et_app *app, const struct et_quality *quality, enum et_quality_of what,
                       const uint64_t *read, uint64_t seed, struct et_emit *json)
{
    struct et_confusion all = et_quality_all(quality, what);
    double shares[ET_CLASSES_MAX];
    struct et_interval intervals[ET_CLASSES_MAX];
    uint64_t total = 0;
    struct et_table table;
    (void)et_confusion_shares(&all, read, seed, shares, intervals);
    et_table_init(&table, share_columns, &app->arena);
    for (size_t k = 0; k < all.classes; k++)
        total += read[k];
    for (size_t k = 0; k < all.classes; k++) {
        et_table_str(&table, et_quality_class(what, k));
        et_table_uint(&table, read[k]);
        et_table_real(&table, share(read[k], total));
        et_table_real(&table, shares[k]);
        et_table_interval(&table, intervals[k].low, intervals[k].high);
    }
    if (app->output == ET_OUTPUT_JSON)
        et_table_json(&table, json);
    else
        et_app_table(app, &table);
}
