#pragma once

#include "caffe2/core/common.h"
#include "caffe2/core/logging.h"
#include "caffe2/core/types.h"
#include "caffe2/core/view.h"
#include "caffe2/proto/caffe2_pb.h"
#include "caffe2/utils/proto_utils.h"
#include "netdef/schema.h"

namespace caffe2 {

// netdef's schema under Caffe2's names: each call returns the schema, to be called again.
namespace internal {
inline TensorShape ToShape(const netdef::TensorSpec& spec) {
  TensorShape shape;
  for (int64_t d : spec.dims) shape.add_dims(d);
  shape.set_data_type(TypeMetaToDataType(spec.dtype));
  if (!spec.known) shape.set_unknown_shape(true);
  return shape;
}
inline netdef::TensorSpec ToSpec(const TensorShape& shape) {
  const netdef::DType dtype = netdef::DTypeFromWire(shape.data_type());
  if (shape.unknown_shape()) return netdef::TensorSpec::Unknown(dtype);
  return netdef::TensorSpec(netdef::Dims(shape.dims().begin(), shape.dims().end()), dtype);
}
}  // namespace internal

class OpSchema : public netdef::OpSchema {
 public:
  // Work of a run.
  struct Cost {
    uint64_t flops = 0, bytes_read = 0, bytes_written = 0, params_bytes = 0;
  };
  using TensorInferenceFunctionType = TensorInference;
  using CostInferenceFunctionType = std::function<Cost(const OperatorDef&, const vector<TensorShape>&)>;
  using DeviceInferenceFunctionType =
      std::function<std::pair<vector<DeviceOption>, vector<DeviceOption>>(const OperatorDef&)>;

  static constexpr const char* Arg_IsTest = "is_test";

  OpSchema& NumInputs(int n) { return Chain(netdef::OpSchema::NumInputs(n)); }
  OpSchema& NumOutputs(int n) { return Chain(netdef::OpSchema::NumOutputs(n)); }
  OpSchema& NumInputs(int min, int max) { return Chain(netdef::OpSchema::NumInputs(min, max)); }
  OpSchema& NumOutputs(int min, int max) { return Chain(netdef::OpSchema::NumOutputs(min, max)); }
  OpSchema& NumInputs(set<int> allowed) { return Chain(netdef::OpSchema::NumInputs(std::move(allowed))); }
  OpSchema& NumOutputs(set<int> allowed) { return Chain(netdef::OpSchema::NumOutputs(std::move(allowed))); }
  OpSchema& NumInputs(std::function<bool(int)> allowed) { return Chain(netdef::OpSchema::NumInputs(std::move(allowed))); }
  OpSchema& NumOutputs(std::function<bool(int)> allowed) { return Chain(netdef::OpSchema::NumOutputs(std::move(allowed))); }
  OpSchema& NumInputsOutputs(std::function<bool(int, int)> allowed) { return Chain(netdef::OpSchema::NumInputsOutputs(std::move(allowed))); }
  OpSchema& SameNumberOfOutput() { return Chain(netdef::OpSchema::SameNumberOfOutput()); }
  OpSchema& AllowInplace(set<std::pair<int, int>> pairs) { return Chain(netdef::OpSchema::AllowInplace(std::move(pairs))); }
  OpSchema& AllowInplace(std::function<bool(int, int)> allowed) { return Chain(netdef::OpSchema::AllowInplace(std::move(allowed))); }
  OpSchema& EnforceInplace(set<std::pair<int, int>> pairs) { return Chain(netdef::OpSchema::EnforceInplace(std::move(pairs))); }
  OpSchema& EnforceInplace(std::function<bool(int, int)> allowed) { return Chain(netdef::OpSchema::EnforceInplace(std::move(allowed))); }
  OpSchema& AllowOneToOneInplace() { return Chain(netdef::OpSchema::AllowOneToOneInplace()); }
  OpSchema& EnforceOneToOneInplace() { return Chain(netdef::OpSchema::EnforceOneToOneInplace()); }
  OpSchema& SetDoc(string doc) { return Chain(netdef::OpSchema::SetDoc(std::move(doc))); }
  OpSchema& Input(int i, string name, string help) { return Chain(netdef::OpSchema::Input(i, std::move(name), std::move(help))); }
  OpSchema& Output(int i, string name, string help) { return Chain(netdef::OpSchema::Output(i, std::move(name), std::move(help))); }
  OpSchema& Arg(string name, string help, bool required = false) { return Chain(netdef::OpSchema::Arg(std::move(name), std::move(help), required)); }
  OpSchema& ArgIsTest(string help) { return Chain(netdef::OpSchema::ArgIsTest(std::move(help))); }
  OpSchema& IdenticalTypeAndShape() { return Chain(netdef::OpSchema::IdenticalTypeAndShape()); }
  OpSchema& IdenticalTypeAndShapeOfInput(int i) { return Chain(netdef::OpSchema::IdenticalTypeAndShapeOfInput(i)); }
  OpSchema& TensorInferenceFunction(TensorInferenceFunctionType infer) { return Chain(netdef::OpSchema::TensorInferenceFunction(std::move(infer))); }
  OpSchema& FillUsing(const std::function<void(OpSchema&)>& fill) { fill(*this); return *this; }
  OpSchema& InputsCanCrossDevices() { return *this; }
  OpSchema& DeviceInferenceFunction(DeviceInferenceFunctionType) { return *this; }  // there is one device
  OpSchema& Private() { return *this; }
  OpSchema& InheritOnnxSchema(const string& = "") { return *this; }
  OpSchema& DisallowInputFillers() { return *this; }
  OpSchema& ValueLengthInputFillers(size_t, size_t) { return *this; }
  OpSchema& ValueKeyLengthInputFillers(size_t, size_t, size_t) { return *this; }
  OpSchema& WeightedValueKeyLengthInputFillers(size_t, size_t, size_t, size_t) { return *this; }
  OpSchema& OutputCalculator(std::function<int(int)> outputs) {
    return NumInputsOutputs([outputs](int in, int out) { return outputs(in) == out; });
  }
  // A vector as long as a dimension of an input.
  OpSchema& IdenticalTypeAndShapeOfInputDim(int input, int dim) {
    return TensorInferenceFunction([input, dim](const OperatorDef&, const vector<TensorShape>& in) {
      TensorShape shape;
      shape.add_dims(in.at(input).dims(dim));
      shape.set_data_type(in[input].data_type());
      return vector<TensorShape>{shape};
    });
  }
  OpSchema& IdenticalTypeAndShapeOfMultipleInputs(const vector<int>& inputs) {
    return TensorInferenceFunction([inputs](const OperatorDef&, const vector<TensorShape>& in) {
      vector<TensorShape> out;
      for (int i : inputs) out.push_back(in.at(i));
      return out;
    });
  }
  OpSchema& ScalarType(TensorProto::DataType type) {
    return TensorInferenceFunction([type](const OperatorDef& def, const vector<TensorShape>&) {
      TensorShape shape;
      shape.set_data_type(type);
      return vector<TensorShape>(def.output_size(), shape);
    });
  }
  OpSchema& CostInferenceFunction(CostInferenceFunctionType infer) {
    return Chain(netdef::OpSchema::Cost([infer](const netdef::Arguments& args, const netdef::ShapeInputs& in, const std::vector<netdef::TensorSpec>& out) {
      OperatorDef def;
      args.CopyTo(&def);
      for (size_t i = 0; i < in.size(); ++i) def.add_input();
      for (size_t i = 0; i < out.size(); ++i) def.add_output();
      const Cost cost = infer(def, ToShapes(in.specs));
      return netdef::OpCost{double(cost.flops), double(cost.bytes_read), double(cost.bytes_written), double(cost.params_bytes)};
    }));
  }

  // --- questions
  class Argument {
   public:
    explicit Argument(const netdef::ArgDoc& doc) : doc_(doc) {}
    const char* name() const { return doc_.name.c_str(); }
    const char* description() const { return doc_.help.c_str(); }
    bool is_required() const { return doc_.required; }

   private:
    netdef::ArgDoc doc_;
  };
  vector<Argument> args() const { return {netdef::OpSchema::args().begin(), netdef::OpSchema::args().end()}; }
  vector<std::pair<const char*, const char*>> input_desc() const { return Described(inputs()); }
  vector<std::pair<const char*, const char*>> output_desc() const { return Described(outputs()); }
  const char* file() const { return netdef::OpSchema::file().c_str(); }
  const char* doc() const { return netdef::OpSchema::doc().empty() ? nullptr : netdef::OpSchema::doc().c_str(); }
  bool num_inputs_allowed(int n) const { return AcceptsInputs(n); }
  bool num_outputs_allowed(int n) const { return AcceptsOutputs(n); }
  bool inplace_enforced(int in, int out) const { return EnforcesInplace(in, out); }
  static constexpr int inf() { return kMany; }
  // False, with the reason in the log, for a definition that breaks the schema.
  bool Verify(const OperatorDef& def) const {
    for (const string& fault : Faults(def)) LOG(ERROR) << fault;
    return Faults(def).empty();
  }
  vector<TensorShape> InferTensor(const OperatorDef& def, const vector<TensorShape>& inputs) const {
    return ToShapes(InferShapes(netdef::Arguments(def), ToSpecs(def, inputs)));
  }
  Cost InferCost(const OperatorDef& def, const vector<TensorShape>& inputs) const {
    const netdef::Arguments args(def);
    const netdef::ShapeInputs in = ToSpecs(def, inputs);
    const netdef::OpCost cost = netdef::OpSchema::InferCost(args, in, InferShapes(args, in));
    return {uint64_t(cost.flops), uint64_t(cost.bytes_read), uint64_t(cost.bytes_written), uint64_t(cost.params_bytes)};
  }

  friend std::ostream& operator<<(std::ostream& out, const OpSchema& schema) {
    for (const Argument& arg : schema.args()) out << arg.name() << " : " << arg.description() << "\n";
    for (const auto& input : schema.input_desc()) out << input.first << " : " << input.second << "\n";
    for (const auto& output : schema.output_desc()) out << output.first << " : " << output.second << "\n";
    return out << (schema.doc() == nullptr ? "(no documentation yet)" : schema.doc()) << "\n";
  }

 private:
  static vector<std::pair<const char*, const char*>> Described(const std::vector<netdef::BlobDoc>& blobs) {
    vector<std::pair<const char*, const char*>> described;
    for (const netdef::BlobDoc& blob : blobs) described.emplace_back(blob.name.c_str(), blob.help.c_str());
    return described;
  }
  OpSchema& Chain(netdef::OpSchema&) { return *this; }

  static vector<TensorShape> ToShapes(const std::vector<netdef::TensorSpec>& specs) {
    vector<TensorShape> shapes;
    for (const netdef::TensorSpec& spec : specs) shapes.push_back(internal::ToShape(spec));
    return shapes;
  }
  static netdef::ShapeInputs ToSpecs(const OperatorDef& def, const vector<TensorShape>& shapes) {
    netdef::ShapeInputs in;
    in.num_outputs = def.output_size();
    for (const TensorShape& shape : shapes) in.specs.push_back(internal::ToSpec(shape));
    return in;
  }
};

struct OpSchemaRegistry : public netdef::OpSchemaRegistry {
  static const OpSchema* Schema(const string& type) { return ViewAs<OpSchema>(netdef::OpSchemaRegistry::Schema(type)); }
};

template <typename T>
inline TensorShape CreateTensorShape(const vector<T>& dims, TensorProto::DataType type) {
  TensorShape shape;
  for (T d : dims) shape.add_dims(static_cast<int64_t>(d));
  shape.set_data_type(type);
  return shape;
}
inline vector<int64_t> GetDimsVector(const TensorShape& shape) { return {shape.dims().begin(), shape.dims().end()}; }

// Elements in the dimensions from `begin` on, or up to `end`.
inline uint64_t nElemBetweenDim(const TensorShape& shape, int begin, int end) {
  CAFFE_ENFORCE(begin >= 0 && end <= shape.dims_size(), "dimensions ", begin, " to ", end, " of ", shape.dims_size());
  uint64_t n = 1;
  for (int i = begin; i < end; ++i) n *= static_cast<uint64_t>(shape.dims(i));
  return n;
}
inline uint64_t nElemFromDim(const TensorShape& shape, int begin = 0) { return nElemBetweenDim(shape, begin, shape.dims_size()); }

// `OpsPerPoint` operations for each element of the first input.
template <uint64_t OpsPerPoint>
OpSchema::Cost PointwiseCostInference(const OperatorDef& /*def*/, const vector<TensorShape>& inputs) {
  OpSchema::Cost cost;
  const uint64_t n = nElemFromDim(inputs[0]);
  cost.flops = n * OpsPerPoint;
  cost.bytes_read = cost.bytes_written = n * sizeof(float);
  return cost;
}

}  // namespace caffe2

#undef OPERATOR_SCHEMA
#define OPERATOR_SCHEMA(type) OPERATOR_SCHEMA_STR(#type)
#define OPERATOR_SCHEMA_STR(type)                                                         \
  static const ::caffe2::OpSchema& NETDEF_ANONYMOUS(netdef_schema_) [[maybe_unused]] =    \
      ::caffe2::ViewAs<::caffe2::OpSchema>(::netdef::OpSchemaRegistry::New(::std::string(type).c_str(), "", __FILE__, __LINE__))
#define GRADIENT_OPERATOR_SCHEMA(type) OPERATOR_SCHEMA(type)
