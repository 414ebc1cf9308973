// Predictions of a model over images from a file of floats: what an embedder's first program looks like.
#include <netdef/loader.h>
#include <netdef/predictor.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::ifstream in(argv[2], std::ios::binary);
  std::vector<float> pixels(5 * 64);
  in.read(reinterpret_cast<char*>(pixels.data()), static_cast<std::streamsize>(pixels.size() * sizeof(float)));
  try {
    const netdef::Predictor predictor(netdef::LoadModel(argv[1]));
    netdef::TensorMap out = predictor.Run({{"data", netdef::Tensor::Wrap(pixels.data(), {5, 1, 8, 8}, netdef::DType::kFloat)}});
    const float* softmax = out["softmax"].data<float>();
    for (int i = 0; i < 5; ++i) std::printf("%d ", static_cast<int>(std::max_element(softmax + 10 * i, softmax + 10 * i + 10) - softmax - 10 * i));
  } catch (const netdef::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
