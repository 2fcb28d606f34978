/** Signals: a closed pipe is an error code, not a death; long work ends after the batch in hand; the log is reopened.
 */
#ifndef ET_CLI_SIGNALS_H
#define ET_CLI_SIGNALS_H

void et_signals_start(void); /**< ignores SIGPIPE */

/** From now on SIGINT and SIGTERM set et_app_stop (a second one ends the program at once), and SIGHUP reopens the log.
 * For commands that save their work in steps. */
void et_signals_catch_stop(void);

#endif
