// The predictor of a camera demo: nets from memory, a frame in planar YUV, the five likeliest classes; other nets by a switch.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#define PROTOBUF_USE_DLLS 1
#include <caffe2/core/predictor.h>
#include <caffe2/core/operator.h>
#include <caffe2/core/timer.h>

#include "caffe2/core/init.h"

#define IMG_H 8
#define IMG_W 8
#define IMG_C 1
#define MAX_DATA_SIZE IMG_H* IMG_W* IMG_C

static caffe2::NetDef _initNet, _predictNet;
static caffe2::Predictor* _predictor;
static float input_data[MAX_DATA_SIZE];
static caffe2::Workspace ws;

static std::vector<char> asset(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void loadToNetDef(const std::string& path, caffe2::NetDef* net) {
  const std::vector<char> data = asset(path);
  assert(!data.empty());
  if (!net->ParseFromArray(data.data(), static_cast<int>(data.size()))) {
    std::cerr << "Couldn't parse net from data." << std::endl;
  }
}

std::string classify(const unsigned char* luma) {
  if (!_predictor) return "Loading...";
  for (auto i = 0; i < IMG_H; ++i) {
    for (auto j = 0; j < IMG_W; ++j) input_data[i * IMG_W + j] = std::min(1.f, std::max(0.f, luma[i * IMG_W + j] / 16.f));
  }
  caffe2::TensorCPU input;
  input.Resize(std::vector<int>({1, IMG_C, IMG_H, IMG_W}));
  memcpy(input.mutable_data<float>(), input_data, IMG_H * IMG_W * IMG_C * sizeof(float));
  caffe2::Predictor::TensorVector input_vec{&input};
  caffe2::Predictor::TensorVector output_vec;
  caffe2::Timer t;
  t.Start();
  _predictor->run(input_vec, &output_vec);
  assert(t.MilliSeconds() > 0);

  constexpr int k = 3;
  float max[k] = {0};
  int max_index[k] = {0};
  auto output = output_vec.back();
  for (auto i = 0; i < output->size(); ++i) {
    for (auto j = 0; j < k; ++j) {
      if (output->template data<float>()[i] > max[j]) {
        for (auto _j = k - 1; _j > j; --_j) {
          max[_j] = max[_j - 1];
          max_index[_j] = max_index[_j - 1];
        }
        max[j] = output->template data<float>()[i];
        max_index[j] = i;
        goto skip;
      }
    }
  skip:;
  }
  std::ostringstream stringStream;
  for (auto j = 0; j < k; ++j) stringStream << j << ": " << max_index[j] << " - " << max[j] * 100 << "%\n";
  return stringStream.str();
}

// What only the workspace knows: the names of blobs, and one between the layers.
void inspect() {
  caffe2::Workspace* inside = _predictor->ws();
  const std::string middle = _predictor->def().op(0).output(0);
  CAFFE_ENFORCE(inside->HasBlob(middle));
  const auto& blob = inside->GetBlob(middle)->Get<caffe2::TensorCPU>();
  CAFFE_ENFORCE_EQ(blob.dim(0), 1, "the last call had one frame");
  CAFFE_ENFORCE_GT(blob.size(), 0);
}

int main(int argc, char** argv) {
  caffe2::GlobalInit(&argc, &argv);
  CAFFE_ENFORCE_EQ(argc, 4, "usage: mobile_demo INIT PREDICT PIXELS");
  loadToNetDef(argv[1], &_initNet);
  loadToNetDef(argv[2], &_predictNet);
  _predictor = new caffe2::Predictor(_initNet, _predictNet);

  const std::vector<char> pixels = asset(argv[3]);
  const float* digits = reinterpret_cast<const float*>(pixels.data());
  std::string first;
  for (int image = 0; image < 5; ++image) {
    unsigned char luma[MAX_DATA_SIZE];
    for (int i = 0; i < MAX_DATA_SIZE; ++i) luma[i] = static_cast<unsigned char>(std::lround(digits[image * 64 + i] * 16));
    const std::string text = classify(luma);
    if (image == 0) first = text;
    std::cout << text[3] << " ";
    if (image == 4) {
      inspect();
      // Asked for its workspace, the predictor answers as before.
      CAFFE_ENFORCE(classify(luma) == text, classify(luma), " against ", text);
    }
  }
  delete _predictor;
  return 0;
}
