#pragma once

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
#define C10_CONCATENATE_(a, b) a##b
#define C10_CONCATENATE(a, b) C10_CONCATENATE_(a, b)
#define C10_ANONYMOUS_VARIABLE(stem) C10_CONCATENATE(stem, __COUNTER__)
#define CAFFE_CONCATENATE(a, b) C10_CONCATENATE(a, b)
#define CAFFE_ANONYMOUS_VARIABLE(stem) C10_ANONYMOUS_VARIABLE(stem)
#define CAFFE_CUDNN_NOT_BUILT 1
