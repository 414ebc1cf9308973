// IntIndexCreate, LongIndexCreate, StringIndexCreate, IndexGet, IndexLoad, IndexStore, IndexFreeze, IndexSize: a
// dictionary that numbers its keys from 1 on, in the order they come. 0 stands for keys it does not know.
#include <sstream>
#include <unordered_map>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/operator.h"
#include "netdef/serialize.h"

namespace netdef {
namespace {

// Safe from several threads.
class Index {
 public:
  explicit Index(int64_t max_elements) : max_elements_(max_elements) {}
  virtual ~Index() = default;
  virtual void Get(const Tensor& keys, int64_t* numbers) = 0;
  virtual void Load(const Tensor& keys, int64_t first) = 0;
  virtual void Store(Tensor* keys) = 0;
  virtual int64_t Size() = 0;

  void Freeze() {
    const std::lock_guard<std::mutex> lock(mutex_);
    frozen_ = true;
  }
  bool frozen() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return frozen_;
  }
  int64_t max_elements() const { return max_elements_; }

 protected:
  const int64_t max_elements_;
  std::mutex mutex_;
  bool frozen_ = false;
};

using IndexPtr = std::unique_ptr<Index>;

template <typename T>
class TypedIndex final : public Index {
 public:
  using Index::Index;

  void Get(const Tensor& keys, int64_t* numbers) override {
    const T* key = keys.data<T>();
    const std::lock_guard<std::mutex> lock(mutex_);
    for (int64_t i = 0; i < keys.numel(); ++i) {
      const auto it = numbers_.find(key[i]);
      numbers[i] = it != numbers_.end() ? it->second : frozen_ ? 0 : Add(key[i]);
    }
  }
  // Instead of the keys it has.
  void Load(const Tensor& keys, int64_t first) override {
    const T* key = keys.data<T>();
    std::unordered_map<T, int64_t> numbers;
    NETDEF_ENFORCE_LE(keys.numel() - first, max_elements_, "[IndexLoad] Cannot load index: it has too many keys for max_elements");
    for (int64_t i = first; i < keys.numel(); ++i) {
      NETDEF_ENFORCE(numbers.emplace(key[i], i - first + 1).second, "[IndexLoad] Repeated elements found: cannot load into dictionary.");
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    numbers_.swap(numbers);
  }
  void Store(Tensor* keys) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    keys->Resize({static_cast<int64_t>(numbers_.size())}, DTypeOf<T>::value);
    T* key = keys->mutable_data<T>();
    for (const auto& entry : numbers_) key[entry.second - 1] = entry.first;
  }
  int64_t Size() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return static_cast<int64_t>(numbers_.size()) + 1;
  }

 private:
  int64_t Add(const T& key) {
    const auto number = static_cast<int64_t>(numbers_.size()) + 1;
    NETDEF_ENFORCE_LT(number, max_elements_, "[IndexGet] Dict max size reached");
    numbers_.emplace(key, number);
    return number;
  }

  std::unordered_map<T, int64_t> numbers_;
};

// As Caffe2 stores an index: its keys, and as text its largest size and whether it is frozen.
constexpr char kIndexTypeName[] = "std::unique_ptr<caffe2::IndexBase>";

class IndexSerializer final : public BlobSerializerBase {
 public:
  void Serialize(const Blob& blob, const std::string& name, int64_t /*chunk_size*/, const SerializationAcceptor& acceptor) const override {
    const IndexPtr& index = blob.Get<IndexPtr>();
    NETDEF_ENFORCE(index != nullptr, "the index is missing");
    Tensor keys;
    index->Store(&keys);
    caffe2::BlobProto proto;
    proto.set_name(name);
    proto.set_type(kIndexTypeName);
    TensorToProto(keys, name, proto.mutable_tensor());
    proto.set_content(std::to_string(index->max_elements()) + (index->frozen() ? " 1" : " 0"));
    acceptor(name, proto.SerializeAsString());
  }
};

class IndexDeserializer final : public BlobDeserializerBase {
 public:
  void Deserialize(const caffe2::BlobProto& proto, Blob* blob) const override {
    std::istringstream content(proto.content());
    int64_t max_elements = 0;
    bool frozen = false;
    content >> max_elements >> frozen;
    NETDEF_ENFORCE(!content.fail(), "a stored index must tell its largest size and whether it is frozen, got '", proto.content().substr(0, 100), "'");
    const Tensor keys = TensorFromProto(proto.tensor());
    IndexPtr index;
    DispatchTypes<int32_t, int64_t, std::string>(keys.dtype(),
                                                 [&](auto zero) { index = std::make_unique<TypedIndex<decltype(zero)>>(max_elements); });
    index->Load(keys, 0);
    if (frozen) index->Freeze();
    *blob->GetMutable<IndexPtr>() = std::move(index);
  }
};

REGISTER_BLOB_SERIALIZER(index, IndexPtr, IndexSerializer);
REGISTER_BLOB_DESERIALIZER(index, kIndexTypeName, IndexDeserializer);

struct IndexCreateArgs {
  int64_t max_elements = std::numeric_limits<int32_t>::max();

  template <typename V>
  void Fields(V& v) {
    v("max_elements", max_elements, "How many numbers there may be, 0 included.");
  }
};

template <typename T>
class IndexCreateOp final : public OperatorBase {
 public:
  IndexCreateOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws), args_(ParseArgs<IndexCreateArgs>(arguments())) {}

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<IndexPtr>(0) = std::make_unique<TypedIndex<T>>(args_.max_elements);
    return true;
  }

 private:
  const IndexCreateArgs args_;
};

template <typename Args = NoArgs>
class IndexOp : public KernelOperator<Args> {
 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  Index& index() {
    const IndexPtr& index = this->template Input<IndexPtr>(0);
    NETDEF_ENFORCE(index != nullptr, "[", this->type(), "] the index is missing");
    return *index;
  }
};

class IndexGetOp final : public IndexOp<> {
 public:
  using IndexOp::IndexOp;

 protected:
  void Compute() override { index().Get(Input(1), Output(0)->mutable_data<int64_t>()); }
};

struct IndexLoadArgs {
  bool skip_first_entry = false;

  template <typename V>
  void Fields(V& v) {
    v("skip_first_entry", skip_first_entry, "Leave out the first key, where it is a placeholder for number 0.");
  }
};

class IndexLoadOp final : public IndexOp<IndexLoadArgs> {
 public:
  using IndexOp::IndexOp;

 protected:
  void Compute() override { index().Load(Input(1), args_.skip_first_entry && Input(1).numel() > 0 ? 1 : 0); }
};

class IndexStoreOp final : public IndexOp<> {
 public:
  using IndexOp::IndexOp;

 protected:
  void Compute() override { index().Store(Output(0)); }
};

class IndexFreezeOp final : public IndexOp<> {
 public:
  using IndexOp::IndexOp;

 protected:
  void Compute() override { index().Freeze(); }
};

class IndexSizeOp final : public IndexOp<> {
 public:
  using IndexOp::IndexOp;

 protected:
  void Compute() override { *Output(0)->mutable_data<int64_t>() = index().Size(); }
};

void CreatesIndex(OpSchema& schema) {
  schema.NumInputs(0)
      .NumOutputs(1)
      .Args<IndexCreateArgs>()
      .ShapeDependsOnData("the output is no tensor")
      .Output(0, "handle", "Blob that holds the index.");
}

void TakesIndex(OpSchema& schema) { schema.Stateful().Input(0, "handle", "Blob made by one of the IndexCreate operators."); }

OPERATOR_SCHEMA(IntIndexCreate).FillUsing(CreatesIndex).SetDoc("Makes an empty index of int32 keys.");
OPERATOR_SCHEMA(LongIndexCreate).FillUsing(CreatesIndex).SetDoc("Makes an empty index of int64 keys.");
OPERATOR_SCHEMA(StringIndexCreate).FillUsing(CreatesIndex).SetDoc("Makes an empty index of strings.");

OPERATOR_SCHEMA(IndexGet)
    .FillUsing(TakesIndex)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{TensorSpec(in[1].dims, DType::kInt64)}; })
    .SetDoc("Gives the numbers of keys.\n\nNew keys get the next numbers, from 1 on; in a frozen index they have number 0.")
    .Input(1, "keys", "Keys of the type of the index, a tensor of any shape.")
    .Output(0, "indices", "Their numbers, int64.");

OPERATOR_SCHEMA(IndexLoad)
    .FillUsing(TakesIndex)
    .NumInputs(2)
    .NumOutputs(1)
    .EnforceInplace({{0, 0}})
    .Args<IndexLoadArgs>()
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Replaces the keys of an index: the first one gets number 1, and so on.")
    .Input(1, "items", "Distinct keys of the type of the index.")
    .Output(0, "handle", "The same blob.");

OPERATOR_SCHEMA(IndexStore)
    .FillUsing(TakesIndex)
    .NumInputs(1)
    .NumOutputs(1)
    .ShapeDependsOnData("there are as many as the index holds")
    .SetDoc("Gives the keys of an index in the order of their numbers.")
    .Output(0, "items", "Keys, 1-D, of the type of the index.");

OPERATOR_SCHEMA(IndexFreeze)
    .FillUsing(TakesIndex)
    .NumInputs(1)
    .NumOutputs(1)
    .EnforceInplace({{0, 0}})
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Makes IndexGet give number 0 to new keys from now on.")
    .Output(0, "handle", "The same blob.");

OPERATOR_SCHEMA(IndexSize)
    .FillUsing(TakesIndex)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>{TensorSpec({}, DType::kInt64)}; })
    .SetDoc("Gives the number of keys of an index plus one: how many numbers there are, with 0 for unknown keys.")
    .Output(0, "items", "Int64 scalar.");

REGISTER_CPU_OPERATOR(IntIndexCreate, IndexCreateOp<int32_t>);
REGISTER_CPU_OPERATOR(LongIndexCreate, IndexCreateOp<int64_t>);
REGISTER_CPU_OPERATOR(StringIndexCreate, IndexCreateOp<std::string>);
REGISTER_CPU_OPERATOR(IndexGet, IndexGetOp);
REGISTER_CPU_OPERATOR(IndexLoad, IndexLoadOp);
REGISTER_CPU_OPERATOR(IndexStore, IndexStoreOp);
REGISTER_CPU_OPERATOR(IndexFreeze, IndexFreezeOp);
REGISTER_CPU_OPERATOR(IndexSize, IndexSizeOp);
NO_GRADIENT_BECAUSE(IntIndexCreate, "an index is no number");
NO_GRADIENT_BECAUSE(LongIndexCreate, "an index is no number");
NO_GRADIENT_BECAUSE(StringIndexCreate, "an index is no number");
SHOULD_NOT_DO_GRADIENT(IndexGet);
SHOULD_NOT_DO_GRADIENT(IndexLoad);
SHOULD_NOT_DO_GRADIENT(IndexStore);
SHOULD_NOT_DO_GRADIENT(IndexFreeze);
SHOULD_NOT_DO_GRADIENT(IndexSize);

}  // namespace
}  // namespace netdef
