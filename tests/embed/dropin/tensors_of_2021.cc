// What PyTorch 1.8's tensors can do that those before could not: they are handles, and have options of types.
#include <iostream>

#include <ATen/core/blob.h>
#include <c10/core/ScalarType.h>
#include <c10/util/accumulate.h>

#include "caffe2/core/init.h"
#include "caffe2/core/operator.h"
#include "caffe2/utils/eigen_utils.h"

namespace caffe2 {

// A constant reference does not keep contents and shape from changing.
void Fill(const Tensor& tensor, float value) {
  tensor.Resize(2, 3);
  float* data = tensor.mutable_data<float>();
  std::fill(data, data + tensor.numel(), value);
  *tensor.data<float>() += 1;
  tensor.Reshape(vector<int64_t>{3, 2});
  tensor.Extend(1, 50);
  tensor.ShrinkTo(3);
}

string Refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const c10::Error& e) {
    return e.what();
  }
  return "";
}

void Check() {
  TORCH_CHECK(TypeMeta::Make<int64_t>().name() == string("long int") && TypeMeta::Make<uint8_t>().name() == string("unsigned char") &&
              TypeMeta::Make<c10::Half>().name() == string("c10::Half") && TypeMeta::Make<float>().name() == string("float"))
  Tensor tensor(CPU);
  TORCH_CHECK(!Tensor(), "a tensor without anything is none")
  Fill(tensor, 3);
  TORCH_CHECK(tensor && tensor.sizes() == vector<int64_t>({3, 2}) && tensor.data<float>()[0] == 4, tensor.sizes())
  TORCH_CHECK(c10::multiply_integers(tensor.sizes()) == 6 && c10::sum_integers(tensor.sizes()) == 5)
  const Tensor shared = tensor.Alias();
  TORCH_CHECK(shared.is_same(tensor) && !tensor.Clone().is_same(tensor))
  void* raw = shared.raw_mutable_data(TypeMeta::Make<int64_t>());
  TORCH_CHECK(raw != nullptr && shared.IsType<int64_t>())

  Tensor made = empty({2, 2}, at::dtype(at::kLong).device(CPU));
  TORCH_CHECK(made.IsType<int64_t>() && made.dtype() == TypeMeta::Make<int64_t>() && at::TensorOptions().dtype() == TypeMeta::Make<float>())
  ReinitializeTensor(&made, {4}, at::dtype(tensor.dtype()));
  TORCH_CHECK(made.IsType<float>() && made.size(0) == 4)

  // What is no type of elements is no float either.
  struct Strange {};
  TORCH_CHECK(Refusal([] { at::dtype(TypeMeta()); }).find("nullptr (uninitialized)") != string::npos)
  TORCH_CHECK(Refusal([&] { ReinitializeTensor(&made, {1}, at::dtype(TypeMeta::Make<Strange>())); }).find("Strange") != string::npos)
  TORCH_CHECK(Refusal([&] { ReinitializeTensor(&made, {1}, Tensor(CPU).dtype()); }).find("need a type of elements") != string::npos)
  TORCH_CHECK(Refusal([] { at::device(CUDA); }).find("CUDA") != string::npos)
  TORCH_CHECK(Refusal([] { TORCH_CHECK(false, "told ", 3); }).find("told 3") != string::npos)

  const string joined = c10::str("a", 1, vector<int>{2, 3});
  TORCH_CHECK(joined == "a12 3", joined)
  int reached = 0;
  for (int i = 0; i < 10; ++i) C10_LOG_EVERY_N(ERROR, 4) << ++reached;
  TORCH_CHECK(reached == 3, reached)

#if __has_include(<Eigen/Core>)
  ERArrXXf boxes(3, 2), chosen;
  boxes << 0, 1, 2, 3, 4, 5;
  const vector<int> rows{2, 0};
  utils::GetSubArrayRows(boxes, utils::AsEArrXt(rows), &chosen);
  TORCH_CHECK(chosen(0, 1) == 5 && chosen(1, 0) == 0)
  TORCH_CHECK(utils::GetArrayIndices(boxes.col(0) > 1) == vector<int>({1, 2}))
#endif
}

}  // namespace caffe2

int main(int argc, char** argv) {
  caffe2::GlobalInit(&argc, &argv);
  caffe2::Check();
  std::cout << "all right" << std::endl;
}
