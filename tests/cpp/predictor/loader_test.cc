#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "caffe2/proto/caffe2.pb.h"
#include "caffe2/proto/metanet.pb.h"
#include "netdef/db.h"
#include "netdef/error.h"
#include "netdef/loader.h"
#include "netdef/serialize.h"
#include "netdef/workspace.h"
#include "predictor/pairing.h"

namespace netdef {
namespace {

namespace fs = std::filesystem;

const char kInit[] = "name: 'i' op { type: 'ConstantFill' output: 'w' arg { name: 'shape' ints: 2 } }";
const char kPredict[] = R"(name: 'p' external_input: 'x' external_input: 'w' external_output: 'y'
    op { type: 'Elu' input: 'w' output: 'v' } op { type: 'Elu' input: 'x' output: 'y' })";

std::string Binary(const std::string& text) { return ParseText<caffe2::NetDef>(text).SerializeAsString(); }

class Loader : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "netdef_loader_" + testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  std::string Write(const std::string& name, const std::string& bytes) {
    std::ofstream(Path(name), std::ios::binary) << bytes;
    return Path(name);
  }

  static void ExpectPair(const Model& model) {
    EXPECT_EQ(model.init->name(), "i");
    EXPECT_EQ(model.predict->name(), "p");
  }

  template <typename Fn>
  static std::string ErrorText(Fn fn) {
    try {
      fn();
    } catch (const Error& e) {
      return e.what();
    }
    ADD_FAILURE() << "nothing was thrown";
    return "";
  }

  std::string folder_;
};

TEST(Pairing, NamesOfOneModelShareAStem) {
  for (const char* name : {"init_net.pb", "exec_net.pb", "predict_net.pbtxt", "run_net.pb", "init.pb", "predict.pb"}) {
    EXPECT_EQ(PairStem(name), "") << name;
  }
  for (const char* name : {"x.pb", "x_init.pb", "x_predict.pb", "x_init_net.pb", "x_predict_net.pb", "init_net_x.pb", "X-init.pb"}) {
    EXPECT_EQ(PairStem(name), "x") << name;
  }
  EXPECT_EQ(RoleByName("x_init.pb"), NamedRole::kInit);
  EXPECT_EQ(RoleByName("exec_net.pb"), NamedRole::kInit);
  EXPECT_EQ(RoleByName("run_net.pb"), NamedRole::kPredict);
  EXPECT_EQ(RoleByName("x.pb"), NamedRole::kNone);
}

TEST_F(Loader, FindsTheOtherHalf) {
  const std::pair<const char*, const char*> habits[] = {
      {"init_net.pb", "predict_net.pb"}, {"x_init.pb", "x.pb"},          {"exec_net.pb", "predict_net.pbtxt"},
      {"init_net.pbtxt", "run_net.pb"},  {"x_init_net.pb", "x_predict_net.pb"}, {"x_init.pb", "x_predict.pb"}};
  for (const auto& [init, predict] : habits) {
    SetUp();
    const auto bytes = [](const std::string& name, const char* text) { return fs::path(name).extension() == ".pb" ? Binary(text) : text; };
    Write(init, bytes(init, kInit));
    Write(predict, bytes(predict, kPredict));
    ExpectPair(LoadModel(Path(init)));
    ExpectPair(LoadModel(Path(predict)));
    ExpectPair(LoadModel(folder_));
    ExpectPair(LoadModel(Path(predict), Path(init)));
    ExpectPair(LoadModel(Path(init), Path(predict)));
  }
}

TEST_F(Loader, ContentsDecideWhichIsWhich) {
  Write("init_net.pb", Binary(kPredict));
  Write("predict_net.pb", Binary(kInit));
  const Model model = LoadModel(folder_);
  ExpectPair(model);
  EXPECT_FALSE(model.notes.empty());
  ExpectPair(LoadModelFromBytes(Binary(kPredict), kInit));
  const auto i = std::make_shared<caffe2::NetDef>(ParseText<caffe2::NetDef>(kInit));
  const auto p = std::make_shared<caffe2::NetDef>(ParseText<caffe2::NetDef>(kPredict));
  ExpectPair(MakeModel(i, p));
  EXPECT_NE(ErrorText([&] { MakeModel(p, i); }).find("swapped"), std::string::npos);
}

TEST_F(Loader, PlainNamesComeFirstAndSeveralModelsAreNamed) {
  Write("a_init.pb", Binary(kInit));
  Write("a.pb", Binary(kPredict));
  ExpectPair(LoadModel(folder_));
  Write("b_init.pb", Binary(kInit));
  Write("b.pb", Binary(kPredict));
  const std::string text = ErrorText([&] { LoadModel(folder_); });
  EXPECT_NE(text.find("a.pb"), std::string::npos) << text;
  EXPECT_NE(text.find("b.pb"), std::string::npos) << text;
  Write("init_net.pb", Binary(kInit));
  Write("predict_net.pb", Binary(kPredict));
  Write("predict_net.pbtxt", kPredict);
  ExpectPair(LoadModel(folder_));
}

TEST_F(Loader, WhatIsNoModelIsNamed) {
  EXPECT_NE(ErrorText([&] { LoadModel(folder_); }).find("no model found"), std::string::npos);
  EXPECT_NE(ErrorText([&] { LoadModel(Path("nothing.pb")); }).find("cannot open"), std::string::npos);
  Write("init_net.pb", Binary(kInit));
  EXPECT_NE(ErrorText([&] { LoadModel(Path("init_net.pb")); }).find("predict net"), std::string::npos);
  Write("predict_net.pb", "version https://git-lfs.github.com/spec/v1\n");
  const std::string text = ErrorText([&] { LoadModel(folder_); });
  EXPECT_NE(text.find("predict_net.pb"), std::string::npos) << text;
  EXPECT_NE(text.find("LFS"), std::string::npos) << text;
}

TEST_F(Loader, FaultsAreReportedTogether) {
  Write("x.pb", Binary("name: 'p' op { type: 'Elo' input: 'x' output: 'y' } op { type: 'Nope' }"));
  const std::string text = ErrorText([&] { LoadModel(Path("x.pb")); });
  EXPECT_NE(text.find("Elo"), std::string::npos) << text;
  EXPECT_NE(text.find("Nope"), std::string::npos) << text;
  LoadOptions options;
  options.verify = false;
  EXPECT_NE(LoadModel(Path("x.pb"), options).faults.find("Nope"), std::string::npos);
}

TEST_F(Loader, NetsOfOtherDevicesComeToTheCpu) {
  const std::string gpu = "name: 'p' device_option { device_type: 1 } op { type: 'Elu' input: 'x' output: 'y' }";
  EXPECT_EQ(LoadModelFromBytes(gpu, "").predict->device_option().device_type(), 0);
  LoadOptions options;
  options.keep_devices = true;
  EXPECT_NE(ErrorText([&] { LoadModelFromBytes(gpu, "", options); }).find("CUDA"), std::string::npos);
}

TEST_F(Loader, TextStepNetsAreSeen) {
  const std::string net = "op { type: 'Elu' input: 'x' output: 'y' arg { name: 'step_net' s: \"op { type: 'Nope' }\" } }";
  EXPECT_NE(ErrorText([&] { LoadModelFromBytes(net, ""); }).find("Nope"), std::string::npos);
}

TEST_F(Loader, FilesNeedPermission) {
  const std::string net = "op { type: 'Load' output: 'y' arg { name: 'db' s: '/etc/passwd' } arg { name: 'db_type' s: 'minidb' } }";
  EXPECT_NE(ErrorText([&] { LoadModelFromBytes(net, ""); }).find("allow"), std::string::npos);
  LoadOptions options;
  options.allow = {"Load"};
  Workspace ws;
  LoadModelFromBytes(net, "", options).prepare(&ws);
  ws.CheckOperator(ParseText<caffe2::OperatorDef>("type: 'Load'"));
  EXPECT_THROW(ws.CheckOperator(ParseText<caffe2::OperatorDef>("type: 'Save'")), Error);
  Workspace child(&ws);
  EXPECT_THROW(child.CheckOperator(ParseText<caffe2::OperatorDef>("type: 'Save' input: '!!PREDICTOR_DBREADER'")), Error);
}

TEST_F(Loader, DeclaredSizesAreLimited) {
  const std::string huge = "op { type: 'ConstantFill' output: 'w' arg { name: 'shape' ints: 10000 ints: 10000 } }";
  LoadOptions options;
  options.limits.tensor_bytes = 1 << 20;
  EXPECT_NE(ErrorText([&] { LoadModelFromBytes(huge, "", options); }).find("Limits"), std::string::npos);
}

class ExportedDatabase : public Loader {
 protected:
  // As predictor_exporter lays it out.
  void Export(const std::string& suffix = "") {
    caffe2::MetaNetDef meta;
    const auto add_net = [&](const std::string& key, const std::string& text) {
      caffe2::NetsMap* entry = meta.add_nets();
      entry->set_key(key + suffix);
      *entry->mutable_value() = ParseText<caffe2::NetDef>(text);
    };
    add_net("PREDICT_NET_TYPE", kPredict);
    add_net("PREDICT_INIT_NET_TYPE", R"(op { type: 'ConstantFill' output: 'x' arg { name: 'shape' ints: 3 ints: 4 } }
        op { type: 'ConstantFill' output: 'y' arg { name: 'shape' ints: 1 } }
        op { type: 'ConstantFill' output: 'extra' arg { name: 'shape' ints: 1 } })");
    add_net("GLOBAL_INIT_NET_TYPE", "op { type: 'Load' input: '!!PREDICTOR_DBREADER' output: 'w' }");
    for (const auto& [key, value] : {std::pair("PARAMETERS_BLOB_TYPE", "w"), std::pair("INPUTS_BLOB_TYPE", "x"),
                                     std::pair("OUTPUTS_BLOB_TYPE", "y")}) {
      caffe2::BlobsMap* blobs = meta.add_blobs();
      blobs->set_key(key + suffix);
      blobs->add_value(value);
    }
    const auto out = db::CreateDB("minidb", Path("model.minidb"), db::Mode::kNew);
    const auto transaction = out->NewTransaction();
    const auto put = [&](const std::string& key, const std::string& bytes) { transaction->Put(key, bytes); };
    Blob text, w;
    *text.GetMutable<std::string>() = meta.SerializeAsString();
    SerializeBlob(text, "!!META_NET_DEF", kDefaultChunkSize, put);
    w.GetMutable<Tensor>()->Resize(Dims{2}, DType::kFloat);
    std::fill_n(w.GetMutable<Tensor>()->mutable_data<float>(), 2, 5.0f);
    SerializeBlob(w, "w", kDefaultChunkSize, put);
    transaction->Commit();
  }
};

TEST_F(ExportedDatabase, IsOpenedWithoutFurtherPermission) {
  for (const char* suffix : {"", "_name"}) {
    Export(suffix);
    for (const std::string& path : {folder_, Path("model.minidb")}) {
      const Model model = LoadModel(path);
      EXPECT_EQ(model.inputs, std::vector<std::string>{"x"});
      EXPECT_EQ(model.outputs, std::vector<std::string>{"y"});
      EXPECT_EQ(model.parameters, std::vector<std::string>{"w"});
      EXPECT_EQ(model.input_specs.at("x").dims, (Dims{3, 4}));
      Workspace ws;
      model.prepare(&ws);
      ws.RunNetOnce(*model.init);
      EXPECT_EQ(ws.GetBlob("w")->Get<Tensor>().data<float>()[1], 5.0f);
      EXPECT_TRUE(ws.HasBlob("extra"));
      EXPECT_FALSE(ws.HasBlob("x"));
      EXPECT_THROW(ws.RunOperatorOnce(ParseText<caffe2::OperatorDef>("type: 'Load' output: 'w' arg { name: 'db' s: 'x' }")), Error);
    }
  }
}

TEST_F(ExportedDatabase, OtherDatabasesAreNamed) {
  const auto out = db::CreateDB("minidb", Path("model.minidb"), db::Mode::kNew);
  const auto transaction = out->NewTransaction();
  transaction->Put("k", "v");
  transaction->Commit();
  EXPECT_NE(ErrorText([&] { LoadModel(Path("model.minidb")); }).find("!!META_NET_DEF"), std::string::npos);
}

}  // namespace
}  // namespace netdef
