#define _GNU_SOURCE
#include "clinux_epoll.h"

#include <sys/epoll.h>

int clinux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int clinux_epoll_arm(int epoll, int fd, enum clinux_epoll_event event, uint64_t token, int known) {
    struct epoll_event wanted = {
        .events = (event == clinux_epoll_readable ? EPOLLIN : EPOLLOUT) | EPOLLONESHOT,
        .data.u64 = token,
    };
    return epoll_ctl(epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &wanted);
}

int clinux_epoll_remove(int epoll, int fd) { return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, 0); }

int clinux_epoll_wait(int epoll, uint64_t *tokens, int capacity) {
    struct epoll_event events[64];
    int count = epoll_wait(epoll, events, capacity < 64 ? capacity : 64, -1);
    for (int i = 0; i < count; i++) tokens[i] = events[i].data.u64;
    return count;
}
