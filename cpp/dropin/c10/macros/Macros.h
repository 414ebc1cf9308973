// Macros that sources of Caffe2's time rely on. Headers that need C++17 include this one first.
#pragma once

#if __cplusplus < 201703L
#error "netdef's headers for Caffe2 need C++17: compile with -std=c++17, sources written for C++11 or C++14 as well"
#include <compile-with-C++17>  // ends it here, before all that cannot be understood
#endif

#define C10_UNUSED [[maybe_unused]]
#define CAFFE2_UNUSED __attribute__((__unused__))
#define CAFFE2_USED __attribute__((__used__))
#define CAFFE2_ALIGNED(bytes) __attribute__((aligned(bytes)))
#define CAFFE2_NORETURN __attribute__((noreturn))
#define C10_USED __attribute__((__used__))
#define C10_API
#define C10_EXPORT __attribute__((__visibility__("default")))
#define C10_IMPORT
#define CAFFE2_API C10_EXPORT
#define TORCH_API C10_EXPORT
#define CAFFE2_EXPORT C10_EXPORT
#define CAFFE2_IMPORT
#define C10_DISABLE_COPY_AND_ASSIGN(name) \
  name(const name&) = delete;             \
  name& operator=(const name&) = delete
#define DISABLE_COPY_AND_ASSIGN(name) C10_DISABLE_COPY_AND_ASSIGN(name)
#define C10_LIKELY(condition) (__builtin_expect(static_cast<bool>(condition), 1))
#define C10_UNLIKELY(condition) (__builtin_expect(static_cast<bool>(condition), 0))
#define C10_ALWAYS_INLINE inline __attribute__((always_inline))
#define C10_NOINLINE __attribute__((noinline))
#define C10_RESTRICT __restrict__
#define C10_NODISCARD [[nodiscard]]
#define C10_FALLTHROUGH [[fallthrough]]
#define CAFFE2_FALLTHROUGH [[fallthrough]]
#define C10_DEPRECATED [[deprecated]]
#define C10_DEPRECATED_MESSAGE(message) [[deprecated(message)]]
#define C10_HOST
#define C10_DEVICE
#define C10_HOST_DEVICE
#define C10_STRINGIZE_(text) #text
#define C10_STRINGIZE(text) C10_STRINGIZE_(text)
#define C10_UID __COUNTER__
// Marks of functions that the sanitizers shall not look at.
#if defined(__clang__)
#define __ubsan_ignore_float_divide_by_zero__ __attribute__((no_sanitize("float-divide-by-zero")))
#define __ubsan_ignore_undefined__ __attribute__((no_sanitize("undefined")))
#define __ubsan_ignore_signed_int_overflow__ __attribute__((no_sanitize("signed-integer-overflow")))
#else
#define __ubsan_ignore_float_divide_by_zero__
#define __ubsan_ignore_undefined__
#define __ubsan_ignore_signed_int_overflow__
#endif
#define C10_CONCATENATE_(a, b) a##b
#define C10_CONCATENATE(a, b) C10_CONCATENATE_(a, b)
#define C10_ANONYMOUS_VARIABLE(stem) C10_CONCATENATE(stem, __COUNTER__)
#define CAFFE_CONCATENATE(a, b) C10_CONCATENATE(a, b)
#define CAFFE_ANONYMOUS_VARIABLE(stem) C10_ANONYMOUS_VARIABLE(stem)
#define CAFFE_CUDNN_NOT_BUILT 1
