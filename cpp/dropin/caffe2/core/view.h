// Tensor, Blob, Workspace, operators and nets are netdef's objects. The classes of these names in namespace caffe2 add Caffe2's
// spellings and no members, so that an object that netdef made can be seen as one of them.
#pragma once

#include "c10/macros/Macros.h"

#include <memory>
#include <type_traits>

namespace caffe2 {

template <class View, class Object>
auto& ViewAs(Object& object) {
  static_assert((std::is_same_v<const Object, const View> || std::is_base_of_v<Object, View>) && sizeof(View) == sizeof(Object), "a view adds no members");
  return static_cast<std::conditional_t<std::is_const_v<Object>, const View, View>&>(object);
}
template <class View, class Object>
auto* ViewAs(Object* object) {
  return object == nullptr ? nullptr : &ViewAs<View>(*object);
}
template <class View, class Object>
std::unique_ptr<View> OwnedViewAs(std::unique_ptr<Object> object) {
  return std::unique_ptr<View>(ViewAs<View>(object.release()));
}

// netdef's class of what a blob holds.
template <class T>
struct Stored {
  using type = T;
};
template <class T>
using StoredType = typename Stored<T>::type;

}  // namespace caffe2
