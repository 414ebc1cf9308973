#include "predictor/pairing.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace netdef {
namespace {

namespace fs = std::filesystem;

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

const char* const kNetEndings[] = {".pbtxt", ".prototxt", ".pb.txt", ".pb"};
const char* const kDatabaseEndings[] = {".minidb", ".mdl", ".db"};

template <typename List>
size_t EndingLength(const std::string& name, const List& endings) {
  for (const char* ending : endings) {
    const std::string e = ending;
    if (name.size() > e.size() && name.compare(name.size() - e.size(), e.size(), e) == 0) return e.size();
  }
  return 0;
}

// The words of a name: init_net_v2.pb has init, net and v2.
std::vector<std::string> Words(const std::string& file_name) {
  std::string name = Lower(file_name);
  name.resize(name.size() - EndingLength(name, kNetEndings));
  std::vector<std::string> words(1);
  for (char c : name) {
    if (c == '_' || c == '-' || c == '.') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

NamedRole RoleOfWord(const std::string& word) {
  for (const char* w : {"init", "exec", "initnet"}) {
    if (word == w) return NamedRole::kInit;
  }
  for (const char* w : {"predict", "run", "pred", "predictnet", "predictor"}) {
    if (word == w) return NamedRole::kPredict;
  }
  return NamedRole::kNone;
}

}  // namespace

bool IsNetFileName(const std::string& file_name) { return EndingLength(Lower(file_name), kNetEndings) > 0; }

bool IsDatabaseFileName(const std::string& file_name) { return EndingLength(Lower(file_name), kDatabaseEndings) > 0; }

NamedRole RoleByName(const std::string& file_name) {
  for (const std::string& word : Words(file_name)) {
    const NamedRole role = RoleOfWord(word);
    if (role != NamedRole::kNone) return role;
  }
  return NamedRole::kNone;
}

std::string PairStem(const std::string& file_name) {
  std::string stem;
  for (const std::string& word : Words(file_name)) {
    if (word.empty() || word == "net" || RoleOfWord(word) != NamedRole::kNone) continue;
    stem += (stem.empty() ? "" : "_") + word;
  }
  return stem;
}

std::vector<std::string> PartnersOf(const std::string& path) {
  const fs::path self(path);
  const fs::path folder = self.has_parent_path() ? self.parent_path() : fs::path(".");
  const std::string name = self.filename().string(), stem = PairStem(name);
  const NamedRole role = RoleByName(name);
  std::vector<std::string> partners;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string other = entry.path().filename().string();
    if (other == name || !IsNetFileName(other) || PairStem(other) != stem) continue;
    // predict_net.pbtxt is another form of predict_net.pb, not its other half.
    const NamedRole other_role = RoleByName(other);
    if (other_role == role || (role == NamedRole::kPredict && other_role == NamedRole::kNone)) continue;
    partners.push_back(entry.path().string());
  }
  // Binary before text, then by name, so that the choice does not depend on the order of the folder.
  std::sort(partners.begin(), partners.end(), [](const std::string& a, const std::string& b) {
    const auto key = [](const std::string& p) { return std::make_pair(fs::path(p).extension() != ".pb", p); };
    return key(a) < key(b);
  });
  return partners;
}

}  // namespace netdef
