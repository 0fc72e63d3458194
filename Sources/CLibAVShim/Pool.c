#include "CLibAVShim.h"
#include <pthread.h>

enum { kept = 64 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static AVFrame *frames[kept];
static AVPacket *packets[kept];
static int frame_count, packet_count;

AVFrame *cav_frame_get(void)
{
    AVFrame *frame = NULL;
    pthread_mutex_lock(&lock);
    if (frame_count > 0)
        frame = frames[--frame_count];
    pthread_mutex_unlock(&lock);
    return frame ? frame : av_frame_alloc();
}

void cav_frame_put(AVFrame *frame)
{
    av_frame_unref(frame);
    pthread_mutex_lock(&lock);
    if (frame_count < kept) {
        frames[frame_count++] = frame;
        frame = NULL;
    }
    pthread_mutex_unlock(&lock);
    av_frame_free(&frame);
}

AVPacket *cav_packet_get(void)
{
    AVPacket *packet = NULL;
    pthread_mutex_lock(&lock);
    if (packet_count > 0)
        packet = packets[--packet_count];
    pthread_mutex_unlock(&lock);
    return packet ? packet : av_packet_alloc();
}

void cav_packet_put(AVPacket *packet)
{
    av_packet_unref(packet);
    pthread_mutex_lock(&lock);
    if (packet_count < kept) {
        packets[packet_count++] = packet;
        packet = NULL;
    }
    pthread_mutex_unlock(&lock);
    av_packet_free(&packet);
}
