// The C interface over Predictor: no exception leaves, every failure becomes a status and a message.
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "netdef.h"
#include "netdef/build_info.h"
#include "netdef/error.h"
#include "netdef/loader.h"
#include "netdef/operator_library.h"
#include "netdef/parallel.h"
#include "netdef/predictor.h"

struct netdef_model {
  explicit netdef_model(const netdef::Model& model) : predictor(model) {}
  netdef::Predictor predictor;
};

struct netdef_result {
  std::vector<std::pair<std::string, netdef::Tensor>> outputs;
};

namespace {

thread_local std::string last_error;

netdef_status StatusOf(netdef::ErrorKind kind) {
  using netdef::ErrorKind;
  switch (kind) {
    case ErrorKind::kRuntime: return NETDEF_RUNTIME;
    case ErrorKind::kUnknownOperator: return NETDEF_UNKNOWN_OPERATOR;
    case ErrorKind::kNotBuiltIn: return NETDEF_NOT_BUILT_IN;
    case ErrorKind::kWrongDevice: return NETDEF_WRONG_DEVICE;
    case ErrorKind::kWrongEngine: return NETDEF_WRONG_ENGINE;
    case ErrorKind::kLibraryNotLoaded: return NETDEF_LIBRARY_NOT_LOADED;
    case ErrorKind::kInvalidModel: return NETDEF_INVALID_MODEL;
    case ErrorKind::kLimit: return NETDEF_LIMIT;
    case ErrorKind::kNotFound: return NETDEF_NOT_FOUND;
    case ErrorKind::kPermission: return NETDEF_PERMISSION;
    case ErrorKind::kCancelled: return NETDEF_CANCELLED;
  }
  return NETDEF_RUNTIME;
}

template <typename Function>
netdef_status Guarded(Function&& function) {
  try {
    function();
    last_error.clear();
    return NETDEF_OK;
  } catch (const netdef::Error& error) {
    last_error = error.what();
    return StatusOf(error.kind());
  } catch (const std::bad_alloc&) {
    last_error = "out of memory";
    return NETDEF_LIMIT;
  } catch (const std::exception& error) {
    last_error = error.what();
    return NETDEF_RUNTIME;
  }
}

template <typename Pointer>
void Require(Pointer pointer, const char* what) {
  NETDEF_ENFORCE(pointer != nullptr, what, " is NULL");
}

netdef::Tensor TensorOf(const netdef_tensor& input) {
  Require(input.name, "the name of an input");
  const netdef::DType dtype = netdef::DTypeFromWire(input.dtype);
  NETDEF_ENFORCE(dtype != netdef::DType::kUndefined && dtype != netdef::DType::kString, "input '", input.name,
                 "' has the element type ", static_cast<int>(input.dtype), ", which this interface does not take");
  NETDEF_ENFORCE(input.ndim >= 0 && (input.ndim == 0 || input.dims != nullptr), "input '", input.name, "' has no valid dims");
  netdef::Dims dims(input.dims, input.dims + input.ndim);
  NETDEF_ENFORCE(netdef::NumElements(dims) == 0 || input.data != nullptr, "input '", input.name, "' has no data");
  return netdef::Tensor::Wrap(const_cast<void*>(input.data), std::move(dims), dtype);
}

void Describe(const std::pair<std::string, netdef::Tensor>& output, netdef_tensor* tensor) {
  const auto& [name, value] = output;
  const int wire = netdef::GetDTypeInfo(value.dtype()).wire;
  NETDEF_ENFORCE(wire != 0 && value.dtype() != netdef::DType::kString, "output '", name, "' holds ",
                 netdef::DTypeName(value.dtype()), ", which this interface does not give out");
  tensor->name = name.c_str();
  tensor->dtype = static_cast<netdef_dtype>(wire);
  tensor->ndim = value.dim();
  tensor->dims = value.dims().data();
  tensor->data = value.raw_data();
}

const char* NameAt(const std::vector<std::string>& names, int32_t index) {
  return index >= 0 && static_cast<size_t>(index) < names.size() ? names[static_cast<size_t>(index)].c_str() : nullptr;
}

}  // namespace

extern "C" {

const char* netdef_version(void) {
  static const std::string version = netdef::Version();
  return version.c_str();
}
int32_t netdef_abi_version(void) { return NETDEF_ABI_VERSION; }
const char* netdef_last_error(void) { return last_error.c_str(); }

netdef_status netdef_model_load(const char* path, const char* other, netdef_model** model) {
  return Guarded([&] {
    Require(path, "path");
    Require(model, "model");
    *model = nullptr;
    *model = new netdef_model(other == nullptr ? netdef::LoadModel(path) : netdef::LoadModel(path, other));
  });
}

netdef_status netdef_model_load_bytes(const void* bytes, size_t size, const void* other, size_t other_size,
                                      netdef_model** model) {
  return Guarded([&] {
    Require(bytes, "bytes");
    Require(model, "model");
    *model = nullptr;
    const std::string_view second = other == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(other), other_size);
    *model = new netdef_model(netdef::LoadModelFromBytes({static_cast<const char*>(bytes), size}, second));
  });
}

void netdef_model_free(netdef_model* model) { delete model; }

int32_t netdef_model_input_count(const netdef_model* model) {
  return model == nullptr ? 0 : static_cast<int32_t>(model->predictor.inputs().size());
}
const char* netdef_model_input_name(const netdef_model* model, int32_t index) {
  if (index < 0 || index >= netdef_model_input_count(model)) return nullptr;
  return model->predictor.inputs()[static_cast<size_t>(index)].name.c_str();
}
int32_t netdef_model_output_count(const netdef_model* model) {
  return model == nullptr ? 0 : static_cast<int32_t>(model->predictor.output_names().size());
}
const char* netdef_model_output_name(const netdef_model* model, int32_t index) {
  return model == nullptr ? nullptr : NameAt(model->predictor.output_names(), index);
}

netdef_status netdef_model_run(const netdef_model* model, const netdef_tensor* inputs, int32_t count, netdef_result** result) {
  return Guarded([&] {
    Require(model, "model");
    Require(result, "result");
    *result = nullptr;
    NETDEF_ENFORCE(count == 0 || (count > 0 && inputs != nullptr), "inputs is NULL");
    netdef::TensorMap named;
    for (int32_t i = 0; i < count; ++i) named[inputs[i].name == nullptr ? "" : inputs[i].name] = TensorOf(inputs[i]);
    netdef::TensorMap outputs = model->predictor.Run(named);
    auto made = std::make_unique<netdef_result>();
    for (const std::string& name : model->predictor.output_names()) {
      netdef::Tensor& output = outputs[name];
      if (output.dtype() != netdef::DType::kUndefined) made->outputs.emplace_back(name, std::move(output));
    }
    *result = made.release();
  });
}

int32_t netdef_result_count(const netdef_result* result) {
  return result == nullptr ? 0 : static_cast<int32_t>(result->outputs.size());
}

netdef_status netdef_result_get(const netdef_result* result, int32_t index, netdef_tensor* tensor) {
  return Guarded([&] {
    Require(result, "result");
    Require(tensor, "tensor");
    NETDEF_ENFORCE(index >= 0 && index < netdef_result_count(result), "output ", index, " of ", result->outputs.size());
    Describe(result->outputs[static_cast<size_t>(index)], tensor);
  });
}

netdef_status netdef_result_find(const netdef_result* result, const char* name, netdef_tensor* tensor) {
  return Guarded([&] {
    Require(result, "result");
    Require(name, "name");
    Require(tensor, "tensor");
    for (const auto& output : result->outputs) {
      if (output.first == name) return Describe(output, tensor);
    }
    NETDEF_THROW_KIND(kNotFound, "there is no output '", name, "'");
  });
}

void netdef_result_free(netdef_result* result) { delete result; }

netdef_status netdef_load_operator_library(const char* path) {
  return Guarded([&] {
    Require(path, "path");
    netdef::LoadOperatorLibrary(path);
  });
}

void netdef_set_num_threads(int32_t threads) { netdef::SetNumThreads(threads); }

}  // extern "C"
