#include "text/token_int.h"

/* Endings that make "name.ending" a link by themselves. Others ("to", "me", "it", "so") are words that people write
 * behind a full stop without a blank: they need a path. */
static const char *const endings[] = {"com",  "net",   "org",     "info", "biz", "app", "xyz",  "shop", "online",
                                      "site", "club",  "example", "dev",  "gov", "edu", "blog", "news", "vip",
                                      "link", "store", "top",     "live", "uk",  "de",  "fr",   "br",   "ru",
                                      "jp",   "ca",    "eu",      "io",   "gg",  "ly",  "tv",   "cc"};

static unsigned class_at(struct et_slice text, size_t pos)
{
    return pos < text.len ? et_byte_class[(unsigned char)text.ptr[pos]] : 0;
}

/* To the next blank or bracket, without the punctuation of the sentence around. */
static size_t run_end(struct et_slice text, size_t pos)
{
    size_t end = pos;
    while (end < text.len && !(class_at(text, end) & (ET_BYTE_SPACE | ET_BYTE_HIGH)) &&
           !strchr("<>\"`{}|\\^", text.ptr[end]))
        end++;
    while (end > pos && strchr(".,!?;:'*_)]", text.ptr[end - 1])) {
        if (text.ptr[end - 1] == ')' && memchr(text.ptr + pos, '(', end - pos))
            break;
        if (text.ptr[end - 1] == '_')
            break;
        end--;
    }
    return end;
}

size_t et_link_end(struct et_slice text, size_t pos)
{
    struct et_slice rest = et_slice(text.ptr + pos, text.len - pos);
    size_t scheme = 0;
    if (rest.len > 7 && et_slice_eq_nocase(et_slice(rest.ptr, 7), ET_SLICE("http://")))
        scheme = 7;
    else if (rest.len > 8 && et_slice_eq_nocase(et_slice(rest.ptr, 8), ET_SLICE("https://")))
        scheme = 8;
    else if (rest.len > 4 && et_slice_eq_nocase(et_slice(rest.ptr, 4), ET_SLICE("www.")))
        scheme = 4;
    if (!scheme || !(class_at(text, pos + scheme) & (ET_BYTE_ALNUM | ET_BYTE_HIGH)))
        return 0;
    return run_end(text, pos);
}

static bool is_ending(struct et_slice label)
{
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (et_slice_eq_nocase(label, et_slice_of(endings[i])))
            return true;
    return false;
}

size_t et_host_end(struct et_slice text, size_t start, size_t dot)
{
    size_t pos = dot, label = dot + 1;
    bool mail = text.ptr[dot] == '@';
    if (dot == start)
        return 0;
    while (pos < text.len && (text.ptr[pos] == '.' || pos == dot) && class_at(text, pos + 1) & ET_BYTE_ALNUM) {
        label = ++pos;
        while (class_at(text, pos) & ET_BYTE_ALNUM || (pos < text.len && text.ptr[pos] == '-'))
            pos++;
    }
    struct et_slice last = et_slice(text.ptr + label, pos - label);
    if (last.len < 2 || label == dot + (mail ? 1 : 0) || !(class_at(text, label) & ET_BYTE_LETTER))
        return 0;
    if (mail)
        return label > dot + 1 ? pos : 0;
    bool path = pos + 1 < text.len && text.ptr[pos] == '/' && class_at(text, pos + 1) & ET_BYTE_ALNUM;
    if (path)
        return run_end(text, pos);
    return is_ending(last) ? pos : 0;
}
