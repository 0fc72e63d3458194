#pragma once
// Raw system calls for tests that try what must not work.

/// The number of a call on this architecture; −1 where it has none.
long raw_number(const char *name);

/// The result, or −errno.
long raw_call(long number, long a, long b, long c, long d, long e, long f);

/// getpid through the 32-bit entry of x86_64; −38 elsewhere.
long raw_int80(void);

/// Overflows the stack.
long raw_recurse(long depth);
