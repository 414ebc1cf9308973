// A net, or a stretch of it, prepared for inputs of known shapes: a flat list of steps over values whose places in
// memory are settled. Immutable; a BoundPlan runs it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compile/kernel.h"
#include "compile/layout.h"
#include "netdef/schema.h"

namespace netdef {
namespace compile {

// Where the memory of a value comes from.
enum class Home : uint8_t {
  kArena,     // the frame's arena, at Value::offset
  kConstant,  // a parameter, or what follows from shapes
  kInput,     // a blob that has its contents before the plan runs
  kOutput,    // a blob that the plan fills
  kBlob,      // the blob of an operator that runs as it is
  kView,      // part of value `parent`, from Value::offset on
};

// real value = scale * (q - zero_point)
struct Quantization {
  float scale = 1;
  int32_t zero_point = 0;
};

struct Value {
  std::string blob;
  TensorSpec spec;  // as the net sees it, whatever the layout
  Quantization quantization;  // where spec.int8
  Layout layout = Layout::kPlain;
  Home home = Home::kArena;
  size_t bytes = 0, offset = 0;
  int parent = -1;
  const void* constant = nullptr;
};

struct PlanStep {
  int op = -1;                           // position in the net; several steps may come from one operator
  std::string what;                      // the operator's type, or "reorder"
  std::shared_ptr<const Kernel> kernel;  // nullptr: operator `op` runs as it is
  std::vector<int> reads, writes;        // values; the kernel's operands in this order
  // For operators that run as they are: values that must be found in the blobs of their names, and the values that
  // the operator's blobs become.
  std::vector<int> published, results;
  double flops = 0, bytes = 0;
};

struct Plan {
  std::string net;               // its name
  int first_op = 0, end_op = 0;  // of the net
  std::vector<Value> values;
  std::vector<PlanStep> steps;
  std::vector<int> inputs, outputs;  // values
  std::vector<std::shared_ptr<const void>> held;  // memory that constants point to
  size_t arena_bytes = 0, scratch_bytes = 0;
  size_t blob_bytes = 0;  // of tensors that operators which run as they are keep in their blobs, as far as shapes are known

  // The value that has memory of its own, and where in it `value` lies.
  int RootOf(int value, size_t* offset = nullptr) const;
};

// Gives every value with Home::kArena its offset; values that are never alive at the same time share memory.
void PlaceInArena(Plan* plan);

}  // namespace compile
}  // namespace netdef
