/** Labelled texts for the learned scorer (stack_train.h), read from what labelled sets look like. CSV files are read by
 * ingest/labelled_csv.h. One thread. */
#ifndef ET_ANALYSE_TRAIN_LABELLED_H
#define ET_ANALYSE_TRAIN_LABELLED_H

#include "analyse/train/stack_train.h"
#include "base/arena.h"

#include <stdbool.h>

#define ET_LABELLED_FILE_MAX ((size_t)256 << 20)

/** Texts live in the arena. */
struct et_labelled_set {
    struct et_arena arena;
    struct et_labelled *items;
    size_t count, size;
};

void et_labelled_init(struct et_labelled_set *set);
void et_labelled_dispose(struct et_labelled_set *set);

/** A sealed part is one tenth of a set, chosen by the hash of the text, that is never learned from. */
enum et_labelled_part { ET_LABELLED_ALL, ET_LABELLED_OPEN, ET_LABELLED_SEALED };

/** How the rows of a source are taken. */
struct et_labelled_take {
    float weight; /**< of each row; 1 = as usual */
    enum et_labelled_part part;
};

/** A row about which nothing is said yet. */
struct et_labelled et_labelled_row(struct et_slice text, float weight);

/** Copies a row into the set, if it belongs to the part. Errors: ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_labelled_add(struct et_labelled_set *set, const struct et_labelled *row,
                                         enum et_labelled_part part, struct et_error *error);

/** Whether the SHA-256 of the text, as a number, ends in 0. */
bool et_labelled_is_sealed(struct et_slice text);

/** "positive", "neg", "0", "-1", ... as -1, 0, 1; ET_NOT_LABELLED for anything else. */
int8_t et_labelled_side(struct et_slice label);
/** One to five stars: 1 and 2 are negative, 4 and 5 positive. ET_NOT_LABELLED for anything else. */
int8_t et_labelled_stars(struct et_slice label);

/** One JSON object a line: {"text", "labels": {polarity, emotion, sarcastic, spam}}; the labels may also stand beside
 * the text, and "label" says polarity in words. Of several accepted values the first counts. Errors of all three:
 * ET_E_FORMAT with the row, ET_E_NOMEM. */
ET_MUST_CHECK enum et_rc et_labelled_read_jsonl(struct et_labelled_set *set, struct et_slice bytes,
                                                const struct et_labelled_take *take, struct et_error *error);

/** SemEval-2017 task 4A: "negative", a tab, the text, perhaps in quotes. Has no sealed part: the task has a development
 * set. */
ET_MUST_CHECK enum et_rc et_labelled_read_semeval(struct et_labelled_set *set, struct et_slice bytes,
                                                  const struct et_labelled_take *take, struct et_error *error);

/** Labels apart from their texts: "NUMBER CODE" a line, where NUMBER is a line of texts and CODE is polarity (+ 0 -),
 * the letter of an emotion (x a d l g s f n) and flags (q question, i ironic, p spam); "?" says nothing. Has no sealed
 * part. */
ET_MUST_CHECK enum et_rc et_labelled_read_codes(struct et_labelled_set *set, struct et_slice labels,
                                                struct et_slice texts, const struct et_labelled_take *take,
                                                struct et_error *error);

#endif
