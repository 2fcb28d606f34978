#include "analyse/train/stack_int.h"

#include <math.h>

/* Compared on development sets. */
#define SARCASM_CUT (-1.5)
#define SPAM_CUT 0.0

static void put_little(struct et_buf *out, uint64_t value, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        et_buf_char(out, (char)(uint8_t)(value >> (8 * i)));
}

static void put_double(struct et_buf *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_little(out, bits, 8);
}

/* What one step is worth: 127 of them reach the greatest weight of an output. */
static void find_scale(const float *rows, size_t count, double scale[ET_OUTPUTS])
{
    for (unsigned k = 0; k < ET_OUTPUTS; k++) {
        float most = 0;
        for (size_t i = 0; i < count; i++) {
            float size = fabsf(rows[i * ET_OUTPUTS + k]);
            most = size > most ? size : most;
        }
        scale[k] = most > 0 ? most / 127.0 : 1;
    }
}

static void put_rows(struct et_buf *out, const float *rows, size_t count, const double scale[ET_OUTPUTS])
{
    for (size_t i = 0; i < count * ET_OUTPUTS; i++) {
        double steps = rows[i] / scale[i % ET_OUTPUTS];
        et_buf_char(out, (char)(int8_t)(steps + (steps < 0 ? -0.5 : 0.5)));
    }
}

enum et_rc et_fit_write(const struct et_fit *fit, struct et_buf *out, struct et_error *error)
{
    const size_t grams = (size_t)1 << ET_GRAM_BITS, letters = (size_t)1 << ET_LETTER_BITS;
    const float *letter_rows = fit->rows + grams * ET_OUTPUTS;
    double gram_scale[ET_OUTPUTS], letter_scale[ET_OUTPUTS];
    find_scale(fit->rows, grams, gram_scale);
    find_scale(letter_rows, letters, letter_scale);
    et_buf_str(out, ET_STACK_MAGIC);
    put_little(out, ET_GRAM_BITS, 4);
    put_little(out, ET_LETTER_BITS, 4);
    put_little(out, ET_OUTPUTS, 4);
    put_little(out, ET_DENSE, 4);
    for (unsigned k = 0; k < ET_OUTPUTS; k++)
        put_double(out, gram_scale[k]);
    for (unsigned k = 0; k < ET_OUTPUTS; k++)
        put_double(out, letter_scale[k]);
    for (size_t i = 0; i < (size_t)ET_DENSE * ET_OUTPUTS; i++)
        put_double(out, fit->dense[i]);
    put_double(out, SARCASM_CUT);
    put_double(out, SPAM_CUT);
    put_rows(out, fit->rows, grams, gram_scale);
    put_rows(out, letter_rows, letters, letter_scale);
    return out->failed ? et_fail_nomem(error) : ET_OK;
}
