#include "CLibAVShim.h"
#include <ctype.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum { line_bytes = 512, forwarded_lines = 500 };

struct line {
    int level;
    char text[line_bytes];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct line shared;
static _Thread_local struct line mine;
static _Atomic int kept_level = AV_LOG_WARNING;
static int forwarding = 0;
static int forwarded = 0;
static char last_forwarded[line_bytes];

static void keep(struct line *slot, int level, const char *text)
{
    // A graver line stays until it is taken: what follows an error is seldom more telling than the error.
    if (slot->text[0] && slot->level < level)
        return;
    slot->level = level;
    strncpy(slot->text, text, line_bytes - 1);
    slot->text[line_bytes - 1] = 0;
}

// libav names the speaker by its address ("[h264 @ 0x55…]"): noise to a reader, and a map of the process to an attacker.
static int without_addresses(char *text, int length)
{
    int to = 0;
    for (int from = 0; from < length;) {
        if (length - from > 5 && memcmp(text + from, " @ 0x", 5) == 0) {
            from += 5;
            while (from < length && isxdigit((unsigned char) text[from]))
                from++;
        } else {
            text[to++] = text[from++];
        }
    }
    text[to] = 0;
    return to;
}

static void callback(void *context, int level, const char *format, va_list arguments)
{
    char text[line_bytes];
    static _Thread_local int prefix = 1;
    if (level < 0 || (level & 0xff) > kept_level)
        return;
    level &= 0xff;
    int length = av_log_format_line2(context, level, format, arguments, text, sizeof text, &prefix);
    if (length <= 0)
        return;
    if (length >= line_bytes)
        length = line_bytes - 1;
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
        text[--length] = 0;
    for (int index = 0; index < length; index++)
        if ((unsigned char) text[index] < 0x20 || text[index] == 0x7f)
            text[index] = ' ';
    length = without_addresses(text, length);
    if (length == 0)
        return;
    keep(&mine, level, text);
    pthread_mutex_lock(&lock);
    keep(&shared, level, text);
    // A line that repeats the one before tells nothing new.
    int write_it = forwarding && forwarded < forwarded_lines && strcmp(text, last_forwarded) != 0;
    if (write_it) {
        forwarded++;
        memcpy(last_forwarded, text, (size_t) length + 1);
    }
    pthread_mutex_unlock(&lock);
    if (write_it) {
        text[length] = '\n';
        ssize_t ignored = write(2, text, (size_t) length + 1);
        (void) ignored;
    }
}

void cav_log_install(int level, int forward)
{
    pthread_mutex_lock(&lock);
    kept_level = level;
    forwarding = forward;
    pthread_mutex_unlock(&lock);
    av_log_set_level(level);
    av_log_set_callback(callback);
}

int cav_log_take(char *buffer, int size)
{
    if (size <= 0)
        return 0;
    pthread_mutex_lock(&lock);
    struct line *from = mine.text[0] ? &mine : &shared;
    strncpy(buffer, from->text, (size_t) size - 1);
    buffer[size - 1] = 0;
    from->text[0] = 0;
    shared.text[0] = 0;
    pthread_mutex_unlock(&lock);
    return (int) strlen(buffer);
}

const char *cav_error_words(int code, char *buffer, int size)
{
    if (av_strerror(code, buffer, (size_t) size) < 0 && size > 0)
        buffer[size - 1] = 0;
    return buffer;
}
