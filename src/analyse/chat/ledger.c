#include "analyse/chat/ledger.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define TOKENS_PER_COMMENT 160 /* of an answer: an object of the schema with a reason at its longest */
#define TOKENS_BESIDES 200
#define BYTES_PER_TOKEN 4 /* of English with JSON around it */

int64_t et_chat_add(int64_t a, int64_t b)
{
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

/* tokens * price / 1,000,000, rounded up. */
static int64_t share(int64_t tokens, int64_t price)
{
    if (tokens <= 0 || price <= 0)
        return 0;
    int64_t whole = tokens / ET_CHAT_MICRO, rest = tokens % ET_CHAT_MICRO;
    if (whole && price > INT64_MAX / whole)
        return INT64_MAX;
    if (rest && price > (INT64_MAX - ET_CHAT_MICRO) / rest)
        return INT64_MAX;
    return et_chat_add(whole * price, (rest * price + ET_CHAT_MICRO - 1) / ET_CHAT_MICRO);
}

int64_t et_chat_cost(const struct et_chat_price *price, int64_t tokens_in, int64_t tokens_out)
{
    return et_chat_add(share(tokens_in, price->in_micro), share(tokens_out, price->out_micro));
}

int64_t et_chat_tokens_most(size_t bytes)
{
    return bytes > (size_t)INT64_MAX ? INT64_MAX : (int64_t)bytes;
}

int64_t et_chat_tokens_about(size_t bytes)
{
    return et_chat_tokens_most(bytes / BYTES_PER_TOKEN + (bytes % BYTES_PER_TOKEN != 0));
}

int64_t et_chat_answer_tokens(size_t comments)
{
    return TOKENS_BESIDES + TOKENS_PER_COMMENT * (int64_t)comments;
}

enum et_chat_refusal et_chat_fits(const struct et_chat_budget *budget, int64_t amount)
{
    if (budget->run_limit >= 0 && et_chat_add(budget->run_spent, amount) > budget->run_limit)
        return ET_CHAT_RUN_SPENT;
    if (budget->month_limit >= 0 && et_chat_add(budget->month_spent, amount) > budget->month_limit)
        return ET_CHAT_MONTH_SPENT;
    return ET_CHAT_FITS;
}

int64_t et_chat_micro_of(double amount)
{
    if (!(amount >= 0))
        return -1;
    return amount >= 9e12 ? INT64_MAX : (int64_t)llround(amount * (double)ET_CHAT_MICRO);
}

void et_chat_micro_text(int64_t micro, char text[32])
{
    int64_t parts = micro / 100 + (micro % 100 > 0);
    snprintf(text, 32, "%" PRId64 ".%04" PRId64, parts / 10000, parts % 10000);
}
