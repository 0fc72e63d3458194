#pragma once
// What Swift cannot import from libav (macros, a variadic log callback), and the callbacks that libav makes on its own
// threads: log capture and file access over a descriptor. No policy is here.
#include "../../CLibAV/libav.h"
#include <stdint.h>

static const int64_t cav_no_timestamp = AV_NOPTS_VALUE;
static const int cav_error_again = AVERROR(EAGAIN);
static const int cav_error_end = AVERROR_EOF;
static const int cav_error_invalid_data = AVERROR_INVALIDDATA;
static const int cav_error_invalid_argument = AVERROR(EINVAL);
static const int cav_error_option_not_found = AVERROR_OPTION_NOT_FOUND;
static const int cav_error_decoder_not_found = AVERROR_DECODER_NOT_FOUND;
static const int cav_error_encoder_not_found = AVERROR_ENCODER_NOT_FOUND;
static const int cav_error_no_memory = AVERROR(ENOMEM);
static const int cav_error_io = AVERROR(EIO);
static const int cav_error_no_space = AVERROR(ENOSPC);
static const int cav_error_patch_welcome = AVERROR_PATCHWELCOME;
static const uint32_t cav_tag_hvc1 = MKTAG('h', 'v', 'c', '1');

// ---- log

/// Installs the log callback: lines at `level` and graver are kept, and written to standard error when `forward` is set
/// (at most 500 in the life of the process).
void cav_log_install(int level, int forward);
/// The gravest of the last lines that libav logged on this thread, else on any; empties it. Returns its length, 0 if none.
int cav_log_take(char *buffer, int size);

// ---- files over a descriptor

/// A file that libav reads or writes through a descriptor it does not own, at this view's own position.
typedef struct CAVFile CAVFile;

/// A view of `size` bytes (negative: asked from the kernel) for reading.
CAVFile *cav_file_reader(int descriptor, int64_t size);
/// A view for writing, from offset 0.
CAVFile *cav_file_writer(int descriptor);
void cav_file_free(CAVFile *file);
/// Bytes read or written so far; may be asked from any thread.
int64_t cav_file_bytes(CAVFile *file);
/// Greatest offset written or size of the input.
int64_t cav_file_size(CAVFile *file);
/// The errno of the first call that failed, 0 if none did.
int cav_file_errno(CAVFile *file);

/// A context over the view; free it with `cav_io_free`. NULL: no memory.
AVIOContext *cav_io_reader(CAVFile *file, int buffer_bytes);
AVIOContext *cav_io_writer(CAVFile *file, int buffer_bytes);
void cav_io_free(AVIOContext **context);

/// Makes every nested open of the context fail.
void cav_refuse_opens(AVFormatContext *context);
/// Lets the muxer re-open the output for reading (faststart's second pass) and refuses every other open.
/// The context's `opaque` is taken.
void cav_serve_reopen(AVFormatContext *context, CAVFile *output);

// ---- pools

/// Empty frames and packets, re-used: `put` drops what they refer to. Any thread.
AVFrame *cav_frame_get(void);
void cav_frame_put(AVFrame *frame);
AVPacket *cav_packet_get(void);
void cav_packet_put(AVPacket *packet);

// ---- pictures

/// Copies a plane turned or mirrored. `transform` is applied to the source's coordinates: bit 0 transposes, then bit 1
/// mirrors left-right, then bit 2 mirrors top-bottom. `width` and `height` are the source's, in samples of `bytes` bytes.
void cav_plane_transform(
    const uint8_t *source, int source_stride, uint8_t *target, int target_stride, int width, int height, int bytes,
    int transform);

/// 64 zeroed bytes after the data, as libav's decoders ask of extradata.
uint8_t *cav_extradata_copy(const uint8_t *bytes, int count);

const char *cav_error_words(int code, char *buffer, int size);
