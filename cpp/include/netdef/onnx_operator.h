// Operators of ONNX, in its domain `ai.onnx`. Each has the semantics of the newest opset; what imports models upgrades
// older ones. Optional inputs and outputs that are left out have empty names; graphs in attributes are nets.
// https://onnx.ai/onnx/operators/
#pragma once

#include "netdef/operator.h"
#include "netdef/widened.h"

#define ONNX_DOMAIN "ai.onnx"
#define ONNX_ML_DOMAIN "ai.onnx.ml"
#define ONNX_PREVIEW_TRAINING_DOMAIN "ai.onnx.preview.training"
#define MICROSOFT_DOMAIN "com.microsoft"

#define ONNX_OPERATOR_SCHEMA(type) OPERATOR_SCHEMA_IN(ONNX_DOMAIN, type)
// The kernel, and the reason why there is no gradient.
#define REGISTER_ONNX_OPERATOR(type, ...) REGISTER_ONNX_OPERATOR_IN(ONNX_DOMAIN, type, __VA_ARGS__)
#define REGISTER_ONNX_OPERATOR_IN(domain, type, ...)        \
  REGISTER_OPERATOR_IN(domain, type, __VA_ARGS__);          \
  NETDEF_REGISTER_GRADIENT_ENTRY(                           \
      type, domain, ::netdef::GradientRegistry::ShouldNotDo("operators of ONNX are for inference; Caffe2's are for training"))
