#include "CLibAVShim.h"
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct CAVFile {
    int descriptor;
    int64_t position;
    _Atomic int64_t size;
    _Atomic int64_t bytes;
    _Atomic int failed;
};

static CAVFile *make(int descriptor, int64_t size)
{
    CAVFile *file = calloc(1, sizeof *file);
    if (!file)
        return NULL;
    file->descriptor = descriptor;
    file->size = size;
    return file;
}

CAVFile *cav_file_reader(int descriptor, int64_t size)
{
    struct stat status;
    if (size < 0)
        size = fstat(descriptor, &status) == 0 ? status.st_size : 0;
    return make(descriptor, size);
}

CAVFile *cav_file_writer(int descriptor) { return make(descriptor, 0); }
void cav_file_free(CAVFile *file) { free(file); }
int64_t cav_file_bytes(CAVFile *file) { return file->bytes; }
int64_t cav_file_size(CAVFile *file) { return file->size; }
int cav_file_errno(CAVFile *file) { return file->failed; }

static int fail(CAVFile *file)
{
    int none = 0, number = errno;
    atomic_compare_exchange_strong(&file->failed, &none, number);
    return AVERROR(number);
}

static int read_some(void *opaque, uint8_t *buffer, int count)
{
    CAVFile *file = opaque;
    ssize_t got;
    do
        got = pread(file->descriptor, buffer, (size_t) count, file->position);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return fail(file);
    if (got == 0)
        return AVERROR_EOF;
    file->position += got;
    file->bytes += got;
    return (int) got;
}

static int write_all(void *opaque, uint8_t *buffer, int count)
{
    CAVFile *file = opaque;
    int done = 0;
    while (done < count) {
        ssize_t put = pwrite(file->descriptor, buffer + done, (size_t) (count - done), file->position);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return fail(file);
        done += (int) put;
        file->position += put;
        file->bytes += put;
        if (file->position > file->size)
            file->size = file->position;
    }
    return count;
}

static int64_t seek_to(void *opaque, int64_t offset, int whence)
{
    CAVFile *file = opaque;
    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE: return file->size;
    case SEEK_SET: break;
    case SEEK_CUR: offset += file->position; break;
    case SEEK_END: offset += file->size; break;
    default: return AVERROR(EINVAL);
    }
    if (offset < 0)
        return AVERROR(EINVAL);
    return file->position = offset;
}

static AVIOContext *make_context(CAVFile *file, int buffer_bytes, int writing)
{
    uint8_t *buffer = av_malloc((size_t) buffer_bytes);
    if (!buffer)
        return NULL;
    AVIOContext *context = avio_alloc_context(
        buffer, buffer_bytes, writing, file, writing ? NULL : read_some, writing ? write_all : NULL, seek_to);
    if (!context)
        av_free(buffer);
    return context;
}

AVIOContext *cav_io_reader(CAVFile *file, int buffer_bytes) { return make_context(file, buffer_bytes, 0); }
AVIOContext *cav_io_writer(CAVFile *file, int buffer_bytes) { return make_context(file, buffer_bytes, 1); }

void cav_io_free(AVIOContext **context)
{
    if (!*context)
        return;
    av_freep(&(*context)->buffer); // libav may have replaced the buffer it was given
    avio_context_free(context);
}

static int refuse(
    AVFormatContext *context, AVIOContext **io, const char *url, int flags, AVDictionary **options)
{
    (void) io, (void) flags, (void) options;
    av_log(context, AV_LOG_ERROR, "refused to open \"%s\": media may not name other files\n", url ? url : "");
    return AVERROR(EACCES);
}

void cav_refuse_opens(AVFormatContext *context) { context->io_open = refuse; }

static int reopen(
    AVFormatContext *context, AVIOContext **io, const char *url, int flags, AVDictionary **options)
{
    if (!(flags & AVIO_FLAG_READ) || (flags & AVIO_FLAG_WRITE) || !url || !context->url || strcmp(url, context->url))
        return refuse(context, io, url, flags, options);
    CAVFile *output = context->opaque;
    CAVFile *view = make(output->descriptor, output->size);
    if (!view)
        return AVERROR(ENOMEM);
    *io = cav_io_reader(view, 1 << 20);
    if (!*io) {
        free(view);
        return AVERROR(ENOMEM);
    }
    return 0;
}

static int close_view(AVFormatContext *context, AVIOContext *io)
{
    (void) context;
    CAVFile *view = io->opaque;
    cav_io_free(&io);
    free(view);
    return 0;
}

void cav_serve_reopen(AVFormatContext *context, CAVFile *output)
{
    context->opaque = output;
    context->io_open = reopen;
    context->io_close2 = close_view;
}
