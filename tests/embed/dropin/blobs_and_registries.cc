// Objects of a program's own in blobs, serialized in the manner of both generations; operators that read a database ahead;
// observers of every net; what is registered.
#include <iostream>
#include <mutex>

#include "caffe2/core/blob_serialization.h"
#include "caffe2/core/db.h"
#include "caffe2/core/init.h"
#include "caffe2/core/net.h"
#include "caffe2/core/observer.h"
#include "caffe2/core/operator.h"
#include "caffe2/core/stats.h"
#include "caffe2/core/workspace.h"
#include "caffe2/operators/prefetch_op.h"

CAFFE2_DEFINE_int(batches, 5, "Batches to read.")
C10_DEFINE_string(database, "", "The database's file.")

namespace caffe2 {

struct Counts {
  std::map<string, int> of;
};
struct Pair {
  int first = 0, second = 0;
};
using StringToInt = std::unordered_map<string, int>;
CAFFE_KNOWN_TYPE(Counts)
CAFFE_KNOWN_TYPE(Pair)

namespace {

// By the blob, as until 2018.
class CountsSerializer : public BlobSerializerBase {
 public:
  void Serialize(const Blob& blob, const string& name, SerializationAcceptor acceptor) override {
    CAFFE_ENFORCE(blob.IsType<Counts>());
    BlobProto proto;
    proto.set_name(name);
    proto.set_type("Counts");
    for (const auto& entry : blob.Get<Counts>().of) proto.mutable_content()->append(entry.first + "=" + to_string(entry.second) + ";");
    acceptor(name, proto.SerializeAsString());
  }
};
class CountsDeserializer : public BlobDeserializerBase {
 public:
  void Deserialize(const BlobProto& proto, Blob* blob) override {
    std::istringstream in(proto.content());
    string entry;
    while (std::getline(in, entry, ';')) blob->GetMutable<Counts>()->of[entry.substr(0, entry.find('='))] = stoi(entry.substr(entry.find('=') + 1));
  }
};
REGISTER_BLOB_SERIALIZER((TypeMeta::Id<Counts>()), CountsSerializer)
REGISTER_BLOB_DESERIALIZER(Counts, CountsDeserializer)

// By the object and its type, as from then on.
class PairSerializer : public BlobSerializerBase {
 public:
  void Serialize(const void* pointer, TypeMeta meta, const string& name, SerializationAcceptor acceptor) override {
    CAFFE_ENFORCE(meta.Match<Pair>());
    const auto& pair = *static_cast<const Pair*>(pointer);
    BlobProto proto;
    proto.set_name(name);
    proto.set_type("Pair");
    proto.set_content(to_string(pair.first) + " " + to_string(pair.second));
    acceptor(name, SerializeBlobProtoAsString_EnforceCheck(proto));
  }
};
class PairDeserializer : public BlobDeserializerBase {
 public:
  void Deserialize(const BlobProto& proto, Blob* blob) override {
    auto* pair = blob->GetMutable<Pair>();
    std::istringstream(proto.content()) >> pair->first >> pair->second;
  }
};
REGISTER_BLOB_SERIALIZER((TypeMeta::Id<Pair>()), PairSerializer);
REGISTER_BLOB_DESERIALIZER(Pair, PairDeserializer);

}  // namespace

// Objects as inputs and outputs: makes a mutex, counts a string under it.
class MakeMutexOp final : public Operator<CPUContext> {
 public:
  USE_SIMPLE_CTOR_DTOR(MakeMutexOp)
  using Context = CPUContext;
  bool RunOnDevice() override {
    *OperatorBase::Output<std::unique_ptr<std::mutex>>(0) = std::unique_ptr<std::mutex>(new std::mutex);
    return true;
  }
};
REGISTER_CPU_OPERATOR(MakeMutex, MakeMutexOp);
OPERATOR_SCHEMA(MakeMutex).NumInputs(0).NumOutputs(1);

class CountWordOp final : public Operator<CPUContext> {
 public:
  USE_OPERATOR_FUNCTIONS(CPUContext);
  CountWordOp(const OperatorDef& def, Workspace* ws) : Operator<CPUContext>(def, ws), word_(GetSingleArgument<string>("word", "none")) {}
  bool RunOnDevice() override { return DispatchHelper<TensorTypes<Counts, StringToInt>>::call(this, InputBlob(1)); }
  template <typename T>
  bool DoRunWithType() {
    auto& mutex = OperatorBase::Input<std::unique_ptr<std::mutex>>(0);
    std::lock_guard<std::mutex> lock(*mutex);
    Add(OperatorBase::Output<T>(0));
    return true;
  }

 private:
  void Add(Counts* counts) { ++counts->of[word_]; }
  void Add(StringToInt* counts) { ++(*counts)[word_]; }
  string word_;
};
REGISTER_CPU_OPERATOR(CountWord, CountWordOp);
OPERATOR_SCHEMA(CountWord).NumInputs(2).NumOutputs(1).EnforceInplace({{1, 0}});

// The next tensor of a database.
class ReadAheadOp final : public PrefetchOperator<CPUContext> {
 public:
  ReadAheadOp(const OperatorDef& def, Workspace* ws) : PrefetchOperator<CPUContext>(def, ws) {}
  ~ReadAheadOp() override { Finalize(); }
  bool Prefetch() override {
    const auto& reader = OperatorBase::Input<db::DBReader>(0);
    string key, value;
    reader.Read(&key, &value);
    TensorProto proto;
    CAFFE_ENFORCE(proto.ParseFromString(value), "no tensor under ", key);
    Deserialize(proto);
    return true;
  }
  bool CopyPrefetched() override {
    OperatorBase::Output<TensorCPU>(0)->CopyFrom(next_, &context_);
    return true;
  }

 private:
  void Deserialize(const TensorProto& proto) {
#ifdef NETDEF_CAFFE2_2018
    TensorDeserializer<CPUContext>().Deserialize(proto, &next_);
#else
    TensorDeserializer().DeserializeToTensor(proto, &next_);
#endif
  }
  TensorCPU next_;
};
REGISTER_CPU_OPERATOR(ReadAhead, ReadAheadOp);
OPERATOR_SCHEMA(ReadAhead).NumInputs(1).NumOutputs(1);

void CheckBlobs() {
  Blob blob, again;
  CAFFE_ENFORCE(!blob.meta().id());
  CAFFE_ENFORCE_EQ(string(blob.meta().name()), TypeMeta().name());
  blob.GetMutable<Counts>()->of = {{"a", 1}, {"b", 22}};
  CAFFE_ENFORCE(blob.meta().id() == TypeMeta::Id<Counts>() && blob.meta().Match<Counts>() && !blob.meta().Match<float>());
  CAFFE_ENFORCE(string(blob.meta().name()).find("Counts") != string::npos, blob.meta().name());
  again.Deserialize(blob.Serialize("counts"));
  CAFFE_ENFORCE_EQ(again.Get<Counts>().of.at("b"), 22);

  blob.GetMutable<Pair>()->second = 7;
  vector<string> keys;
  blob.Serialize("pair", [&](const string& key, const string& bytes) {
    keys.push_back(key);
    DeserializeBlob(bytes, &again);
  });
  CAFFE_ENFORCE(keys == vector<string>{"pair"} && again.Get<Pair>().second == 7);

  auto* tensor = blob.GetMutable<TensorCPU>();
  tensor->Resize(10);
  for (int i = 0; i < 10; ++i) tensor->mutable_data<int>()[i] = i;
  CAFFE_ENFORCE(blob.meta().Match<TensorCPU>() && tensor->meta() == TypeMeta::Make<int>() && tensor->meta().copy() == nullptr);
  keys.clear();
  Blob pieces;
  SerializeBlob(blob, "t", [&](const string& key, const string& bytes) {
    keys.push_back(key);
    DeserializeBlob(bytes, &pieces);
  }, 4);
  CAFFE_ENFORCE(keys == vector<string>({"t#%0", "t#%1", "t#%2"}), Join(" ", keys));
  CAFFE_ENFORCE_EQ(pieces.Get<TensorCPU>().data<int>()[9], 9);
  int number = 0;
  blob.ShareExternal(&number);
  CAFFE_ENFORCE(blob.meta() == TypeMeta::Make<int>() && blob.Get<int>() == 0);

  Workspace ws;
  ws.CreateBlob("counts")->GetMutable<Counts>();
  ws.CreateBlob("map")->GetMutable<StringToInt>();
  const auto count = [&](const string& blob) {
    return ws.RunOperatorOnce(CreateOperatorDef("CountWord", "", vector<string>{"mutex", blob}, vector<string>{blob},
                                                vector<Argument>{MakeArgument<string>("word", "w")}));
  };
  CAFFE_ENFORCE(ws.RunOperatorOnce(CreateOperatorDef("MakeMutex", "", vector<string>{}, vector<string>{"mutex"})));
  CAFFE_ENFORCE(count("counts") && count("map") && count("map"));
  CAFFE_ENFORCE_EQ(ws.GetBlob("counts")->Get<Counts>().of.at("w"), 1);
  CAFFE_ENFORCE_EQ(ws.GetBlob("map")->Get<StringToInt>().at("w"), 2);
}

// Counts the runs of operators, and the numbers that went in.
struct Seen {
  int nets = 0, operators = 0;
  int64_t numbers = 0;
};
class OperatorWatch final : public ObserverBase<OperatorBase> {
 public:
  OperatorWatch(OperatorBase* op, Seen* seen) : ObserverBase<OperatorBase>(op), seen_(seen) {}
  void Start() override {
    ++seen_->operators;
    for (const TensorShape& shape : subject()->InputTensorShapes()) {
      if (!shape.unknown_shape()) seen_->numbers += nElemFromDim(shape);
    }
  }

 private:
  Seen* seen_;
};
class NetWatch final : public ObserverBase<NetBase> {
 public:
  NetWatch(NetBase* net, Seen* seen) : ObserverBase<NetBase>(net), seen_(seen) {
    for (OperatorBase* op : net->GetOperators()) op->AttachObserver(caffe2::make_unique<OperatorWatch>(op, seen));
  }
  void Stop() override { ++seen_->nets; }

 private:
  Seen* seen_;
};

void CheckReading() {
  {
    auto database = db::CreateDB("minidb", FLAGS_database, db::NEW);
    auto transaction = database->NewTransaction();
    for (int i = 0; i < 3; ++i) {
      TensorProto proto;
      proto.add_dims(2);
      proto.set_data_type(TensorProto::FLOAT);
      proto.add_float_data(i);
      proto.add_float_data(10 * i);
      transaction->Put(to_string(i), proto.SerializeAsString());
    }
    transaction->Commit();
  }
  CAFFE_ENFORCE(db::DBExists("minidb", FLAGS_database) && !db::DBExists("minidb", FLAGS_database + ".not"));
  db::DBReader other;
  other.Open("minidb", FLAGS_database);
  CAFFE_ENFORCE_EQ(other.cursor()->key(), "0");

  Seen seen;
  AddGlobalNetObserverCreator([&](NetBase* net) { return caffe2::make_unique<NetWatch>(net, &seen); });
  Workspace ws;
  ws.CreateBlob("reader")->Reset(new db::DBReader("minidb", FLAGS_database));
  NetDef net;
  net.set_name("reading");
  *net.add_op() = CreateOperatorDef("ReadAhead", "", vector<string>{"reader"}, vector<string>{"x"});
  *net.add_op() = CreateOperatorDef("Relu", "", vector<string>{"x"}, vector<string>{"y"});
  auto watched = CreateNet(net, &ws);
  ClearGlobalNetObservers();
  float sum = 0;
  for (int i = 0; i < FLAGS_batches; ++i) {
    CAFFE_ENFORCE(watched->Run());
    sum += ws.GetBlob("y")->Get<TensorCPU>().data<float>()[1];
  }
  CAFFE_ENFORCE_EQ(sum, 40, "five records, of three that go round");
  CAFFE_ENFORCE(seen.nets == FLAGS_batches && seen.operators == 2 * FLAGS_batches && seen.numbers == 2 * FLAGS_batches, seen.nets, " ", seen.operators,
                " ", seen.numbers);
}

struct Work {
  struct Numbers {
    CAFFE_STAT_CTOR(Numbers);
    CAFFE_EXPORTED_STAT(done);
    CAFFE_AVG_EXPORTED_STAT(size);
  } numbers{"embed_test"};
};

void CheckRegistries() {
  CAFFE_ENFORCE(CPUOperatorRegistry()->Has("CountWord") && CPUOperatorRegistry()->Has("Relu") && !CPUOperatorRegistry()->Has("NoSuch"));
  CAFFE_ENFORCE(CUDAOperatorRegistry()->Keys().empty() && GetRegisteredOperators().count("CountWord"));
  CAFFE_ENFORCE(GradientRegistry()->Has("Relu") && !GradientRegistry()->Has("CountWord"));
  CAFFE_ENFORCE(NetRegistry()->Has("simple") && db::Caffe2DBRegistry()->Has("minidb") && OpRegistryKey("Conv", "X") == "Conv_ENGINE_X");
  const OpSchema* schema = OpSchemaRegistry::Schema("Relu");
  CAFFE_ENFORCE(schema->file() != nullptr && schema->doc() != nullptr && !schema->input_desc().empty());
  std::ostringstream text;
  text << *schema;
  CAFFE_ENFORCE(text.str().find(schema->doc()) != string::npos);
  Workspace ws;
  ws.CreateBlob("x")->GetMutable<TensorCPU>()->Resize(3);
  ws.GetBlob("x")->GetMutable<TensorCPU>()->mutable_data<float>();
  auto relu = CPUOperatorRegistry()->Create("Relu", CreateOperatorDef("Relu", "", vector<string>{"x"}, vector<string>{"x"}), &ws);
  CAFFE_ENFORCE(relu->Run());

  Work work;
  CAFFE_EVENT(work.numbers, done);
  CAFFE_EVENT(work.numbers, size, 4);
  CAFFE_DURATION(work.numbers, size) { CAFFE_EVENT(work.numbers, done, 2, "not counted"); }
  ExportedStatMap stats = toMap(StatRegistry::get().publish());
  CAFFE_ENFORCE_EQ(stats["embed_test/done"], 3);
  CAFFE_ENFORCE_EQ(stats["embed_test/size/count"], 2);
  CAFFE_ENFORCE_GE(stats["embed_test/size/sum"], 4);
}

}  // namespace caffe2

int main(int argc, char** argv) {
  caffe2::GlobalInit(&argc, &argv);
  caffe2::CheckBlobs();
  caffe2::CheckReading();
  caffe2::CheckRegistries();
  std::cout << "all right" << std::endl;
}
