#include "CLibAVShim.h"
#include <string.h>

static void copy_sample(uint8_t *target, const uint8_t *source, int bytes)
{
    switch (bytes) {
    case 1: *target = *source; break;
    case 2: memcpy(target, source, 2); break;
    default: memcpy(target, source, (size_t) bytes); break;
    }
}

void cav_plane_transform(
    const uint8_t *source, int source_stride, uint8_t *target, int target_stride, int width, int height, int bytes,
    int transform)
{
    int transpose = transform & 1;
    int target_width = transpose ? height : width, target_height = transpose ? width : height;
    // Tiles keep both the rows read and the columns written in the cache.
    enum { tile = 32 };
    for (int tile_y = 0; tile_y < height; tile_y += tile)
        for (int tile_x = 0; tile_x < width; tile_x += tile)
            for (int y = tile_y; y < height && y < tile_y + tile; y++)
                for (int x = tile_x; x < width && x < tile_x + tile; x++) {
                    int to_x = transpose ? y : x, to_y = transpose ? x : y;
                    if (transform & 2)
                        to_x = target_width - 1 - to_x;
                    if (transform & 4)
                        to_y = target_height - 1 - to_y;
                    copy_sample(
                        target + (ptrdiff_t) to_y * target_stride + (ptrdiff_t) to_x * bytes,
                        source + (ptrdiff_t) y * source_stride + (ptrdiff_t) x * bytes, bytes);
                }
}

uint8_t *cav_extradata_copy(const uint8_t *bytes, int count)
{
    uint8_t *copy = av_mallocz((size_t) count + AV_INPUT_BUFFER_PADDING_SIZE);
    if (copy && count > 0)
        memcpy(copy, bytes, (size_t) count);
    return copy;
}
