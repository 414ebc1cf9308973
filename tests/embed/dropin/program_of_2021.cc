// What programs around nets used in 1.8: observers, databases, registries, queues, pools, printing, math:: over shapes.
#include <cmath>
#include <csignal>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <thread>

#include <c10/util/Flags.h>
#include <c10/util/Registry.h>
#include <c10/util/irange.h>
#include <caffe2/core/blob_serialization.h>
#include <caffe2/core/db.h>
#include <caffe2/core/export_caffe2_op_to_c10.h>
#include <caffe2/core/init.h>
#include <caffe2/core/net.h>
#include <caffe2/core/observer.h>
#include <caffe2/core/operator.h>
#include <caffe2/core/scope_guard.h>
#include <caffe2/core/tensor_int8.h>
#include <caffe2/observers/time_observer.h>
#include <caffe2/predictor/predictor.h>
#include <caffe2/utils/math.h>
#include <caffe2/utils/proto_utils.h>
#include <caffe2/utils/signal_handler.h>
#include <caffe2/utils/simple_queue.h>
#include <caffe2/utils/string_utils.h>
#include <caffe2/utils/threadpool/ThreadPool.h>

C10_DEFINE_string(init_net, "", "The init net.");
C10_DEFINE_string(predict_net, "", "The predict net.");
C10_DEFINE_int(iterations, 3, "How often the net runs.");

// A registry of the program's own.
class Preprocessor {
 public:
  explicit Preprocessor(float scale) : scale_(scale) {}
  virtual ~Preprocessor() {}
  virtual float Apply(float x) const = 0;

 protected:
  float scale_;
};
C10_DECLARE_REGISTRY(PreprocessorRegistry, Preprocessor, float);
C10_DEFINE_REGISTRY(PreprocessorRegistry, Preprocessor, float);
class Halve final : public Preprocessor {
 public:
  using Preprocessor::Preprocessor;
  float Apply(float x) const override { return scale_ * x / 2; }
};
C10_REGISTER_CLASS(PreprocessorRegistry, Halve, Halve);

// An observer of every operator, which records what ran.
template <class T>
class RecordingObserver final : public caffe2::ObserverBase<T> {
 public:
  RecordingObserver(T* subject, std::vector<std::string>* record) : caffe2::ObserverBase<T>(subject), record_(record) {}
  void Start() override { record_->push_back("start " + Name()); }
  void Stop() override { record_->push_back("stop " + Name()); }

 private:
  std::string Name();
  std::vector<std::string>* record_;
};
template <>
std::string RecordingObserver<caffe2::NetBase>::Name() {
  return this->subject()->Name();
}
template <>
std::string RecordingObserver<caffe2::OperatorBase>::Name() {
  return this->subject()->has_debug_def() ? this->subject()->debug_def().type() : "";
}

namespace caffe2 {

// A database in memory, under a name of its own.
namespace db {

static std::map<std::string, std::vector<std::pair<std::string, std::string>>>& Stores() {
  static std::map<std::string, std::vector<std::pair<std::string, std::string>>> stores;
  return stores;
}
class MemoryCursor : public Cursor {
 public:
  explicit MemoryCursor(const std::vector<std::pair<std::string, std::string>>* rows) : rows_(rows) {}
  void Seek(const string& /*key*/) override { CAFFE_THROW("no seek"); }
  void SeekToFirst() override { at_ = 0; }
  void Next() override { ++at_; }
  string key() override { return rows_->at(at_).first; }
  string value() override { return rows_->at(at_).second; }
  bool Valid() override { return at_ < rows_->size(); }

 private:
  const std::vector<std::pair<std::string, std::string>>* rows_;
  size_t at_ = 0;
};
class MemoryTransaction : public Transaction {
 public:
  explicit MemoryTransaction(std::vector<std::pair<std::string, std::string>>* rows) : rows_(rows) {}
  ~MemoryTransaction() { Commit(); }
  void Put(const string& key, const string& value) override { waiting_.emplace_back(key, value); }
  void Commit() override {
    rows_->insert(rows_->end(), waiting_.begin(), waiting_.end());
    waiting_.clear();
  }

 private:
  std::vector<std::pair<std::string, std::string>>*rows_, waiting_;
};
class MemoryDB : public DB {
 public:
  MemoryDB(const string& source, Mode mode) : DB(source, mode), rows_(&Stores()[source]) {
    if (mode == NEW) rows_->clear();
  }
  void Close() override {}
  unique_ptr<Cursor> NewCursor() override { return make_unique<MemoryCursor>(rows_); }
  unique_ptr<Transaction> NewTransaction() override {
    CAFFE_ENFORCE(this->mode_ == NEW || this->mode_ == WRITE);
    return make_unique<MemoryTransaction>(rows_);
  }

 private:
  std::vector<std::pair<std::string, std::string>>* rows_;
};
REGISTER_CAFFE2_DB(EmbedTestMemory, MemoryDB);

}  // namespace db

// Outputs in every spelling of 1.8, an optional input, and names for both.
class SpellingsOp final : public Operator<CPUContext> {
 public:
  USE_OPERATOR_FUNCTIONS(CPUContext);
  explicit SpellingsOp(const OperatorDef& def, Workspace* ws)
      : Operator(def, ws), dims_(this->GetRepeatedArgument<int64_t>("dims")), OP_SINGLE_ARG(float, "fill", fill_, 2.f) {}

  bool RunOnDevice() override {
    const auto& X = Input(0);
    auto shape = X.sizes().vec();
    shape.insert(shape.end(), dims_.begin(), dims_.end());
    auto* a = Output(0, shape, at::dtype<float>());
    math::Set<float, CPUContext>(a->numel(), fill_, a->template mutable_data<float>(), &context_);
    auto* b = Output(1, {X.dim(), int64_t{1}}, at::dtype<int64_t>().device(CPU));
    std::copy(X.sizes().begin(), X.sizes().end(), b->mutable_data<int64_t>());
    OutputTensorCopyFrom(2, at::dtype<float>(), X);
    Tensor scratch = caffe2::empty({X.numel()}, at::dtype(X.dtype()).device(CPU));
    context_.CopyItemsSameDevice(X.dtype(), X.numel(), X.raw_data(), scratch.raw_mutable_data(X.dtype()));
    ReinitializeTensor(&buffer_, X.sizes(), at::dtype<float>().device(CPU));
    math::Add<float, CPUContext>(X.numel(), X.data<float>(), scratch.data<float>(), buffer_.mutable_data<float>(), &context_);
    CAFFE_ENFORCE_EQ(buffer_.sizes(), X.sizes());
    CAFFE_ENFORCE_EQ(X.dtype(), scratch.dtype());
    CAFFE_ENFORCE(X.dtype().Match<float>() && X.IsType<float>() && InputIsTensorType(0, CPU), X.dtype().name());
    auto& again = this->template Input<Tensor>(0, CPU);
    *OperatorBase::Output<Tensor>(3, CPU) = Tensor(vector<int64_t>{2}, CPU);
    OperatorBase::Output<Tensor>(3, CPU)->mutable_data<float>()[0] = buffer_.data<float>()[X.numel() - 1];
    OperatorBase::Output<Tensor>(3, CPU)->mutable_data<float>()[1] = again.numel();
    return true;
  }

 private:
  const vector<int64_t> dims_;
  float fill_;
  Tensor buffer_{CPU};
};
REGISTER_CPU_OPERATOR(Spellings, SpellingsOp);
OPERATOR_SCHEMA(Spellings).NumInputs(1).NumOutputs(4).Arg("dims", "Appended.").ArgIsTest("Not used.").SetDoc("Outputs.");
NO_GRADIENT(Spellings);

void CheckSpellings() {
  Workspace ws;
  Tensor* x = BlobGetMutableTensor(ws.CreateBlob("x"), {2, 3}, at::dtype<float>().device(CPU));
  std::iota(x->mutable_data<float>(), x->mutable_data<float>() + 6, 0.f);
  auto def = CreateOperatorDef("Spellings", "", std::vector<string>{"x"}, std::vector<string>{"a", "b", "c", "d"},
                               std::vector<Argument>{MakeArgument<std::vector<int>>("dims", {4}), MakeArgument<int>("is_test", 1)});
  std::unique_ptr<OperatorBase> op = CreateOperator(def, &ws);
  CAFFE_ENFORCE(op->Run());
  CAFFE_ENFORCE_EQ(op->Inputs().size(), 1u);
  CAFFE_ENFORCE_EQ(BlobGetTensor(*ws.GetBlob("a"), CPU).numel(), 24);
  CAFFE_ENFORCE_EQ(ws.GetBlob("b")->Get<Tensor>().data<int64_t>()[1], 3);
  CAFFE_ENFORCE_EQ(ws.GetBlob("d")->Get<Tensor>().data<float>()[0], 10);
  auto clone = ws.GetBlob("c")->Get<Tensor>().Clone();
  CAFFE_ENFORCE(BlobIsTensorType(*ws.GetBlob("c"), CPU) && clone.sizes() == x->sizes());
  auto values = TensorCPUFromValues<int>({2, 2}, {1, 2, 3, 4});
  CAFFE_ENFORCE_EQ(values.data<int>()[3], 4);
  auto* int8 = ws.CreateBlob("q")->GetMutable<int8::Int8TensorCPU>();
  int8->scale = 0.5;
  int8->t.Resize(vector<int>{3});
  int8->t.mutable_data<uint8_t>()[0] = 7;
  CAFFE_ENFORCE(BlobIsInt8TensorCPUType(*ws.GetBlob("q")));
}

void CheckMath() {
  CPUContext context;
  // A convolution as a product: one image of 2 channels, 4 x 5, a kernel of 3 x 3 with padding.
  const int C = 2, H = 4, W = 5, K = 3;
  std::vector<float> image(C * H * W), weights(C * K * K), columns(C * K * K * H * W), got(H * W);
  for (auto i : c10::irange(image.size())) image[i] = std::sin(float(i));
  for (auto i : c10::irange(weights.size())) weights[i] = std::cos(float(i));
  math::Im2Col<float, CPUContext, StorageOrder::NCHW>(C, H, W, K, K, 1, 1, 1, 1, 1, 1, 1, 1, image.data(), columns.data(), &context);
  math::Gemm<float, CPUContext>(CblasNoTrans, CblasNoTrans, 1, H * W, C * K * K, 1.f, weights.data(), columns.data(), 0.f, got.data(), &context);
  for (int h = 0; h < H; ++h) {
    for (int w = 0; w < W; ++w) {
      float sum = 0;
      for (int c = 0; c < C; ++c) {
        for (int kh = 0; kh < K; ++kh) {
          for (int kw = 0; kw < K; ++kw) {
            const int y = h + kh - 1, x = w + kw - 1;
            if (y >= 0 && y < H && x >= 0 && x < W) sum += image[(c * H + y) * W + x] * weights[(c * K + kh) * K + kw];
          }
        }
      }
      CAFFE_ENFORCE_LT(std::abs(sum - got[h * W + w]), 1e-4, "at ", h, ", ", w);
    }
  }
  // <Im2Col(x), y> = <x, Col2Im(y)>, in both orders and by the general function.
  std::vector<float> y(columns.size()), back(image.size()), nd(columns.size());
  for (auto i : c10::irange(y.size())) y[i] = std::cos(0.3f * i);
  for (bool nhwc : {false, true}) {
    if (nhwc) {
      math::Im2Col<float, CPUContext, StorageOrder::NHWC>(C, H, W, K, K, 1, 1, 1, 1, 1, 1, 1, 1, image.data(), columns.data(), &context);
      math::Col2Im<float, CPUContext, StorageOrder::NHWC>(C, H, W, K, K, 1, 1, 1, 1, 1, 1, 1, 1, y.data(), back.data(), &context);
    } else {
      math::Col2Im<float, CPUContext, StorageOrder::NCHW>(C, H, W, K, K, 1, 1, 1, 1, 1, 1, 1, 1, y.data(), back.data(), &context);
    }
    float left, right;
    math::Dot<float, CPUContext>(columns.size(), columns.data(), y.data(), &left, &context);
    math::Dot<float, CPUContext>(image.size(), image.data(), back.data(), &right, &context);
    CAFFE_ENFORCE_LT(std::abs(left - right), 1e-3, left, " and ", right);
  }
  const int img_shape[] = {C, H, W}, col_shape[] = {C * K * K, H, W}, kernel[] = {K, K}, ones[] = {1, 1}, pads[] = {1, 1, 1, 1};
  math::Im2Col<float, CPUContext, StorageOrder::NCHW>(C, H, W, K, K, 1, 1, 1, 1, 1, 1, 1, 1, image.data(), columns.data(), &context);
  math::Im2ColNd<float, CPUContext, StorageOrder::NCHW>(2, C * H * W, C * K * K * H * W, img_shape, col_shape, kernel, ones, ones, pads, image.data(), nd.data(), &context);
  CAFFE_ENFORCE(nd == columns);

  const float a[] = {1, 2, 3, 4, 5, 6}, b[] = {10, 20, 30};
  float c[6];
  const int a_dims[] = {2, 3}, b_dims[] = {3}, row[] = {1, 3};
  math::Mul<float, CPUContext>(2, a_dims, 1, b_dims, a, b, c, &context);
  CAFFE_ENFORCE(c[4] == 100);
  math::RowwiseAdd<float, CPUContext, false>(2, 3, a, b, c, &context);
  CAFFE_ENFORCE(c[5] == 36);
  math::ColwiseSub<float, CPUContext, false>(3, 2, a, b, c, &context);
  CAFFE_ENFORCE(c[5] == -24);
  math::ReduceMean<float, CPUContext>(2, a_dims, row, 2.f, a, c, &context);
  CAFFE_ENFORCE(c[2] == 9);
  float mean[3], variance[3];
  math::Moments<float, CPUContext>(2, a_dims, row, a, mean, variance, &context);
  CAFFE_ENFORCE(mean[0] == 2.5f && variance[0] == 2.25f);
  const int axes[] = {1, 0};
  math::Transpose<int, float, CPUContext>(2, a_dims, axes, a, c, &context);
  CAFFE_ENFORCE(c[1] == 4);
  math::CopyMatrix<float, CPUContext>(2, 2, a, 3, c, 2, &context);
  CAFFE_ENFORCE(c[2] == 4);
  math::Axpy<float, float, CPUContext>(6, 2.f, a, c, &context);
  math::Axpby<float, float, CPUContext>(2, 1.f, a, 0.5f, c, &context);
  bool less[3];
  math::LT<float, CPUContext>(3, a, b, less, &context);
  CAFFE_ENFORCE(less[0]);
  std::vector<int> unique(5);
  const int avoid[] = {2};
  math::RandUniformUnique<int, CPUContext>(5, 0, 5, unique.data(), 1, avoid, &context);
  CAFFE_ENFORCE(std::set<int>(unique.begin(), unique.end()).size() == 5 && std::set<int>(unique.begin(), unique.end()).count(2) == 0);
  CAFFE_ENFORCE(math::DivUp(7, 2) == 4 && math::RoundUp(7, 4) == 8);
}

void CheckTools() {
  CAFFE_ENFORCE(PreprocessorRegistry()->Has("Halve"));
  CAFFE_ENFORCE(PreprocessorRegistry()->Create("Halve", 3.f)->Apply(4) == 6);

  auto database = db::CreateDB("EmbedTestMemory", "somewhere", db::NEW);
  {
    auto transaction = database->NewTransaction();
    transaction->Put("one", "1");
    transaction->Put("two", "2");
  }
  db::DBReader reader("EmbedTestMemory", "somewhere");
  string key, value;
  for (const char* expected : {"one", "two", "one"}) {
    reader.Read(&key, &value);
    CAFFE_ENFORCE_EQ(key, expected);
  }
  reader.cursor()->SeekToFirst();
  CAFFE_ENFORCE_EQ(reader.cursor()->value(), "1");

  SimpleQueue<int> queue;
  int sum = 0;
  std::thread consumer([&] {
    int item;
    while (queue.Pop(&item)) sum += item;
  });
  for (int i = 0; i < 100; ++i) queue.Push(i);
  queue.NoMoreJobs();
  consumer.join();
  CAFFE_ENFORCE_EQ(sum, 4950);

  std::vector<int> squares(50);
  auto pool = ThreadPool::defaultThreadPool();
  pool->run([&](int /*thread*/, size_t i) { squares[i] = int(i * i); }, squares.size());
  CAFFE_ENFORCE_EQ(squares[49], 2401);
  SignalHandler handler(SignalHandler::Action::STOP, SignalHandler::Action::NONE);
  std::raise(SIGINT);
  CAFFE_ENFORCE(handler.CheckForSignals() == SignalHandler::Action::STOP);
  CAFFE_ENFORCE(split(',', "a,b,,c").size() == 4 && StartsWith("abc", "ab") && editDistance("kitten", "sitting") == 3);
  bool left = false;
  {
    auto guard = MakeGuard([&] { left = true; });
  }
  CAFFE_ENFORCE(left);
  std::ostringstream text;
  text << std::vector<int64_t>{1, 2} << std::map<string, int>{{"a", 1}};
  LOG(INFO) << text.str();
  NetDef parsed;
  CAFFE_ENFORCE(TextFormat::ParseFromString("name: 'n' op { type: 'Relu' input: 'x' output: 'y' }", &parsed));
  CAFFE_ENFORCE(HasInput(parsed.op(0), "x") && ProtoDebugString(parsed).find("Relu") != string::npos);
  Argument nested = MakeArgument<NetDef>("body", parsed);
  CAFFE_ENFORCE_EQ(nested.n().op_size(), 1);
}

void CheckNet() {
  NetDef init_net, predict_net;
  CAFFE_ENFORCE(ReadProtoFromFile(FLAGS_init_net, &init_net));
  CAFFE_ENFORCE(ReadProtoFromFile(FLAGS_predict_net, &predict_net));
  Workspace ws;
  CAFFE_ENFORCE(ws.RunNetOnce(init_net));
  auto* data = BlobGetMutableTensor(ws.CreateBlob("data"), CPU);
  data->Resize(2, 1, 8, 8);
  std::fill(data->mutable_data<float>(), data->mutable_data<float>() + data->numel(), 0.25f);
  NetBase* net = ws.CreateNet(predict_net);
  CAFFE_ENFORCE(net != nullptr);
  std::vector<std::string> record;
  for (auto* op : net->GetOperators()) {
    op->AttachObserver(std::make_unique<RecordingObserver<OperatorBase>>(op, &record));
  }
  const auto* attached = net->AttachObserver(std::make_unique<RecordingObserver<NetBase>>(net, &record));
  auto timer = std::make_unique<TimeObserver>(net);
  const auto* times = timer.get();
  net->AttachObserver(std::move(timer));
  for (int i = 0; i < FLAGS_iterations; ++i) CAFFE_ENFORCE(net->Run());
  CAFFE_ENFORCE_EQ(record.size(), size_t(FLAGS_iterations) * 2 * (predict_net.op_size() + 1));
  CAFFE_ENFORCE_EQ(record.front(), "start " + net->Name());
  CAFFE_ENFORCE_GT(times->average_time(), 0);
  CAFFE_ENFORCE(net->DetachObserver(attached) != nullptr);
  for (const string& name : ws.Blobs()) CAFFE_ENFORCE(ws.HasBlob(name));
  const string bytes = SerializeBlob(*ws.GetBlob("softmax"), "softmax");
  Blob copy;
  DeserializeBlob(bytes, &copy);
  CAFFE_ENFORCE_EQ(copy.Get<Tensor>().numel(), 20);
  CAFFE_ENFORCE_EQ(net->TEST_Benchmark(1, 2, true).size(), size_t(predict_net.op_size() + 1));
}

}  // namespace caffe2

C10_EXPORT_CAFFE2_OP_TO_C10_CPU(Spellings, "_caffe2::Spellings(Tensor X, int[] dims, int is_test) -> (Tensor a, Tensor b, Tensor c, Tensor d)", caffe2::SpellingsOp);

int main(int argc, char** argv) {
  caffe2::GlobalInit(&argc, &argv);
  caffe2::CheckSpellings();
  caffe2::CheckMath();
  caffe2::CheckTools();
  caffe2::CheckNet();
  std::cout << "all right" << std::endl;
  return 0;
}
