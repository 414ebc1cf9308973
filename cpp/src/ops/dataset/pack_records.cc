// PackRecords, UnPackRecords: whole records of a dataset as elements of one tensor.
//
// Caffe2's tensor of records holds pointers that nothing but these operators can read. Here a record is a
// string, a serialized TensorProtos, so that it can be gathered, queued and saved as any other string.
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/serialize.h"
#include "ops/dataset/_shared.h"

namespace netdef {
namespace {

struct PackRecordsArgs {
  std::vector<std::string> fields;
  bool pack_to_single_shared_ptr = false;

  template <typename V>
  void Fields(V& v) {
    v("fields", fields, kFieldsHelp);
    v("pack_to_single_shared_ptr", pack_to_single_shared_ptr, "One element for all records together.");
  }
};

class PackRecordsOp final : public DatasetOperator<PackRecordsArgs> {
 public:
  PackRecordsOp(const OperatorDef& def, Workspace* ws) : DatasetOperator(def, ws), fields_(args_.fields) {}

 protected:
  void Compute() override {
    const Dataset dataset = InputDataset(fields_, 0);
    const int64_t records = dataset.sizes()[0];
    const int64_t each = args_.pack_to_single_shared_ptr ? records : 1, elements = args_.pack_to_single_shared_ptr ? 1 : records;
    Output(0)->Resize({elements}, DType::kString);
    auto* packed = Output(0)->mutable_data<std::string>();
    DomainCounts at(fields_.domains(), 0);
    for (int64_t i = 0; i < elements; ++i) {
      const DomainCounts extent = dataset.Extent(at, each);
      packed[i] = Pack(dataset, at, extent);
      at = Sum(std::move(at), extent);
    }
  }

 private:
  std::string Pack(const Dataset& dataset, const DomainCounts& begin, const DomainCounts& extent) {
    caffe2::TensorProtos record;
    for (size_t f = 0; f < fields_.count(); ++f) {
      const size_t domain = dataset.domain_of(f);
      dataset.CopyRows(f, begin[domain], extent[domain], &rows_);
      TensorToProto(rows_, fields_.name(f), record.add_protos());
    }
    return record.SerializeAsString();
  }

  const DatasetFields fields_;
  Tensor rows_;
};

class UnPackRecordsOp final : public KernelOperator<FieldsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& packed = Input(0);
    NETDEF_ENFORCE_EQ(static_cast<size_t>(OutputSize()), args_.fields.size(), "[UnPackRecords] expected one output for each field");
    NETDEF_ENFORCE(InputSize() == 1 || InputSize() == 1 + OutputSize(), "[UnPackRecords] expected one prototype for each of ",
                   OutputSize(), " fields or none, got ", InputSize() - 1);
    const auto* record = packed.data<std::string>();
    for (int64_t i = 0; i < packed.numel(); ++i) Unpack(record[i], i == 0);
    if (packed.numel() == 0) TakePrototypes();
  }

 private:
  void Unpack(const std::string& bytes, bool first) {
    const auto record = ParseMessage<caffe2::TensorProtos>(bytes);
    NETDEF_ENFORCE_EQ(record.protos_size(), OutputSize(), "[UnPackRecords] a record has another number of fields");
    for (int f = 0; f < OutputSize(); ++f) {
      Tensor rows = TensorFromProto(record.protos(f));
      if (first) {
        *Output(f) = std::move(rows);
      } else {
        AppendRows(rows, Output(f));
      }
    }
  }
  void TakePrototypes() {
    NETDEF_ENFORCE(InputSize() > 1, "[UnPackRecords] Unpacking empty record without shape will leave output blobs in undefined "
                   "state: give prototypes of the fields as inputs");
    for (int f = 0; f < OutputSize(); ++f) {
      const Tensor& prototype = Input(1 + f);
      Dims dims = prototype.dims();
      NETDEF_ENFORCE(!dims.empty(), "[UnPackRecords] a prototype must have rows");
      dims[0] = 0;
      const DType dtype = prototype.dtype();
      Output(f)->Resize(dims, dtype);
    }
  }
};

OPERATOR_SCHEMA(PackRecords)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1)
    .Args<PackRecordsArgs>()
    .ShapeDependsOnData("which of the fields have one row for each record is what their names say")
    .SetDoc("Packs a dataset into a vector with one element for each record.\n\nUnPackRecords takes the fields out again.")
    .Differs("The elements are strings, which other operators may move, store and save; Caffe2's are pointers.")
    .Input(0, "field_0", "The fields of the dataset, one after the other.")
    .Output(0, "tensor", "The records, 1-D, strings.");

OPERATOR_SCHEMA(UnPackRecords)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1, OpSchema::kMany)
    .Args<FieldsArgs>()
    .ShapeDependsOnData("it is the shape of what was packed")
    .SetDoc("Takes the fields out of packed records.")
    .Input(0, "packed_tensor", "What PackRecords gave, or a part of it in any order.")
    .Input(1, "prototype_0", "Tensors with shape and type of each field, for when there is no record (optional).")
    .Output(0, "field_0", "The fields, one after the other.");

REGISTER_CPU_OPERATOR(PackRecords, PackRecordsOp);
REGISTER_CPU_OPERATOR(UnPackRecords, UnPackRecordsOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(PackRecords, "it moves data");
SHOULD_NOT_DO_GRADIENT_BECAUSE(UnPackRecords, "it moves data");

}  // namespace
}  // namespace netdef
