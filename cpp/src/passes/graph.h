// A net as optimising passes see it: who makes and who reads each blob, and which blobs are constants.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/tensor.h"

namespace netdef {

class Workspace;

class Graph {
 public:
  Graph(caffe2::NetDef* net, Workspace* parameters, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs);

  // --- operators, by position; removed ones keep theirs
  int size() const { return net_->op_size(); }
  bool IsRemoved(int i) const { return removed_[static_cast<size_t>(i)]; }
  const caffe2::OperatorDef& op(int i) const { return net_->op(i); }
  // Whether passes may move, merge or drop it: it computes its outputs from its inputs and does nothing else.
  bool IsPure(int i) const;
  // Whether its outputs follow from its inputs alone: pure, and nothing is drawn at random.
  bool IsDeterministic(int i) const;

  // --- blobs
  int Producer(const std::string& blob) const;  // -1 for inputs and constants
  const std::vector<int>& Readers(const std::string& blob) const;  // once for each read
  bool IsOutput(const std::string& blob) const { return outputs_.count(blob) != 0; }
  bool IsInput(const std::string& blob) const { return inputs_.count(blob) != 0; }
  // Read or written by nested nets, or written more than once: not to be touched.
  bool IsPinned(const std::string& blob) const { return pinned_.count(blob) != 0; }
  // The operator that alone reads `blob`, once; -1 where there is none, or the blob is wanted otherwise.
  int OnlyReader(const std::string& blob) const;
  const Tensor* Constant(const std::string& blob) const;
  // How many dims it has: constants, and what nets from ONNX say in their argument `value_info`.
  std::optional<int> Rank(const std::string& blob) const;

  // --- changes
  std::string FreshName(const std::string& like) const;
  std::string AddConstant(const std::string& like, Tensor value);  // its name
  void Remove(int i);
  void Replace(int i, caffe2::OperatorDef def);
  // All who read `from` read `to`.
  void Redirect(const std::string& from, const std::string& to);
  void Commit();  // removed operators leave the net; inputs are declared

 private:
  void Link(int i);
  void Unlink(int i);
  void ReadRanks();

  caffe2::NetDef* net_;
  Workspace* parameters_;
  const std::set<std::string> inputs_, outputs_;
  std::set<std::string> pinned_;
  std::vector<std::string> added_;  // constants
  std::vector<bool> removed_;
  std::unordered_map<std::string, int> producers_, ranks_;
  std::unordered_map<std::string, std::vector<int>> readers_;
};

// All names that nets nested in the operators of `net` know, at any depth.
std::set<std::string> NamesInNestedNets(const caffe2::NetDef& net);

// --- the passes; each says how many changes it made, and optimize.cc in which order they come

// These two look at nested nets or rename blobs, so they come before a Graph is made.
int FuseRecurrent(caffe2::NetDef* net, const std::vector<std::string>& outputs);
int SingleAssignment(caffe2::NetDef* net, const std::vector<std::string>& inputs, const std::vector<std::string>& outputs);

using GraphPass = int (*)(Graph*);
int FuseQuantized(Graph* graph);
int FuseQuantizedSum(Graph* graph);
int FoldConstants(Graph* graph);
int RemoveIdentity(Graph* graph);
int MatMulToFC(Graph* graph);
int BatchSteps(Graph* graph);
int LimitToClip(Graph* graph);
int LowerSqueeze(Graph* graph);
int FoldAffine(Graph* graph);
int FuseLayerNorm(Graph* graph);
int FuseGelu(Graph* graph);
int FuseHardSigmoid(Graph* graph);
int FuseSum(Graph* graph);
int FuseActivation(Graph* graph);
int EliminateCommon(Graph* graph);
int EliminateDead(Graph* graph);

}  // namespace netdef
