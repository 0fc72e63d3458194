// A backend for tests that does what its script says, honest or not: it speaks the worker protocol without a sandbox,
// and breaks it on request. The frames are written here by hand, from the description of the protocol, so that the
// coordinator's reading of them is checked against a second hand.
//
// The template's script is the end of the program's name (`scripted-refuse`); a worker's is the first line of its
// input (`crash 11`). See `template_script` and `worker_script` below.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { job_socket = 3, header_bytes = 16, max_frame = 4096, max_job = 128 * 1024 };
enum kind { k_ready = 1, k_started, k_progress, k_report, k_done, k_failed, k_forked, k_fork_failed, k_refused };

static int64_t fence;

static void sleep_ms(long ms) {
    struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {}
}

static void forever(void) {
    for (;;) pause();
}

// Ends by a signal, also under a sanitizer that would catch it.
static _Noreturn void die(int number) {
    sigaction(number, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
    raise(number);
    for (;;) pause();
}

static void put(const void *bytes, size_t count) {
    if (write(job_socket, bytes, count) != (ssize_t)count) _exit(4);
}

static size_t frame(unsigned char *out, enum kind kind, const void *payload, uint16_t length) {
    memcpy(out, "MRW1", 4);
    out[4] = (unsigned char)kind;
    out[5] = 0;
    memcpy(out + 6, &length, 2);
    memcpy(out + 8, &fence, 8);
    if (length) memcpy(out + header_bytes, payload, length);
    return header_bytes + (size_t)length;
}

static void send_frame(enum kind kind, const void *payload, uint16_t length) {
    unsigned char bytes[max_frame];
    put(bytes, frame(bytes, kind, payload, length));
}

static size_t text(unsigned char *out, const char *words) {
    uint16_t length = (uint16_t)strlen(words);
    memcpy(out, &length, 2);
    memcpy(out + 2, words, length);
    return 2 + (size_t)length;
}

static void send_ready(unsigned char tier) {
    unsigned char payload[64] = {1, 0, tier, 0, 1};
    send_frame(k_ready, payload, (uint16_t)(5 + text(payload + 5, "scripted")));
}

static void send_document(const char *json) {
    size_t left = strlen(json);
    while (left > 0) {
        size_t part = left < max_frame - header_bytes ? left : max_frame - header_bytes;
        send_frame(k_report, json, (uint16_t)part);
        json += part;
        left -= part;
    }
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void send_started(uint64_t stamp) { send_frame(k_started, &stamp, 8); }

static void send_progress(int64_t frames) {
    unsigned char payload[64] = {1, 0};  // transcoding, no percent
    size_t at = 2;
    double rate = 25;
    memcpy(payload + at, &frames, 8);
    memcpy(payload + at + 8, &rate, 8);
    memcpy(payload + at + 16, &rate, 8);
    payload[at + 24] = 0;
    memcpy(payload + at + 25, &frames, 8);
    send_frame(k_progress, payload, (uint16_t)(at + 33));
}

static void send_failed(const char *code, const char *detail) {
    unsigned char payload[256];
    size_t at = text(payload, code);
    at += text(payload + at, detail);
    memset(payload + at, 0, 6);  // no pointer, hint, stage, stream, timestamp, cause
    send_frame(k_failed, payload, (uint16_t)(at + 6));
}

static const char report[] =
    "{\"outputs\":[],\"probe\":{\"format\":\"scripted\",\"bytes\":1,\"tags\":{},\"streams\":[],\"chapters\":[]},"
    "\"losses\":[],\"warnings\":[\"\\u001b[31mred\"],\"stageCPUSeconds\":{}}";

static void succeed(void) {
    send_document(report);
    send_frame(k_done, NULL, 0);
}

static void pass_descriptor(void) {
    unsigned char bytes[max_frame];
    struct iovec part = {.iov_base = bytes, .iov_len = frame(bytes, k_done, NULL, 0)};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {0};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &(int){0}, sizeof(int));
    sendmsg(job_socket, &message, 0);
    forever();
}

// What a worker does once its job is there. Returning means: a report, then a clean end.
static void worker_script(const char *script, long number, int input) {
    unsigned char bytes[2 * max_frame] = {0};
#define IS(word) (strcmp(script, word) == 0)
    if (IS("early-result")) succeed(), forever();
    if (IS("early-progress")) send_progress(1), forever();
    if (IS("silent")) forever();
    if (IS("past-start")) send_started(1), forever();
    if (IS("future-start")) send_started(now() + 3600000000000u), forever();

    send_started(now());
    if (IS("crash")) die((int)number);
    if (IS("exit")) _exit((int)number);
    if (IS("hang")) forever();
    if (IS("spin")) for (;;) {}
    if (IS("ignore")) {
        for (int signal = 1; signal < NSIG; signal++) sigaction(signal, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
        forever();
    }
    if (IS("second-start")) send_started(now()), forever();
    if (IS("garbage")) memset(bytes, 'x', 64), put(bytes, 64), forever();
    if (IS("oversize")) put(bytes, max_frame + 1), forever();
    if (IS("truncated")) put(bytes, frame(bytes, k_progress, "twenty bytes of this", 20) - 1), forever();
    if (IS("unknown")) send_frame(99, NULL, 0), forever();
    if (IS("out-of-turn")) send_ready(0), forever();
    if (IS("template-frame")) send_frame(k_forked, "\1\0\0\0\0\0\0\0\1\0\0\0", 12), forever();
    if (IS("wrong-fence")) fence += 1, send_progress(1), forever();
    if (IS("unclaimable")) send_failed("cancelled", "it was not"), forever();
    if (IS("bad-report")) send_document("{\"outputs\":"), send_frame(k_done, NULL, 0), forever();
    if (IS("other-report")) send_document("{\"outputs\":[],\"losses\":[],\"warnings\":[],\"stageCPUSeconds\":{}}"), send_frame(k_done, NULL, 0), forever();
    if (IS("empty-report")) send_frame(k_done, NULL, 0), forever();
    if (IS("long-report")) for (;;) send_frame(k_report, bytes, max_frame - header_bytes);
    if (IS("descriptor")) pass_descriptor();
    if (IS("flood")) for (int64_t count = 1;; count++) send_progress(count);
    if (IS("stall")) for (;;) send_progress(7), sleep_ms(20);
    if (IS("close")) close(job_socket), forever();
    if (IS("fail")) send_failed("input_corrupt", "the scripted input is corrupt"), _exit(0);
    if (IS("fail-crash")) send_failed("no_space", "the disk is full"), die((int)number);
    if (IS("second-result")) succeed(), succeed(), forever();
    if (IS("done-hang")) succeed(), forever();
    if (IS("done-crash")) succeed(), die((int)number);
    if (IS("log")) {
        for (long line = 0; line < number; line++) dprintf(2, "line %ld\n", line);
        dprintf(2, "\x1b[2Jcleared\r\nlast words");
        die(SIGSEGV);
    }
    if (IS("log-flood")) {
        memset(bytes, 'y', sizeof bytes);
        for (;;) if (write(2, bytes, sizeof bytes) < 0) _exit(5);
    }
    if (IS("progress")) for (int64_t count = 1; count <= number; count++) send_progress(count), sleep_ms(10);
    if (IS("wait"))
        while (pread(input, bytes, 1, (off_t)strlen("wait\n")) != 1) sleep_ms(5);
    succeed();
#undef IS
}

static _Noreturn void worker(const char *how) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (strcmp(how, "never-ready") == 0) forever();
    if (strcmp(how, "child-crash") == 0) die(SIGSEGV);
    send_ready(strcmp(how, "other-tier") == 0 ? 2 : 0);

    char *job = malloc(max_job + 1);
    struct iovec part = {.iov_base = job, .iov_len = max_job};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(32 * sizeof(int))];
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t count = recvmsg(job_socket, &message, 0);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (count <= 0 || !header) _exit(0);
    job[count] = 0;
    const char *key = strstr(job, "\"fence\":");
    if (!key) _exit(6);
    fence = strtoll(key + 8, NULL, 10);

    int input;
    memcpy(&input, CMSG_DATA(header), sizeof input);
    char script[128] = {0};
    ssize_t length = pread(input, script, sizeof script - 1, 0);
    if (length < 0) _exit(7);
    script[strcspn(script, "\n")] = 0;
    long number = 0;
    char *space = strchr(script, ' ');
    if (space) {
        *space = 0;
        number = strtol(space + 1, NULL, 10);
    }
    worker_script(script, number, input);
    _exit(0);
}

static void serve(const char *script) {
    for (;;) {
        unsigned char command[64];
        struct iovec part = {.iov_base = command, .iov_len = sizeof command};
        _Alignas(struct cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))];
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        ssize_t count = recvmsg(job_socket, &message, 0);
        if (count <= 0) _exit(0);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        if (count != 56 || memcmp(command, "MRF1", 4) != 0 || !header) _exit(8);
        int ends[2];
        memcpy(ends, CMSG_DATA(header), sizeof ends);
        if (strcmp(script, "die-on-fork") == 0) die(SIGSEGV);
        if (strcmp(script, "ignore-fork") == 0) continue;

        unsigned char answer[12];
        memcpy(answer, command + 8, 8);
        if (strcmp(script, "fork-fails") == 0) {
            memcpy(answer + 8, &(int32_t){EAGAIN}, 4);
            send_frame(k_fork_failed, answer, 12);
        } else {
            long pid = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
            if (pid == 0) {
                dup2(ends[0], job_socket);
                dup2(ends[1], 2);
                close(ends[0]);
                close(ends[1]);
                worker(script);
            }
            int32_t told = strcmp(script, "lying-pid") == 0 ? 1 : (int32_t)pid;
            memcpy(answer + 8, &told, 4);
            send_frame(k_forked, answer, 12);
        }
        close(ends[0]);
        close(ends[1]);
    }
}

// What the template does. Scripts that are not named here behave until a fork command comes (`serve`) or until the
// child runs (`worker`).
static void template_script(const char *script) {
#define IS(word) (strcmp(script, word) == 0)
    if (IS("exit")) dprintf(2, "no library found\n"), _exit(3);
    if (IS("silent")) forever();
    if (IS("garbage")) put("hello", 5), forever();
    if (IS("bad-hello")) send_document("{]"), send_frame(k_done, NULL, 0), forever();
    send_document(
        IS("other-name")
            ? "{\"name\":\"other\",\"version\":\"1\",\"operations\":[\"probe\"],\"video_encoders\":[],"
              "\"audio_encoders\":[],\"containers\":[],\"limits\":{\"max_outputs\":1,\"max_width\":1,\"max_height\":1}}"
            : "{\"name\":\"scripted\",\"version\":\"1.0\",\"operations\":[\"probe\"],\"video_encoders\":[],"
              "\"audio_encoders\":[],\"containers\":[],\"limits\":{\"max_outputs\":1,\"max_width\":1,\"max_height\":1}}");
    send_frame(k_done, NULL, 0);
    if (IS("refuse")) {
        unsigned char payload[128];
        send_frame(k_refused, payload, (uint16_t)text(payload, "seccomp is missing"));
        _exit(1);
    }
    send_ready(IS("tier-c") ? 3 : 0);
#undef IS
}

int main(int argc, char **argv) {
    (void)argc;
    const char *slash = strrchr(argv[0], '/');
    const char *name = slash ? slash + 1 : argv[0];
    const char *script = strncmp(name, "scripted-", 9) == 0 ? name + 9 : "";
    template_script(script);
    serve(script);
}
