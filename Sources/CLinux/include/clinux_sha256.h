#pragma once
#include <stddef.h>
#include <stdint.h>

/// Works `count` blocks of 64 bytes into the state, with the processor's SHA instructions where it has them.
void clinux_sha256(uint32_t state[8], const uint8_t *blocks, size_t count);
/// The same in portable C.
void clinux_sha256_portable(uint32_t state[8], const uint8_t *blocks, size_t count);
