// Partition, LengthsPartition, GatherByKey: items spread over shards by the remainder of their ids, and back.
#include "netdef/proto_utils.h"
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

// Which of `shards` an id belongs to: its remainder, never negative.
template <typename T>
int64_t ShardOf(T id, int64_t shards) {
  const int64_t shard = static_cast<int64_t>(id) % shards;
  return shard < 0 ? shard + shards : shard;
}

struct PartitionArgs {
  bool pack_first_input = false;

  template <typename V>
  void Fields(V& v) {
    v("pack_first_input", pack_first_input, "Divide the ids by the number of shards, rounding down.");
  }
};

// `kMain` is the input with the ids; with kMain = 1 input 0 holds the lengths of segments of it.
template <int kMain>
class PartitionOp final : public KernelOperator<PartitionArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& ids = Input(kMain);
    NETDEF_ENFORCE_GE(ids.dim(), 1, "[", type(), "] the ids must not be a scalar");
    NETDEF_ENFORCE(kMain == 0 || ids.dim() == 1, "[", type(), "] Only 1-D tensors supported as a partitioning tensor for sharding, got shape [",
                   DimsString(ids.dims()), "]");
    for (int i = kMain + 1; i < InputSize(); ++i) {
      const Dims& dims = Input(i).dims();
      NETDEF_ENFORCE(Input(i).dim() >= ids.dim() && std::equal(ids.dims().begin(), ids.dims().end(), dims.begin()), "[", type(),
                     "] input ", i, " must have one item for each id: its shape [", DimsString(dims), "] must begin with [",
                     DimsString(ids.dims()), "]");
    }
    const int64_t shards = OutputSize() / InputSize();
    DispatchTypes<int32_t, int64_t>(ids.dtype(), [&](auto zero) {
      using T = decltype(zero);
      SortIntoShards(ids.data<T>(), ids.numel(), shards);
      for (int64_t s = 0; s < shards; ++s) WriteIds<T>(s, shards);
    });
    for (int i = kMain + 1; i < InputSize(); ++i) WriteItems(i, shards);
    if (kMain == 1) WriteLengths(shards);
  }

 private:
  Tensor* Out(int input, int64_t shard) { return Output(input + static_cast<int>(shard) * InputSize()); }

  template <typename T>
  void SortIntoShards(const T* ids, int64_t n, int64_t shards) {
    items_.assign(static_cast<size_t>(shards), {});
    for (int64_t i = 0; i < n; ++i) items_[static_cast<size_t>(ShardOf(ids[i], shards))].push_back(i);
  }
  template <typename T>
  void WriteIds(int64_t shard, int64_t shards) {
    const std::vector<int64_t>& items = items_[static_cast<size_t>(shard)];
    const T* ids = Input(kMain).template data<T>();
    Tensor* out = Out(kMain, shard);
    out->Resize({static_cast<int64_t>(items.size())}, DTypeOf<T>::value);
    T* y = out->template mutable_data<T>();
    for (size_t i = 0; i < items.size(); ++i) {
      const T id = ids[items[i]];
      y[i] = args_.pack_first_input ? static_cast<T>(id / shards - (id % shards < 0 ? 1 : 0)) : id;
    }
  }
  void WriteItems(int input, int64_t shards) {
    const Tensor& from = Input(input);
    const int lead = Input(kMain).dim();
    for (int64_t s = 0; s < shards; ++s) {
      const std::vector<int64_t>& items = items_[static_cast<size_t>(s)];
      Out(input, s)->Resize(ConcatDims({static_cast<int64_t>(items.size())}, DimsFrom(from.dims(), static_cast<size_t>(lead))), from.dtype());
      const RowCopier copy(from, Out(input, s), from.size_from_dim(lead));
      for (size_t i = 0; i < items.size(); ++i) copy(items[i], static_cast<int64_t>(i));
    }
  }
  void WriteLengths(int64_t shards) {
    const Tensor& lengths = Input(0);
    const auto* length = lengths.data<int32_t>();
    NETDEF_ENFORCE_EQ(TotalLength(length, lengths.numel()), Input(1).numel(),
                      "[LengthsPartition] Total length is not matching to the number of elements");
    for (int64_t s = 0; s < shards; ++s) {
      const std::vector<int64_t>& items = items_[static_cast<size_t>(s)];
      Tensor* kept = Out(0, s);
      kept->Resize(lengths.dims(), DType::kInt32);
      auto* out = kept->mutable_data<int32_t>();
      auto item = items.begin();
      int64_t end = 0;
      for (int64_t i = 0; i < lengths.numel(); ++i) {
        end += length[i];
        const auto begin = item;
        item = std::lower_bound(item, items.end(), end);
        out[i] = static_cast<int32_t>(item - begin);
      }
    }
  }

  std::vector<std::vector<int64_t>> items_;  // of each shard, ascending
};

class GatherByKeyOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& keys = Input(0);
    const int64_t shards = InputSize() - 1;
    std::vector<RowCopier> copy;
    for (int i = 1; i < InputSize(); ++i) copy.emplace_back(Input(i), Output(0), Input(i).size_from_dim(1));
    std::vector<int64_t> next(static_cast<size_t>(shards), 0);
    WithIndices(keys, [&](const auto* key) {
      for (int64_t i = 0; i < keys.numel(); ++i) {
        const auto shard = static_cast<size_t>(ShardOf(key[i], shards));
        NETDEF_ENFORCE_LT(next[shard], Input(static_cast<int>(shard) + 1).dim(0), "[GatherByKey] more keys belong to a shard than it has rows");
        copy[shard](next[shard]++, i);
      }
    });
  }
};

std::vector<TensorSpec> GatherByKeyShape(const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[GatherByKey] Only 1D keys tensor supported currently.");
  int64_t rows = 0;
  for (size_t i = 1; i < in.size(); ++i) {
    NETDEF_ENFORCE(!in[i].dims.empty() && in[i].dtype == in[1].dtype && DimsFrom(in[i].dims, 1) == DimsFrom(in[1].dims, 1),
                   "[GatherByKey] the values of all shards must have rows of one shape and type, got [", DimsString(in[1].dims), "] (",
                   DTypeName(in[1].dtype), ") and [", DimsString(in[i].dims), "] (", DTypeName(in[i].dtype), ")");
    rows += in[i].dims[0];
  }
  NETDEF_ENFORCE_EQ(rows, in[0].dims[0], "[GatherByKey] the shards must have as many rows as there are keys");
  return {TensorSpec(ConcatDims({rows}, DimsFrom(in[1].dims, 1)), in[1].dtype)};
}

void IsPartition(OpSchema& schema) {
  schema.NumInputs(1, OpSchema::kMany)
      .NumOutputs(1, OpSchema::kMany)
      .NumInputsOutputs([](int inputs, int outputs) { return inputs > 0 && outputs > 0 && outputs % inputs == 0; })
      .Args<PartitionArgs>()
      .ShapeDependsOnData("how many items a shard gets is what their ids say");
}

OPERATOR_SCHEMA(Partition)
    .FillUsing(IsPartition)
    .SetDoc("Spreads items over shards: an item goes to the one that is its id modulo their number.\n\n"
            "There are as many shards as there are outputs for each input.")
    .Input(0, "ids", "Ids, int32 or int64.")
    .Input(1, "items_1", "Any number of tensors with one item for each id, of any type (optional).")
    .Output(0, "ids_0", "The ids of the first shard, 1-D, its items, then those of the next shard.");

OPERATOR_SCHEMA(LengthsPartition)
    .FillUsing(IsPartition)
    .NumInputs(2, OpSchema::kMany)
    .SetDoc("As Partition, for ids in segments: each shard also gets the lengths of its parts of the segments.")
    .Input(0, "lengths", "How many ids each segment has, 1-D int32.")
    .Input(1, "ids", "Ids, 1-D, int32 or int64.")
    .Input(2, "items_2", "Any number of tensors with one item for each id, of any type (optional).")
    .Output(0, "lengths_0", "The lengths, ids and items of the first shard, then those of the next shard.");

OPERATOR_SCHEMA(GatherByKey)
    .NumInputs(2, OpSchema::kMany)
    .NumOutputs(1)
    .Shape(GatherByKeyShape)
    .SetDoc("Collects what Partition has spread over shards: each key takes the next row of the shard that is the key modulo their number.")
    .Input(0, "keys", "The ids that were partitioned, 1-D, int32 or int64.")
    .Input(1, "sharded_values", "The rows of each shard, of any type.")
    .Output(0, "values", "One row for each key.");

class GetGatherByKeyGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  bool CopyArguments() const override { return false; }

  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> outputs;
    for (int i = 1; i < InputSize(); ++i) {
      outputs.push_back("_" + GI(i) + "_keys");
      outputs.push_back(GI(i));
    }
    return {CreateOperatorDef("Partition", "", {I(0), GO(0)}, outputs, {MakeArgument("pack_first_input", 0)})};
  }
};

REGISTER_CPU_OPERATOR(Partition, PartitionOp<0>);
REGISTER_CPU_OPERATOR(LengthsPartition, PartitionOp<1>);
REGISTER_CPU_OPERATOR(GatherByKey, GatherByKeyOp);
NO_GRADIENT_BECAUSE(Partition, "Caffe2 has none for it");
NO_GRADIENT_BECAUSE(LengthsPartition, "Caffe2 has none for it");
REGISTER_GRADIENT(GatherByKey, GetGatherByKeyGradient);

}  // namespace
}  // namespace netdef
