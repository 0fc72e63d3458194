#pragma once
// What Swift cannot import or must not run itself: GNU-only and variadic calls, macros, fork and clone, descriptor
// passing, the seccomp loader. No policy: callers decide what is allowed.
//
// These headers include nothing of the system but <stddef.h> and <stdint.h>: read with _GNU_SOURCE, the system's headers
// define `fd_set`, `rusage` and others differently from Swift's Glibc and Dispatch modules, and the compiler refuses the
// two together. So the sources are GNU C, the interface is plain types.
#include <stddef.h>
#include <stdint.h>

#include "clinux_calls.h"
#include "clinux_epoll.h"
#include "clinux_message.h"
#include "clinux_sha256.h"
#include "clinux_spawn.h"
#include "clinux_clone.h"
#include "clinux_seal.h"
