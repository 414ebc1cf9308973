// CreateCounter, ResetCounter, CountDown, CheckCounterDone, CountUp, RetrieveCount: a counter that
// several threads may use. A checkpoint keeps its count.
#include <atomic>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/operator.h"
#include "netdef/serialize.h"

namespace netdef {
namespace {

using Counter = std::unique_ptr<std::atomic<int64_t>>;

struct CounterArgs {
  int64_t init_count = 0;

  template <typename V>
  void Fields(V& v) {
    v("init_count", init_count, "What to count from.");
  }
};

class CreateCounterOp final : public OperatorBase {
 public:
  CreateCounterOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws), args_(ParseArgs<CounterArgs>(arguments())) {
    NETDEF_ENFORCE(args_.init_count >= 0, "negative init_count is not permitted: ", args_.init_count);
  }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<Counter>(0) = std::make_unique<std::atomic<int64_t>>(args_.init_count);
    return true;
  }

 private:
  const CounterArgs args_;
};

// An operator on the counter in input 0, which may tell a value.
class CounterOp : public Operator<CPUContext> {
 public:
  using Operator::Operator;

 protected:
  std::atomic<int64_t>& count() {
    const Counter& counter = Input<Counter>(0);
    NETDEF_ENFORCE(counter != nullptr, "[", type(), "] the counter is missing");
    return *counter;
  }
  template <typename T>
  bool Tell(T value) {
    if (OutputSize() > 0) *Output(0, Dims{}, DTypeOf<T>::value)->template mutable_data<T>() = value;
    return true;
  }
};

class ResetCounterOp final : public CounterOp {
 public:
  ResetCounterOp(const OperatorDef& def, Workspace* ws) : CounterOp(def, ws), args_(ParseArgs<CounterArgs>(arguments())) {
    NETDEF_ENFORCE(args_.init_count >= 0, "negative init_count is not permitted: ", args_.init_count);
  }
  bool RunOnDevice() override { return Tell(count().exchange(args_.init_count)); }

 private:
  const CounterArgs args_;
};

class CountDownOp final : public CounterOp {
 public:
  using CounterOp::CounterOp;
  bool RunOnDevice() override { return Tell(count().fetch_sub(1) <= 0); }
};

class CheckCounterDoneOp final : public CounterOp {
 public:
  using CounterOp::CounterOp;
  bool RunOnDevice() override { return Tell(count().load() <= 0); }
};

class CountUpOp final : public CounterOp {
 public:
  using CounterOp::CounterOp;
  bool RunOnDevice() override { return Tell(count().fetch_add(1)); }
};

class RetrieveCountOp final : public CounterOp {
 public:
  using CounterOp::CounterOp;
  bool RunOnDevice() override { return Tell(count().load()); }
};

constexpr char kTypeName[] = "std::unique_ptr<Counter<int64_t>>";

class CounterSerializer final : public BlobSerializerBase {
 public:
  void Serialize(const Blob& blob, const std::string& name, int64_t /*chunk_size*/,
                 const SerializationAcceptor& acceptor) const override {
    const Counter& counter = blob.Get<Counter>();
    NETDEF_ENFORCE(counter != nullptr, "the counter is missing");
    caffe2::BlobProto proto;
    proto.set_name(name);
    proto.set_type(kTypeName);
    auto* count = proto.mutable_tensor();
    count->set_name(name);
    count->set_data_type(caffe2::TensorProto::INT64);
    count->add_dims(1);
    count->add_int64_data(counter->load());
    acceptor(name, proto.SerializeAsString());
  }
};

class CounterDeserializer final : public BlobDeserializerBase {
 public:
  void Deserialize(const caffe2::BlobProto& proto, Blob* blob) const override {
    NETDEF_ENFORCE_EQ(proto.tensor().int64_data_size(), 1, "a counter's tensor holds its count");
    blob->Reset(new Counter(std::make_unique<std::atomic<int64_t>>(proto.tensor().int64_data(0))));
  }
};

REGISTER_BLOB_SERIALIZER(counter, Counter, CounterSerializer);
REGISTER_BLOB_DESERIALIZER(counter, kTypeName, CounterDeserializer);

template <typename T>
void TellsScalar(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Stateful()
      .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>{{Dims{}, DTypeOf<T>::value}}; })
      .Input(0, "counter", "Blob made by CreateCounter.");
}

OPERATOR_SCHEMA(CreateCounter)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<CounterArgs>()
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Makes a counter.")
    .Output(0, "counter", "Blob that holds the counter.");

OPERATOR_SCHEMA(ResetCounter)
    .FillUsing(TellsScalar<int64_t>)
    .NumOutputs(0, 1)
    .Args<CounterArgs>()
    .SetDoc("Sets a counter.")
    .Output(0, "previous_value", "Int64 scalar: the count from before.");

OPERATOR_SCHEMA(CountDown)
    .FillUsing(TellsScalar<bool>)
    .SetDoc("Counts down by one.")
    .Output(0, "done", "Bool scalar: whether the count was 0 or less already.");

OPERATOR_SCHEMA(CheckCounterDone)
    .FillUsing(TellsScalar<bool>)
    .SetDoc("Whether the count is 0 or less.")
    .Output(0, "done", "Bool scalar.");

OPERATOR_SCHEMA(CountUp)
    .FillUsing(TellsScalar<int64_t>)
    .SetDoc("Counts up by one.")
    .Output(0, "previous_count", "Int64 scalar: the count from before.");

OPERATOR_SCHEMA(RetrieveCount)
    .FillUsing(TellsScalar<int64_t>)
    .SetDoc("Gives the count.")
    .Output(0, "count", "Int64 scalar.");

REGISTER_CPU_OPERATOR(CreateCounter, CreateCounterOp);
REGISTER_CPU_OPERATOR(ResetCounter, ResetCounterOp);
REGISTER_CPU_OPERATOR(CountDown, CountDownOp);
REGISTER_CPU_OPERATOR(CheckCounterDone, CheckCounterDoneOp);
REGISTER_CPU_OPERATOR(CountUp, CountUpOp);
REGISTER_CPU_OPERATOR(RetrieveCount, RetrieveCountOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(CreateCounter, "it counts");
SHOULD_NOT_DO_GRADIENT_BECAUSE(ResetCounter, "it counts");
SHOULD_NOT_DO_GRADIENT_BECAUSE(CountDown, "it counts");
SHOULD_NOT_DO_GRADIENT_BECAUSE(CountUp, "it counts");
SHOULD_NOT_DO_GRADIENT_BECAUSE(RetrieveCount, "it counts");
SHOULD_NOT_DO_GRADIENT_BECAUSE(CheckCounterDone, "it counts");

}  // namespace
}  // namespace netdef
