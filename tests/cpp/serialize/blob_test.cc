#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <string>
#include <vector>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/error.h"
#include "netdef/serialize.h"

namespace netdef {
namespace {

class EveryType : public testing::TestWithParam<DType> {};

Tensor Filled(DType dtype, Dims dims) {
  Tensor t(std::move(dims), dtype);
  if (dtype == DType::kString) {
    for (int64_t i = 0; i < t.numel(); ++i) t.mutable_data<std::string>()[i] = std::string(static_cast<size_t>(i), '\xfe');
  } else {
    auto* bytes = static_cast<unsigned char*>(t.raw_mutable_data());
    for (size_t i = 0; i < t.nbytes(); ++i) {
      bytes[i] = static_cast<unsigned char>(dtype == DType::kBool ? i % 2 : i * 7 + 1);
    }
  }
  return t;
}

void ExpectEqual(const Tensor& a, const Tensor& b) {
  ASSERT_EQ(a.dims(), b.dims());
  ASSERT_EQ(a.dtype(), b.dtype());
  if (a.dtype() == DType::kString) {
    for (int64_t i = 0; i < a.numel(); ++i) EXPECT_EQ(a.data<std::string>()[i], b.data<std::string>()[i]);
  } else {
    EXPECT_EQ(std::memcmp(a.raw_data(), b.raw_data(), a.nbytes()), 0);
  }
}

TEST_P(EveryType, RoundTripWholeAndInChunks) {
  for (const Dims& dims : {Dims{}, Dims{7}, Dims{3, 4}, Dims{0, 2}}) {
    Blob blob;
    *blob.GetMutable<Tensor>() = Filled(GetParam(), dims);
    const auto& tensor = blob.Get<Tensor>();
    Blob back;
    DeserializeBlob(SerializeBlob(blob, "b"), &back);
    ExpectEqual(tensor, back.Get<Tensor>());

    std::map<std::string, std::string> chunks;
    SerializeBlob(blob, "b", 5, [&](const std::string& key, const std::string& bytes) { chunks[key] = bytes; });
    EXPECT_EQ(chunks.size(), static_cast<size_t>(std::max<int64_t>(1, (tensor.numel() + 4) / 5)));
    EXPECT_EQ(chunks.count("b#%0"), 1u);
    Blob assembled;
    for (auto it = chunks.rbegin(); it != chunks.rend(); ++it) DeserializeBlob(it->second, &assembled);  // last first
    ExpectEqual(tensor, assembled.Get<Tensor>());
  }
}

INSTANTIATE_TEST_SUITE_P(All, EveryType,
                         testing::Values(DType::kFloat, DType::kDouble, DType::kHalf, DType::kInt8, DType::kInt16,
                                         DType::kInt32, DType::kInt64, DType::kUint8, DType::kUint16, DType::kBool,
                                         DType::kString),
                         [](const auto& test) { return std::string(DTypeName(test.param)); });

TEST(TensorProto, OtherFormsOfStorage) {
  caffe2::TensorProto p;
  p.add_dims(2);
  p.set_data_type(caffe2::TensorProto::BYTE);
  p.set_byte_data("ab");
  EXPECT_EQ(TensorFromProto(p).data<uint8_t>()[1], 'b');
  p.set_data_type(caffe2::TensorProto::FLOAT16);
  p.set_byte_data(std::string("\0\x3c\0\x40", 4));
  EXPECT_EQ(static_cast<float>(TensorFromProto(p).data<Half>()[1]), 2.0f);
  p.Clear();
  p.add_dims(2);
  p.set_raw_data(std::string("\0\0\x80\x3f\0\0\0\x40", 8));
  EXPECT_EQ(TensorFromProto(p).data<float>()[1], 2.0f);
  p.Clear();
  p.add_dims(1);
  p.set_data_type(caffe2::TensorProto::BOOL);
  p.set_byte_data("\x07");
  EXPECT_EQ(static_cast<const unsigned char*>(TensorFromProto(p).raw_data())[0], 1);
}

TEST(TensorProto, CountsAndPayloadsAreChecked) {
  caffe2::TensorProto p;
  p.add_dims(3);
  EXPECT_THROW(TensorFromProto(p), Error);  // no values
  p.add_float_data(1);
  EXPECT_THROW(TensorFromProto(p), Error);  // too few
  p.add_float_data(1);
  p.add_float_data(1);
  EXPECT_EQ(TensorFromProto(p).numel(), 3);
  p.add_int32_data(1);
  EXPECT_THROW(TensorFromProto(p), Error);  // two payloads
  p.clear_int32_data();
  p.add_float_data(1);
  EXPECT_THROW(TensorFromProto(p), Error);  // too many
  p.set_data_type(caffe2::TensorProto::STRING);
  EXPECT_THROW(TensorFromProto(p), Error);  // in the wrong field
  p.Clear();
  p.add_dims(2);
  p.add_float_data(1);
  p.mutable_segment()->set_begin(1);
  p.mutable_segment()->set_end(3);
  EXPECT_THROW(TensorFromProto(p), Error);  // beyond the end
  p.mutable_segment()->set_end(2);
  EXPECT_THROW(TensorFromProto(p), Error);  // a part
  Tensor t;
  EXPECT_EQ(TensorSegmentFromProto(p, &t), 1);
  EXPECT_EQ(t.data<float>()[0], 0.0f);
  EXPECT_EQ(t.data<float>()[1], 1.0f);
  p.Clear();
  p.mutable_external_data()->set_record_id("x");
  EXPECT_THROW(TensorFromProto(p), Error);  // elsewhere
}

TEST(Blobs, StringsAndQuantizedTensors) {
  Blob text, back;
  *text.GetMutable<std::string>() = std::string("a\0b", 3);
  DeserializeBlob(SerializeBlob(text, "t"), &back);
  EXPECT_EQ(back.Get<std::string>(), std::string("a\0b", 3));
  Blob quantized;
  auto* q = quantized.GetMutable<Int8Tensor>();
  q->scale = 0.5f;
  q->zero_point = 3;
  q->t.Resize(Dims{2}, DType::kUint8);
  q->t.mutable_data<uint8_t>()[0] = 1;
  q->t.mutable_data<uint8_t>()[1] = 255;
  DeserializeBlob(SerializeBlob(quantized, "q"), &back);
  EXPECT_EQ(back.Get<Int8Tensor>().zero_point, 3);
  EXPECT_EQ(back.Get<Int8Tensor>().t.data<uint8_t>()[1], 255);
  EXPECT_THROW(SerializeBlob(Blob(), "empty"), Error);
  caffe2::BlobProto odd;
  odd.set_type("nonsense");
  EXPECT_THROW(DeserializeBlob(odd, &back), Error);
}

TEST(Blobs, ASegmentOfAbsurdEndsIsAnError) {
  caffe2::BlobProto proto;
  proto.set_name("x");
  proto.set_type("Tensor");
  proto.mutable_tensor()->add_dims(1);
  proto.mutable_tensor()->mutable_segment()->set_begin(std::numeric_limits<int64_t>::min());
  proto.mutable_tensor()->mutable_segment()->set_end(std::numeric_limits<int64_t>::max());
  Blob blob;
  EXPECT_THROW(DeserializeBlob(proto, &blob), Error);
}

TEST(Blobs, MemoryIsTakenForValuesThatAreThere) {
  caffe2::TensorProto proto;
  proto.add_dims(int64_t{1} << 26);  // that can be addressed everywhere
  proto.add_float_data(1);
  try {
    TensorFromProto(proto);
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInvalidModel) << e.what();  // kLimit would mean that it was tried
  }
}

TEST(Blobs, AWholeTensorDoesNotChangeWhatIsShared) {
  Blob blob;
  *blob.GetMutable<Tensor>() = Filled(DType::kFloat, {4});
  const std::string bytes = SerializeBlob(blob, "b");
  const Tensor shared = blob.Get<Tensor>();
  blob.GetMutable<Tensor>()->mutable_data<float>()[0] = 42;
  DeserializeBlob(bytes, &blob);
  EXPECT_EQ(shared.data<float>()[0], 42);
  EXPECT_NE(blob.Get<Tensor>().data<float>()[0], 42);
}

}  // namespace
}  // namespace netdef
