/* Runs a command and writes "wall_seconds cpu_seconds peak_mb" to descriptor 3 (or standard error): measure COMMAND ARG... */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: measure COMMAND ARG...\n");
        return 2;
    }
    double began = now();
    pid_t child = fork();
    if (child == 0) {
        close(3);
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    int status = 1;
    struct rusage use;
    if (child < 0 || wait4(child, &status, 0, &use) < 0)
        return 1;
    double cpu = (double)use.ru_utime.tv_sec + (double)use.ru_utime.tv_usec / 1e6 + (double)use.ru_stime.tv_sec +
                 (double)use.ru_stime.tv_usec / 1e6;
    dprintf(3, "%.3f %.3f %.1f\n", now() - began, cpu, (double)use.ru_maxrss / 1024);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
