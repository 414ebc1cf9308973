// ReservoirSampling: a random sample of the rows of all runs, each with the same probability (Vitter, algorithm R).
// With object ids no object is in the reservoir twice.
#include <mutex>
#include <random>
#include <unordered_map>

#include "core/random_operators.h"
#include "netdef/operator.h"
#include "netdef/rows.h"

namespace netdef {
namespace {

struct ReservoirSamplingArgs {
  int64_t num_to_collect = -1;

  template <typename V>
  void Fields(V& v) {
    v("num_to_collect", num_to_collect, "Size of the reservoir; must be positive.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(num_to_collect > 0 && num_to_collect <= std::numeric_limits<int32_t>::max(),
                     "[ReservoirSampling] num_to_collect must be positive, got ", num_to_collect);
    }
  }
};

class ReservoirSamplingOp final : public KernelOperator<ReservoirSamplingArgs> {
  using PlaceOfObject = std::unordered_map<int64_t, int32_t>;

 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto& mutex = OperatorBase::Input<std::unique_ptr<std::mutex>>(3);
    NETDEF_ENFORCE(mutex != nullptr, "[ReservoirSampling] the mutex is missing");
    const std::lock_guard<std::mutex> lock(*mutex);
    const Tensor& rows = Input(2);
    Tensor* reservoir = Output(0);
    CheckAppendable(rows, *reservoir);
    NETDEF_ENFORCE_EQ(Input(1).numel(), 1, "[ReservoirSampling] NUM_VISITED must have one element");
    auto* visited = DataInPlace<int64_t>(Output(1));
    const int64_t kept = std::min(*visited, args_.num_to_collect);
    NETDEF_ENFORCE(*visited >= 0 && kept <= reservoir->dim(0), "[ReservoirSampling] after ", *visited, " rows the reservoir must hold ", kept,
                   ", it has ", reservoir->dim(0));
    const int64_t count = rows.dim(0);
    if (count == 0) return;
    Dims dims = rows.dims();
    dims[0] = std::min(args_.num_to_collect, *visited + count);
    if (reservoir->dim(0) == 0) {
      reservoir->Resize(dims, rows.dtype());
    } else if (dims[0] > reservoir->dim(0)) {
      reservoir->Extend(dims[0] - reservoir->dim(0), 40.0f);
    }
    Objects objects;
    if (InputSize() > 4) objects = OpenObjects(count, dims[0], kept);
    const RowCopier copy(rows, reservoir, rows.size_from_dim(1));
    for (int64_t i = 0; i < count; ++i) {
      if (objects.place != nullptr && objects.place->count(objects.id[i]) != 0) continue;
      const int64_t place = NextPlace((*visited)++);
      if (place >= args_.num_to_collect) continue;
      copy(i, place);
      if (objects.place != nullptr) objects.Put(i, static_cast<int32_t>(place), *visited <= args_.num_to_collect);
    }
    const int64_t filled = std::min(*visited, args_.num_to_collect);  // objects that came again took no place
    if (filled < reservoir->dim(0)) reservoir->ShrinkTo(filled);
    if (objects.place != nullptr && filled < Output(3)->dim(0)) Output(3)->ShrinkTo(filled);
  }

 private:
  // Which objects are in the reservoir, by id and by place.
  struct Objects {
    const int64_t* id = nullptr;
    PlaceOfObject* place = nullptr;
    int64_t* at = nullptr;

    void Put(int64_t i, int32_t to, bool fresh) {
      if (!fresh) place->erase(at[to]);
      at[to] = id[i];
      (*place)[id[i]] = to;
    }
  };

  Objects OpenObjects(int64_t count, int64_t size, int64_t kept) {
    NETDEF_ENFORCE_EQ(Input(4).numel(), count, "[ReservoirSampling] expected one object id for each row");
    Tensor* by_place = Output(3);
    NETDEF_ENFORCE(by_place->dim() == 1 && by_place->dim(0) >= kept, "[ReservoirSampling] POS_TO_OBJECT must have an id for each of the ", kept,
                   " rows in the reservoir, got shape [", DimsString(by_place->dims()), "]");
    if (by_place->numel() == 0) {
      by_place->Resize({size}, DType::kInt64);
      static_cast<void>(by_place->mutable_data<int64_t>());
    } else if (size > by_place->dim(0)) {
      by_place->Extend(size - by_place->dim(0), 40.0f);
    }
    static_cast<void>(OperatorBase::Input<PlaceOfObject>(5));  // checks its type
    return {Input(4).data<int64_t>(), OperatorBase::Output<PlaceOfObject>(2), DataInPlace<int64_t>(by_place)};
  }
  int64_t NextPlace(int64_t before) {
    if (before < args_.num_to_collect) return before;
    return std::uniform_int_distribution<int64_t>(0, before)(context_.RandGenerator());
  }
};

OPERATOR_SCHEMA(ReservoirSampling)
    .NumInputs({4, 7})
    .NumOutputs({2, 4})
    .NumInputsOutputs([](int inputs, int outputs) { return inputs / 3 == outputs / 2; })
    .EnforceInplace({{0, 0}, {1, 1}, {5, 2}, {6, 3}})
    .Args<ReservoirSamplingArgs>()
    .Stateful()
    .ShapeDependsOnData("the reservoir grows until it is full")
    .SetDoc("Keeps a random sample of the rows of all runs: each row with the same probability.\n\n"
            "With object ids, a row whose object is in the reservoir already is left out. What consists of several tensors can be packed with PackRecords.")
    .Input(0, "RESERVOIR", "The rows kept so far; at first an empty tensor.")
    .Input(1, "NUM_VISITED", "Rows of all runs so far, int64 scalar; at first 0.")
    .Input(2, "DATA", "Rows of any type.")
    .Input(3, "MUTEX", "Blob made by CreateMutex.")
    .Input(4, "OBJECT_ID", "The object of each row, int64 (optional).")
    .Input(5, "OBJECT_TO_POS_MAP_IN", "Blob made by CreateMap, from int64 to int32 (with inputs 4 and 6).")
    .Input(6, "POS_TO_OBJECT_IN", "The object at each place, int64; at first an empty tensor.")
    .Output(0, "RESERVOIR", "Input 0.")
    .Output(1, "NUM_VISITED", "Input 1.")
    .Output(2, "OBJECT_TO_POS_MAP", "Input 5.")
    .Output(3, "POS_TO_OBJECT", "Input 6.");

REGISTER_CPU_OPERATOR(ReservoirSampling, ReservoirSamplingOp);
REGISTER_RANDOM_OPERATOR("", ReservoirSampling);
SHOULD_NOT_DO_GRADIENT(ReservoirSampling);

}  // namespace
}  // namespace netdef
