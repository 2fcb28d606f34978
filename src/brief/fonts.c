#include "brief/fonts.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

static const struct et_font_status families[ET_FONT_FAMILIES] = {
    {"Inter", "text and numbers", "fonts-inter", "text is set in another sans-serif", false},
    {"Noto Sans", "Latin, Cyrillic and Greek beyond Inter", "fonts-noto-core", "rare letters may be missing", false},
    {"Noto Kufi Arabic", "Arabic", "fonts-noto-core", "Arabic may be missing", false},
    {"Noto Sans Devanagari", "scripts of South Asia", "fonts-noto-core", "Hindi and its neighbours may be missing",
     false},
    {"Noto Sans CJK KR", "Chinese, Japanese, Korean", "fonts-noto-cjk", "these scripts show as boxes", false},
    {"Noto Color Emoji", "colour emoji", "fonts-noto-color-emoji", "emoji show as boxes or in one colour", false},
};

static size_t fonts_of(const char *family)
{
    size_t count = 0;
    FcPattern *pattern = FcPatternCreate();
    FcObjectSet *objects = FcObjectSetBuild(FC_FAMILY, (char *)NULL);
    if (pattern && objects && (!family || FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)family))) {
        FcFontSet *set = FcFontList(NULL, pattern, objects);
        count = set && set->nfont > 0 ? (size_t)set->nfont : 0;
        if (set)
            FcFontSetDestroy(set);
    }
    if (objects)
        FcObjectSetDestroy(objects);
    if (pattern)
        FcPatternDestroy(pattern);
    return count;
}

size_t et_brief_check_fonts(struct et_font_status status[ET_FONT_FAMILIES])
{
    size_t missing = 0;
    memcpy(status, families, sizeof families);
    for (size_t i = 0; i < ET_FONT_FAMILIES; i++) {
        status[i].found = fonts_of(status[i].family) > 0;
        missing += !status[i].found;
    }
    return missing;
}

enum et_rc et_brief_need_fonts(struct et_error *error)
{
    if (fonts_of(NULL))
        return ET_OK;
    return et_fail(error, ET_E_NOT_FOUND,
                   "no font is installed, so no PDF can be set. Install fonts-inter, fonts-noto-core and "
                   "fonts-noto-color-emoji (apt-get install), or write the brief as .html or .json");
}
