// Regular expressions that match in time linear in the text: a set of states walks through it, nothing is tried again.
// Source: Thompson, "Regular expression search algorithm", 1968.
//
// The syntax is RE2's without flags and Unicode classes: . [] [^] | () (?:) * + ? {m,n} and their lazy forms, ^ $, \b \B, \d \w \s \D \W \S.
// Back references are refused, as no such automaton has them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace netdef {
inline namespace onnx_string {  // other families have things of the same names

class Regex {
 public:
  explicit Regex(const std::string& pattern);  // throws for one that is none
  bool FullMatch(const std::string& text) const;
  // Number of characters of the longest match that starts at a place in the text; -1: none does.
  int64_t LongestMatch(const std::vector<uint32_t>& text, size_t begin) const;

 private:
  friend class RegexParser;

  using Ranges = std::vector<std::pair<uint32_t, uint32_t>>;
  struct State {
    enum Kind : uint8_t { kCharacter, kSplit, kBegin, kEnd, kWordEdge, kNoWordEdge, kMatch } kind = kMatch;
    Ranges ranges;  // of kCharacter
    int next = -1, other = -1;
  };

  // A place between two characters of the text.
  struct Place {
    bool begin, end, word_edge;
  };
  // Adds to `states` what can be reached from `state` without a character.
  void Reach(int state, const Place& place, std::vector<int>* states, std::vector<bool>* seen) const;

  std::vector<State> states_;
  int start_ = -1;
};

}  // namespace onnx_string
}  // namespace netdef
