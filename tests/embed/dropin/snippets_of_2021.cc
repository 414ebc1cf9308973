// Snippets as in the tests and tools around nets in 1.8: test_utils, shapes before running, statistics, allocators, pools, counted pointers.
#include <iostream>

#include <c10/core/CPUAllocator.h>
#include <c10/core/thread_pool.h>
#include <c10/util/C++17.h>
#include <c10/util/SmallVector.h>
#include <c10/util/Type.h>
#include <c10/util/flat_hash_map.h>
#include <c10/util/hash.h>
#include <c10/util/intrusive_ptr.h>
#include <c10/util/string_view.h>

#include "caffe2/core/allocator.h"
#include "caffe2/core/blob_serialization.h"
#include "caffe2/core/blob_stats.h"
#include "caffe2/core/init.h"
#include "caffe2/core/operator.h"
#include "caffe2/core/stats.h"
#include "caffe2/core/test_utils.h"
#include "caffe2/observers/profile_observer.h"
#include "caffe2/observers/runcnt_observer.h"
#include "caffe2/opt/optimizer.h"

namespace caffe2 {

static int things = 0;
struct Thing : c10::intrusive_ptr_target {
  explicit Thing(int v) : value(v) { ++things; }
  ~Thing() override { --things; }
  int value;
};
struct Named final : Thing {
  Named() : Thing(1) {}
};

struct Words {
  std::vector<string> all;
};
struct WordsSize final : BlobStatGetter {
  size_t sizeBytes(const Blob& blob) const override {
    size_t bytes = 0;
    for (const string& word : blob.Get<Words>().all) bytes += word.size();
    return bytes;
  }
};
REGISTER_BLOB_STAT_GETTER(Words, WordsSize);

struct ReaderStats {
  CAFFE_STAT_CTOR(ReaderStats);
  CAFFE_EXPORTED_STAT(batches);
  CAFFE_AVG_EXPORTED_STAT(latency);
  CAFFE_STDDEV_EXPORTED_STAT(rows);
  CAFFE_STATIC_STAT(capacity);
  CAFFE_DETAILED_EXPORTED_STAT(errors);
  CAFFE_STAT(ignored);
};

void CheckNets() {
  Workspace ws;
  testing::WorkspaceMutator(&ws).newTensor<float>("x", {2, 3}, {-1, 2, -3, 4, -5, 6}).newTensorConst<float>("b", {3}, 1.f);
  NetDef net;
  testing::NetMutator(&net)
      .newOp("Relu", {"x"}, {"r"})
      .newOp("Add", {"r", "b"}, {"s"})
      .addArgument("broadcast", 1)
      .newOp("Copy", {"s"}, {"y"})
      .externalInputs({"x", "b"})
      .externalOutputs({"y"});
  net.set_name("net");

  const TensorShapes from_map = InferBlobShapesAndTypesFromMap({{"x", {5, 3}}, {"b", {3}}}, {&net});
  const TensorShapes from_workspace = InferBlobShapesAndTypesFromWorkspace(&ws, {&net});
  for (const auto& shape : from_map.shapes()) {
    if (shape.name() == "y") CAFFE_ENFORCE(shape.dims(0) == 5 && shape.dims(1) == 3 && shape.data_type() == TensorProto::FLOAT);
  }
  for (const auto& shape : from_workspace.shapes()) {
    if (shape.name() == "y") CAFFE_ENFORCE(shape.dims(0) == 2 && shape.dims(1) == 3);
  }
  CAFFE_ENFORCE_EQ(from_map.shapes_size(), 5);

  NetBase* made = ws.CreateNet(net);
  auto observer = std::make_unique<RunCountNetObserver>(made);
  const auto* counter = observer.get();
  made->AttachObserver(std::move(observer));
  CAFFE_ENFORCE(ws.RunNet("net") && made->Run());
  CAFFE_ENFORCE(const_cast<RunCountNetObserver*>(counter)->debugInfo().find("6") != string::npos);
  testing::assertTensor<float>(testing::getTensor(ws, "y"), {2, 3}, {1, 3, 1, 5, 1, 7}, 1e-6f);
  CAFFE_ENFORCE_EQ(BlobStat::sizeBytes(*ws.GetBlob("y")), 24u);
  ws.CreateBlob("words")->GetMutable<Words>()->all = {"one", "three"};
  CAFFE_ENFORCE_EQ(BlobStat::sizeBytes(*ws.GetBlob("words")), 8u);
  *ws.CreateBlob("number")->GetMutable<int>() = 1;
  CAFFE_ENFORCE_EQ(BlobStat::sizeBytes(*ws.GetBlob("number")), 0u);
  const auto* profile = made->AttachObserver(std::make_unique<ProfileObserver>(made));
  CAFFE_ENFORCE(made->Run() && made->DetachObserver(profile) != nullptr);

  Workspace again;
  testing::createTensorAndFill<float>("x", {2, 3}, {-1, 2, -3, 4, -5, 6}, &again);
  testing::createTensorAndConstantFill<float>("b", {3}, 1.f, &again);
  NetDef optimized = opt::optimize(net, &again);
  CAFFE_ENFORCE_LE(optimized.op_size(), net.op_size());
  CAFFE_ENFORCE(again.RunNetOnce(optimized));
  testing::assertTensorListEquals({"y"}, ws, again);
  bool different = false;
  try {
    testing::assertTensorEquals(testing::getTensor(ws, "y"), testing::getTensor(ws, "x"));
  } catch (const EnforceNotMet&) {
    different = true;
  }
  CAFFE_ENFORCE(different);
}

void CheckTensors() {
  Tensor rows = testing::createTensorAndFill<int>({2, 2}, {1, 2, 3, 4});
  rows.ReserveSpace(100);
  const int* before = rows.data<int>();
  rows.Extend(50, 0.f);
  CAFFE_ENFORCE(rows.data<int>() == before && rows.size(0) == 52 && before[3] == 4);
  // An element of a tensor that ends with the expression.
  CAFFE_ENFORCE_EQ(testing::createTensorAndFill<int64_t>({300}, vector<int64_t>(300, 7)).data<int64_t>()[299], 7);

  TensorProto proto;
  TensorSerializer().Serialize(rows, "rows", &proto, 0, 4);
  const Tensor like = EmptyTensorFromProto(proto);
  CAFFE_ENFORCE(like.sizes() == rows.sizes() && like.dtype() == TypeMeta::Make<int>());

  const auto memory = CPUContext::New(100);
  CAFFE_ENFORCE_EQ(reinterpret_cast<size_t>(memory.get()) % gCaffe2Alignment, 0);
  at::DataPtr moved = c10::GetCPUAllocator()->allocate(8);
  const void* at = moved.get();
  at::DataPtr owner = std::move(moved);
  CAFFE_ENFORCE(owner.get() == at && owner.get_deleter() == &c10::free_cpu);
  void* raw = GetDefaultCPUAllocator()->raw_allocate(16);
  GetDefaultCPUAllocator()->raw_deallocate(raw);
}

void CheckStatistics() {
  ReaderStats stats("snippets");
  CAFFE_EVENT(stats, batches);
  CAFFE_EVENT(stats, batches, 3, "for tracing");
  CAFFE_EVENT(stats, latency, 10);
  CAFFE_EVENT(stats, latency, 20);
  for (int64_t rows : {5, 7, 9}) CAFFE_EVENT(stats, rows, rows);
  CAFFE_EVENT(stats, capacity, 4);
  CAFFE_EVENT(stats, capacity, 6);
  stats.errors.setDetails({"key", "value"});
  CAFFE_EVENT(stats, errors, 2, 1);
  CAFFE_EVENT(stats, ignored, 2);
  CAFFE_DURATION(stats, latency) {}
  ExportedStatMap values = toMap(StatRegistry::get().publish(true));
  const std::pair<const char*, int64_t> expected[] = {{"batches", 4}, {"latency/count", 3}, {"rows/sum", 21}, {"rows/count", 3}, {"rows/sumoffset", 6},
                                                      {"rows/sumsqoffset", 20}, {"capacity", 6}, {"errors", 2}, {"errors/value", 2}, {"errors/key", 0}};
  for (const auto& stat : expected) CAFFE_ENFORCE_EQ(values["snippets/" + string(stat.first)], stat.second, stat.first);
  CAFFE_ENFORCE_GE(values["snippets/latency/sum"], 30);
  CAFFE_ENFORCE_EQ(values.count("snippets/ignored"), 0u);
  CAFFE_ENFORCE_EQ(toMap(StatRegistry::get().publish())["snippets/batches"], 0);
  StatRegistry own;
  own.add("alone")->increment(2);
  own.update({{"alone", 3, {}}, {"new", 1, {}}});
  CAFFE_ENFORCE(toMap(own.publish())["alone"] == 5 && own.add("new")->reset(9) == 1 && own.add("new")->get() == 9);
}

void CheckTools() {
  {
    auto a = c10::make_intrusive<Thing>(5);
    c10::intrusive_ptr<Thing> b = a, derived = c10::make_intrusive<Named>();
    CAFFE_ENFORCE(a.use_count() == 2 && a == b && b->value == 5 && derived.unique());
    c10::intrusive_ptr<Thing> c(std::move(a));
    CAFFE_ENFORCE(!a && c.use_count() == 2);
    auto back = c10::intrusive_ptr<Thing>::reclaim(c.release());
    b.reset();
    CAFFE_ENFORCE(back.unique());
    back = nullptr;
    CAFFE_ENFORCE_EQ(things, 1);
  }
  CAFFE_ENFORCE_EQ(things, 0);

  c10::ThreadPool pool(3);
  std::atomic<int> done{0};
  for (int i = 0; i < 50; ++i) pool.run([&] { done += pool.inThreadPool() ? 1 : 100; });
  pool.waitWorkComplete();
  CAFFE_ENFORCE(done == 50 && pool.size() == 3 && pool.numAvailable() == 3 && !pool.inThreadPool());

  c10::SmallVector<int, 2> list{1, 2};
  list.append(std::vector<int>{3, 4});
  c10::ArrayRef<int> view(list);
  CAFFE_ENFORCE(view.size() == 4 && view.back() == 4 && list.pop_back_val() == 4);
  ska::flat_hash_map<string, int> table{{"a", 1}};
  std::pair<int, int> pair{1, 2};
  CAFFE_ENFORCE(table.count("a") == 1 && c10::get_hash(1, 2) == c10::hash<decltype(pair)>()(pair) && c10::get_hash(1, 2) != c10::get_hash(2, 1));
  CAFFE_ENFORCE_EQ(c10::string_view("hello").substr(0, 2), "he");
  CAFFE_ENFORCE(c10::demangle(typeid(Workspace).name()) == "caffe2::Workspace" && string(c10::demangle_type<int>()) == "int");
  CAFFE_ENFORCE_EQ(c10::guts::if_constexpr<true>([](auto _) { return _(3); }, [](auto) { return 4; }), 3);
}

}  // namespace caffe2

int main(int argc, char** argv) {
  caffe2::GlobalInit(&argc, &argv);
  caffe2::CheckNets();
  caffe2::CheckTensors();
  caffe2::CheckStatistics();
  caffe2::CheckTools();
  std::cout << "all right" << std::endl;
  return 0;
}
