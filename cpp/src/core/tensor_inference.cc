// Shape rules of operators ported from Caffe2, which speak in messages.
#include <utility>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/schema.h"

namespace netdef {
namespace {

caffe2::TensorShape ToMessage(const TensorSpec& spec) {
  caffe2::TensorShape shape;
  for (int64_t d : spec.dims) shape.add_dims(d);
  const int wire = GetDTypeInfo(spec.dtype).wire;
  if (caffe2::TensorProto::DataType_IsValid(wire)) shape.set_data_type(static_cast<caffe2::TensorProto::DataType>(wire));
  if (!spec.known) shape.set_unknown_shape(true);
  return shape;
}

TensorSpec FromMessage(const caffe2::TensorShape& shape) {
  const DType dtype = DTypeFromWire(shape.data_type());
  if (shape.unknown_shape()) return TensorSpec::Unknown(dtype);
  return {Dims(shape.dims().begin(), shape.dims().end()), dtype};
}

}  // namespace

OpSchema& OpSchema::TensorInferenceFunction(TensorInference infer) {
  make_shape_rule_ = [infer = std::move(infer), type = type_](const Arguments& args) -> ShapeRule {
    caffe2::OperatorDef def;
    def.set_type(type);
    args.CopyTo(&def);
    return [infer, def = std::move(def)](const ShapeInputs& in) mutable {
      std::vector<caffe2::TensorShape> shapes;
      def.clear_input();
      def.clear_output();
      for (const TensorSpec& spec : in.specs) {
        shapes.push_back(ToMessage(spec));
        def.add_input();
      }
      for (int i = 0; i < in.num_outputs; ++i) def.add_output();
      std::vector<TensorSpec> out;
      for (const caffe2::TensorShape& shape : infer(def, shapes)) out.push_back(FromMessage(shape));
      out.resize(static_cast<size_t>(in.num_outputs));
      return out;
    };
  };
  return *this;
}

}  // namespace netdef
