#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CLinux.h"

int clinux_become(uint32_t uid, uint32_t gid) {
    if (setgroups(0, NULL) != 0) return -1;
    if (setresgid(gid, gid, gid) != 0) return -1;
    if (setresuid(uid, uid, uid) != 0) return -1;
    // Both must be gone for good: a set-back that works is a failure.
    if (setresuid(0, 0, 0) == 0 || setresgid(0, 0, 0) == 0) {
        errno = EPERM;
        return -1;
    }
    return 0;
}

int clinux_unshare(uint64_t flags) { return unshare((int)flags); }

int clinux_pivot_to_empty_root(const char *mount_point, const char **step) {
    static const char options[] = "size=4k,nr_inodes=1,mode=555";
    const unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    *step = "mount private";
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return -1;
    *step = "mount tmpfs";
    if (mount("tmpfs", mount_point, "tmpfs", flags, options) != 0) return -1;
    *step = "chdir";
    if (chdir(mount_point) != 0) return -1;
    *step = "pivot_root";
    // With both at ".", the old root lies over the new one and can be detached without a folder to put it in.
    if (syscall(SYS_pivot_root, ".", ".") != 0) return -1;
    *step = "umount old root";
    if (umount2(".", MNT_DETACH) != 0) return -1;
    *step = "remount read-only";
    if (mount("none", "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | flags, NULL) != 0) return -1;
    *step = "chdir";
    return chdir("/");
}

int clinux_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
int clinux_not_dumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
int clinux_dumpable(void) { return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }
int clinux_get_dumpable(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }
int clinux_parent_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }

int clinux_deny_write_execute(void) {
    // PR_SET_MDWE and PR_MDWE_REFUSE_EXEC_GAIN, newer than glibc 2.36's headers.
    return prctl(65, 1, 0, 0, 0);
}

int clinux_drop_bounding_set(void) {
    for (int capability = 0; capability < 64; capability++) {
        int present = prctl(PR_CAPBSET_READ, capability, 0, 0, 0);
        if (present < 0) return capability > CAP_SETPCAP && errno == EINVAL ? 0 : -1;
        if (present && prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) return -1;
    }
    return 0;
}

int clinux_lock_secure_bits(void) {
    return prctl(
        PR_SET_SECUREBITS,
        SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED
            | SECBIT_KEEP_CAPS_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED,
        0, 0, 0);
}

int clinux_drop_capabilities(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
    memset(none, 0, sizeof none);
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) return -1;
    return (int)syscall(SYS_capset, &header, none);
}

int clinux_has_capabilities(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
    if (syscall(SYS_capget, &header, data) != 0) return -1;
    uint32_t any = 0;
    for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) any |= data[i].effective | data[i].permitted | data[i].inheritable;
    return any != 0;
}

static const __rlimit_resource_t resources[] = {
    [clinux_limit_core] = RLIMIT_CORE,
    [clinux_limit_cpu] = RLIMIT_CPU,
    [clinux_limit_data] = RLIMIT_DATA,
    [clinux_limit_file_size] = RLIMIT_FSIZE,
    [clinux_limit_locked_memory] = RLIMIT_MEMLOCK,
    [clinux_limit_message_queue] = RLIMIT_MSGQUEUE,
    [clinux_limit_open_files] = RLIMIT_NOFILE,
    [clinux_limit_processes] = RLIMIT_NPROC,
    [clinux_limit_real_time_priority] = RLIMIT_RTPRIO,
    [clinux_limit_stack] = RLIMIT_STACK,
};

int clinux_set_limit(enum clinux_limit limit, uint64_t soft, uint64_t hard) {
    struct rlimit value = {.rlim_cur = (rlim_t)soft, .rlim_max = (rlim_t)hard};
    return setrlimit(resources[limit], &value);
}

int clinux_get_limit(enum clinux_limit limit, uint64_t *soft, uint64_t *hard) {
    struct rlimit value;
    if (getrlimit(resources[limit], &value) != 0) return -1;
    *soft = value.rlim_cur;
    *hard = value.rlim_max;
    return 0;
}

int clinux_clear_environment(void) { return clearenv(); }

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#endif

#ifdef IS_SANITIZED
#include <sanitizer/common_interface_defs.h>

int clinux_is_sanitized(void) { return 1; }

void clinux_announce_seal(void) {
    __sanitizer_sandbox_arguments nothing = {0};
    __sanitizer_sandbox_on_notify(&nothing);
}
#else
int clinux_is_sanitized(void) { return 0; }
void clinux_announce_seal(void) {}
#endif
