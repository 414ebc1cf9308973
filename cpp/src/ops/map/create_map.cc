// CreateMap, KeyValueToMap, MapToKeyValue: maps from integers to integers, and their keys and values as tensors.
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/serialize.h"
#include "ops/map/_shared.h"

namespace netdef {
namespace {

template <typename K, typename V>
void MapToTensors(const Map<K, V>& map, Tensor* keys, Tensor* values) {
  const auto n = static_cast<int64_t>(map.size());
  keys->Resize({n}, DTypeOf<K>::value);
  values->Resize({n}, DTypeOf<V>::value);
  K* key = keys->mutable_data<K>();
  V* value = values->mutable_data<V>();
  for (const auto& entry : map) {
    *key++ = entry.first;
    *value++ = entry.second;
  }
}

template <typename K, typename V>
std::unique_ptr<Map<K, V>> MapFromTensors(const Tensor& keys, const Tensor& values) {
  NETDEF_ENFORCE_EQ(keys.numel(), values.numel(), "a map must have one value for each key");
  auto map = std::make_unique<Map<K, V>>();
  const K* key = keys.data<K>();
  const V* value = values.data<V>();
  for (int64_t i = 0; i < keys.numel(); ++i) map->emplace(key[i], value[i]);  // of equal keys the first counts
  return map;
}

// As Caffe2 stores a map: a TensorProtos of its keys and values.
template <typename K, typename V>
std::string MapTypeName() {
  const auto bits = [](auto zero) { return std::string(sizeof zero == 4 ? "int32_t" : "int64_t"); };
  return "(std::unordered_map<" + bits(K{}) + ", " + bits(V{}) + ">)";
}

template <typename K, typename V>
class MapSerializer final : public BlobSerializerBase {
 public:
  void Serialize(const Blob& blob, const std::string& name, int64_t /*chunk_size*/, const SerializationAcceptor& acceptor) const override {
    Tensor keys, values;
    MapToTensors(blob.Get<Map<K, V>>(), &keys, &values);
    caffe2::TensorProtos content;
    TensorToProto(keys, name, content.add_protos());
    TensorToProto(values, name, content.add_protos());
    caffe2::BlobProto proto;
    proto.set_name(name);
    proto.set_type(MapTypeName<K, V>());
    proto.set_content(content.SerializeAsString());
    acceptor(name, proto.SerializeAsString());
  }
};

template <typename K, typename V>
class MapDeserializer final : public BlobDeserializerBase {
 public:
  void Deserialize(const caffe2::BlobProto& proto, Blob* blob) const override {
    const auto content = ParseMessage<caffe2::TensorProtos>(proto.content());
    NETDEF_ENFORCE_EQ(content.protos_size(), 2, "a stored map must have keys and values");
    blob->Reset(MapFromTensors<K, V>(TensorFromProto(content.protos(0)), TensorFromProto(content.protos(1))).release());
  }
};

#define STORED_MAP(id, K, V)                                       \
  using Map##id = Map<K, V>;                                       \
  using Map##id##Serializer = MapSerializer<K, V>;                 \
  using Map##id##Deserializer = MapDeserializer<K, V>;             \
  REGISTER_BLOB_SERIALIZER(map_##id, Map##id, Map##id##Serializer); \
  REGISTER_BLOB_DESERIALIZER(map_##id, (MapTypeName<K, V>()), Map##id##Deserializer)

STORED_MAP(32To32, int32_t, int32_t);
STORED_MAP(32To64, int32_t, int64_t);
STORED_MAP(64To32, int64_t, int32_t);
STORED_MAP(64To64, int64_t, int64_t);

#undef STORED_MAP

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
    WithMapTypes("KeyValueToMap", keys.dtype(), values.dtype(), [&](auto k, auto v) {
      OutputBlob(0)->Reset(MapFromTensors<decltype(k), decltype(v)>(keys, values).release());
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
    MapToTensors(OperatorBase::Input<Map<K, V>>(0), Output(0), Output(1));
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
