#pragma once
// epoll, whose packed event structure Swift does not import. Every event is one-shot: a descriptor that told is silent
// until it is armed again.
#include <stdint.h>

enum clinux_epoll_event { clinux_epoll_readable, clinux_epoll_writable };

/// A new epoll instance, close-on-exec. −1 with errno on failure, here and below.
int clinux_epoll_create(void);

/// Arms `fd` for one event, which is told with `token`. `known` is nonzero where it was armed before.
int clinux_epoll_arm(int epoll, int fd, enum clinux_epoll_event event, uint64_t token, int known);

/// Forgets `fd`, which must still be open.
int clinux_epoll_remove(int epoll, int fd);

/// Waits for events and writes the tokens of at most `capacity` of them. Returns how many.
int clinux_epoll_wait(int epoll, uint64_t *tokens, int capacity);
