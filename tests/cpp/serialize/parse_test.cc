#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "caffe2/proto/caffe2.pb.h"
#include "caffe2/proto/metanet.pb.h"
#include "netdef/error.h"
#include "netdef/serialize.h"

namespace netdef {
namespace {

caffe2::NetDef SmallNet() {
  caffe2::NetDef net;
  net.set_name("small");
  caffe2::OperatorDef* op = net.add_op();
  op->set_type("Relu");
  op->add_input("x");
  op->add_output("y");
  return net;
}

// The error that `fn` throws; fails where it throws none.
template <typename Fn>
Error ErrorOf(Fn fn) {
  try {
    fn();
  } catch (const Error& e) {
    return e;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Error("");
}

TEST(ParseMessage, RoundTrip) {
  const auto net = ParseMessage<caffe2::NetDef>(SmallNet().SerializeAsString());
  EXPECT_EQ(net.op(0).type(), "Relu");
  EXPECT_EQ(ParseMessage<caffe2::NetDef>("").op_size(), 0);
}

TEST(ParseMessage, EveryTruncationIsAnErrorOrAShorterNet) {
  const std::string bytes = SmallNet().SerializeAsString();
  for (size_t n = 0; n < bytes.size(); ++n) {
    try {
      ParseMessage<caffe2::NetDef>(bytes.substr(0, n));
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kInvalidModel) << e.what();
    }
  }
}

TEST(ParseMessage, DepthIsLimited) {
  caffe2::NetDef net = SmallNet();
  for (int i = 0; i < 30; ++i) {  // three messages each
    caffe2::NetDef outer;
    caffe2::Argument* arg = outer.add_op()->add_arg();
    arg->mutable_n()->Swap(&net);
    net.Swap(&outer);
  }
  const std::string bytes = net.SerializeAsString();
  EXPECT_EQ(ErrorOf([&] { ParseMessage<caffe2::NetDef>(bytes); }).kind(), ErrorKind::kLimit);
  Limits deep;
  deep.nesting = 200;
  EXPECT_EQ(ParseMessage<caffe2::NetDef>(bytes, deep).op_size(), 1);
}

// Lists of floats, long and short, packed and not, in pieces, at several depths.
std::string NetOfFloats() {
  caffe2::NetDef net = SmallNet();
  for (int count : {0, 1, 255, 256, 257, 5000}) {
    caffe2::Argument* arg = net.add_op()->add_arg();
    for (int i = 0; i < count; ++i) arg->add_floats(0.5f * static_cast<float>(i) - 3.0f);
    arg->set_name("values");
    arg->add_ints(-7);
    caffe2::Argument* nested = net.mutable_op(0)->add_arg()->mutable_n()->add_op()->add_arg();
    *nested = *arg;
  }
  return net.SerializeAsString();
}

TEST(ParseMessage, LongListsOfFloatsAreThoseOfProtobuf) {
  const std::string once = NetOfFloats();
  std::string packed = "\x12";  // an argument whose floats are packed, and then not: op { arg { floats } }
  caffe2::Argument tail;
  for (int i = 0; i < 300; ++i) tail.add_floats(static_cast<float>(i));
  const std::string values(1200, '\1'), arg = "\x2a\xb0\x09" + values + tail.SerializeAsString() + "\x0a\x01v" + tail.SerializeAsString();
  const auto sized = [](const std::string& bytes) { return std::string{static_cast<char>(bytes.size() & 127 | 128), static_cast<char>(bytes.size() >> 7)} + bytes; };
  packed += sized("\x2a" + sized(arg));
  std::string long_tag = "\xad" + std::string(1, '\0') + "abcd" + tail.SerializeAsString();  // the first tag in two bytes
  long_tag = "\x12" + sized("\x2a" + sized(long_tag));
  for (const std::string& bytes : {once, once + once, packed, once + packed, long_tag}) {
    caffe2::NetDef expected;
    ASSERT_TRUE(expected.ParseFromString(bytes));
    EXPECT_EQ(ParseMessage<caffe2::NetDef>(bytes).SerializeAsString(), expected.SerializeAsString());
  }
}

TEST(ParseMessage, LongListsCutShortAreDamaged) {
  const std::string bytes = NetOfFloats();
  for (size_t n = bytes.size() - 1; n > bytes.size() - 2000; n -= 7) {
    EXPECT_EQ(ErrorOf([&] { ParseMessage<caffe2::NetDef>(bytes.substr(0, n)); }).kind(), ErrorKind::kInvalidModel);
  }
}

TEST(ParseMessage, EmptySubMessagesAreCounted) {
  std::string bytes;
  for (int i = 0; i < 100000; ++i) bytes += std::string("\x12\x00", 2);  // an empty operator in two bytes
  Limits limits;
  limits.memory = 1 << 20;
  EXPECT_EQ(ErrorOf([&] { ParseMessage<caffe2::NetDef>(bytes, limits); }).kind(), ErrorKind::kLimit);
  limits = Limits();
  limits.operators = 99999;
  EXPECT_EQ(ErrorOf([&] { ParseMessage<caffe2::NetDef>(bytes, limits); }).kind(), ErrorKind::kLimit);
  EXPECT_EQ(ParseMessage<caffe2::NetDef>(bytes).op_size(), 100000);
}

// Of every class there is: counted as at least what protobuf says that it takes, and as less than twice that.
TEST(ParseMessage, EmptyMessagesCountForTheirSize) {
  for (const auto* file : {caffe2::NetDef::descriptor()->file(), caffe2::MetaNetDef::descriptor()->file()}) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      auto* factory = google::protobuf::MessageFactory::generated_factory();
      const std::unique_ptr<google::protobuf::Message> message(factory->GetPrototype(file->message_type(i))->New());
      Limits limits;
      limits.memory = message->SpaceUsedLong() - 1;
      EXPECT_EQ(ErrorOf([&] { ParseMessageInto("", message.get(), limits); }).kind(), ErrorKind::kLimit) << message->GetTypeName();
      limits.memory = 2 * message->SpaceUsedLong();
      try {
        ParseMessageInto("", message.get(), limits);
      } catch (const Error& e) {
        EXPECT_EQ(e.kind(), ErrorKind::kInvalidModel) << e.what();  // some have required fields
      }
    }
  }
}

TEST(ParseMessage, TensorsAreLimited) {
  caffe2::TensorProto tensor;
  tensor.add_dims(int64_t{1} << 40);
  tensor.add_dims(int64_t{1} << 40);
  EXPECT_EQ(ErrorOf([&] { ParseMessage<caffe2::TensorProto>(tensor.SerializeAsString()); }).kind(), ErrorKind::kLimit);
  tensor.clear_dims();
  tensor.add_dims(-1);
  EXPECT_EQ(ErrorOf([&] { ParseMessage<caffe2::TensorProto>(tensor.SerializeAsString()); }).kind(),
            ErrorKind::kInvalidModel);
  tensor.clear_dims();
  for (int i = 0; i < 65; ++i) tensor.add_dims(1);
  EXPECT_EQ(ErrorOf([&] { ParseMessage<caffe2::TensorProto>(tensor.SerializeAsString()); }).kind(), ErrorKind::kLimit);
  // Packed, although the field is declared without it.
  EXPECT_EQ(ErrorOf([&] { ParseMessage<caffe2::TensorProto>(std::string("\x0a\x65", 2) + std::string(101, '\1')); }).kind(),
            ErrorKind::kLimit);
}

TEST(ParseMessage, GroupsAndFieldZeroAreRefused) {
  for (const std::string& bytes : {std::string("\x03"), std::string("\x0b\x0c"), std::string("\x00\x01", 2)}) {
    EXPECT_EQ(ErrorOf([&] { ParseMessage<caffe2::NetDef>(bytes); }).kind(), ErrorKind::kInvalidModel);
  }
}

TEST(ParseMessage, RequiredFieldsAreNamed) {
  caffe2::MetaNetDef meta;
  meta.add_nets()->set_key("k");
  const Error e = ErrorOf([&] { ParseMessage<caffe2::MetaNetDef>(meta.SerializePartialAsString()); });
  EXPECT_NE(e.message().find("value"), std::string::npos) << e.what();
}

TEST(ParseText, NamesLineAndColumn) {
  EXPECT_EQ(ParseText<caffe2::NetDef>("name: 'n'  # a net\nop { type: \"Relu\" }").op(0).type(), "Relu");
  const Error e = ErrorOf([] { ParseText<caffe2::NetDef>("name: 'n'\nop { typo: 1 }"); });
  EXPECT_NE(e.message().find("line 2"), std::string::npos) << e.what();
}

TEST(ParseText, DepthIsLimited) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "op { arg { n { ";
  for (int i = 0; i < 100; ++i) text += "} } } ";
  EXPECT_EQ(ErrorOf([&] { ParseText<caffe2::NetDef>(text); }).kind(), ErrorKind::kLimit);
}

TEST(ReadMessage, TakesBothForms) {
  EXPECT_EQ(ReadMessage<caffe2::NetDef>(SmallNet().SerializeAsString(), "f").name(), "small");
  EXPECT_EQ(ReadMessage<caffe2::NetDef>("# c\nname: \"small\" op { type: \"Relu\" }", "f").name(), "small");
}

struct Stranger {
  const char* what;
  std::string bytes;
  const char* word;  // in the explanation
};

class ReadStranger : public testing::TestWithParam<Stranger> {};

TEST_P(ReadStranger, IsNamed) {
  const Error e = ErrorOf([&] { ReadMessage<caffe2::NetDef>(GetParam().bytes, "model.pb"); });
  EXPECT_EQ(e.kind(), ErrorKind::kInvalidModel);
  EXPECT_EQ(e.message().rfind("model.pb: ", 0), 0u) << e.what();
  EXPECT_NE(e.message().find(GetParam().word), std::string::npos) << e.what();
}

std::string Plan() {
  caffe2::PlanDef plan;
  plan.set_name("plan");
  *plan.add_network() = SmallNet();
  plan.add_execution_step()->add_network("small");
  return plan.SerializeAsString();
}

std::string Meta() {
  caffe2::MetaNetDef meta;
  caffe2::NetsMap* net = meta.add_nets();
  net->set_key("PREDICT_NET_TYPE");
  *net->mutable_value() = SmallNet();
  return meta.SerializeAsString();
}

std::string BlobBytes() {
  Blob blob;
  blob.GetMutable<Tensor>()->Resize(Dims{2}, DType::kFloat);
  return SerializeBlob(blob, "w");
}

std::string MiniDb() {
  return std::string("\x01\0\0\0\x02\0\0\0kvv", 11);
}

INSTANTIATE_TEST_SUITE_P(
    All, ReadStranger,
    testing::Values(Stranger{"lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 12\n", "git lfs pull"},
                    Stranger{"html", "\n<!DOCTYPE html>\n<html><body>Not found</body></html>", "web page"},
                    Stranger{"pickle", std::string("\x80\x02}q\x00.", 6), "pickle"},
                    Stranger{"torch", std::string("PK\x03\x04\x00\x00\x08\x08", 8) + "archive/data.pkl", "PyTorch"},
                    Stranger{"npz", std::string("PK\x03\x04\x00\x00\x08\x08", 8) + "w.npy", "NumPy"},
                    Stranger{"zip", std::string("PK\x03\x04\x00\x00\x08\x08", 8) + "a.txt", "unpack"},
                    Stranger{"gzip", std::string("\x1f\x8b\x08\x00", 4), "unpack"},
                    Stranger{"npy", "\x93NUMPY\x01", "NumPy"}, Stranger{"empty", "", "empty"},
                    Stranger{"json", "{\"a\": 1}", "JSON"}, Stranger{"text", "hello there", "op {"},
                    Stranger{"caffe", "name: 'LeNet'\nlayer {\n name: 'conv1' }", "Caffe 1"},
                    Stranger{"plan", Plan(), "PlanDef"}, Stranger{"meta", Meta(), "MetaNetDef"},
                    Stranger{"blob", BlobBytes(), "blob"}, Stranger{"minidb", MiniDb(), "minidb"},
                    Stranger{"onnx", std::string("\x08\x07\x12\x07pytorch\x3a\x02\x0a\x00\x42\x02\x10\x09", 19), "ONNX"},
                    Stranger{"noise", "\xff\xfe\xfd\xfc\x01\x02", "NetDef"}),
    [](const auto& test) { return test.param.what; });

TEST(SniffFormat, TextPlan) {
  EXPECT_EQ(SniffFormat("name: \"p\"\nnetwork {\n op { type: 'Relu' } }"), Format::kPlanDefText);
  EXPECT_EQ(SniffFormat("name: \"p\"\nop{ type: 'Relu' }"), Format::kNetDefText);
}

TEST(SniffFormat, NetWithoutOperators) {
  EXPECT_EQ(SniffFormat(std::string("\n ") + std::string(32, 'n')), Format::kNetDef);  // a name of 32 characters: all bytes are printable
  EXPECT_EQ(SniffFormat("\x0a\x03net"), Format::kNetDef);
  EXPECT_EQ(SniffFormat("\n hello there"), Format::kText);
}

TEST(ReadFile, ErrorsNameThePath) {
  EXPECT_EQ(ErrorOf([] { ReadFile("/no/such/file"); }).kind(), ErrorKind::kNotFound);
  EXPECT_EQ(ErrorOf([] { ReadFile("/"); }).kind(), ErrorKind::kNotFound);
  const std::string path = testing::TempDir() + "netdef_read_file";
  std::ofstream(path) << "0123456789";
  Limits limits;
  limits.bytes = 10;
  EXPECT_EQ(ReadFile(path, limits), "0123456789");
  limits.bytes = 9;
  EXPECT_EQ(ErrorOf([&] { ReadFile(path, limits); }).kind(), ErrorKind::kLimit);
  std::remove(path.c_str());
}

}  // namespace
}  // namespace netdef
