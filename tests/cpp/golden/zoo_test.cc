// SqueezeNet, with the weights that a seeded generator draws, against what Caffe2 computed with them.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "caffe2/proto/caffe2.pb.h"
#include "golden/json.h"
#include "golden/npz.h"
#include "netdef/predictor.h"
#include "netdef/proto_utils.h"
#include "netdef/serialize.h"
#include "netdef/workspace.h"

namespace netdef {
namespace {

using test::Json;
using test::Member;

const std::string kFolder = NETDEF_TEST_DATA "/zoo/squeezenet";

// The numbers of numpy.random.RandomState.
class RandomState {
 public:
  explicit RandomState(uint32_t seed) : bits_(seed) {}

  double Uniform() {
    const uint32_t high = bits_() >> 5, low = bits_() >> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }
  double Normal() {  // by Marsaglia's polar method, which makes two at a time
    if (has_second_) {
      has_second_ = false;
      return second_;
    }
    double x, y, square;
    do {
      x = 2 * Uniform() - 1;
      y = 2 * Uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    const double factor = std::sqrt(-2 * std::log(square) / square);
    second_ = factor * x;
    has_second_ = true;
    return factor * y;
  }

 private:
  std::mt19937 bits_;
  bool has_second_ = false;
  double second_ = 0;
};

uint32_t Crc32(const std::string& text) {
  uint32_t crc = ~0u;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

// "he": normal, scaled by the inputs of a unit; "normal": by `std`.
Tensor Weight(const std::string& name, const Json& how, double salt) {
  RandomState random(Crc32(name) + static_cast<uint32_t>(salt));
  const bool he = Member(how, "kind").string_value() == "he";
  const double scale = he ? Member(how, "gain").number_value() * std::sqrt(2 / Member(how, "fan_in").number_value()) : Member(how, "std").number_value();
  Tensor weight(test::DimsOf(Member(how, "shape")), DType::kFloat);
  float* values = weight.mutable_data<float>();
  for (int64_t i = 0; i < weight.numel(); ++i) values[i] = static_cast<float>(random.Normal() * scale);
  return weight;
}

// Squares of eight pixels of one colour, with noise.
Tensor Image(const Json& how) {
  RandomState random(static_cast<uint32_t>(Member(how, "seed").number_value()));
  Tensor image(test::DimsOf(Member(how, "shape")), DType::kFloat);
  const int64_t planes = image.dim(0) * image.dim(1), height = image.dim(2), width = image.dim(3), across = (width + 7) / 8;
  std::vector<double> squares(static_cast<size_t>(planes * ((height + 7) / 8) * across));
  for (double& colour : squares) colour = random.Uniform();
  const double low = Member(how, "lo").number_value(), range = Member(how, "hi").number_value() - low;
  float* pixel = image.mutable_data<float>();
  for (int64_t row = 0; row < planes * height; ++row) {
    const int64_t line = (row / height * ((height + 7) / 8) + row % height / 8) * across;
    for (int64_t column = 0; column < width; ++column) {
      const double colour = 0.8 * squares[static_cast<size_t>(line + column / 8)] + 0.2 * random.Uniform();
      *pixel++ = static_cast<float>(colour * range + low);
    }
  }
  return image;
}

void ExpectClose(const Tensor& expected, const Tensor& got) {
  ASSERT_EQ(expected.dims(), got.dims());
  for (int64_t i = 0; i < expected.numel(); ++i) {
    const float e = expected.data<float>()[i];
    ASSERT_NEAR(got.data<float>()[i], e, 1e-6f + 1e-3f * std::abs(e)) << "at " << i;
  }
}

class SqueezeNet : public testing::Test {
 protected:
  const Json shapes_ = test::ReadJson(ReadFile(kFolder + "/shapes.json"));
  const caffe2::NetDef net_ = ParseMessage<caffe2::NetDef>(ReadFile(kFolder + "/predict_net.pb"));
  const std::map<std::string, Tensor> expected_ = test::ReadNpz(kFolder + "/expected.npz");
  const Tensor data_ = Image(Member(Member(shapes_, "inputs"), "data"));

  std::map<std::string, Tensor> Weights() const {
    std::map<std::string, Tensor> weights;
    for (const auto& [name, how] : Member(shapes_, "weights").struct_value().fields()) {
      weights[name] = Weight(name, how, Member(shapes_, "salt").number_value());
    }
    return weights;
  }
};

TEST_F(SqueezeNet, AsWritten) {
  Workspace ws;
  for (const auto& [name, weight] : Weights()) *ws.CreateBlob(name)->GetMutable<Tensor>() = weight;
  *ws.CreateBlob("data")->GetMutable<Tensor>() = data_;
  ASSERT_TRUE(ws.RunNetOnce(net_));
  for (const auto& [name, tensor] : expected_) ExpectClose(tensor, ws.GetBlob(name)->Get<Tensor>());
}

TEST_F(SqueezeNet, Prepared) {
  caffe2::NetDef init;
  for (const auto& [name, weight] : Weights()) {
    caffe2::OperatorDef* fill = init.add_op();
    fill->set_type("GivenTensorFill");
    fill->add_output(name);
    caffe2::Argument* shape = fill->add_arg();
    shape->set_name("shape");
    for (const int64_t d : weight.dims()) shape->add_ints(d);
    caffe2::Argument* values = fill->add_arg();
    values->set_name("values");
    values->mutable_floats()->Add(weight.data<float>(), weight.data<float>() + weight.numel());
  }
  const Predictor predictor(init, net_);
  TensorMap out = predictor.Run({{"data", data_}});
  ExpectClose(expected_.at("softmaxout"), out.at("softmaxout"));
}

}  // namespace
}  // namespace netdef
