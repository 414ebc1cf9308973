// A tutorial's helpers around NetDef and blobs: a database, gradients collected operator by operator, SGD, files, a predictor.
// What is expected was printed by PyTorch 1.8's libtorch for this source.
#include <iostream>
#include <map>
#include <set>

#include "caffe2/core/blob_serialization.h"
#include "caffe2/core/common.h"
#include "caffe2/core/db.h"
#include "caffe2/core/init.h"
#include "caffe2/core/net.h"
#include "caffe2/core/operator.h"
#include "caffe2/core/operator_gradient.h"
#include "caffe2/core/workspace.h"
#include "caffe2/predictor/predictor.h"
#include "caffe2/proto/caffe2.pb.h"
#include "caffe2/utils/proto_utils.h"

C10_DEFINE_string(folder, "/tmp", "Where the database and the nets are written.");
C10_DEFINE_int(iterations, 40, "Steps of training.");
C10_DEFINE_double(learning_rate, 0.1, "The rate.");

namespace caffe2 {

static const std::set<std::string> trainable{"Conv", "Relu", "MaxPool", "FC", "Softmax", "LabelCrossEntropy", "AveragedLoss"};

class BlobUtil {
 public:
  explicit BlobUtil(Blob& blob) : blob_(blob) {}
  TensorCPU Get() {
    CAFFE_ENFORCE(blob_.meta().id() != TypeMeta::Id<std::unique_ptr<db::Cursor>>());
    return TensorCPU(blob_.Get<TensorCPU>(), CPU);
  }

 private:
  Blob& blob_;
};

class NetUtil {
 public:
  NetUtil(NetDef& net, const std::string& name) : net_(net) { net_.set_name(name); }

  OperatorDef* AddOp(const std::string& type, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs) {
    auto op = net_.add_op();
    op->set_type(type);
    for (auto input : inputs) op->add_input(input);
    for (auto output : outputs) op->add_output(output);
    return op;
  }
  template <typename T>
  static OperatorDef* AddArg(OperatorDef* op, const std::string& name, T value) {
    op->add_arg()->CopyFrom(MakeArgument(name, value));
    return op;
  }
  void AddFill(const std::string& type, const std::vector<int>& shape, const std::string& output, float value) {
    AddArg(AddArg(AddOp(type, {}, {output}), "shape", shape), "value", value);
  }
  void AddLayers() {
    for (auto param : {"conv_w", "conv_b", "fc_w", "fc_b"}) net_.add_external_input(param);
    auto conv = AddOp("Conv", {"data", "conv_w", "conv_b"}, {"conv"});
    AddArg(AddArg(AddArg(AddArg(conv, "stride", 1), "pad", 0), "kernel", 3), "order", std::string("NCHW"));
    AddOp("Relu", {"conv"}, {"conv"});
    auto pool = AddOp("MaxPool", {"conv"}, {"pool"});
    AddArg(AddArg(AddArg(AddArg(pool, "stride", 2), "kernel", 2), "order", std::string("NCHW")), "legacy_pad", 3);
    AddOp("FC", {"pool", "fc_w", "fc_b"}, {"fc"});
    AddOp("Softmax", {"fc"}, {"softmax"});
  }
  void AddGradientOps() {
    std::vector<OperatorDef> forward;
    for (auto& op : net_.op()) {
      if (trainable.count(op.type()) > 0) forward.push_back(op);
    }
    std::reverse(forward.begin(), forward.end());
    for (auto& op : forward) {
      vector<GradientWrapper> output(op.output_size());
      for (auto i = 0; i < (int)output.size(); i++) output[i].dense_ = op.output(i) + "_grad";
      GradientOpsMeta meta = GetGradientForOp(op, output);
      for (auto& m : meta.ops_) net_.add_op()->CopyFrom(m);
    }
  }
  std::vector<std::string> Params() const {
    std::set<std::string> external(net_.external_input().begin(), net_.external_input().end());
    std::vector<std::string> params;
    for (const auto& op : net_.op()) {
      if (trainable.count(op.type()) == 0) continue;
      for (const auto& input : op.input()) {
        if (external.count(input)) params.push_back(input);
      }
    }
    return params;
  }
  std::string Types() const {
    std::stringstream s;
    for (const auto& op : net_.op()) s << op.type() << " ";
    return s.str();
  }

 private:
  NetDef& net_;
};

static float Pixel(int n, int i) { return ((n * 37 + i * 11) % 17) / 17.f + (i / 16 == n % 3 ? 1.f : 0.f); }

// The transaction commits where it ends.
static void MakeDatabase(const std::string& path, int n) {
  std::unique_ptr<db::DB> database(db::CreateDB("minidb", path, db::NEW));
  std::unique_ptr<db::Transaction> transaction(database->NewTransaction());
  for (int i = 0; i < n; ++i) {
    TensorProtos protos;
    TensorProto* data = protos.add_protos();
    TensorProto* label = protos.add_protos();
    data->set_data_type(TensorProto::FLOAT);
    for (int d : {1, 8, 8}) data->add_dims(d);
    for (int k = 0; k < 64; ++k) data->add_float_data(Pixel(i, k));
    label->set_data_type(TensorProto::INT32);
    label->add_int32_data(i % 3);
    std::string value;
    protos.SerializeToString(&value);
    transaction->Put(to_string(i), value);
  }
}

// What an exception ends, or what ends after the database was closed, is not committed.
static void CheckTransactions(const std::string& path) {
  const auto exists = [](const std::string& file) { return std::ifstream(file).good(); };
  try {
    std::unique_ptr<db::DB> database(db::CreateDB("minidb", path + "_1", db::NEW));
    std::unique_ptr<db::Transaction> transaction(database->NewTransaction());
    transaction->Put("key", "value");
    CAFFE_THROW("no more records");
  } catch (const EnforceNotMet&) {
  }
  CAFFE_ENFORCE(!exists(path + "_1"));
  {
    std::unique_ptr<db::DB> database(db::CreateDB("minidb", path + "_2", db::NEW));
    std::unique_ptr<db::Transaction> transaction(database->NewTransaction());
    transaction->Put("key", "value");
    database->Close();
  }
  CAFFE_ENFORCE(!exists(path + "_2"));
}

static void Train() {
  const std::string path = FLAGS_folder + "/images.minidb";
  MakeDatabase(path, 30);
  CheckTransactions(path);

  NetDef init_net, train_net, predict_net;
  NetUtil init(init_net, "init"), train(train_net, "train"), predict(predict_net, "predict");
  NetUtil::AddArg(NetUtil::AddArg(init.AddOp("CreateDB", {}, {"reader"}), "db_type", std::string("minidb")), "db", path);
  init.AddFill("ConstantFill", {6, 1, 3, 3}, "conv_w", 0.f);
  init.AddFill("ConstantFill", {6}, "conv_b", 0.f);
  init.AddFill("ConstantFill", {3, 6 * 9}, "fc_w", 0.f);
  init.AddFill("ConstantFill", {3}, "fc_b", 0.f);
  init.AddFill("ConstantFill", {1}, "one", 1.f);
  auto iter = NetUtil::AddArg(init.AddOp("ConstantFill", {}, {"iter"}), "shape", std::vector<int>{1});
  NetUtil::AddArg<int>(NetUtil::AddArg(iter, "value", 0), "dtype", TensorProto::INT64);

  for (auto input : {"reader", "iter", "one"}) train_net.add_external_input(input);
  NetUtil::AddArg(train.AddOp("TensorProtosDBInput", {"reader"}, {"data", "label"}), "batch_size", 10);
  train.AddLayers();
  train.AddOp("LabelCrossEntropy", {"softmax", "label"}, {"xent"});
  train.AddOp("AveragedLoss", {"xent"}, {"loss"});
  train.AddOp("Accuracy", {"softmax", "label"}, {"accuracy"});
  auto one = train.AddOp("ConstantFill", {"loss"}, {"loss_grad"})->add_arg();
  one->set_name("value");
  one->set_f(1.f);
  train.AddGradientOps();
  train.AddOp("Iter", {"iter"}, {"iter"});
  auto rate = NetUtil::AddArg(train.AddOp("LearningRate", {"iter"}, {"lr"}), "policy", std::string("step"));
  NetUtil::AddArg(NetUtil::AddArg(NetUtil::AddArg(rate, "stepsize", 20), "gamma", 0.999f), "base_lr", float(-FLAGS_learning_rate));
  for (auto& param : train.Params()) train.AddOp("WeightedSum", {param, "one", param + "_grad", "lr"}, {param});
  CAFFE_ENFORCE_EQ(train.Types(),
                   "TensorProtosDBInput Conv Relu MaxPool FC Softmax LabelCrossEntropy AveragedLoss Accuracy ConstantFill AveragedLossGradient "
                   "LabelCrossEntropyGradient SoftmaxGradient FCGradient MaxPoolGradient ReluGradient ConvGradient Iter LearningRate WeightedSum "
                   "WeightedSum WeightedSum WeightedSum ");
  predict_net.add_external_input("data");
  predict.AddLayers();
  predict_net.add_external_output("softmax");

  Workspace workspace("tmp");
  CAFFE_ENFORCE(workspace.RunNetOnce(init_net));
  for (auto name : {"conv_w", "fc_w"}) {
    auto tensor = BlobGetMutableTensor(workspace.GetBlob(name), CPU);
    for (int i = 0; i < tensor->numel(); ++i) tensor->mutable_data<float>()[i] = std::sin(i * 0.7f) * 0.3f;
  }
  CAFFE_ENFORCE(workspace.CreateNet(train_net));
  const float expected_losses[] = {0.1122f, 0.0336f, 0.0207f, 0.0130f};
  for (auto i = 1; i <= FLAGS_iterations; i++) {
    CAFFE_ENFORCE(workspace.RunNet(train_net.name()));
    const float loss = BlobUtil(*workspace.GetBlob("loss")).Get().data<float>()[0];
    if (i % 10 == 0) CAFFE_ENFORCE_LT(std::abs(loss - expected_losses[i / 10 - 1]), 1e-4, "step ", i, ": ", loss);
  }
  CAFFE_ENFORCE_EQ(BlobUtil(*workspace.GetBlob("iter")).Get().data<int64_t>()[0], FLAGS_iterations);

  NetDef filled;
  for (auto name : {"conv_w", "conv_b", "fc_w", "fc_b"}) {
    auto tensor = BlobUtil(*workspace.GetBlob(name)).Get();
    auto op = filled.add_op();
    op->set_type("GivenTensorFill");
    op->add_output(name);
    auto shape = op->add_arg();
    shape->set_name("shape");
    for (auto d : tensor.sizes()) shape->add_ints(d);
    auto values = op->add_arg();
    values->set_name("values");
    for (int i = 0; i < tensor.numel(); ++i) values->add_floats(tensor.data<float>()[i]);
  }
  WriteProtoToBinaryFile(filled, FLAGS_folder + "/init.pb");
  WriteProtoToTextFile(predict_net, FLAGS_folder + "/predict.pbtxt");
  NetDef init_read, predict_read;
  CAFFE_ENFORCE(ReadProtoFromFile(FLAGS_folder + "/init.pb", &init_read));
  CAFFE_ENFORCE(ReadProtoFromFile(FLAGS_folder + "/predict.pbtxt", &predict_read));
  Predictor predictor(init_read, predict_read);
  std::vector<float> pixels;
  for (int n = 31; n < 33; ++n) {
    for (int k = 0; k < 64; ++k) pixels.push_back(Pixel(n, k));
  }
  Predictor::TensorMap in, out;
  in.emplace("data", TensorCPUFromValues<float>({2, 1, 8, 8}, pixels));
  CAFFE_ENFORCE(predictor(in, &out));
  const float* likely = out.at("softmax").data<float>();
  CAFFE_ENFORCE(likely[1] > 0.9f && likely[5] > 0.9f, "classes 1 and 2");
}

}  // namespace caffe2

int main(int argc, char** argv) {
  caffe2::GlobalInit(&argc, &argv);
  caffe2::Train();
  google::protobuf::ShutdownProtobufLibrary();
  std::cout << "all right" << std::endl;
  return 0;
}
