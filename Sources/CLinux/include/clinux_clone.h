#pragma once
// Copies of a process that has one thread. Ordinary fork() has neither the flags nor the parent we need.
#include <stdint.h>

/// Finds the word in which the C library keeps the calling thread's id; clinux_clone lets the kernel refresh it in
/// the child, because a stale id there would confuse recursive locks with a thread of the same number.
/// Returns 0, or −1 with errno where it cannot be found.
int clinux_prepare_clone(void);

/// Copies the calling process, which must have one thread and must have called clinux_prepare_clone. `flags` are
/// CLONE_* bits without CLONE_VM, CLONE_THREAD and a signal. Runs no atfork handlers.
/// Returns 0 in the child, the child's pid in the parent, or −1 with errno.
int32_t clinux_clone(uint64_t flags);

/// Waits for a child of this process. Returns its wait status, or −1 with errno.
int32_t clinux_wait(int32_t pid);
