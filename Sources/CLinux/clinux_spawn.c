#define _GNU_SOURCE
#include "clinux_spawn.h"

#include "clinux_calls.h"
#include "clinux_message.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4u
#endif

// The child shares the parent's memory until it execs (CLONE_VM | CLONE_VFORK), and the calling thread is suspended
// meanwhile. So it takes no lock, allocates nothing and calls only what is a bare system call.
//
// A sanitizer's runtime keeps books on every call, in memory: there the child gets a copy of its own, and the report of
// a failed step goes through a shared page in every build.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SHARED_MEMORY 0
#endif
#endif
#ifndef SHARED_MEMORY
#define SHARED_MEMORY CLONE_VM
#endif

struct child {
    const struct clinux_spawn_request *request;
    pid_t parent;
    int error;
    const char *step;
};

static int fail(struct child *child, const char *step) {
    child->error = errno ? errno : EIO;
    child->step = step;
    _exit(127);
}

__attribute__((no_sanitize("address", "thread"))) static int run_child(void *argument) {
    struct child *child = argument;
    const struct clinux_spawn_request *request = child->request;

    // All signals are blocked here. Handlers of the parent must not run in this half-made process.
    struct sigaction plain = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) {
        if (number != SIGKILL && number != SIGSTOP) sigaction(number, &plain, NULL);
    }
    if (request->parent_death_signal) {
        if (prctl(PR_SET_PDEATHSIG, request->parent_death_signal) != 0) fail(child, "prctl(PR_SET_PDEATHSIG)");
        // The parent may have died before the signal was armed.
        if (getppid() != child->parent) _exit(127);
    }
    if (request->new_session && setsid() < 0) fail(child, "setsid");
    if (request->directory && chdir(request->directory) != 0) fail(child, "chdir");

    int above = 2;
    for (size_t index = 0; index < request->mapping_count; index++) {
        int target = request->mappings[2 * index + 1];
        if (target > above) above = target;
    }
    // First out of the way of every target, then into place.
    int moved[clinux_max_descriptors];
    for (size_t index = 0; index < request->mapping_count; index++) {
        moved[index] = fcntl(request->mappings[2 * index], F_DUPFD_CLOEXEC, above + 1);
        if (moved[index] < 0) fail(child, "fcntl(F_DUPFD_CLOEXEC)");
    }
    if (clinux_close_range(0, ~0u, CLOSE_RANGE_CLOEXEC) != 0) fail(child, "close_range");
    for (size_t index = 0; index < request->mapping_count; index++) {
        if (dup2(moved[index], request->mappings[2 * index + 1]) < 0) fail(child, "dup2");
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(request->executable, request->arguments, request->environment);
    return fail(child, "execve");
}

int clinux_spawn(const struct clinux_spawn_request *request, int *pidfd, const char **step) {
    *step = "clone";
    if (request->mapping_count > clinux_max_descriptors) {
        errno = EINVAL;
        return -1;
    }
    const size_t stack_size = 64 * 1024;
    const size_t page = 4096;
    char *memory = mmap(NULL, page + stack_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        *step = "mmap";
        return -1;
    }
    struct child *child = (struct child *)memory;
    *child = (struct child){.request = request, .parent = getpid()};
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    *pidfd = -1;
    pid_t pid = clone(
        run_child, memory + page + stack_size, SHARED_MEMORY | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, child, pidfd);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (pid >= 0 && child->error != 0) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
        close(*pidfd);
        *pidfd = -1;
        *step = child->step;
        pid = -1;
        error = child->error;
    }
    munmap(memory, page + stack_size);
    errno = error;
    return pid;
}
