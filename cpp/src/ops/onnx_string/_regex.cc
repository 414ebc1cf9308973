#include "ops/onnx_string/_regex.h"

#include <algorithm>
#include <cctype>

#include "ops/onnx_string/_shared.h"

namespace netdef {
inline namespace onnx_string {  // other families have things of the same names

constexpr uint32_t kLastCharacter = 0xFFFFFFFFu;
constexpr size_t kMostStates = 100000;
constexpr int kDeepest = 200;

// Builds the automaton from the end: each part is made with the state that follows it.
class RegexParser {
 public:
  RegexParser(const std::string& pattern, Regex* regex) : pattern_(DecodeUtf8(pattern)), regex_(regex) {}

  void Parse() {
    const Node whole = Alternatives();
    if (at_ < pattern_.size()) Fail("an unmatched )");
    const int match = Add({});
    regex_->start_ = Emit(whole, match);
  }

 private:
  struct Node {
    enum Kind : uint8_t { kEmpty, kRanges, kBegin, kEnd, kWordEdge, kNoWordEdge, kSequence, kEither, kRepeat } kind = kEmpty;
    Regex::Ranges ranges;
    std::vector<Node> parts;
    int least = 0, most = -1;  // of kRepeat; -1: no limit
  };

  [[noreturn]] static void Fail(const char* what) { NETDEF_THROW("the regular expression has ", what); }

  bool Done() const { return at_ >= pattern_.size(); }
  uint32_t Peek() const { return Done() ? 0 : pattern_[at_]; }
  bool Take(uint32_t c) {
    if (Done() || pattern_[at_] != c) return false;
    ++at_;
    return true;
  }
  uint32_t Next() {
    if (Done()) Fail("no end");
    return pattern_[at_++];
  }

  Node Alternatives() {
    if (++depth_ > kDeepest) Fail("too many nested groups");
    Node either;
    either.kind = Node::kEither;
    do {
      either.parts.push_back(Sequence());
    } while (Take('|'));
    --depth_;
    return either.parts.size() == 1 ? std::move(either.parts[0]) : either;
  }

  Node Sequence() {
    Node sequence;
    sequence.kind = Node::kSequence;
    while (!Done() && Peek() != '|' && Peek() != ')') sequence.parts.push_back(Repeated(Atom()));
    return sequence;
  }

  Node Repeated(Node atom) {
    for (int nested = 0;; ++nested) {
      if (nested > kDeepest) Fail("too many repetitions");
      int least, most;
      if (Take('*')) {
        least = 0, most = -1;
      } else if (Take('+')) {
        least = 1, most = -1;
      } else if (Take('?')) {
        least = 0, most = 1;
      } else if (!Counts(&least, &most)) {
        return atom;
      }
      Take('?');  // lazy: the same strings match
      Node repeat;
      repeat.kind = Node::kRepeat;
      repeat.least = least;
      repeat.most = most;
      repeat.parts.push_back(std::move(atom));
      atom = std::move(repeat);
    }
  }

  // {m}, {m,} or {m,n}; other braces are characters.
  bool Counts(int* least, int* most) {
    const size_t begin = at_;
    if (Take('{') && Number(least)) {
      *most = *least;
      if (Take(',') && !Number(most)) *most = -1;
      if (Take('}')) {
        if (*least > 1000 || *most > 1000 || (*most >= 0 && *most < *least)) Fail("a bad repetition");
        return true;
      }
    }
    at_ = begin;
    return false;
  }

  bool Number(int* value) {
    if (Done() || Peek() < '0' || Peek() > '9') return false;
    for (*value = 0; !Done() && Peek() >= '0' && Peek() <= '9';) *value = std::min(100000, *value * 10 + static_cast<int>(Next() - '0'));
    return true;
  }

  Node Atom() {
    Node node;
    const uint32_t c = Next();
    if (c == '(') {
      if (Take('?') && !Take(':')) {
        if (!Take('P') || !Take('<')) Fail("a group of an unknown kind");
        while (Next() != '>') {
        }
      }
      node = Alternatives();
      if (!Take(')')) Fail("an unmatched (");
      return node;
    }
    if (c == '*' || c == '+' || c == '?') Fail("nothing to repeat");
    if (c == '^' || c == '$') {
      node.kind = c == '^' ? Node::kBegin : Node::kEnd;
      return node;
    }
    if (c == '\\' && (Peek() == 'b' || Peek() == 'B')) {
      node.kind = Next() == 'b' ? Node::kWordEdge : Node::kNoWordEdge;
      return node;
    }
    node.kind = Node::kRanges;
    node.ranges = c == '.' ? Inverted({{'\n', '\n'}}) : c == '[' ? Class() : c == '\\' ? Escape() : Regex::Ranges{{c, c}};
    return node;
  }

  static Regex::Ranges Inverted(Regex::Ranges ranges) {
    std::sort(ranges.begin(), ranges.end());
    Regex::Ranges rest;
    uint64_t next = 0;
    for (const auto& [first, last] : ranges) {
      if (first > next) rest.emplace_back(static_cast<uint32_t>(next), first - 1);
      next = std::max<uint64_t>(next, uint64_t{last} + 1);
    }
    if (next <= kLastCharacter) rest.emplace_back(static_cast<uint32_t>(next), kLastCharacter);
    return rest;
  }

  Regex::Ranges Escape() {
    const uint32_t c = Next();
    const Regex::Ranges digits{{'0', '9'}}, words{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}, spaces{{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};
    switch (c) {
      case 'd': return digits;
      case 'w': return words;
      case 's': return spaces;
      case 'D': return Inverted(digits);
      case 'W': return Inverted(words);
      case 'S': return Inverted(spaces);
      case 'n': return {{'\n', '\n'}};
      case 't': return {{'\t', '\t'}};
      case 'r': return {{'\r', '\r'}};
      case 'f': return {{'\f', '\f'}};
      case 'v': return {{'\v', '\v'}};
      case 'a': return {{'\a', '\a'}};
      default: break;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter) Fail("an unknown escape");
    return {{c, c}};
  }

  Regex::Ranges Class() {
    const bool inverted = Take('^');
    Regex::Ranges ranges;
    for (bool first = true; first || Peek() != ']'; first = false) {
      uint32_t c = Next();
      if (c == '[' && Peek() == ':') Fail("a named class, which is not supported");
      if (c == '\\') {
        const Regex::Ranges escaped = Escape();
        if (escaped.size() != 1 || escaped[0].first != escaped[0].second) {
          ranges.insert(ranges.end(), escaped.begin(), escaped.end());
          continue;
        }
        c = escaped[0].first;
      }
      uint32_t last = c;
      if (Peek() == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']') {
        Next();
        last = Next();
        if (last == '\\') last = Escape()[0].first;
        if (last < c) Fail("a bad range of characters");
      }
      ranges.emplace_back(c, last);
    }
    Next();
    return inverted ? Inverted(ranges) : ranges;
  }

  int Add(Regex::State state) {
    if (regex_->states_.size() >= kMostStates) Fail("too many repetitions");
    regex_->states_.push_back(std::move(state));
    return static_cast<int>(regex_->states_.size()) - 1;
  }
  int Split(int a, int b) {
    Regex::State state;
    state.kind = Regex::State::kSplit;
    state.next = a;
    state.other = b;
    return Add(std::move(state));
  }

  static Regex::State::Kind KindOf(Node::Kind kind) {
    switch (kind) {
      case Node::kBegin: return Regex::State::kBegin;
      case Node::kEnd: return Regex::State::kEnd;
      case Node::kWordEdge: return Regex::State::kWordEdge;
      case Node::kNoWordEdge: return Regex::State::kNoWordEdge;
      default: return Regex::State::kCharacter;
    }
  }

  int Emit(const Node& node, int next) {
    if (++emitted_ > kMostStates) Fail("too many repetitions");
    switch (node.kind) {
      case Node::kEmpty: return next;
      case Node::kSequence:
        for (size_t i = node.parts.size(); i-- > 0;) next = Emit(node.parts[i], next);
        return next;
      case Node::kEither: {
        int start = Emit(node.parts.back(), next);
        for (size_t i = node.parts.size() - 1; i-- > 0;) start = Split(Emit(node.parts[i], next), start);
        return start;
      }
      case Node::kRepeat: {
        int start = next;
        if (node.most < 0) {
          const int loop = Split(-1, next);
          const int body = Emit(node.parts[0], loop);  // a name of its own: states_ may move meanwhile
          regex_->states_[static_cast<size_t>(loop)].next = body;
          start = loop;
        }
        for (int i = node.least; i < node.most; ++i) start = Split(Emit(node.parts[0], start), next);
        for (int i = 0; i < node.least; ++i) start = Emit(node.parts[0], start);
        return start;
      }
      default: {
        Regex::State state;
        state.kind = KindOf(node.kind);
        state.ranges = node.ranges;
        state.next = next;
        return Add(std::move(state));
      }
    }
  }

  std::vector<uint32_t> pattern_;
  Regex* regex_;
  size_t at_ = 0;
  int depth_ = 0;
  size_t emitted_ = 0;  // parts, those without states among them
};

Regex::Regex(const std::string& pattern) { RegexParser(pattern, this).Parse(); }

void Regex::Reach(int state, const Place& place, std::vector<int>* states, std::vector<bool>* seen) const {
  std::vector<int> open{state};
  while (!open.empty()) {
    const int s = open.back();
    open.pop_back();
    if (s < 0 || (*seen)[static_cast<size_t>(s)]) continue;
    (*seen)[static_cast<size_t>(s)] = true;
    const State& at = states_[static_cast<size_t>(s)];
    switch (at.kind) {
      case State::kSplit: open.insert(open.end(), {at.next, at.other}); break;
      case State::kBegin: open.push_back(place.begin ? at.next : -1); break;
      case State::kEnd: open.push_back(place.end ? at.next : -1); break;
      case State::kWordEdge: open.push_back(place.word_edge ? at.next : -1); break;
      case State::kNoWordEdge: open.push_back(place.word_edge ? -1 : at.next); break;
      default: states->push_back(s);
    }
  }
}

bool Regex::FullMatch(const std::string& bytes) const {
  const std::vector<uint32_t> text = DecodeUtf8(bytes);
  return LongestMatch(text, 0) == static_cast<int64_t>(text.size());
}

int64_t Regex::LongestMatch(const std::vector<uint32_t>& text, size_t begin) const {
  std::vector<int> current, next;
  std::vector<bool> seen(states_.size());
  const auto is_word = [&](size_t i) {
    return i < text.size() && text[i] < 0x80 && (std::isalnum(static_cast<int>(text[i])) != 0 || text[i] == '_');
  };
  const auto place = [&](size_t i) { return Place{i == 0, i == text.size(), (i > 0 && is_word(i - 1)) != is_word(i)}; };
  Reach(start_, place(begin), &current, &seen);
  int64_t longest = -1;
  for (size_t i = begin;; ++i) {
    if (std::any_of(current.begin(), current.end(), [&](int s) { return states_[static_cast<size_t>(s)].kind == State::kMatch; })) longest = static_cast<int64_t>(i - begin);
    if (i == text.size() || current.empty()) return longest;
    next.clear();
    std::fill(seen.begin(), seen.end(), false);
    for (int s : current) {
      const State& state = states_[static_cast<size_t>(s)];
      const bool matches = state.kind == State::kCharacter && std::any_of(state.ranges.begin(), state.ranges.end(), [&](const auto& r) { return text[i] >= r.first && text[i] <= r.second; });
      if (matches) Reach(state.next, place(i + 1), &next, &seen);
    }
    current.swap(next);
  }
}

}  // namespace onnx_string
}  // namespace netdef
