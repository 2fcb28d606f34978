/* Columns of a table whose maker is not known, told by their names: by whole names first, then by meaning. */
#include "base/buf.h"
#include "base/mem.h"
#include "ingest/sheet.h"

struct meaning {
    enum et_field field;
    const char *whole; /**< whole names in words, best first */
    const char *parts; /**< what a longer name may end or begin with */
};

static const struct meaning meanings[] = {
    {ET_FIELD_TEXT, "comment|comment text|text|content|message|body|comment body|comment content|text original",
     "comment|text|content|message|body"},
    {ET_FIELD_TIME,
     "timestamp|date|datetime|date time|created at|created|published at|published|time|comment date|comment "
     "time|posted at|"
     "created at utc|created time|comment at|publish date|date posted",
     "timestamp|datetime|date|created at|created|published at|published|posted at|time"},
    {ET_FIELD_AUTHOR,
     "username|user|author|user name|author username|owner username|commenter|channel|screen name|handle|user "
     "handle|author handle|"
     "author display name|author name|channel name|from|name",
     "username|user name|author|handle|commenter|channel|user"},
    {ET_FIELD_AUTHOR_NAME,
     "author name|full name|display name|author display name|user full name|channel name|name|real name",
     "full name|display name"},
    {ET_FIELD_VERIFIED, "verified|is verified|author is verified|author verified|user verified", ""},
    {ET_FIELD_LIKES,
     "likes|like count|likes count|comment likes|comment like count|votes|reactions|upvotes|vote count|digg "
     "count|reactions count|"
     "like|thumbs up|score|hearts",
     "likes|like count|votes|reactions|upvotes"},
    {ET_FIELD_REPLIES,
     "replies|reply count|replies count|total reply count|number of replies|sub comments count|responses",
     "replies|reply count"},
    {ET_FIELD_KEY, "comment id|id|cid|commentid|comment key", "comment id"},
    {ET_FIELD_PARENT,
     "parent id|reply to|parent comment id|parent|in reply to|reply to id|parent comment|replied to|in reply to "
     "id|replies to id",
     "parent id|reply to"},
    {ET_FIELD_PINNED, "pinned|is pinned", ""},
    {ET_FIELD_LIKED_BY_AUTHOR, "liked by author|is liked by media owner|is favorited|liked by creator|author heart",
     ""},
    {ET_FIELD_PLATFORM, "platform|network|social network|site", "platform"},
    {ET_FIELD_POST_URL, "post url|video url|url|post link|video link|link|permalink|post|page url|media url|video",
     "post url|video url|url|link"},
    {ET_FIELD_POST_KEY, "video id|post id|shortcode|short code|media code|tweet id|aweme id",
     "video id|post id|shortcode"},
    {ET_FIELD_MEDIA_ID, "media id", "media id"},
    {ET_FIELD_CAPTION, "caption|post caption|post text|video description|description", "caption"},
    {ET_FIELD_SUBJECT, "subject|post subject|topic", "subject"},
    {ET_FIELD_TITLE, "title|post title|video title", "title"},
    {ET_FIELD_OWNER, "owner|post author|post owner|video author|uploader", ""},
    {ET_FIELD_POSTED_AT, "post date|video published at|upload date|post created at|post timestamp", ""},
    {ET_FIELD_POST_LIKES, "post likes|video likes", ""},
    {ET_FIELD_POST_COMMENTS, "comment count|comments count|number of comments|comments", ""},
    {ET_FIELD_PLAYS, "plays|views|view count|video views", ""},
    {ET_FIELD_OBSERVED, "observed at|scraped at|collected at|exported at|retrieved at|crawled at", ""},
};
#define MEANINGS (sizeof meanings / sizeof meanings[0])

/* A part of a name that says it is something else: the text's language, the user's picture, the number of comments. */
static const char *const other_things[] = {
    "id",     "ids",      "url",       "link",      "image",     "photo",  "picture", "pic",    "avatar",
    "lang",   "language", "type",      "status",    "flag",      "color",  "size",    "length", "count",
    "index",  "hash",     "score",     "sentiment", "emotion",   "label",  "enabled", "has",    "is",
    "number", "total",    "followers", "thumb",     "thumbnail", "bio",    "updated", "edited", "html",
    "parent", "zone",     "timezone",  "num",       "likes",     "replies"};

#define WORDS_MAX 120

/* "commentText", "comment_text", "Comment Text (original)" become "comment text". */
static size_t in_words(struct et_slice name, char out[WORDS_MAX])
{
    size_t n = 0;
    bool lower = false;
    for (size_t i = 0; i < name.len && n + 2 < WORDS_MAX; i++) {
        char c = name.ptr[i];
        bool upper = c >= 'A' && c <= 'Z',
             letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
        if (c == '(' || c == '[')
            break;
        if (n && out[n - 1] != ' ' && (!letter || (upper && lower)))
            out[n++] = ' ';
        if (letter)
            out[n++] = upper ? (char)(c + 32) : c;
        lower = letter && !upper;
    }
    while (n && out[n - 1] == ' ')
        n--;
    return n;
}

static bool is_whole_word(struct et_slice text, size_t at, size_t len)
{
    return (at == 0 || text.ptr[at - 1] == ' ') && (at + len == text.len || text.ptr[at + len] == ' ');
}

static bool holds_other_thing(struct et_slice rest)
{
    while (rest.ptr && rest.len) {
        struct et_slice word = et_slice_cut(&rest, ' ');
        for (size_t i = 0; i < sizeof other_things / sizeof other_things[0]; i++)
            if (et_slice_is(word, other_things[i]))
                return true;
    }
    return false;
}

/* How well a name means a field: 0 not at all; whole names count from 1000 down by their place, ends of names from 500,
 * beginnings from 250. */
static int rate(const struct meaning *meaning, struct et_slice words)
{
    const char *names = meaning->whole;
    struct et_slice name;
    for (int place = 0; et_names_next(&names, &name); place++)
        if (et_slice_eq(words, name))
            return 1000 - place;
    names = meaning->parts;
    for (int place = 0; et_names_next(&names, &name); place++) {
        if (name.len >= words.len)
            continue;
        if (et_slice_ends(words, name) && is_whole_word(words, words.len - name.len, name.len))
            return holds_other_thing(et_slice_sub(words, 0, words.len - name.len)) ? 0 : 500 - place;
        if (et_slice_starts(words, name) && is_whole_word(words, 0, name.len))
            return holds_other_thing(et_slice_sub(words, name.len, words.len)) ? 0 : 250 - place;
    }
    return 0;
}

struct rated {
    int rate;
    size_t column, meaning;
};

/* The best pair that is left; a column means one thing, and a field has one column. */
static bool best_left(const struct rated *rated, size_t count, const size_t found[ET_FIELDS], const bool *used,
                      struct rated *best)
{
    best->rate = 0;
    for (size_t i = 0; i < count; i++)
        if (rated[i].rate > best->rate && !used[rated[i].column] && found[meanings[rated[i].meaning].field] == SIZE_MAX)
            *best = rated[i];
    return best->rate > 0;
}

enum et_rc et_columns_by_meaning(const struct et_slice *header, size_t columns, size_t found[ET_FIELDS],
                                 struct et_error *error)
{
    for (int f = 0; f < ET_FIELDS; f++)
        found[f] = SIZE_MAX;
    size_t count = 0;
    struct rated *rated = et_calloc(columns * MEANINGS, sizeof *rated), best;
    bool *used = et_calloc(columns, sizeof *used);
    enum et_rc rc = rated && used ? ET_OK : et_fail_nomem(error);
    for (size_t c = 0; c < columns && !rc; c++) {
        char words[WORDS_MAX];
        struct et_slice name = et_slice(words, in_words(header[c], words));
        for (size_t m = 0; m < MEANINGS && name.len; m++) {
            int value = rate(&meanings[m], name);
            if (value)
                rated[count++] = (struct rated){value, c, m};
        }
    }
    while (!rc && best_left(rated, count, found, used, &best)) {
        found[meanings[best.meaning].field] = best.column;
        used[best.column] = true;
    }
    if (found[ET_FIELD_AUTHOR] == SIZE_MAX) { /* the only name that there is */
        found[ET_FIELD_AUTHOR] = found[ET_FIELD_AUTHOR_NAME];
        found[ET_FIELD_AUTHOR_NAME] = SIZE_MAX;
    }
    et_free(rated);
    et_free(used);
    return rc;
}
