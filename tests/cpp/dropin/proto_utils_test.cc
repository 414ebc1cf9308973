// Files that sources written for Caffe2 read go through the checks of the library.
#include "caffe2/utils/proto_utils.h"

#include <gtest/gtest.h>

#include <string>

namespace caffe2 {
namespace {

class ProtoFiles : public testing::Test {
 protected:
  void SetUp() override { path_ = testing::TempDir() + "netdef_" + testing::UnitTest::GetInstance()->current_test_info()->name(); }
  void TearDown() override { std::remove(path_.c_str()); }
  const char* Write(const std::string& bytes) {
    EXPECT_TRUE(WriteStringToFile(bytes, path_.c_str()));
    return path_.c_str();
  }

  static NetDef SmallNet() {
    NetDef net;
    net.set_name("small");
    OperatorDef* op = net.add_op();
    op->set_type("Relu");
    op->add_input("x");
    op->add_output("y");
    return net;
  }

  std::string path_;
};

TEST_F(ProtoFiles, BinaryAndText) {
  for (const std::string& form : {SmallNet().SerializeAsString(), SmallNet().DebugString()}) {
    NetDef net;
    net.set_name("of before");
    EXPECT_TRUE(ReadProtoFromFile(Write(form), &net));
    EXPECT_EQ(net.SerializeAsString(), SmallNet().SerializeAsString());
  }
  NetDef net;
  EXPECT_TRUE(ReadProtoFromBinaryFile(Write(SmallNet().SerializeAsString()), &net));
  EXPECT_FALSE(ReadProtoFromTextFile(path_.c_str(), &net));
}

TEST_F(ProtoFiles, MessagesThatAreNoNets) {
  TensorProtos tensors;
  TensorProto* tensor = tensors.add_protos();
  tensor->add_dims(2);
  tensor->add_float_data(1);
  tensor->add_float_data(2);
  DeviceOption device;
  device.set_device_id(3);
  TensorProtos tensors_read;
  DeviceOption device_read;
  EXPECT_TRUE(ReadProtoFromFile(Write(tensors.SerializeAsString()), &tensors_read));
  EXPECT_TRUE(ReadProtoFromFile(Write(tensors.DebugString()), &tensors_read));
  EXPECT_EQ(tensors_read.protos(0).float_data(1), 2.0f);
  EXPECT_TRUE(ReadProtoFromFile(Write(device.DebugString()), &device_read));
  EXPECT_EQ(device_read.device_id(), 3);
}

TEST_F(ProtoFiles, DamageAndExcessAreRefused) {
  NetDef net;
  EXPECT_FALSE(ReadProtoFromFile("/nowhere/net.pb", &net));
  const std::string bytes = SmallNet().SerializeAsString();
  EXPECT_FALSE(ReadProtoFromFile(Write(bytes.substr(0, bytes.size() - 3)), &net));
  EXPECT_FALSE(ReadProtoFromFile(Write("<!doctype html><p>Not found"), &net));

  NetDef nested = SmallNet();
  for (int i = 0; i < 30; ++i) {  // three messages each: within protobuf's own limit, beyond Limits::nesting
    NetDef outer;
    outer.add_op()->add_arg()->mutable_n()->Swap(&nested);
    nested.Swap(&outer);
  }
  NetDef inner;
  ASSERT_TRUE(inner.ParseFromString(nested.SerializeAsString()));
  EXPECT_FALSE(ReadProtoFromFile(Write(nested.SerializeAsString()), &net));
  EXPECT_FALSE(ParseProtoFromLargeString(nested.SerializeAsString(), &net));

  TensorProto huge;
  huge.add_dims(int64_t{1} << 40);
  EXPECT_FALSE(ReadProtoFromBinaryFile(Write(huge.SerializeAsString()), &huge));
}

}  // namespace
}  // namespace caffe2
