#define _GNU_SOURCE
#include "clinux_message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

long clinux_send(int socket, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count) {
    if (descriptor_count > clinux_max_descriptors) {
        errno = EINVAL;
        return -1;
    }
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(clinux_max_descriptors * sizeof(int))];
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor_count > 0) {
        memset(control, 0, sizeof control);
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(descriptor_count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(descriptor_count * sizeof(int));
        memcpy(CMSG_DATA(header), descriptors, descriptor_count * sizeof(int));
    }
    ssize_t sent;
    do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent;
}

long clinux_receive(
    int socket, void *bytes, size_t capacity, int *descriptors, size_t *descriptor_count, int *truncated) {
    const size_t room = *descriptor_count < clinux_max_descriptors ? *descriptor_count : clinux_max_descriptors;
    *descriptor_count = 0;
    *truncated = 0;
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(clinux_max_descriptors * sizeof(int))];
    struct iovec part = {.iov_base = bytes, .iov_len = capacity};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    // Without a control buffer the kernel still reports MSG_CTRUNC and drops what was sent.
    if (room > 0) {
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(room * sizeof(int));
    }
    ssize_t received;
    int resets = 0;
    // A sequenced-packet socket whose peer closed with unread data reports ECONNRESET once, ahead of the packets that
    // are still queued: ask again, so that the peer's last words are not lost.
    do received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (received < 0 && (errno == EINTR || (errno == ECONNRESET && resets++ < 1)));
    if (received < 0) return -1;

    // CMSG_SPACE rounds up, so the kernel may fit one descriptor more than was asked for.
    size_t count = 0;
    int excess = 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t held = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t index = 0; index < held; index++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + index * sizeof(int), sizeof descriptor);
            if (count < room) {
                descriptors[count++] = descriptor;
            } else {
                close(descriptor);
                excess = 1;
            }
        }
    }
    if (excess || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC))) {
        for (size_t index = 0; index < count; index++) close(descriptors[index]);
        count = 0;
        *truncated = 1;
    }
    *descriptor_count = count;
    return received;
}
