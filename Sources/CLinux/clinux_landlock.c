#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CLinux.h"

// Newer than the kernel headers of Debian 12; the numbers are the same on every architecture.
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif

// struct landlock_ruleset_attr as of version 6. A kernel of an older version takes a shorter prefix.
struct ruleset {
    uint64_t file_system;
    uint64_t network;
    uint64_t scoped;
};

int clinux_landlock_version(void) { return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, 1u); }

int clinux_landlock_deny(int version, uint64_t file_system, uint64_t network, uint64_t scoped) {
    struct ruleset rules = {file_system, network, scoped};
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0u);
    if (fd < 0) return -1;
    int result = (int)syscall(SYS_landlock_restrict_self, fd, 0u);
    int saved = errno;
    close(fd);
    errno = saved;
    return result;
}
