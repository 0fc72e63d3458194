#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CLinux.h"

static pid_t *thread_id_word;

// Kernels without CONFIG_CHECKPOINT_RESTORE do not tell; the word is then looked for in the thread's descriptor,
// which starts at pthread_self().
static pid_t *search_descriptor(pid_t tid) {
    char *start = (char *)pthread_self();
    pid_t *found = NULL;
    for (size_t offset = 0; offset < 1024; offset += sizeof(pid_t)) {
        pid_t value;
        memcpy(&value, start + offset, sizeof value);
        if (value != tid) continue;
        if (found) return NULL;
        found = (pid_t *)(start + offset);
    }
    return found;
}

int clinux_prepare_clone(void) {
    pid_t tid = (pid_t)syscall(SYS_gettid);
    pid_t *word = NULL;
    if (prctl(PR_GET_TID_ADDRESS, &word, 0, 0, 0) != 0 || !word) word = search_descriptor(tid);
    if (!word || *word != tid) {
        errno = ENOTSUP;
        return -1;
    }
    thread_id_word = word;
    return 0;
}

int32_t clinux_clone(uint64_t flags) {
    if (!thread_id_word) {
        errno = EINVAL;
        return -1;
    }
    unsigned long all = (unsigned long)flags | CLONE_CHILD_SETTID | SIGCHLD;
    // The order of the last two arguments differs; the unused one is 0 in both.
#if defined(__x86_64__)
    return (int32_t)syscall(SYS_clone, all, 0, NULL, thread_id_word, 0);
#elif defined(__aarch64__)
    return (int32_t)syscall(SYS_clone, all, 0, NULL, 0, thread_id_word);
#else
#error "clinux_clone knows x86_64 and aarch64"
#endif
}

int32_t clinux_wait(int32_t pid) {
    int status;
    pid_t result;
    do {
        result = waitpid(pid, &status, 0);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -1 : status;
}
