#include "text/token_int.h"

/* `usual` is the spelling that lexicons know; the longest spelling of a first character stands first. */
struct emoticon {
    const char *text, *usual;
};

static const struct emoticon colon[] = {
    {":'-(", ":'("}, {":'-)", ":')"}, {":'(", ":'("}, {":')", ":')"}, {":-)", ":)"}, {":-(", ":("}, {":-D", ":D"},
    {":-P", ":P"},   {":-p", ":P"},   {":-/", ":/"},  {":-\\", ":/"}, {":-|", ":|"}, {":-O", ":O"}, {":-o", ":O"},
    {":-*", ":*"},   {":-3", ":3"},   {":)", ":)"},   {":(", ":("},   {":D", ":D"},  {":P", ":P"},  {":p", ":P"},
    {":/", ":/"},    {":\\", ":/"},   {":|", ":|"},   {":O", ":O"},   {":o", ":O"},  {":*", ":*"},  {":3", ":3"},
    {":c", ":("},    {":]", ":)"},    {":[", ":("},   {":}", ":)"},   {NULL, NULL}};
static const struct emoticon semicolon[] = {{";-)", ";)"}, {";)", ";)"},   {";D", ";)"}, {";P", ";)"},
                                            {";(", ":'("}, {";_;", "T_T"}, {NULL, NULL}};
static const struct emoticon equals[] = {{"=)", ":)"}, {"=(", ":("}, {"=D", ":D"},
                                         {"=P", ":P"}, {"=/", ":/"}, {NULL, NULL}};
static const struct emoticon less[] = {{"</3", "</3"}, {"<\\3", "</3"}, {"<3", "<3"}, {NULL, NULL}};
static const struct emoticon greater[] = {{">:-(", ">:("}, {">:(", ">:("}, {">:)", ">:)"}, {">:D", ">:)"},
                                          {">_<", ">_<"},  {">.<", ">_<"}, {NULL, NULL}};
static const struct emoticon caret[] = {{"^_^", "^_^"}, {"^-^", "^_^"}, {"^.^", "^_^"}, {"^^", "^_^"}, {NULL, NULL}};
static const struct emoticon dash[] = {{"-_-", "-_-"}, {"-.-", "-_-"}, {NULL, NULL}};
static const struct emoticon opening[] = {{"(:", ":)"}, {"(;", ";)"}, {NULL, NULL}};
static const struct emoticon backslash[] = {{"\\_(ツ)_/", "¯\\_(ツ)_/¯"}, {"\\o/", "\\o/"}, {NULL, NULL}};
static const struct emoticon macron[] = {
    {"¯\\_(ツ)_/¯", "¯\\_(ツ)_/¯"}, {"¯\\\\_(ツ)_/¯", "¯\\_(ツ)_/¯"}, {"¯\\(ツ)/¯", "¯\\_(ツ)_/¯"}, {NULL, NULL}};
static const struct emoticon letter_x[] = {{"xD", "xD"}, {"XD", "xD"}, {NULL, NULL}};
static const struct emoticon letter_t[] = {
    {"T_T", "T_T"}, {"T-T", "T_T"}, {"T.T", "T_T"}, {"T^T", "T_T"}, {NULL, NULL}};
static const struct emoticon letter_o[] = {{"o_O", "o_O"}, {"O_o", "o_O"}, {"o.O", "o_O"}, {"O.o", "o_O"},
                                           {"O_O", "o_O"}, {"o_o", "o_O"}, {NULL, NULL}};

static const struct emoticon *list_of(unsigned char first)
{
    switch (first) {
    case ':':
        return colon;
    case ';':
        return semicolon;
    case '=':
        return equals;
    case '<':
        return less;
    case '>':
        return greater;
    case '^':
        return caret;
    case '-':
        return dash;
    case '(':
        return opening;
    case '\\':
        return backslash;
    case 0xC2:
        return macron;
    case 'x':
    case 'X':
        return letter_x;
    case 'T':
        return letter_t;
    case 'o':
    case 'O':
        return letter_o;
    default:
        return NULL;
    }
}

static unsigned class_at(struct et_slice text, size_t pos)
{
    return pos < text.len ? et_byte_class[(unsigned char)text.ptr[pos]] : ET_BYTE_SPACE;
}

/* A mouth that is a letter or digit must not run into a word (":Dave"), and what looks like a face the wrong way round
 * is mostly a bracket: it has to stand alone. */
static bool ends_well(struct et_slice text, size_t end)
{
    char last = text.ptr[end - 1];
    if (last == ':' || last == ';')
        return class_at(text, end) & ET_BYTE_SPACE;
    if (last == '/' || last == '\\')
        return end >= text.len || (text.ptr[end] != '/' && !(class_at(text, end) & ET_BYTE_ALNUM));
    return !(et_byte_class[(unsigned char)last] & ET_BYTE_ALNUM) ||
           !(class_at(text, end) & (ET_BYTE_ALNUM | ET_BYTE_HIGH)) || text.ptr[end] == last;
}

size_t et_emoticon_find(struct et_slice text, size_t pos, struct et_slice *usual, uint32_t *repeat)
{
    const struct emoticon *e = list_of((unsigned char)text.ptr[pos]);
    struct et_slice rest = et_slice(text.ptr + pos, text.len - pos);
    for (; e && e->text; e++) {
        struct et_slice spelling = et_slice_of(e->text);
        if (!et_slice_starts(rest, spelling) || !ends_well(text, pos + spelling.len))
            continue;
        size_t len = spelling.len;
        char mouth = e->text[len - 1];
        if (mouth != ':' && mouth != '/' && !(mouth & (char)0x80))
            while (len < rest.len && rest.ptr[len] == mouth) /* ":)))" and "<333" */
                len++;
        if (class_at(text, pos + len) & ET_BYTE_ALNUM && et_byte_class[(unsigned char)mouth] & ET_BYTE_ALNUM)
            continue;
        *usual = et_slice_of(e->usual);
        *repeat = (uint32_t)(len - spelling.len + 1);
        return len;
    }
    return 0;
}
