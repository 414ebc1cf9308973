// HuffmanTreeHierarchy: the tree of a hierarchical softmax in which frequent labels are near the root.
// https://en.wikipedia.org/wiki/Huffman_coding
#include <queue>

#include "caffe2/proto/hsm.pb.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

struct HuffmanArgs {
  int num_classes = -1;

  template <typename V>
  void Fields(V& v) {
    v("num_classes", num_classes, "Number of labels, at most 2^24: the tree has a node for each, whatever the data.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(num_classes >= 1 && num_classes <= 1 << 24, "num_classes must be positive and at most ", 1 << 24, ", got ", num_classes);
    }
  }
};

struct Node {
  int64_t count = 0;
  int left = -1, right = -1;  // -1: a leaf, whose label is its position
  bool leaf() const { return left < 0; }
};

// The leaves, then the inner nodes; the last one is the root.
std::vector<Node> HuffmanTree(const std::vector<int64_t>& counts) {
  std::vector<Node> nodes(counts.size());
  const auto more = [&](int a, int b) { return nodes[static_cast<size_t>(a)].count > nodes[static_cast<size_t>(b)].count; };
  std::priority_queue<int, std::vector<int>, decltype(more)> rarest(more);
  for (size_t i = 0; i < counts.size(); ++i) {
    nodes[i].count = counts[i];
    rarest.push(static_cast<int>(i));
  }
  while (rarest.size() > 1) {
    Node node;
    node.left = rarest.top();
    rarest.pop();
    node.right = rarest.top();
    rarest.pop();
    node.count = nodes[static_cast<size_t>(node.left)].count + nodes[static_cast<size_t>(node.right)].count;
    nodes.push_back(node);
    rarest.push(static_cast<int>(nodes.size()) - 1);
  }
  return nodes;
}

class HuffmanTreeHierarchyOp final : public KernelOperator<HuffmanArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    std::vector<int64_t> counts(static_cast<size_t>(args_.num_classes));
    const int64_t* labels = Input(0).data<int64_t>();
    for (int64_t i = 0; i < Input(0).numel(); ++i) {
      NETDEF_ENFORCE(labels[i] >= 0 && labels[i] < args_.num_classes, "expected labels below ", args_.num_classes, ", got ",
                     labels[i]);
      ++counts[static_cast<size_t>(labels[i])];
    }
    const std::vector<Node> nodes = HuffmanTree(counts);
    caffe2::TreeProto tree;
    Fill(nodes, tree.mutable_root_node());
    *Output(0)->mutable_data<std::string>() = tree.SerializeAsString();
  }

 private:
  // With a list of nodes to do instead of recursion: a tree is as deep as it has labels.
  static void Fill(const std::vector<Node>& nodes, caffe2::NodeProto* root) {
    std::vector<std::pair<int, caffe2::NodeProto*>> rest{{static_cast<int>(nodes.size()) - 1, root}};
    int32_t offset = 0;
    while (!rest.empty()) {
      const auto [index, proto] = rest.back();
      const Node& node = nodes[static_cast<size_t>(index)];
      rest.pop_back();
      proto->set_offset(offset);
      if (node.leaf()) return;  // a single label needs no branch
      std::vector<std::pair<int, caffe2::NodeProto*>> children;
      for (int child : {node.left, node.right}) {
        if (nodes[static_cast<size_t>(child)].leaf()) {
          proto->add_word_ids(child);
        } else {
          children.emplace_back(child, nullptr);
        }
      }
      for (size_t i = 0; i < children.size(); ++i) proto->add_children();
      for (size_t i = 0; i < children.size(); ++i) children[i].second = proto->mutable_children(static_cast<int>(i));
      rest.insert(rest.end(), children.rbegin(), children.rend());
      // Caffe2 leaves a row unused behind each node without inner children.
      offset += children.empty() ? 3 : 2;
    }
  }
};

OPERATOR_SCHEMA(HuffmanTreeHierarchy)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<HuffmanArgs>()
    .Shape<HuffmanArgs>([](const HuffmanArgs&, const ShapeInputs&) { return std::vector<TensorSpec>{TensorSpec({1}, DType::kString)}; })
    .SetDoc("The Huffman tree of the frequencies of labels, for HSoftmax and HSoftmaxSearch.")
    .Input(0, "Labels", "int64, the labels of a data set.")
    .Output(0, "Hierarch", "One string: a serialized TreeProto.");

REGISTER_CPU_OPERATOR(HuffmanTreeHierarchy, HuffmanTreeHierarchyOp);
NO_GRADIENT(HuffmanTreeHierarchy);

}  // namespace
}  // namespace netdef
