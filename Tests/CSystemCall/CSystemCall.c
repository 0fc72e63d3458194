#define _GNU_SOURCE
#include "CSystemCall.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct entry {
    const char *name;
    long number;
};

#define CALL(name) {#name, SYS_##name}

static const struct entry entries[] = {
    CALL(accept4), CALL(acct), CALL(add_key), CALL(adjtimex), CALL(bind), CALL(bpf), CALL(brk), CALL(capset),
    CALL(chdir), CALL(chroot), CALL(clock_adjtime), CALL(clock_gettime), CALL(clock_settime), CALL(clone), CALL(clone3),
    CALL(close), CALL(close_range), CALL(connect), CALL(copy_file_range), CALL(delete_module), CALL(dup), CALL(dup3),
    CALL(epoll_create1), CALL(eventfd2), CALL(execve), CALL(execveat), CALL(fadvise64), CALL(faccessat), CALL(fallocate),
    CALL(fanotify_init), CALL(fchdir), CALL(fchmod), CALL(fchown), CALL(fcntl), CALL(finit_module), CALL(flock),
    CALL(fsetxattr), CALL(fsopen), CALL(fstat), CALL(fsync), CALL(ftruncate), CALL(futex), CALL(get_robust_list),
    CALL(getcwd), CALL(getdents64), CALL(getpid), CALL(getppid), CALL(getpriority), CALL(getuid), CALL(init_module),
    CALL(inotify_init1), CALL(io_setup), CALL(io_uring_setup), CALL(ioctl), CALL(ioprio_set), CALL(kcmp),
    CALL(kexec_load), CALL(keyctl), CALL(kill), CALL(landlock_create_ruleset), CALL(linkat), CALL(listen), CALL(lseek),
    CALL(madvise), CALL(membarrier), CALL(memfd_create), CALL(mincore), CALL(mkdirat), CALL(mknodat), CALL(mlock),
    CALL(mmap), CALL(mount), CALL(mount_setattr), CALL(move_mount), CALL(move_pages), CALL(mprotect), CALL(mq_open),
    CALL(mremap), CALL(msgget), CALL(name_to_handle_at), CALL(newfstatat), CALL(open_by_handle_at), CALL(open_tree),
    CALL(openat), CALL(openat2), CALL(perf_event_open), CALL(personality), CALL(pidfd_getfd), CALL(pidfd_open),
    CALL(pidfd_send_signal), CALL(pipe2), CALL(pivot_root), CALL(pkey_mprotect), CALL(ppoll), CALL(prctl), CALL(pread64),
    CALL(prlimit64), CALL(process_madvise), CALL(process_vm_readv), CALL(process_vm_writev), CALL(ptrace),
    CALL(pwrite64), CALL(pwritev2), CALL(quotactl), CALL(read), CALL(readahead), CALL(readlinkat), CALL(reboot),
    CALL(recvfrom), CALL(remap_file_pages), CALL(renameat2), CALL(request_key), CALL(rt_sigqueueinfo),
    CALL(rt_tgsigqueueinfo), CALL(sched_setaffinity), CALL(sched_setattr), CALL(sched_setscheduler), CALL(seccomp),
    CALL(semget), CALL(sendfile), CALL(sendmsg), CALL(sendto), CALL(setdomainname), CALL(setgid), CALL(setgroups),
    CALL(sethostname), CALL(setitimer), CALL(setns), CALL(setpriority), CALL(setresuid), CALL(setsid),
    CALL(setsockopt), CALL(settimeofday), CALL(setuid), CALL(shmget), CALL(shutdown), CALL(signalfd4), CALL(socket),
    CALL(socketpair), CALL(splice), CALL(statx), CALL(swapon), CALL(symlinkat), CALL(sync), CALL(syncfs), CALL(sysinfo),
    CALL(syslog), CALL(tgkill), CALL(timer_create), CALL(timerfd_create), CALL(tkill), CALL(umount2), CALL(uname),
    CALL(unlinkat), CALL(unshare), CALL(userfaultfd), CALL(utimensat), CALL(vhangup), CALL(vmsplice), CALL(wait4),
    CALL(write), CALL(writev),
#ifdef SYS_memfd_secret
    CALL(memfd_secret),
#endif
#ifdef SYS_futex_waitv
    CALL(futex_waitv),
#endif
#ifdef __x86_64__
    CALL(arch_prctl), CALL(creat), CALL(fork), CALL(iopl), CALL(mknod), CALL(mkdir), CALL(modify_ldt), CALL(open),
    CALL(pipe), CALL(poll), CALL(rename), CALL(stat), CALL(symlink), CALL(unlink), CALL(vfork), CALL(alarm),
    CALL(dup2), CALL(link), CALL(chmod), CALL(lstat), CALL(getpgrp),
#endif
};

long raw_number(const char *name) {
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        if (strcmp(entries[i].name, name) == 0) return entries[i].number;
    }
    return -1;
}

long raw_call(long number, long a, long b, long c, long d, long e, long f) {
    long result = syscall(number, a, b, c, d, e, f);
    return result == -1 ? -errno : result;
}

long raw_int80(void) {
#ifdef __x86_64__
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory", "r8", "r9", "r10", "r11");
    return result;
#else
    return -ENOSYS;
#endif
}

long raw_recurse(long depth) {
    volatile char space[4096];
    space[depth & 4095] = (char)depth;
    if (depth == 1L << 40) return 0;
    return raw_recurse(depth + 1) + space[(depth * 7) & 4095];
}
