#pragma once

namespace caffe2 {

template <typename Map, typename Key = typename Map::key_type, typename Value = typename Map::mapped_type>
inline Value get_default(const Map& map, const Key& key, Value&& fallback) {
  const auto found = map.find(key);
  return found == map.end() ? fallback : found->second;
}
template <typename Map, typename Key = typename Map::key_type, typename Value = typename Map::mapped_type>
inline Value get_default(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? Value() : found->second;
}

}  // namespace caffe2
