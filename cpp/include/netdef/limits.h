// What untrusted bytes may cost. Enforced on the bytes themselves, before any object is made from
// them: two bytes of a message can become hundreds in memory.
#pragma once

#include <cstdint>

namespace netdef {

// The defaults let every real model through; lower them to what you expect.
struct Limits {
  uint64_t bytes = uint64_t{4} << 30;         // of one file or byte string
  uint64_t memory = uint64_t{16} << 30;       // of the objects that one message becomes
  uint64_t tensor_bytes = uint64_t{16} << 30; // of all tensors that a model declares together
  int64_t elements = int64_t{1} << 32;        // of one tensor
  int64_t operators = 1000000;                // of a model, those of nested nets included
  int dims = 64;                              // of one tensor
  int nesting = 64;                           // of messages inside messages
};

}  // namespace netdef
