#include "analyse/entity/catalogue_file.h"
#include "base/file.h"
#include "cli/catalogue_in.h"
#include "cli/commands.h"
#include "cli/entity_review.h"
#include "cli/entity_show.h"
#include "cli/rescore.h"

#include <stdio.h>
#include <string.h>

#define TYPES "person|group|couple|team|show|film|song|book|work|brand|place|other"
#define CATALOGUE_MAX ((size_t)64 << 20)

static int run_list(struct et_app *app);
static int run_add(struct et_app *app);
static int run_merge(struct et_app *app);
static int run_ignore(struct et_app *app);
static int run_export(struct et_app *app);
static int run_load(struct et_app *app);

static const struct et_option add_options[] = {
    {"type", 't', ET_VALUE_CHOICE, "TYPE", TYPES, false, "What it is (default person)"},
    {"alias", 'a', ET_VALUE_TEXT, "NAME", NULL, true, "Another name of it"},
    {"not", 0, ET_VALUE_TEXT, "PHRASE", NULL, true, "A phrase that holds an alias but means someone else"},
    {"member", 0, ET_VALUE_TEXT, "NAME", NULL, true, "One of the two of a couple, or a member of a group"},
    {0},
};
static const struct et_option list_options[] = {
    {"type", 't', ET_VALUE_CHOICE, "TYPE", TYPES, false, "Of one type only"},
    {0},
};
static const struct et_option export_options[] = {
    {"output", 'o', ET_VALUE_FILE, "FILE", NULL, false, "Into a file instead of standard output"},
    {0},
};
static const struct et_option *const list_tables[] = {list_options, NULL};
static const struct et_option *const show_tables[] = {et_filter_options, et_figure_options, NULL};
static const struct et_option *const add_tables[] = {add_options, et_rescore_after_options, NULL};
static const struct et_option *const export_tables[] = {export_options, NULL};
static const struct et_option *const change_tables[] = {et_rescore_after_options, NULL};

static const struct et_command list = {.name = "list",
                                       .synopsis = "",
                                       .summary = "All entities with their aliases",
                                       .options = list_tables,
                                       .run = run_list};
static const struct et_command show = {.name = "show",
                                       .synopsis = "NAME",
                                       .summary = "An entity with its figures",
                                       .options = show_tables,
                                       .min_operands = 1,
                                       .max_operands = 1,
                                       .run = et_entity_show};
static const struct et_command add = {
    .name = "add",
    .synopsis = "NAME",
    .summary = "Add an entity, or aliases to one that is there",
    .details = "Names are found in any case, with or without accents, as hashtags and handles; first and last names of "
               "persons "
               "by themselves where they are clear. Aliases are for other names: nicknames, initials, former names.",
    .options = add_tables,
    .min_operands = 1,
    .max_operands = 1,
    .run = run_add};
static const struct et_command merge = {.name = "merge",
                                        .synopsis = "FROM INTO",
                                        .summary = "Make one entity of two: FROM becomes an alias of INTO",
                                        .options = change_tables,
                                        .min_operands = 2,
                                        .max_operands = 2,
                                        .run = run_merge};
static const struct et_command ignore = {.name = "ignore",
                                         .synopsis = "NAME",
                                         .summary = "Leave an entity out from now on",
                                         .options = change_tables,
                                         .min_operands = 1,
                                         .max_operands = 1,
                                         .run = run_ignore};
static const struct et_command export = {.name = "export",
                                         .synopsis = "",
                                         .summary = "The catalogue as JSON, as 'load' reads it",
                                         .options = export_tables,
                                         .run = run_export};
static const struct et_command load = {.name = "load",
                                       .synopsis = "FILE",
                                       .summary = "Add or replace entities from a catalogue file (JSON)",
                                       .details = "Members are named in the file or known already.",
                                       .options = change_tables,
                                       .min_operands = 1,
                                       .max_operands = 1,
                                       .operand = ET_VALUE_FILE,
                                       .run = run_load};
static const struct et_command *const subs[] = {&list, &show, &add, &merge, &ignore, &et_entity_review, &export, &load, NULL};

static const struct et_example examples[] = {
    {"et-intel entities add 'Mara Vale' --type person --alias MV --alias 'Mara V'", "Whom comments are about."},
    {"et-intel entities show 'Mara Vale' --last 30d", "Her figures."},
    {"et-intel entities load cast.json --rescore", "A whole cast at once, applied to what is stored."},
    {"et-intel entities merge 'M. Vale' 'Mara Vale'", "Two spellings of one person."},
    {"et-intel entities review", "Names in the comments that nobody listed, with what is felt toward them."},
    {"et-intel entities review 'Mara Vale' --accept", "One of them into the catalogue."},
    {0},
};

const struct et_command et_cmd_entities = {
    .name = "entities",
    .synopsis = "",
    .summary = "The catalogue of whom and what comments are about: list, show, add, merge, review, load and more",
    .details = "After a change 'et-intel rescore' applies it to what is stored; --rescore does it at once.",
    .section = "Data",
    .subs = subs,
    .examples = examples,
    .run = run_list,
};

/* ---- list, review ---- */

static const struct et_column columns[] = {
    {"name", "Entity", ET_COLUMN_TEXT, ET_COLUMN_FLEX, 0},
    {"type", "Type", ET_COLUMN_TEXT, 0, 0},
    {"aliases", "Also called", ET_COLUMN_RAW, 0, 0},
    {"not", "", ET_COLUMN_RAW, 0, 0},
    {"members", "", ET_COLUMN_RAW, 0, 0},
    {"also", "Also called", ET_COLUMN_TEXT, ET_COLUMN_FLEX | ET_COLUMN_PEOPLE, 0},
    {"aliases_joined", "", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {"state", "State", ET_COLUMN_TEXT, ET_COLUMN_MACHINE, 0},
    {0},
};

static struct et_slice names_text(struct et_app *app, const struct et_slice *names, size_t count, bool json,
                                  const char *between)
{
    struct et_buf buf;
    et_buf_init(&buf, 0);
    et_buf_str(&buf, json ? "[" : "");
    for (size_t i = 0; i < count; i++) {
        et_buf_str(&buf, i ? (json ? "," : between) : "");
        json ? et_buf_json(&buf, names[i]) : et_buf_slice(&buf, names[i]);
    }
    et_buf_str(&buf, json ? "]" : "");
    struct et_slice text = buf.failed ? (struct et_slice){NULL, 0}
                           : buf.len  ? et_arena_copy(&app->arena, et_buf_view(&buf))
                                      : ET_SLICE("");
    et_buf_dispose(&buf);
    return text;
}

static void add_row(struct et_app *app, struct et_table *table, const struct et_entity *e)
{
    et_table_text(table, e->name);
    et_table_str(table, et_entity_type_name(e->type));
    et_table_text(table, names_text(app, e->aliases, e->alias_count, true, ""));
    et_table_text(table, names_text(app, e->nots, e->not_count, true, ""));
    et_table_text(table, names_text(app, e->members, e->member_count, true, ""));
    et_table_text(table, names_text(app, e->aliases, e->alias_count, false, ", "));
    et_table_text(table, names_text(app, e->aliases, e->alias_count, false, "; "));
    et_table_str(table, e->state == ET_ENTITY_DISCOVERED ? "discovered" : "known");
}

static enum et_rc open_catalogue(struct et_app *app, bool write, struct et_error *error)
{
    enum et_rc rc = write ? et_app_open_existing(app, error) : et_app_open_store(app, ET_OPEN_READ, error);
    return rc == ET_OK ? et_app_load_catalogue(app, error) : rc;
}

static int print_list(struct et_app *app, const char *type, const char *nothing)
{
    struct et_error error;
    struct et_table table;
    enum et_entity_type wanted = type ? et_entity_type_parse(et_slice_of(type)) : (enum et_entity_type)0;
    if (open_catalogue(app, false, &error) != ET_OK)
        return et_app_fail(app, &error);
    et_table_init(&table, columns, &app->arena);
    for (size_t i = 0; i < app->catalogue.count; i++) {
        const struct et_entity *e = &app->catalogue.entities[i];
        if (e->state == ET_ENTITY_KNOWN && (!wanted || e->type == wanted))
            add_row(app, &table, e);
    }
    if (et_table_rows(&table) || app->output != ET_OUTPUT_PEOPLE)
        et_app_table(app, &table);
    else
        et_app_say(app, "%s\n", nothing);
    return ET_EXIT_OK;
}

static int run_list(struct et_app *app)
{
    const char *type = app->args.command == &list ? et_args_text(&app->args, "type") : NULL;
    return print_list(app, type,
                      "The catalogue is empty: et-intel entities add 'NAME' --type person --alias 'OTHER NAME'");
}

/* ---- changes ---- */

/* old, then those given of the option that are not among them; all in the arena. */
static enum et_rc join_names(struct et_app *app, const char *option, const struct et_slice *old, size_t old_count,
                             const struct et_slice **out, size_t *out_count, struct et_error *error)
{
    struct et_slice *names = et_arena_alloc(&app->arena, (old_count + app->args.count + 1) * sizeof *names);
    const char *given;
    if (!names)
        return et_fail_nomem(error);
    if (old_count)
        memcpy(names, old, old_count * sizeof *names);
    size_t count = old_count;
    for (size_t at = 0; (given = et_args_next(&app->args, option, &at));) {
        struct et_slice name = et_slice_trim(et_slice_of(given));
        bool there = name.len == 0;
        for (size_t i = 0; i < count; i++)
            there = there || et_slice_eq_nocase(names[i], name);
        if (!there)
            names[count++] = name;
    }
    *out = names;
    *out_count = count;
    return ET_OK;
}

static const struct et_entity *by_exact_name(const struct et_app *app, struct et_slice name)
{
    for (size_t i = 0; i < app->catalogue.count; i++)
        if (et_slice_eq_nocase(app->catalogue.entities[i].name, name))
            return &app->catalogue.entities[i];
    return NULL;
}

static enum et_rc describe(struct et_app *app, struct et_entity *out, struct et_error *error)
{
    struct et_slice name = et_slice_trim(et_slice_of(app->args.operands[0]));
    const struct et_entity *old = by_exact_name(app, name);
    const char *type = et_args_text(&app->args, "type");
    if (!name.len)
        return et_fail(error, ET_E_USAGE, "an entity needs a name");
    *out = old ? *old : (struct et_entity){.name = name, .type = ET_PERSON};
    out->state = ET_ENTITY_KNOWN;
    if (type)
        out->type = et_entity_type_parse(et_slice_of(type));
    enum et_rc rc = join_names(app, "alias", out->aliases, out->alias_count, &out->aliases, &out->alias_count, error);
    if (rc == ET_OK)
        rc = join_names(app, "not", out->nots, out->not_count, &out->nots, &out->not_count, error);
    if (rc == ET_OK)
        rc = join_names(app, "member", out->members, out->member_count, &out->members, &out->member_count, error);
    return rc;
}

static enum et_rc put(struct et_app *app, const struct et_catalogue *catalogue, size_t *added, size_t *changed,
                      struct et_error *error)
{
    enum et_rc rc = et_store_begin(app->store, error);
    if (rc == ET_OK)
        rc = et_store_catalogue_put(app->store, catalogue, added, changed, error);
    if (rc == ET_OK)
        rc = et_store_commit(app->store, error);
    if (rc != ET_OK)
        et_store_rollback(app->store);
    return rc;
}

static int report_put(struct et_app *app, size_t added, size_t changed)
{
    struct et_error error;
    if (app->output == ET_OUTPUT_JSON) {
        struct et_emit json = et_app_json(app);
        et_emit_object(&json);
        et_emit_put_uint(&json, "added", added);
        et_emit_put_uint(&json, "changed", changed);
        et_emit_object_end(&json);
        et_buf_char(&app->out, '\n');
    }
    et_app_say(app, "%zu added, %zu changed\n", added, changed);
    if (added + changed && et_rescore_after(app, &error) != ET_OK)
        return et_app_fail(app, &error);
    return ET_EXIT_OK;
}

static int run_add(struct et_app *app)
{
    struct et_error error;
    struct et_entity entity;
    size_t added = 0, changed = 0;
    enum et_rc rc = et_app_open_store(app, ET_OPEN_WRITE, &error);
    if (rc == ET_OK)
        rc = et_app_load_catalogue(app, &error);
    if (rc == ET_OK)
        rc = describe(app, &entity, &error);
    const struct et_catalogue one = {&entity, 1};
    if (rc == ET_OK)
        rc = et_catalogue_in_check(app, &entity, &error);
    if (rc == ET_OK)
        rc = put(app, &one, &added, &changed, &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    return report_put(app, added, changed);
}

static int run_load(struct et_app *app)
{
    struct et_error error;
    struct et_catalogue catalogue;
    struct et_buf json;
    size_t added = 0, changed = 0;
    const char *path = app->args.operands[0];
    et_buf_init(&json, 0);
    enum et_rc rc = et_file_read(path, CATALOGUE_MAX, &json, &error);
    if (rc == ET_OK)
        rc = et_app_open_store(app, ET_OPEN_WRITE, &error);
    if (rc == ET_OK)
        rc = et_app_load_catalogue(app, &error);
    if (rc == ET_OK) {
        rc = et_catalogue_in_parse(app, et_buf_view(&json), &catalogue, &error);
        if (rc != ET_OK) {
            snprintf(app->advice, sizeof app->advice, "Correct the file and load it again; nothing was changed.");
            et_error_prefix(&error, "%s", path);
        }
    }
    if (rc == ET_OK)
        rc = put(app, &catalogue, &added, &changed, &error);
    et_buf_dispose(&json);
    return rc == ET_OK ? report_put(app, added, changed) : et_app_fail(app, &error);
}

static int finish_change(struct et_app *app, enum et_rc rc, struct et_error *error, const char *done)
{
    if (rc == ET_OK)
        rc = et_store_commit(app->store, error);
    if (rc != ET_OK)
        et_store_rollback(app->store);
    if (rc == ET_OK) {
        if (app->output == ET_OUTPUT_JSON) {
            struct et_emit json = et_app_json(app);
            et_emit_object(&json);
            et_emit_put_str(&json, "done", done);
            et_emit_object_end(&json);
            et_buf_char(&app->out, '\n');
        }
        et_app_say(app, "%s\n", done);
        rc = et_rescore_after(app, error);
    }
    return rc == ET_OK ? ET_EXIT_OK : et_app_fail(app, error);
}

static int run_merge(struct et_app *app)
{
    struct et_error error;
    const struct et_entity *from, *into;
    enum et_rc rc = open_catalogue(app, true, &error);
    if (rc == ET_OK)
        rc = et_app_find_entity(app, app->args.operands[0], &from, &error);
    if (rc == ET_OK)
        rc = et_app_find_entity(app, app->args.operands[1], &into, &error);
    if (rc == ET_OK && from->id == into->id)
        rc = et_fail(&error, ET_E_USAGE, "'%s' and '%s' are one entity already", app->args.operands[0],
                     app->args.operands[1]);
    if (rc == ET_OK)
        rc = et_store_begin(app->store, &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    const char *done = et_arena_printf(&app->arena, ET_SLICE_FMT " is now " ET_SLICE_FMT, ET_SLICE_ARG(from->name),
                                       ET_SLICE_ARG(into->name));
    rc = et_store_entity_merge(app->store, from->id, into->id, &error);
    return finish_change(app, rc, &error, done ? done : "merged");
}

static int run_ignore(struct et_app *app)
{
    struct et_error error;
    const struct et_entity *entity;
    enum et_rc rc = open_catalogue(app, true, &error);
    if (rc == ET_OK)
        rc = et_app_find_entity(app, app->args.operands[0], &entity, &error);
    if (rc == ET_OK)
        rc = et_store_begin(app->store, &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    const char *done = et_arena_printf(&app->arena, ET_SLICE_FMT " is ignored from now on", ET_SLICE_ARG(entity->name));
    rc = et_store_entity_state(app->store, entity->id, ET_ENTITY_IGNORED, &error);
    return finish_change(app, rc, &error, done ? done : "ignored");
}

/* ---- export ---- */

static int run_export(struct et_app *app)
{
    struct et_error error;
    struct et_buf json;
    const char *path = et_args_text(&app->args, "output");
    enum et_rc rc = open_catalogue(app, false, &error);
    if (rc != ET_OK)
        return et_app_fail(app, &error);
    struct et_entity *known = et_arena_alloc(&app->arena, (app->catalogue.count + 1) * sizeof *known);
    if (!known) {
        et_fail_nomem(&error);
        return et_app_fail(app, &error);
    }
    size_t count = 0;
    for (size_t i = 0; i < app->catalogue.count; i++)
        if (app->catalogue.entities[i].state == ET_ENTITY_KNOWN)
            known[count++] = app->catalogue.entities[i];
    const struct et_catalogue catalogue = {known, count};
    et_buf_init(&json, 0);
    rc = et_catalogue_format(&catalogue, &json, &error);
    if (rc == ET_OK && path)
        rc = et_file_write(path, et_buf_view(&json), &error);
    else if (rc == ET_OK)
        et_buf_slice(&app->out, et_buf_view(&json));
    et_buf_dispose(&json);
    if (rc == ET_OK && path)
        et_app_note(app, "%zu entities written to %s", count, path);
    return rc == ET_OK ? ET_EXIT_OK : et_app_fail(app, &error);
}
