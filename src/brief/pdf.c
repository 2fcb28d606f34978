#include "brief/writers.h"
enum et_rc et_brief_write_pdf(const struct et_brief_model *brief, struct et_buf *out, struct et_error *error)
{ (void)brief; (void)out; (void)error; return ET_OK; }
