// CreateMap, KeyValueToMap, MapToKeyValue: maps from integers to integers, and their keys and values as tensors.
#include "ops/map/_shared.h"

namespace netdef {
namespace {

struct CreateMapArgs {
  int key_dtype = 2, value_dtype = 2;

  template <typename V>
  void Fields(V& v) {
    v("key_dtype", key_dtype, "Type of the keys as in TensorProto.DataType: INT32 (2) or INT64 (10).");
    v("value_dtype", value_dtype, "Type of the values, likewise.");
  }
};

class CreateMapOp final : public KernelOperator<CreateMapArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    WithMapTypes("CreateMap", DTypeFromWire(args_.key_dtype), DTypeFromWire(args_.value_dtype),
                 [&](auto k, auto v) { OutputBlob(0)->Reset(new Map<decltype(k), decltype(v)>()); });
  }
};

class KeyValueToMapOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &keys = Input(0), &values = Input(1);
    NETDEF_ENFORCE_EQ(keys.numel(), values.numel(), "[KeyValueToMap] expected one value for each key");
    WithMapTypes("KeyValueToMap", keys.dtype(), values.dtype(), [&](auto k, auto v) {
      using K = decltype(k);
      using V = decltype(v);
      auto map = std::make_unique<Map<K, V>>();
      for (int64_t i = 0; i < keys.numel(); ++i) (*map)[keys.data<K>()[i]] = values.data<V>()[i];
      OutputBlob(0)->Reset(map.release());
    });
  }
};

class MapToKeyValueOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const bool known = Unpack<int32_t, int32_t>() || Unpack<int32_t, int64_t>() || Unpack<int64_t, int32_t>() || Unpack<int64_t, int64_t>();
    NETDEF_ENFORCE(known, "[MapToKeyValue] expected a map in ", InputName(0), ", it holds ", InputBlob(0).TypeName());
  }

 private:
  template <typename K, typename V>
  bool Unpack() {
    if (!InputIsType<Map<K, V>>(0)) return false;
    const auto& map = OperatorBase::Input<Map<K, V>>(0);
    const auto n = static_cast<int64_t>(map.size());
    Output(0)->Resize({n}, DTypeOf<K>::value);
    Output(1)->Resize({n}, DTypeOf<V>::value);
    K* key = Output(0)->mutable_data<K>();
    V* value = Output(1)->mutable_data<V>();
    for (const auto& entry : map) {
      *key++ = entry.first;
      *value++ = entry.second;
    }
    return true;
  }
};

OPERATOR_SCHEMA(CreateMap)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<CreateMapArgs>()
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Makes an empty map from integers to integers.")
    .Output(0, "map blob", "Blob that holds the map.");

OPERATOR_SCHEMA(KeyValueToMap)
    .NumInputs(2)
    .NumOutputs(1)
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Makes a map of keys and values; of equal keys the last one counts.")
    .Input(0, "key blob", "Keys, int32 or int64.")
    .Input(1, "value blob", "One value for each key, int32 or int64.")
    .Output(0, "map blob", "Blob that holds the map.");

OPERATOR_SCHEMA(MapToKeyValue)
    .NumInputs(1)
    .NumOutputs(2)
    .ShapeDependsOnData("there are as many as the map holds")
    .SetDoc("Gives the keys and values of a map, in no particular order.")
    .Input(0, "map blob", "Blob made by CreateMap or KeyValueToMap.")
    .Output(0, "key blob", "The keys, 1-D.")
    .Output(1, "value blob", "The value of each key, 1-D.");

REGISTER_CPU_OPERATOR(CreateMap, CreateMapOp);
REGISTER_CPU_OPERATOR(KeyValueToMap, KeyValueToMapOp);
REGISTER_CPU_OPERATOR(MapToKeyValue, MapToKeyValueOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(CreateMap, "a map is no number");
SHOULD_NOT_DO_GRADIENT_BECAUSE(KeyValueToMap, "a map is no number");
SHOULD_NOT_DO_GRADIENT_BECAUSE(MapToKeyValue, "a map is no number");

}  // namespace
}  // namespace netdef
