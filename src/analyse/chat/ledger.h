/** What asking a chat model costs: integers in millionths of the currency that the prices are in ("micro"), always
 *  rounded up, never beyond INT64_MAX. Pure. */
#ifndef ET_ANALYSE_CHAT_LEDGER_H
#define ET_ANALYSE_CHAT_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ET_CHAT_MICRO INT64_C(1000000)

/** Micro per million tokens: 150,000 is 0.15 for a million. */
struct et_chat_price {
    int64_t in_micro, out_micro;
};

/** Cost of so many tokens read and written; negative counts are taken as 0. */
int64_t et_chat_cost(const struct et_chat_price *price, int64_t tokens_in, int64_t tokens_out);

/** Most tokens that a text of so many bytes can be: a token of a byte-level vocabulary is a byte at least. Used for
 *  reservations, which must not turn out too small. */
int64_t et_chat_tokens_most(size_t bytes);
/** About how many tokens it is: four bytes each, rounded up. Used where a server does not tell, and for forecasts. */
int64_t et_chat_tokens_about(size_t bytes);
/** Most tokens that an answer about so many comments may have; sent along as the limit. */
int64_t et_chat_answer_tokens(size_t comments);

/** Sum without overflow: INT64_MAX where it would be more. Both must be 0 or more. */
int64_t et_chat_add(int64_t a, int64_t b);

/** Limits of what may be spent and what is spent or held already, in micro; a limit below 0 is none. */
struct et_chat_budget {
    int64_t run_limit, month_limit;
    int64_t run_spent, month_spent;
};
enum et_chat_refusal { ET_CHAT_FITS, ET_CHAT_RUN_SPENT, ET_CHAT_MONTH_SPENT };
/** Whether `amount` more fits into both limits. */
enum et_chat_refusal et_chat_fits(const struct et_chat_budget *budget, int64_t amount);

/** A setting in units of the currency as micro; values under 0 give -1. Rounded to the nearest. */
int64_t et_chat_micro_of(double amount);
/** "1.2345": four digits behind the point, rounded up. */
void et_chat_micro_text(int64_t micro, char text[32]);

#endif
