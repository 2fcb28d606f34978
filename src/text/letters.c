#include "text/letters_int.h"

#include <utf8proc.h>

#define LATIN_FIRST 0xC0u
#define LATIN_END 0x180u

/* Latin-1 and Latin Extended-A are nearly all that is written beyond ASCII in Latin script: lower case, and without
 * accents. */
static const struct {
    uint16_t lower;
    char plain[3];
} latin[LATIN_END - LATIN_FIRST] = {
    {0xE0, "a"},  {0xE1, "a"},  {0xE2, "a"},   {0xE3, "a"},   {0xE4, "a"},  {0xE5, "a"},  {0xE6, "ae"}, {0xE7, "c"},
    {0xE8, "e"},  {0xE9, "e"},  {0xEA, "e"},   {0xEB, "e"},   {0xEC, "i"},  {0xED, "i"},  {0xEE, "i"},  {0xEF, "i"},
    {0xF0, "d"},  {0xF1, "n"},  {0xF2, "o"},   {0xF3, "o"},   {0xF4, "o"},  {0xF5, "o"},  {0xF6, "o"},  {0xD7, ""},
    {0xF8, "o"},  {0xF9, "u"},  {0xFA, "u"},   {0xFB, "u"},   {0xFC, "u"},  {0xFD, "y"},  {0xFE, "th"}, {0xDF, "ss"},
    {0xE0, "a"},  {0xE1, "a"},  {0xE2, "a"},   {0xE3, "a"},   {0xE4, "a"},  {0xE5, "a"},  {0xE6, "ae"}, {0xE7, "c"},
    {0xE8, "e"},  {0xE9, "e"},  {0xEA, "e"},   {0xEB, "e"},   {0xEC, "i"},  {0xED, "i"},  {0xEE, "i"},  {0xEF, "i"},
    {0xF0, "d"},  {0xF1, "n"},  {0xF2, "o"},   {0xF3, "o"},   {0xF4, "o"},  {0xF5, "o"},  {0xF6, "o"},  {0xF7, ""},
    {0xF8, "o"},  {0xF9, "u"},  {0xFA, "u"},   {0xFB, "u"},   {0xFC, "u"},  {0xFD, "y"},  {0xFE, "th"}, {0xFF, "y"},
    {0x101, "a"}, {0x101, "a"}, {0x103, "a"},  {0x103, "a"},  {0x105, "a"}, {0x105, "a"}, {0x107, "c"}, {0x107, "c"},
    {0x109, "c"}, {0x109, "c"}, {0x10B, "c"},  {0x10B, "c"},  {0x10D, "c"}, {0x10D, "c"}, {0x10F, "d"}, {0x10F, "d"},
    {0x111, "d"}, {0x111, "d"}, {0x113, "e"},  {0x113, "e"},  {0x115, "e"}, {0x115, "e"}, {0x117, "e"}, {0x117, "e"},
    {0x119, "e"}, {0x119, "e"}, {0x11B, "e"},  {0x11B, "e"},  {0x11D, "g"}, {0x11D, "g"}, {0x11F, "g"}, {0x11F, "g"},
    {0x121, "g"}, {0x121, "g"}, {0x123, "g"},  {0x123, "g"},  {0x125, "h"}, {0x125, "h"}, {0x127, "h"}, {0x127, "h"},
    {0x129, "i"}, {0x129, "i"}, {0x12B, "i"},  {0x12B, "i"},  {0x12D, "i"}, {0x12D, "i"}, {0x12F, "i"}, {0x12F, "i"},
    {0x69, "i"},  {0x131, "i"}, {0x133, "ij"}, {0x133, "ij"}, {0x135, "j"}, {0x135, "j"}, {0x137, "k"}, {0x137, "k"},
    {0x138, "k"}, {0x13A, "l"}, {0x13A, "l"},  {0x13C, "l"},  {0x13C, "l"}, {0x13E, "l"}, {0x13E, "l"}, {0x140, "l"},
    {0x140, "l"}, {0x142, "l"}, {0x142, "l"},  {0x144, "n"},  {0x144, "n"}, {0x146, "n"}, {0x146, "n"}, {0x148, "n"},
    {0x148, "n"}, {0x149, "n"}, {0x14B, "n"},  {0x14B, "n"},  {0x14D, "o"}, {0x14D, "o"}, {0x14F, "o"}, {0x14F, "o"},
    {0x151, "o"}, {0x151, "o"}, {0x153, "oe"}, {0x153, "oe"}, {0x155, "r"}, {0x155, "r"}, {0x157, "r"}, {0x157, "r"},
    {0x159, "r"}, {0x159, "r"}, {0x15B, "s"},  {0x15B, "s"},  {0x15D, "s"}, {0x15D, "s"}, {0x15F, "s"}, {0x15F, "s"},
    {0x161, "s"}, {0x161, "s"}, {0x163, "t"},  {0x163, "t"},  {0x165, "t"}, {0x165, "t"}, {0x167, "t"}, {0x167, "t"},
    {0x169, "u"}, {0x169, "u"}, {0x16B, "u"},  {0x16B, "u"},  {0x16D, "u"}, {0x16D, "u"}, {0x16F, "u"}, {0x16F, "u"},
    {0x171, "u"}, {0x171, "u"}, {0x173, "u"},  {0x173, "u"},  {0x175, "w"}, {0x175, "w"}, {0x177, "y"}, {0x177, "y"},
    {0xFF, "y"},  {0x17A, "z"}, {0x17A, "z"},  {0x17C, "z"},  {0x17C, "z"}, {0x17E, "z"}, {0x17E, "z"}, {0x73, "s"},
};

static bool within(uint32_t cp, uint32_t first, uint32_t last)
{
    return cp - first <= last - first;
}

/* Scripts written without blanks between words. */
static bool is_run(uint32_t cp)
{
    if (cp < 0x0E00)
        return false;
    return within(cp, 0x0E01, 0x0EFF) || within(cp, 0x1000, 0x109F) || within(cp, 0x1780, 0x17D3) ||
           within(cp, 0x2E80, 0x2FDF) || within(cp, 0x3005, 0x3007) || within(cp, 0x3041, 0x30FA) ||
           within(cp, 0x30FC, 0x30FF) || within(cp, 0x31F0, 0x31FF) || within(cp, 0x3400, 0x4DBF) ||
           within(cp, 0x4E00, 0x9FFF) || within(cp, 0xF900, 0xFAFF) || within(cp, 0xFF66, 0xFF9F) ||
           within(cp, 0x20000, 0x3FFFF);
}

static bool is_zero_width(uint32_t cp)
{
    if (cp < 0x2000)
        return cp == 0xAD || cp == 0x34F || cp == 0x61C || cp == 0x180E;
    return within(cp, 0x200B, 0x200F) || within(cp, 0x202A, 0x202E) || within(cp, 0x2060, 0x206F) ||
           within(cp, 0xFE00, 0xFE0F) || cp == 0xFEFF || within(cp, 0xE0000, 0xE01EF);
}

/* Marks that a category alone does not tell. ET_LETTER_NONE = ask the category. */
static enum et_letter_class special(uint32_t cp)
{
    switch (cp) {
    case 0xB4:
    case 0x2BC:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2032:
    case 0xFF07:
    case 0x60:
        return ET_LETTER_APOSTROPHE;
    case 0x2010:
    case 0x2011:
        return ET_LETTER_HYPHEN;
    case 0x85:
    case 0x2028:
    case 0x2029:
        return ET_LETTER_NEWLINE;
    case 0xAB:
    case 0x201C:
    case 0x201E:
    case 0x201F:
    case 0x300C:
    case 0x300E:
        return ET_LETTER_QUOTE_OPEN;
    case 0xBB:
    case 0x201D:
    case 0xFF02:
    case 0x300D:
    case 0x300F:
        return ET_LETTER_QUOTE_CLOSE;
    case 0x2026:
    case 0x203C:
    case 0x2047:
    case 0x2048:
    case 0x2049:
    case 0x203D:
    case 0x3002:
    case 0xFF01:
    case 0xFF0E:
    case 0xFF1F:
    case 0xFF61:
    case 0x61F:
    case 0x6D4:
    case 0x964:
    case 0x965:
        return ET_LETTER_STOP;
    default:
        return ET_LETTER_NONE;
    }
}

static enum et_letter_class by_category(uint32_t cp)
{
    switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
        return ET_LETTER_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return ET_LETTER_MARK;
    case UTF8PROC_CATEGORY_ND:
        return ET_LETTER_DIGIT;
    case UTF8PROC_CATEGORY_ZS:
        return ET_LETTER_SPACE;
    case UTF8PROC_CATEGORY_SC:
        return ET_LETTER_CURRENCY;
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
        return ET_LETTER_NONE;
    default:
        return ET_LETTER_PUNCT;
    }
}

enum et_letter_class et_letter_class(uint32_t cp)
{
    if (within(cp, LATIN_FIRST, 0x24F))
        return cp == 0xD7 || cp == 0xF7 ? ET_LETTER_PUNCT : ET_LETTER_LETTER;
    if (is_run(cp))
        return ET_LETTER_RUN;
    if (is_zero_width(cp))
        return ET_LETTER_ZERO_WIDTH;
    if (within(cp, 0x24B6, 0x24E9) || within(cp, 0x1F130, 0x1F149)) /* letters in circles and squares */
        return ET_LETTER_LETTER;
    if (cp == 0xFFFD)
        return ET_LETTER_NONE;
    enum et_letter_class class = special(cp);
    return class != ET_LETTER_NONE ? class : by_category(cp);
}

bool et_letter_is_upper(uint32_t cp)
{
    if (within(cp, LATIN_FIRST, LATIN_END - 1))
        return latin[cp - LATIN_FIRST].lower != cp && cp != 0x17F;
    if (within(cp, 0x24B6, 0x24CF) || within(cp, 0x1F130, 0x1F149))
        return true;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

static size_t decompose(uint32_t cp, utf8proc_option_t options, uint32_t out[ET_LETTER_FOLD_MAX])
{
    utf8proc_int32_t parts[ET_LETTER_FOLD_MAX];
    int last = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, ET_LETTER_FOLD_MAX, options, &last);
    if (n < 0 || n > ET_LETTER_FOLD_MAX) {
        out[0] = cp; /* a few Arabic ligatures stand for whole phrases: kept as they are */
        return 1;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++)
        out[i] = (uint32_t)parts[i];
    return (size_t)n;
}

size_t et_letter_fold(uint32_t cp, uint32_t out[ET_LETTER_FOLD_MAX])
{
    if (within(cp, LATIN_FIRST, LATIN_END - 1)) {
        out[0] = latin[cp - LATIN_FIRST].lower;
        return 1;
    }
    if (utf8proc_get_property((utf8proc_int32_t)cp)->decomp_type != 0) {
        size_t n = decompose(cp, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, out);
        return n ? n : (out[0] = cp, (size_t)1);
    }
    out[0] = (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
    return 1;
}

size_t et_letter_plain(uint32_t cp, uint32_t out[ET_LETTER_FOLD_MAX])
{
    if (within(cp, LATIN_FIRST, LATIN_END - 1)) {
        const char *plain = latin[cp - LATIN_FIRST].plain;
        size_t n = 0;
        for (; plain[n]; n++)
            out[n] = (unsigned char)plain[n];
        return n;
    }
    if (within(cp, 0x300, 0x36F))
        return 0;
    bool european = within(cp, LATIN_END, 0x52F) || within(cp, 0x1E00, 0x1FFF);
    if (!european || cp == 0x439) { /* short i is a letter of its own in Russian */
        out[0] = cp;
        return 1;
    }
    return decompose(cp, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK, out);
}

uint32_t et_letter_compose(uint32_t base, uint32_t mark)
{
    utf8proc_int32_t pair[2] = {(utf8proc_int32_t)base, (utf8proc_int32_t)mark};
    utf8proc_ssize_t n = utf8proc_normalize_utf32(pair, 2, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    return n == 1 ? (uint32_t)pair[0] : 0;
}
