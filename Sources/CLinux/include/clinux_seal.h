#pragma once
// What takes rights away from the calling process, one step a function. Each returns 0, or −1 with errno.
#include <stddef.h>
#include <stdint.h>

/// Leaves the supplementary groups and becomes `uid`:`gid` for good. For root only.
int clinux_become(uint32_t uid, uint32_t gid);

/// unshare(2) with CLONE_NEW* bits.
int clinux_unshare(uint64_t flags);

/// Makes an empty, read-only tmpfs the root of the mount namespace and detaches everything else. `mount_point` is
/// any existing folder. In `*step`: the call that failed.
int clinux_pivot_to_empty_root(const char *mount_point, const char **step);

int clinux_no_new_privileges(void);
int clinux_not_dumpable(void);
int clinux_dumpable(void);
/// PR_GET_DUMPABLE: 0, 1 or 2; −1 with errno.
int clinux_get_dumpable(void);
/// The process dies of `signal` when the thread that started it ends. A change of uid clears it.
int clinux_parent_death_signal(int signal);
/// Writable memory never becomes executable (kernel ≥ 6.3; EINVAL before).
int clinux_deny_write_execute(void);

/// Empties the bounding set. Needs CAP_SETPCAP.
int clinux_drop_bounding_set(void);
/// Locks the rule that uid 0 means nothing. Needs CAP_SETPCAP.
int clinux_lock_secure_bits(void);
/// Empties the ambient, inheritable, effective and permitted sets.
int clinux_drop_capabilities(void);
/// 1 where a capability is left in any of the three sets, 0 where none is; −1 with errno.
int clinux_has_capabilities(void);

/// The resources that a worker is limited in: RLIMIT_* under numbers of our own.
enum clinux_limit {
    clinux_limit_core,
    clinux_limit_cpu,
    clinux_limit_data,
    clinux_limit_file_size,
    clinux_limit_locked_memory,
    clinux_limit_message_queue,
    clinux_limit_open_files,
    clinux_limit_processes,
    clinux_limit_real_time_priority,
    clinux_limit_stack,
};

/// setrlimit.
int clinux_set_limit(enum clinux_limit limit, uint64_t soft, uint64_t hard);
/// The soft and the hard limit; UINT64_MAX is none.
int clinux_get_limit(enum clinux_limit limit, uint64_t *soft, uint64_t *hard);

/// The kernel's Landlock version, or −1 with errno where it has none.
int clinux_landlock_version(void);
/// Denies these rights everywhere. `version` (≥ 1) decides how much of the rights the kernel is told of.
int clinux_landlock_deny(int version, uint64_t file_system, uint64_t network, uint64_t scoped);

/// One instruction of a classic BPF program, laid out as the kernel's `struct sock_filter`.
struct clinux_bpf_instruction {
    uint16_t code;
    uint8_t jump_true;
    uint8_t jump_false;
    uint32_t operand;
};

/// Installs a system-call filter on the calling thread. Needs no_new_privs.
int clinux_install_filter(const struct clinux_bpf_instruction *program, size_t count);

/// Removes every variable from the environment.
int clinux_clear_environment(void);

/// 1 where this program was built for the address or the thread sanitizer, 0 elsewhere.
int clinux_is_sanitized(void);
/// Tells a sanitizer's runtime that this process will lose its file system: the thread sanitizer ends the thread it
/// keeps beside the program's own. Does nothing in other builds.
void clinux_announce_seal(void);
