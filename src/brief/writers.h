/** The writers behind the registry of brief.h. Each appends the whole document to out. */
#ifndef ET_BRIEF_WRITERS_H
#define ET_BRIEF_WRITERS_H

#include "brief/model.h"

enum et_rc et_brief_write_json(const struct et_brief_model *brief, struct et_buf *out, struct et_error *error);
enum et_rc et_brief_write_html(const struct et_brief_model *brief, struct et_buf *out, struct et_error *error);
enum et_rc et_brief_write_pdf(const struct et_brief_model *brief, struct et_buf *out, struct et_error *error);

#endif
