/** Which of the fonts that a PDF is set in are installed. */
#ifndef ET_BRIEF_FONTS_H
#define ET_BRIEF_FONTS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct et_font_status {
    const char *family;  /**< "Inter" */
    const char *purpose; /**< "text and numbers" */
    const char *package; /**< the Debian package that holds it */
    const char *without; /**< what a brief looks like when it is missing */
    bool found;
};

#define ET_FONT_FAMILIES 6

/** Fills status for every family that briefs use; returns how many are missing. Without any of them a PDF is still
 * written as long as there is one font at all. */
size_t et_brief_check_fonts(struct et_font_status status[ET_FONT_FAMILIES]);

/** ET_E_NOT_FOUND, saying what to install, when there is no font whatever; else ET_OK. */
ET_MUST_CHECK enum et_rc et_brief_need_fonts(struct et_error *error);

#endif
