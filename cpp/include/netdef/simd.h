// Loops for the vector units of the machine that runs them.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define NETDEF_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define NETDEF_SANITIZED 1
#endif
#endif

// On a function that is one hot loop: it is compiled for several instruction sets, everything it calls
// inlined, and the best one that the CPU has is called. Results may differ in the last bit between CPUs: with
// AVX-512 compilers make one rounding of a * b + c. (Sanitizers cannot do with the way the choice is made.)
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) && !defined(NETDEF_SANITIZED)
#define NETDEF_SIMD __attribute__((flatten, target_clones("default", "avx2", "avx512f")))
#elif defined(__GNUC__)
#define NETDEF_SIMD __attribute__((flatten))
#else
#define NETDEF_SIMD
#endif
