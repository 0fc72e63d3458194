#pragma once
// One message with descriptors (SCM_RIGHTS) over a Unix socket.
#include <stddef.h>

enum { clinux_max_descriptors = 64 };

/// Sends `count` bytes and `descriptor_count` (≤ 64) descriptors in one message. No SIGPIPE.
/// Returns the bytes sent, or −1 with errno.
long clinux_send(int socket, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count);

/// Receives one message. `descriptors` has room for `*descriptor_count` (≤ 64) entries; on return
/// `*descriptor_count` of them are filled, close-on-exec, and belong to the caller. `*truncated` is 1 where bytes or
/// descriptors did not fit; every descriptor is then closed again and the count is 0.
/// Returns the bytes received, 0 at the end of the stream, or −1 with errno.
long clinux_receive(
    int socket, void *bytes, size_t capacity, int *descriptors, size_t *descriptor_count, int *truncated);
