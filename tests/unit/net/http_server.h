/* An HTTP server of one thread that says what the test wrote down: connection n gets answer n; the last one is
 * repeated. */
#ifndef ET_TESTS_HTTP_SERVER_H
#define ET_TESTS_HTTP_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SERVER_REQUESTS 16

struct http_answer {
    const char *bytes; /* sent as they are; NULL = the connection is closed without a word */
    unsigned pause_ms; /* before sending */
    unsigned hold_ms;  /* after sending, before closing */
};

struct http_server {
    int listener;
    unsigned port;
    const struct http_answer *answers;
    size_t count;
    atomic_size_t served;
    atomic_int stop;
    pthread_t thread;
    char requests[SERVER_REQUESTS][4096]; /* head and body as received */
};

static void server_sleep(struct http_server *server, unsigned ms)
{
    for (unsigned i = 0; i < ms && !atomic_load(&server->stop); i += 10)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
}

static void server_read(int fd, char *text, size_t size)
{
    size_t len = 0;
    text[0] = '\0';
    for (;;) {
        const char *body = strstr(text, "\r\n\r\n"), *length = strstr(text, "Content-Length: ");
        size_t want = length ? (size_t)strtoul(length + 16, NULL, 10) : 0;
        if (body && strlen(body + 4) >= want)
            return;
        ssize_t n = read(fd, text + len, size - 1 - len);
        if (n <= 0)
            return;
        len += (size_t)n;
        text[len] = '\0';
    }
}

static void *server_run(void *context)
{
    struct http_server *server = context;
    while (!atomic_load(&server->stop)) {
        int fd = accept(server->listener, NULL, NULL);
        if (fd < 0)
            return NULL;
        size_t n = atomic_load(&server->served), which = n < server->count ? n : server->count - 1;
        const struct http_answer *answer = &server->answers[which];
        server_read(fd, server->requests[n < SERVER_REQUESTS ? n : SERVER_REQUESTS - 1], sizeof server->requests[0]);
        atomic_fetch_add(&server->served, 1);
        server_sleep(server, answer->pause_ms);
        if (answer->bytes && !atomic_load(&server->stop))
            send(fd, answer->bytes, strlen(answer->bytes), MSG_NOSIGNAL);
        server_sleep(server, answer->hold_ms);
        close(fd);
    }
    return NULL;
}

static void server_start(struct http_server *server, const struct http_answer *answers, size_t count)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    memset(server, 0, sizeof *server);
    server->answers = answers;
    server->count = count;
    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(server->listener >= 0);
    assert_int_equal(bind(server->listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(server->listener, 16), 0);
    assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &size), 0);
    server->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&server->thread, NULL, server_run, server), 0);
}

static void server_stop(struct http_server *server)
{
    atomic_store(&server->stop, 1);
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
}

#endif
