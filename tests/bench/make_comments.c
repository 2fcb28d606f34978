/* Writes a seeded, invented generic CSV export for the benchmarks.
 *
 *   make_comments ROWS [SEED] [EXTRA] > comments.csv
 *
 * Comments have 5 to 40 words with emoji, quotes and newlines, on 200 posts, about 30 invented entities. The same
 * arguments give the same bytes. EXTRA appends that many further rows, for the re-import benchmark. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POSTS 200
#define AUTHORS 250000

static uint64_t state;

static uint64_t next_random(void)
{
    state += 0x9E3779B97F4A7C15u;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static uint32_t below(uint32_t n)
{
    return (uint32_t)((next_random() >> 32) * n >> 32);
}

/* Small numbers are far more frequent, as with active authors and popular posts. */
static uint32_t skewed(uint32_t n)
{
    uint64_t a = below(n), b = below(n);
    return (uint32_t)(a * b / n);
}

static const char *const words[] = {
    "the", "the", "a", "and", "to", "of", "is", "so", "she", "he", "they", "this", "that", "it", "was", "in", "on",
    "for", "with", "just", "really", "very", "not", "never", "but", "because", "love", "hate", "amazing", "terrible",
    "boring", "queen", "slay", "obsessed", "tired", "over", "lawsuit", "court", "dress", "hair", "movie", "album",
    "song", "season", "episode", "trailer", "acting", "face", "baby", "wedding", "divorce", "drama", "fans",
    "internet", "comments", "story", "beautiful", "ugly", "cringe", "iconic", "flop", "talented", "overrated", "sad",
    "happy", "crying", "dead", "literally", "again", "always", "already", "people", "everyone", "nobody", "someone",
    "time", "year", "day", "night", "music", "voice", "look", "looks", "looking", "think", "thought", "know", "knows",
    "wait", "want", "need", "see", "saw", "watch", "watched", "please", "stop", "start", "keep", "give", "gives", "got",
    "get", "go", "going", "come", "came", "back", "still", "even", "more", "most", "less", "good", "great", "bad",
    "worse", "worst", "best", "better", "new", "old", "first", "last", "next", "real", "fake", "true", "lie", "lies",
    "truth", "support", "justice", "free", "team", "girl", "guy", "woman", "man", "mother", "ate", "crumbs", "icon",
    "what", "who", "why", "how", "when", "where", "can't", "don't", "won't", "didn't", "i'm", "you're", "it's", "let's",
    "interview", "podcast", "director", "producer", "chemistry", "performance", "ticket", "tour", "concert", "stage"};
static const char *const names[] = {
    "Grace Tamberly", "Will Harrowgate", "Summer Delacroyd", "Marlo Vantrell", "Marlo Iddings", "Dorian Kessaly",
    "Pippa Kessaly", "Lila Banerwick", "Mateo Quintanaro", "Jonah Petrakov", "Rosalind Peverelle", "Kit Ambrosey",
    "Nadia Ferouzan", "Bishop Crale", "Tucker Amsel", "Sunniva Brandvoll", "Dashiell Okwandu", "Ask Me Later",
    "Saltmarsh Heights", "Tin Orchard", "Villa Versus", "Cinderhawk", "Velmora", "Pop Lantern", "Glimmerwire",
    "Grace", "Dorian", "Pippa", "Nadia", "Herons"};
static const char *const emoji[] = {"😂", "😭", "❤️", "🔥", "👏🏽", "💀", "🤡", "😍", "🙄", "✨", "👀", "🥱", "❤️‍🔥", "🎉", "😡"};

#define COUNT(a) ((uint32_t)(sizeof(a) / sizeof((a)[0])))

static void write_text(void)
{
    uint32_t n = 5 + below(36);
    putchar('"');
    for (uint32_t i = 0; i < n; i++) {
        uint32_t r = below(1000);
        if (i)
            putchar(r < 6 ? '\n' : ' ');
        if (r >= 970)
            fputs(names[skewed(COUNT(names))], stdout);
        else if (r >= 945)
            fputs(emoji[below(COUNT(emoji))], stdout);
        else if (r >= 940)
            printf("\"\"%s\"\"", words[below(COUNT(words))]);
        else
            fputs(words[below(COUNT(words))], stdout);
        if (r % 97 == 5)
            putchar(',');
        else if (r % 61 == 7)
            putchar('!');
        else if (r % 89 == 3)
            putchar('?');
    }
    putchar('"');
}

static void write_row(uint64_t row)
{
    uint32_t author = skewed(AUTHORS);
    uint32_t post = skewed(POSTS);
    uint32_t likes = skewed(100) ? skewed(40) : skewed(20000);
    uint64_t minute = row * 60 * 24 * 90 / 1000000 + below(600);
    uint32_t day = (uint32_t)(minute / 1440 % 90), in_day = (uint32_t)(minute % 1440);
    uint32_t month = 9 + day / 30, date = 1 + day % 30;
    printf("https://www.instagram.com/p/BN%06XaB%02X/,user_%06" PRIu32 "_%c,", post * 7919u, post, author,
           (char)('a' + author % 26));
    write_text();
    printf(",2025-%02" PRIu32 "-%02" PRIu32 "T%02" PRIu32 ":%02" PRIu32 ":%02" PRIu32 "Z,%" PRIu32 "\n", month, date,
           in_day / 60, in_day % 60, below(60), likes);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: make_comments ROWS [SEED] [EXTRA]\n");
        return 2;
    }
    uint64_t rows = strtoull(argv[1], NULL, 10);
    state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    uint64_t extra = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;
    printf("post url,username,comment,timestamp,likes\n");
    for (uint64_t i = 0; i < rows + extra; i++)
        write_row(i);
    return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
