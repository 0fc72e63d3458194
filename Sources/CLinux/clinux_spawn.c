#define _GNU_SOURCE
#include "clinux_spawn.h"

#include "clinux_calls.h"
#include "clinux_message.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4u
#endif

// The child shares the parent's memory until it execs (CLONE_VM | CLONE_VFORK), and the calling thread is suspended
// meanwhile. So the child reports a failed step by writing here, takes no lock, allocates nothing, and makes bare system
// calls only: a sanitizer's wrappers would keep their books about the parent.
struct child {
    const struct clinux_spawn_request *request;
    pid_t parent;
    int error;
    const char *step;
};

// glibc's clone under the name that ThreadSanitizer does not wrap: its wrapper takes the child for a fork, and ends the
// process where memory is shared.
extern int __clone(int (*function)(void *), void *stack, int flags, void *argument, ...);

// What the kernel takes for a signal's action; all zero is the default action.
struct kernel_sigaction {
    void *handler;
    unsigned long flags;
    void *restorer;
    unsigned long mask;
};

__attribute__((no_sanitize("address", "thread"))) static int fail(struct child *child, const char *step) {
    child->error = errno ? errno : EIO;
    child->step = step;
    syscall(SYS_exit_group, 127);
    return 127;
}

__attribute__((no_sanitize("address", "thread"))) static int run_child(void *argument) {
    struct child *child = argument;
    const struct clinux_spawn_request *request = child->request;

    // All signals are blocked here. Handlers of the parent must not run in this half-made process. (The kernel refuses
    // to change KILL and STOP.)
    struct kernel_sigaction plain = {0};
    for (int number = 1; number < NSIG; number++) syscall(SYS_rt_sigaction, number, &plain, NULL, sizeof plain.mask);
    if (request->parent_death_signal) {
        if (syscall(SYS_prctl, PR_SET_PDEATHSIG, (long)request->parent_death_signal, 0l, 0l, 0l) != 0)
            return fail(child, "prctl(PR_SET_PDEATHSIG)");
        // The parent may have died before the signal was armed.
        if (syscall(SYS_getppid) != child->parent) return fail(child, "getppid");
    }
    if (request->new_session && syscall(SYS_setsid) < 0) return fail(child, "setsid");
    if (request->directory && syscall(SYS_chdir, request->directory) != 0) return fail(child, "chdir");

    int above = 2;
    for (size_t index = 0; index < request->mapping_count; index++) {
        int target = request->mappings[2 * index + 1];
        if (target > above) above = target;
    }
    // First out of the way of every target, then into place.
    int moved[clinux_max_descriptors];
    for (size_t index = 0; index < request->mapping_count; index++) {
        moved[index] = (int)syscall(SYS_fcntl, request->mappings[2 * index], F_DUPFD_CLOEXEC, above + 1);
        if (moved[index] < 0) return fail(child, "fcntl(F_DUPFD_CLOEXEC)");
    }
    if (syscall(SYS_close_range, 0u, ~0u, CLOSE_RANGE_CLOEXEC) != 0) return fail(child, "close_range");
    for (size_t index = 0; index < request->mapping_count; index++) {
        if (syscall(SYS_dup3, moved[index], request->mappings[2 * index + 1], 0) < 0) return fail(child, "dup3");
    }
    unsigned long none = 0;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none);
    syscall(SYS_execve, request->executable, request->arguments, request->environment);
    return fail(child, "execve");
}

int clinux_spawn(const struct clinux_spawn_request *request, int *pidfd, const char **step) {
    *step = "clone";
    if (request->mapping_count > clinux_max_descriptors) {
        errno = EINVAL;
        return -1;
    }
    const size_t stack_size = 64 * 1024;
    char *stack = mmap(NULL, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) {
        *step = "mmap";
        return -1;
    }
    struct child child = {.request = request, .parent = getpid()};
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    *pidfd = -1;
    pid_t pid = __clone(
        run_child, stack + stack_size, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &child, pidfd);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    munmap(stack, stack_size);
    if (pid >= 0 && child.error != 0) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
        close(*pidfd);
        *pidfd = -1;
        *step = child.step;
        pid = -1;
        error = child.error;
    }
    errno = error;
    return pid;
}
