/** One palette for every output. Sentiment runs orange (negative) - grey - blue (positive), which holds for all common
 * forms of colour blindness; what colour says is also said by place, label or shape, so the brief can be read in grey.
 */
#ifndef ET_BRIEF_PALETTE_H
#define ET_BRIEF_PALETTE_H

#include <stddef.h>
#include <stdint.h>

/** Roles, not colours. The five labels and the eight emotions stand in the order of types/score.h. */
enum et_ink {
    ET_INK_TEXT,
    ET_INK_MUTED,
    ET_INK_RULE, /**< lines of tables, grids and axes */
    ET_INK_PAPER,
    ET_INK_PANEL, /**< tinted background of tiles and cards */
    ET_INK_COVER, /**< background of the title block */
    ET_INK_ON_COVER,
    ET_INK_ON_COVER_MUTED,
    ET_INK_ACCENT,
    ET_INK_BAR, /**< volume: neither good nor bad */
    ET_INK_ON_DARK,
    ET_INK_ON_LIGHT,
    ET_INK_ALERT,
    ET_INK_WATCH,
    ET_INK_NEGATIVE_TEXT,
    ET_INK_POSITIVE_TEXT,
    ET_INK_LABELS,                       /**< + enum et_label */
    ET_INK_EMOTIONS = ET_INK_LABELS + 5, /**< + enum et_emotion */
    ET_INKS = ET_INK_EMOTIONS + 8
};

struct et_ink_row {
    const char *name;     /**< of the CSS variable: "text" gives --text */
    uint32_t light, dark; /**< 0xRRGGBB on paper and in the light scheme; in the dark scheme */
};
extern const struct et_ink_row et_inks[ET_INKS];

/** ET_INK_ON_DARK or ET_INK_ON_LIGHT: what can be read on a surface of that ink. */
enum et_ink et_ink_on(enum et_ink surface);

/** The label's ink for a mean on [-1, 1]; ET_INK_MUTED for NaN. */
enum et_ink et_ink_of_mean(double mean);

/** The ink for a number set as text: orange below -0.1, blue above +0.1, else plain; ET_INK_MUTED for NaN. */
enum et_ink et_ink_of_number(double mean);

#endif
