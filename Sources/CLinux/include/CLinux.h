#pragma once
// GNU-only headers, variadic calls and macros that Swift cannot import, and what must run in C:
// fork and clone, descriptor passing, the seccomp loader. No policy: callers decide what is allowed.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clinux_calls.h"
#include "clinux_message.h"
#include "clinux_spawn.h"
