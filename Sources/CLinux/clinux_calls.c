#define _GNU_SOURCE
#include "clinux_calls.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

int clinux_open(const char *path, int flags, unsigned mode) { return open(path, flags, mode); }

int clinux_openat(int directory, const char *path, int flags, unsigned mode) {
    return openat(directory, path, flags, mode);
}

int clinux_fcntl(int fd, int command, long argument) { return fcntl(fd, command, argument); }

int clinux_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
    return prctl(option, a, b, c, d);
}

int clinux_rename(int from_directory, const char *from, int to_directory, const char *to, int no_replace) {
    return renameat2(from_directory, from, to_directory, to, no_replace ? RENAME_NOREPLACE : 0);
}

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int clinux_accept(int socket) { return accept4(socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

int clinux_peer_credentials(int socket, int32_t *pid, uint32_t *uid, uint32_t *gid) {
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return -1;
    *pid = credentials.pid;
    *uid = credentials.uid;
    *gid = credentials.gid;
    return 0;
}

int clinux_pidfd_open(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0u); }

int clinux_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, (void *)0, 0u);
}

int clinux_close_range(unsigned first, unsigned last, unsigned flags) {
    return (int)syscall(SYS_close_range, first, last, flags);
}

int clinux_file_system(const char *path, uint32_t *type, uint64_t *free_bytes) {
    struct statfs facts;
    if (statfs(path, &facts) != 0) return -1;
    *type = (uint32_t)facts.f_type;
    *free_bytes = (uint64_t)facts.f_bavail * (uint64_t)facts.f_bsize;
    return 0;
}

void clinux_name_thread(const char *name) {
    char shown[16] = {0};
    strncpy(shown, name, sizeof shown - 1);
    pthread_setname_np(pthread_self(), shown);
}

const char *clinux_signal_name(int number) { return sigabbrev_np(number); }

int clinux_processors(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int count = CPU_COUNT(&set);
    return count > 0 ? count : 1;
}

int clinux_terminal_columns(int fd) {
    struct winsize size;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
