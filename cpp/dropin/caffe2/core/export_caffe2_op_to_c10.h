// These macros told PyTorch's dispatcher of an operator; here there is none.
#pragma once

#define C10_DECLARE_EXPORT_CAFFE2_OP_TO_C10(name) static_assert(true, "");
#define C10_EXPORT_CAFFE2_OP_TO_C10_SCHEMA_ONLY(name, schema) static_assert(true, "");
#define C10_EXPORT_CAFFE2_OP_TO_C10_CPU_KERNEL_ONLY(name, ...) static_assert(true, "");
#define C10_EXPORT_CAFFE2_OP_TO_C10_CPU(name, schema, ...) static_assert(true, "");
#define C10_EXPORT_CAFFE2_OP_TO_C10_CUDA(name, ...) static_assert(true, "");
