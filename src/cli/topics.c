/* Help pages that belong to no command (help.h). */
#include "base/settings.h"
#include "cli/help.h"
#include "cli/width.h"

#include <string.h>

const struct et_topic et_topics[] = {
    {"formats", "what can be imported",
     "et-intel reads exports of comment sections as vendors write them, and tells the format by itself:\n"
     "\n"
     "  Instagram    comment scrapers' CSV (with the post's URL and caption before the table,\n"
     "               or a dataset of many posts), comment and post actors' CSV, JSON and JSON\n"
     "               lines, post metadata CSV, ESUIT CSV, Instaloader's _comments.json\n"
     "  YouTube      Data API v3 commentThreads pages, yt-dlp --write-comments .info.json\n"
     "  TikTok       comment actors' JSON and CSV\n"
     "  any table    CSV or TSV with a column of texts; --map text=COLUMN names columns\n"
     "  earlier data the SQLite database et_intelligence.db of the Python program\n"
     "\n"
     "Files may be compressed (.gz, .zst) and come from standard input ('-'). A folder means every export in it. "
     "'et-intel import --dry-run FILE' shows what was recognised, how sure that is, which column became what, and the "
     "first "
     "ten rows, and writes nothing."},
    {"query", "the language of search",
     "Words side by side must all be there. Capitals join: AND, OR, NOT; brackets group.\n"
     "\n"
     "  word              the word, in any case, with or without accents\n"
     "  \"two words\"       the phrase\n"
     "  wor*              words that begin so\n"
     "  a NEAR/5 b        both, at most five words apart\n"
     "  #tag @name        hashtags and handles\n"
     "  entity:NAME       comments that name the entity (\"...\" around names with blanks)\n"
     "  author:NAME       by this author\n"
     "  platform:NAME     instagram, youtube, tiktok, ...\n"
     "  emotion:NAME      by primary emotion: excitement, anger, disappointment, love, disgust,\n"
     "                    surprise, fatigue, neutral\n"
     "  sentiment:<-0.3   also >, <=, >=; the scale is -1 to 1\n"
     "  likes:>100\n"
     "  after:2025-11-01 before:2025-12-01\n"
     "\n"
     "Another word with a colon behind it is no filter and not searched for: put \"re:zero\" in quotation marks. "
     "URLs are words.\n"
     "\n"
     "Put single quotes around the whole query, so that the shell leaves it alone:\n"
     "\n"
     "  et-intel search 'lawsuit AND entity:\"Mara Vale\" likes:>100'"},
    {"figures", "what the figures mean",
     "Sentiment is between -1 and +1: strongly negative up to -0.7, negative up to -0.3, neutral, positive from +0.3, "
     "strongly "
     "positive from +0.7. Figures of an entity come from comments that name it, and count how the comment feels toward "
     "that entity.\n"
     "\n"
     "n is the number of comments behind a figure. Two numbers in brackets are a 95 % interval; it counts each author "
     "as one voice, so that one busy account cannot make a figure look sure. 'too few' means that nothing can be "
     "said.\n"
     "\n"
     "weighted is the mean in which well-liked comments count more (1 + ln(1 + likes); one comment at most 5 %).\n"
     "\n"
     "An alert needs a change of at least 0.15 between the last 72 hours and the 72 before, 10 comments by 5 authors "
     "in each, and a false-discovery rate below 0.10 over all entities. 'watch' marks what only moved by 30 percent."},
    {"chat", "asking a chat model about the comments that are hard to read",
     "Off until chat.base_url is set, and never with --no-api. The local scorer reads everything; 'rescore --model "
     "hybrid' "
     "then asks a chat model about comments that are uncertain, much liked, sarcastic-looking, shouting, long or in "
     "stan "
     "language, the most important first, at most chat.share percent of all.\n"
     "\n"
     "  ET_INTEL_CHAT_KEY=...                    the key, from the environment; or chat.key_file (chmod 600)\n"
     "  chat.base_url, chat.model                https://api.example.com/v1, and the model's name there\n"
     "  chat.price_in, chat.price_out            per million tokens; without them nothing is sent\n"
     "  chat.budget_run, chat.budget_month       hard limits; a request is held against them before it is sent\n"
     "\n"
     "  et-intel rescore --model hybrid --diff   how many would be asked about, and for about how much\n"
     "  et-intel rescore --model hybrid          asks; Ctrl-C keeps what is paid for\n"
     "  et-intel rescore --model hybrid --batch  by the asynchronous batch interface; goes on after a restart\n"
     "  et-intel models ledger                   what it cost\n"
     "  et-intel models use hybrid|NAME@VERSION  figures with or without it\n"
     "\n"
     "Sent are texts, captions and names of the catalogue; never who wrote a comment. @handles become '@user' unless "
     "they "
     "are the catalogue's, e-mail addresses '[e-mail]'."},
    {"settings", "every setting, its default and its environment variable", NULL},
    {"exit-codes", "what the exit codes mean",
     "  0  done\n"
     "  1  failed (of several files: at least one)\n"
     "  2  wrong usage\n"
     "  3  done, but some rows were rejected (0 with --allow-rejects)\n"
     "\n"
     "On 1 and 2 the last line of standard error says what to do."},
    {"earlier-program", "flags of the Python program that keep working",
     "  --import FILE --platform P --subject S   is  import FILE --platform P --subject S\n"
     "  --batch                                  is  batch\n"
     "  --generate [--last-30-days]              is  brief [--last 30d] --formats pdf,html,json\n"
     "  --generate --start-date D --end-date D   is  brief --from D --to D --formats pdf,html,json\n"
     "  --stats                                  is  stats\n"
     "  --test                                   is  doctor\n"
     "  --url U, --no-auto-detect, --debug, --version  mean what they meant\n"
     "  --no-api                                 the same: nothing is sent to a chat model\n"
     "\n"
     "Its database is taken over with: et-intel import et_intelligence.db"},
    {0},
};

static void put_setting(const struct et_setting *s, size_t width, struct et_buf *out)
{
    et_buf_printf(out, "  %s", s->name);
    if (s->choices)
        et_buf_printf(out, " = %s", s->choices);
    et_buf_printf(out, "\n      ");
    et_width_wrap(et_slice_of(s->help), 6, 6, width, out);
    et_buf_printf(out, "      default: %s%s%s; environment: %s\n", s->fallback && *s->fallback ? s->fallback : "none",
                  s->unit && *s->unit ? " " : "", s->unit ? s->unit : "", s->environment ? s->environment : "none");
}

void et_help_topic(const struct et_topic *topic, size_t width, struct et_buf *out)
{
    if (topic->text) {
        et_help_text(topic->text, 0, width, out);
        return;
    }
    et_help_text(
        "Settings come from the command line, else the environment, else the settings file (./et-intel.conf or "
        "~/.config/et-intel/et-intel.conf: lines 'name = value', '#' begins a comment), else the default. "
        "'et-intel config show' shows the values and where each comes from; --set NAME=VALUE gives one for a run.\n",
        0, width, out);
    for (const struct et_setting *s = et_setting_table; s->name; s++)
        put_setting(s, width, out);
}
