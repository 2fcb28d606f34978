#include "cli/signals.h"

#include "base/log.h"
#include "cli/app.h"

#include <signal.h>
#include <stddef.h>

volatile int et_app_stop;

static void on_stop(int number)
{
    (void)number;
    __atomic_store_n(&et_app_stop, 1, __ATOMIC_RELAXED); /* other threads look at it too */
}

static void on_hangup(int number)
{
    (void)number;
    et_log_reopen();
}

void et_signals_start(void)
{
    signal(SIGPIPE, SIG_IGN);
}

void et_signals_catch_stop(void)
{
    struct sigaction action = {.sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = on_hangup;
    action.sa_flags = SA_RESTART;
    sigaction(SIGHUP, &action, NULL);
}
