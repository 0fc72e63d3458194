#pragma once
// Variadic and macro calls as plain functions, and system calls that have no wrapper in glibc 2.36.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <termios.h>
#include <unistd.h>

static inline int clinux_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }
static inline int clinux_openat(int dir, const char *path, int flags, mode_t mode) {
    return openat(dir, path, flags, mode);
}
static inline int clinux_fcntl(int fd, int command, long argument) { return fcntl(fd, command, argument); }
static inline int clinux_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
    return prctl(option, a, b, c, d);
}

/// renameat2; `no_replace` nonzero fails with EEXIST where the new name is taken.
static inline int clinux_rename(int from_dir, const char *from, int to_dir, const char *to, int no_replace) {
    return renameat2(from_dir, from, to_dir, to, no_replace ? RENAME_NOREPLACE : 0);
}

/// accept4 without the peer's address: close-on-exec and non-blocking.
static inline int clinux_accept(int socket) { return accept4(socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

static inline int clinux_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0u); }
static inline int clinux_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, (void *)0, 0u);
}
static inline int clinux_close_range(unsigned first, unsigned last, unsigned flags) {
    return (int)syscall(SYS_close_range, first, last, flags);
}

/// Processors that the calling process may run on; at least 1.
static inline int clinux_processors(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int count = CPU_COUNT(&set);
    return count > 0 ? count : 1;
}

/// Columns of the terminal behind `fd`; 0 where it is none.
static inline int clinux_terminal_columns(int fd) {
    struct winsize size;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
