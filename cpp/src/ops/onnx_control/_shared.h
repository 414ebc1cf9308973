// Graphs in attributes: nets that run in a workspace of their own and see the blobs around them.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "netdef/net.h"
#include "netdef/onnx_operator.h"
#include "netdef/proto_utils.h"
#include "netdef/sequence.h"

namespace netdef {
inline namespace onnx_control {  // other families have things of the same names

// The net of an attribute. Its external inputs and outputs are the graph's, in order; other names that it reads are those of
// blobs of the workspace around it.
class SubNet {
 public:
  SubNet(const NetDefPtr& def, Workspace* outer, const char* what) : ws_(outer) {
    NETDEF_ENFORCE(def != nullptr, "the required argument '", what, "' is missing");
    auto net = std::make_shared<NetDef>(*def);
    std::set<std::string> known(net->external_input().begin(), net->external_input().end()), captured;
    inputs_.assign(net->external_input().begin(), net->external_input().end());
    outputs_.assign(net->external_output().begin(), net->external_output().end());
    for (const OperatorDef& op : net->op()) {
      for (const std::string& name : op.input()) {
        if (!IsAbsent(op, name) && known.count(name) == 0) captured.insert(name);
      }
      for (const std::string& name : op.output()) {
        if (IsAbsent(op, name)) continue;
        known.insert(name);
        made_.insert(name);
      }
    }
    for (const std::string& name : outputs_) {
      if (known.count(name) == 0) captured.insert(name);
    }
    for (const std::string& name : captured) {
      if (made_.count(name) == 0) net->add_external_input(name);
    }
    // What the net takes and makes is its own, also where a blob outside has the name.
    for (const std::string& name : inputs_) ws_.CreateLocalBlob(name);
    for (const std::string& name : made_) ws_.CreateLocalBlob(name);
    net_ = CreateNet(net, &ws_);
  }

  size_t input_size() const { return inputs_.size(); }
  size_t output_size() const { return outputs_.size(); }
  Blob* input(size_t i) { return ws_.CreateLocalBlob(inputs_.at(i)); }
  NetBase* net() { return net_.get(); }

  // Output `i` becomes the contents of `to`.
  void TakeOutput(size_t i, Blob* to) {
    const std::string& name = outputs_.at(i);
    const Blob* blob = ws_.GetBlob(name);
    NETDEF_ENFORCE(blob != nullptr && !blob->empty(), "the graph has not made its output '", name, "'");
    CopyValue(*blob, to);
  }

 private:
  Workspace ws_;
  std::vector<std::string> inputs_, outputs_;
  std::set<std::string> made_;
  std::unique_ptr<NetBase> net_;  // ends before ws_
};

inline void SetScalar(Blob* blob, int64_t value) {
  Tensor* t = blob->GetMutable<Tensor>();
  t->Resize(Dims{});
  *t->mutable_data<int64_t>() = value;
}
inline void SetScalar(Blob* blob, bool value) {
  Tensor* t = blob->GetMutable<Tensor>();
  t->Resize(Dims{});
  *t->mutable_data<bool>() = value;
}
inline bool ConditionOf(const Tensor& t) {
  NETDEF_ENFORCE_EQ(t.numel(), 1, "a condition must be one bool");
  return *t.data<bool>();
}

// Slices of one shape, stacked along a new axis.
inline void StackSlices(const std::vector<Tensor>& slices, int64_t axis, bool reverse, Tensor* out) {
  if (slices.empty()) {
    out->Resize(Dims{0}, DType::kFloat);  // nothing tells the shape or type of a slice
    return;
  }
  Dims dims = slices[0].dims();
  const auto rank = static_cast<int64_t>(dims.size()) + 1;
  NETDEF_ENFORCE(axis >= -rank && axis < rank, "axis ", axis, " is out of range for ", rank, " dimensions");
  const int64_t at = axis < 0 ? axis + rank : axis, outer = SizeToDim(dims, at), inner = SizeFromDim(dims, at), n = static_cast<int64_t>(slices.size());
  dims.insert(dims.begin() + at, n);
  out->Resize(dims, slices[0].dtype());
  DispatchItemTypes(slices[0].dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* to = static_cast<T*>(out->raw_mutable_data());
    for (int64_t i = 0; i < n; ++i) {
      const Tensor& slice = slices[static_cast<size_t>(reverse ? n - 1 - i : i)];
      NETDEF_ENFORCE(slice.dims() == slices[0].dims() && slice.dtype() == slices[0].dtype(), "the slices of a stacked output differ in shape or type");
      for (int64_t o = 0; o < outer; ++o) std::copy_n(Items<T>(slice) + o * inner, inner, to + (o * n + i) * inner);
    }
  });
}

inline void NestedSchema(OpSchema& schema) {
  schema.NumInputs(0, OpSchema::kMany).NumOutputs(0, OpSchema::kMany).ShapeDependsOnData("a graph makes the outputs");
}

}  // namespace onnx_control
}  // namespace netdef
