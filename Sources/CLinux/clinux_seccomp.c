#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CLinux.h"

_Static_assert(sizeof(struct clinux_bpf_instruction) == sizeof(struct sock_filter), "same layout");
_Static_assert(offsetof(struct clinux_bpf_instruction, operand) == offsetof(struct sock_filter, k), "same layout");

int clinux_install_filter(const struct clinux_bpf_instruction *program, size_t count) {
    if (count == 0 || count > BPF_MAXINSNS) {
        errno = EINVAL;
        return -1;
    }
    struct sock_fprog filter = {.len = (unsigned short)count, .filter = (struct sock_filter *)(uintptr_t)program};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0u, &filter);
}
