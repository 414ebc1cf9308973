#pragma once

#include <string>

namespace caffe2 {
class OperatorDef;
}

namespace netdef {

// One line: Conv 'name' (inputs: X, w; outputs: Y).
std::string DescribeOperator(const caffe2::OperatorDef& def);

}  // namespace netdef
