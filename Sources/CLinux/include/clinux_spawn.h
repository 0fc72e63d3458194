#pragma once
// Starts a program, as posix_spawn does, with what posix_spawn lacks: a parent-death signal, a pidfd from the start,
// and every descriptor closed that was not asked for.
#include <stddef.h>

struct clinux_spawn_request {
    const char *executable;
    char *const *arguments;
    char *const *environment;
    /// Where to start; NULL keeps the parent's folder.
    const char *directory;
    /// `mapping_count` pairs: the parent's descriptor, then its number in the child.
    const int *mappings;
    size_t mapping_count;
    /// 0 for none. It fires when the calling *thread* ends.
    int parent_death_signal;
    /// Nonzero starts a session, so that signals of the parent's terminal do not reach the child.
    int new_session;
};

/// Starts the program. Returns the pid, and in `*pidfd` a descriptor of the process (close-on-exec).
/// On failure returns −1 with errno and in `*step` the call that failed; no child remains.
int clinux_spawn(const struct clinux_spawn_request *request, int *pidfd, const char **step);
