#include "base/settings.h"

#define NAME_MAX_BYTES 64

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '-' ? '_' : c;
}

/* Optimal string alignment: insert, delete, change, swap two neighbours; each costs 1. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t rows[3][NAME_MAX_BYTES + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= m; j++)
        last[j] = j;
    for (size_t i = 1; i <= n; i++) {
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t change = last[j - 1] + (fold(a[i - 1]) != fold(b[j - 1]));
            row[j] = least(change, least(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[m];
}

/* "timezone" is near "display.timezone": somebody left the section out. */
static bool is_last_part(const char *typed, size_t n, const char *name, size_t m)
{
    return m > n && name[m - n - 1] == '.' && distance(typed, n, name + (m - n), n) == 0;
}

const char *et_nearest_name(const char *typed, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t n = strlen(typed), best = SIZE_MAX;
    if (n == 0 || n > NAME_MAX_BYTES)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        size_t m = strlen(names[i]);
        if (m == 0 || m > NAME_MAX_BYTES)
            continue;
        size_t far = is_last_part(typed, n, names[i], m) ? 1 : distance(typed, n, names[i], m);
        size_t limit = n <= 2 ? 1 : n / 3 + 1;
        if (far <= limit && far < best && far < n) {
            best = far;
            nearest = names[i];
        }
    }
    return nearest;
}
