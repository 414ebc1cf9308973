#include "compile/plan.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace netdef {
namespace compile {
namespace {

constexpr size_t kAlignment = 64;

struct Lifetime {
  int value = -1;
  size_t bytes = 0, offset = 0;
  int first = std::numeric_limits<int>::max(), last = -1;  // steps
  bool Meets(const Lifetime& other) const { return first <= other.last && other.first <= last; }
};

// For nets of very many values: in the order of their birth, each takes the smallest place that fits among those left by the dead.
void PlaceByTime(Plan* plan, std::vector<Lifetime*>* order) {
  std::stable_sort(order->begin(), order->end(), [](const Lifetime* a, const Lifetime* b) { return a->first < b->first; });
  std::multimap<int, const Lifetime*> alive;             // by death
  std::multimap<size_t, std::pair<size_t, size_t>> free;  // by size: offset, bytes
  for (Lifetime* life : *order) {
    while (!alive.empty() && alive.begin()->first < life->first) {
      const Lifetime* dead = alive.begin()->second;
      free.emplace(dead->bytes, std::make_pair(dead->offset, dead->bytes));
      alive.erase(alive.begin());
    }
    const auto place = free.lower_bound(life->bytes);
    if (place != free.end()) {
      life->offset = place->second.first;
      life->bytes = place->second.second;
      free.erase(place);
    } else {
      life->offset = plan->arena_bytes;
      plan->arena_bytes += life->bytes;
    }
    alive.emplace(life->last, life);
    plan->values[static_cast<size_t>(life->value)].offset = life->offset;
  }
}

}  // namespace

int Plan::RootOf(int value, size_t* offset) const {
  size_t sum = 0;
  while (values[static_cast<size_t>(value)].home == Home::kView) {
    sum += values[static_cast<size_t>(value)].offset;
    value = values[static_cast<size_t>(value)].parent;
  }
  if (offset != nullptr) *offset = sum;
  return value;
}

// Large values first, each at the lowest place that is free during its life.
void PlaceInArena(Plan* plan) {
  std::vector<Lifetime> lives(plan->values.size());
  for (size_t v = 0; v < lives.size(); ++v) {
    lives[v].value = static_cast<int>(v);
    lives[v].bytes = (plan->values[v].bytes + kAlignment - 1) / kAlignment * kAlignment;
  }
  for (size_t s = 0; s < plan->steps.size(); ++s) {
    const auto touch = [&](int value) {
      Lifetime& life = lives[static_cast<size_t>(plan->RootOf(value))];
      life.first = std::min(life.first, static_cast<int>(s));
      life.last = std::max(life.last, static_cast<int>(s));
    };
    for (int v : plan->steps[s].reads) touch(v);
    for (int v : plan->steps[s].writes) touch(v);
  }
  std::vector<Lifetime*> order;
  for (Lifetime& life : lives) {
    if (plan->values[static_cast<size_t>(life.value)].home == Home::kArena && life.last >= 0) order.push_back(&life);
  }
  plan->arena_bytes = 0;
  constexpr size_t kMany = 16384;  // the search below takes the square of their number
  if (order.size() > kMany) {
    PlaceByTime(plan, &order);
    return;
  }
  std::stable_sort(order.begin(), order.end(), [](const Lifetime* a, const Lifetime* b) { return a->bytes > b->bytes; });
  std::vector<const Lifetime*> placed;  // by offset
  for (Lifetime* life : order) {
    for (const Lifetime* other : placed) {
      if (!life->Meets(*other)) continue;
      if (life->offset + life->bytes <= other->offset) break;
      life->offset = std::max(life->offset, other->offset + other->bytes);
    }
    placed.insert(std::upper_bound(placed.begin(), placed.end(), life,
                                   [](const Lifetime* a, const Lifetime* b) { return a->offset < b->offset; }),
                  life);
    plan->values[static_cast<size_t>(life->value)].offset = life->offset;
    plan->arena_bytes = std::max(plan->arena_bytes, life->offset + life->bytes);
  }
}

}  // namespace compile
}  // namespace netdef
