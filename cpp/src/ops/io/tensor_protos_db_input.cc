// TensorProtosDBInput: the next records of a database, each a TensorProtos message, as a batch.
//
// Caffe2 reads ahead in a thread; here the records are read when the operator runs. Items of a batch
// that differ in shape or type are an error (Caffe2 returned whatever was in memory).
#include <cstring>

#include "caffe2/proto/caffe2.pb.h"
#include "ops/io/_shared.h"

namespace netdef {
namespace {

struct TensorProtosDBInputArgs {
  int batch_size = 0;

  template <typename V>
  void Fields(V& v) {
    v("batch_size", batch_size, "Records in a batch; 0: one record, without a batch dimension.");
  }
};

class TensorProtosDBInputOp final : public KernelOperator<TensorProtosDBInputArgs> {
 public:
  TensorProtosDBInputOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws) {
    NETDEF_ENFORCE(args_.batch_size >= 0, "batch_size must not be negative, got ", args_.batch_size);
  }

 protected:
  void Compute() override {
    // The blob is the caller's, the reader in it guards itself.
    auto& reader = const_cast<DBReader&>(OperatorBase::Input<DBReader>(0));
    const int64_t items = std::max(1, args_.batch_size);
    for (int64_t item = 0; item < items; ++item) {
      reader.Read(&key_, &value_);
      const auto record = ParseMessage<caffe2::TensorProtos>(value_);
      NETDEF_ENFORCE(record.protos_size() == OutputSize(), "the record ", key_, " has ", record.protos_size(),
                     " tensors, the operator ", OutputSize(), " outputs");
      for (int i = 0; i < OutputSize(); ++i) Place(TensorFromProto(record.protos(i)), i, item);
    }
  }

 private:
  void Place(const Tensor& tensor, int output, int64_t item) {
    Tensor* out = Output(output);
    if (args_.batch_size == 0) {
      *out = tensor;
      return;
    }
    Dims dims = tensor.dims();
    dims.insert(dims.begin(), args_.batch_size);
    if (item == 0) {
      out->Resize(dims, tensor.dtype());
    } else {
      NETDEF_ENFORCE(dims == out->dims() && tensor.dtype() == out->dtype(), "the items of a batch must have one shape "
                     "and type; record ", key_, " has ", DTypeName(tensor.dtype()), " [", DimsString(tensor.dims()),
                     "], those before it ", DTypeName(out->dtype()), " [",
                     DimsString(Dims(out->dims().begin() + 1, out->dims().end())), "]");
    }
    if (tensor.numel() == 0) return;
    if (tensor.dtype() == DType::kString) {
      const auto* from = tensor.data<std::string>();
      std::copy(from, from + tensor.numel(), out->mutable_data<std::string>() + item * tensor.numel());
    } else {
      std::memcpy(static_cast<char*>(out->raw_mutable_data()) + static_cast<size_t>(item) * tensor.nbytes(),
                  tensor.raw_data(), tensor.nbytes());
    }
  }

  std::string key_, value_;
};

OPERATOR_SCHEMA(TensorProtosDBInput)
    .NumInputs(1)
    .NumOutputs(1, OpSchema::kMany)
    .Args<TensorProtosDBInputArgs>()
    .ShapeDependsOnData("shapes and types are stored in the database")
    .SideEffect(OpSchema::kReadsFiles)
    .Stateful()
    .SetDoc("Reads a batch of records from a database.\n\n"
            "Each record is a TensorProtos message with one tensor per output. The reader begins anew at the end of the "
            "database, in the middle of a batch if need be.")
    .Input(0, "reader", "A DBReader, made by CreateDB.")
    .Output(0, "output", "One output for each tensor of a record, with a batch dimension in front (variadic).");

REGISTER_CPU_OPERATOR(TensorProtosDBInput, TensorProtosDBInputOp);
NO_GRADIENT(TensorProtosDBInput);

}  // namespace
}  // namespace netdef
