#pragma once

#include "c10/macros/Macros.h"

#if defined(__SANITIZE_ADDRESS__)
#define CAFFE2_ASAN_ENABLED 1
#endif
#define CAFFE2_NO_SANITIZE(...) __attribute__((no_sanitize(__VA_ARGS__)))
