#pragma once
// Variadic calls and macros as plain functions, and calls that Swift's Glibc module lacks.
// −1 with errno on failure, as the calls beneath.
#include <stdint.h>

int clinux_open(const char *path, int flags, unsigned mode);
int clinux_openat(int directory, const char *path, int flags, unsigned mode);
int clinux_fcntl(int fd, int command, long argument);
int clinux_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d);

/// renameat2; `no_replace` nonzero fails with EEXIST where the new name is taken.
int clinux_rename(int from_directory, const char *from, int to_directory, const char *to, int no_replace);

/// pipe2 with O_CLOEXEC.
int clinux_pipe(int ends[2]);

/// accept4 without the peer's address: close-on-exec and non-blocking.
int clinux_accept(int socket);

/// SO_PEERCRED.
int clinux_peer_credentials(int socket, int32_t *pid, uint32_t *uid, uint32_t *gid);

int clinux_pidfd_open(int pid);
int clinux_pidfd_send_signal(int pidfd, int signal);
int clinux_close_range(unsigned first, unsigned last, unsigned flags);

/// statfs: the magic number of the file system, and the bytes left to a process without privileges.
int clinux_file_system(const char *path, uint32_t *type, uint64_t *free_bytes);

/// Names the calling thread; longer names are cut at 15 bytes.
void clinux_name_thread(const char *name);

/// Such as `SEGV`; NULL where the number has no name.
const char *clinux_signal_name(int number);

/// Processors that the calling process may run on; at least 1.
int clinux_processors(void);

/// Columns of the terminal behind `fd`; 0 where it is none.
int clinux_terminal_columns(int fd);
