#include "brief/palette.h"

#include "types/score.h"

#include <math.h>

_Static_assert(ET_INK_EMOTIONS - ET_INK_LABELS == ET_LABELS, "one ink per label");
_Static_assert(ET_INKS - ET_INK_EMOTIONS == ET_EMOTIONS, "one ink per emotion");

const struct et_ink_row et_inks[ET_INKS] = {
    [ET_INK_TEXT] = {"text", 0x18202B, 0xE8ECF2},
    [ET_INK_MUTED] = {"muted", 0x5B6675, 0x9DA8B8},
    [ET_INK_RULE] = {"rule", 0xD5DAE1, 0x3A4452},
    [ET_INK_PAPER] = {"paper", 0xFFFFFF, 0x12171F},
    [ET_INK_PANEL] = {"panel", 0xF3F5F8, 0x1C2430},
    [ET_INK_COVER] = {"cover", 0x12233D, 0x0B1422},
    [ET_INK_ON_COVER] = {"on-cover", 0xFFFFFF, 0xFFFFFF},
    [ET_INK_ON_COVER_MUTED] = {"on-cover-muted", 0xB4C2D8, 0xB4C2D8},
    [ET_INK_ACCENT] = {"accent", 0x1D5C9E, 0x6FB1F0},
    [ET_INK_BAR] = {"bar", 0xA9B6C6, 0x566579},
    [ET_INK_ON_DARK] = {"on-dark", 0xFFFFFF, 0xFFFFFF},
    [ET_INK_ON_LIGHT] = {"on-light", 0x18202B, 0x18202B},
    [ET_INK_ALERT] = {"alert", 0xA32C1A, 0xFF8A70},
    [ET_INK_WATCH] = {"watch", 0x8A6100, 0xF0C25A},
    [ET_INK_NEGATIVE_TEXT] = {"negative-text", 0x9E4607, 0xF7A25C},
    [ET_INK_POSITIVE_TEXT] = {"positive-text", 0x1D5C9E, 0x7DB8F0},
    [ET_INK_LABELS + ET_STRONG_NEGATIVE] = {"strong-negative", 0xA84A05, 0xC4611A},
    [ET_INK_LABELS + ET_NEGATIVE] = {"negative", 0xEFA25A, 0xEFA25A},
    [ET_INK_LABELS + ET_LABEL_NEUTRAL] = {"neutral", 0xD3D8DF, 0xB9C1CB},
    [ET_INK_LABELS + ET_POSITIVE] = {"positive", 0x7DB3E0, 0x7DB3E0},
    [ET_INK_LABELS + ET_STRONG_POSITIVE] = {"strong-positive", 0x1D5C9E, 0x2F74BB},
    [ET_INK_EMOTIONS + ET_EXCITEMENT] = {"excitement", 0xF2C14E, 0xF2C14E},
    [ET_INK_EMOTIONS + ET_ANGER] = {"anger", 0x9C2F1B, 0xB6442E},
    [ET_INK_EMOTIONS + ET_DISAPPOINTMENT] = {"disappointment", 0xE39A6B, 0xE39A6B},
    [ET_INK_EMOTIONS + ET_LOVE] = {"love", 0x8C3F78, 0xA4558F},
    [ET_INK_EMOTIONS + ET_DISGUST] = {"disgust", 0x9DB35B, 0x9DB35B},
    [ET_INK_EMOTIONS + ET_SURPRISE] = {"surprise", 0x1F6F8B, 0x2F86A4},
    [ET_INK_EMOTIONS + ET_FATIGUE] = {"fatigue", 0x9AA7D6, 0x9AA7D6},
    [ET_INK_EMOTIONS + ET_NEUTRAL] = {"neutral-emotion", 0xDDE1E7, 0xB9C1CB},
};

/* Relative luminance as WCAG 2 defines it, so that the better contrast of the two is taken. */
static double luminance(uint32_t rgb)
{
    double sum = 0;
    static const double weight[3] = {0.2126, 0.7152, 0.0722};
    for (unsigned i = 0; i < 3; i++) {
        double c = (double)((rgb >> (16 - 8 * i)) & 0xFF) / 255.0;
        sum += weight[i] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

enum et_ink et_ink_on(enum et_ink surface)
{
    double l = luminance(et_inks[surface].light);
    double white = 1.05 / (l + 0.05);
    double black = (l + 0.05) / (luminance(et_inks[ET_INK_ON_LIGHT].light) + 0.05);
    return white >= black ? ET_INK_ON_DARK : ET_INK_ON_LIGHT;
}

enum et_ink et_ink_of_mean(double mean)
{
    if (isnan(mean))
        return ET_INK_MUTED;
    /* Means of many comments lie nearer to 0 than single comments: the cuts are those of the words in words.c. */
    if (mean <= -0.3)
        return ET_INK_LABELS + ET_STRONG_NEGATIVE;
    if (mean <= -0.1)
        return ET_INK_LABELS + ET_NEGATIVE;
    if (mean < 0.1)
        return ET_INK_LABELS + ET_LABEL_NEUTRAL;
    return mean < 0.3 ? ET_INK_LABELS + ET_POSITIVE : ET_INK_LABELS + ET_STRONG_POSITIVE;
}

enum et_ink et_ink_of_number(double mean)
{
    if (isnan(mean))
        return ET_INK_MUTED;
    if (mean <= -0.1)
        return ET_INK_NEGATIVE_TEXT;
    return mean >= 0.1 ? ET_INK_POSITIVE_TEXT : ET_INK_TEXT;
}
