/* The registry of output formats. */
#include "brief/writers.h"

static const struct et_brief_writer json = {"json", "JSON document", et_brief_write_json};
static const struct et_brief_writer html = {"html", "HTML page, one self-contained file", et_brief_write_html};
static const struct et_brief_writer pdf = {"pdf", "PDF document", et_brief_write_pdf};
static const struct et_brief_writer end = {NULL, NULL, NULL};

const struct et_brief_writer *const et_brief_writers[] = {&pdf, &html, &json, &end, NULL};

const struct et_brief_writer *et_brief_writer_of(const char *path)
{
    const char *name = strrchr(path, '/');
    const char *dot = strrchr(name ? name : path, '.');
    for (size_t i = 0; dot && et_brief_writers[i]->extension; i++)
        if (et_slice_eq_nocase(et_slice_of(dot + 1), et_slice_of(et_brief_writers[i]->extension)))
            return et_brief_writers[i];
    return NULL;
}
