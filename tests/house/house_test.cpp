// How the house is laid, as a test: which folder may include which, and what no file may hold.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boltseal {
namespace {

namespace fs = std::filesystem;

// From the bottom up: a file includes from its own folder and from the layers below it.
const std::vector<std::set<std::string_view>> layers = {
    {"base"},
    {"model", "net", "archive"},
    {"sources", "packages", "images", "engines", "secrets", "rules"},
    {"policy",       // reads its YAML as sources do, and knows the rules by name
     "advisories"},  // the same, and knows each ecosystem's ordering of versions
    {"check"},
    {"repair",  // proves an edit by checking again
     "scan"},   // judges how an image was built as check does
    {"audit"},  // judges what runs as check does, and looks into it as scan does
    {"report", "gate", "seal", "guard", "learn", "fleet"},
    {"cli"},
    {"main.cpp"},
};

// Who may talk to the network. Only net/ includes Boost.
const std::set<std::string_view> users_of_net = {"images", "engines", "advisories", "gate",
                                                 "seal",   "guard",   "fleet"};

// Headers that nothing in a folder includes: what a rule says, check/ and report/ show.
struct Ban {
  std::string_view folder, header;
  std::string_view why;
};
const std::vector<Ban> bans = {
    {"model", "fstream", "the model does no input or output"},
    {"model", "iostream", "the model does no input or output"},
    {"rules", "fstream", "a rule looks at the model only"},
    {"rules", "iostream", "a rule prints nothing"},
    {"rules", "cstdio", "a rule prints nothing"},
    {"rules", "base/files.h", "a rule looks at the model only"},
};

struct Source {
  std::string path;  // from the root of the repository
  std::string text;
};

std::vector<Source> read_sources(const std::vector<std::string>& folders) {
  std::vector<Source> all;
  const fs::path root = BOLTSEAL_ROOT;
  for (const std::string& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const fs::path extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      std::ifstream file(entry.path(), std::ios::binary);
      all.push_back({fs::relative(entry.path(), root).generic_string(),
                     std::string(std::istreambuf_iterator<char>(file), {})});
    }
  }
  std::ranges::sort(all, {}, &Source::path);
  return all;
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// The headers that a file includes, as written between the quotes or the angle brackets.
std::vector<std::string> includes_of(const Source& source) {
  std::vector<std::string> headers;
  for (const std::string& line : split_lines(source.text)) {
    if (!line.starts_with("#include ")) continue;
    const std::size_t begin = line.find_first_of("\"<");
    const std::size_t end = line.find_first_of("\">", begin + 1);
    if (begin == std::string::npos || end == std::string::npos) continue;
    headers.push_back(line.substr(begin + 1, end - begin - 1));
  }
  return headers;
}

// "model" of "src/model/value.h" or "model/value.h"; "main.cpp" of "src/main.cpp".
std::string_view folder_of(std::string_view path) {
  if (path.starts_with("src/")) path.remove_prefix(4);
  return path.substr(0, path.find('/'));
}

std::ptrdiff_t layer_of(std::string_view folder) {
  const auto found =
      std::ranges::find_if(layers, [&](const auto& layer) { return layer.contains(folder); });
  return found == layers.end() ? -1 : found - layers.begin();
}

// Tests, fuzz targets and benchmarks may look at everything.
bool is_product(std::string_view path) {
  return !path.ends_with("_test.cpp") && !path.ends_with("_fuzz.cpp") &&
         !path.ends_with("_bench.cpp");
}

bool is_own_header(std::string_view header) {
  return header.find('/') != std::string_view::npos && layer_of(folder_of(header)) >= 0;
}

TEST(House, EveryFolderHasALayer) {
  for (const auto& entry : fs::directory_iterator(fs::path(BOLTSEAL_ROOT) / "src")) {
    EXPECT_GE(layer_of(entry.path().filename().string()), 0)
        << "src/" << entry.path().filename().string() << " has no place in the table of layers";
  }
}

TEST(House, DependenciesPointOneWay) {
  for (const Source& source : read_sources({"src"})) {
    if (!is_product(source.path)) continue;
    const std::string_view from = folder_of(source.path);
    for (const std::string& header : includes_of(source)) {
      if (!is_own_header(header)) continue;
      const std::string_view to = folder_of(header);
      EXPECT_TRUE(from == to || layer_of(to) < layer_of(from))
          << source.path << " includes " << header << ": " << from << " stands not above " << to;
      if (to == "net" && from != "net") {
        EXPECT_TRUE(users_of_net.contains(from)) << source.path << " includes " << header;
      }
    }
  }
}

TEST(House, ARuleIncludesOnlyTheModelAndTheRuleHeader) {
  for (const Source& source : read_sources({"src/rules"})) {
    if (!source.path.ends_with("/rule.cpp") || source.path == "src/rules/rule.cpp") continue;
    for (const std::string& header : includes_of(source)) {
      const bool standard = header.find_first_of("/.") == std::string::npos;
      // The checks of the Pod Security Standards share their words.
      const bool own = header == "rules/pss/refusal.h" && source.path.starts_with("src/rules/pss/");
      EXPECT_TRUE(standard || own || header == "rules/rule.h" || header.starts_with("model/"))
          << source.path << " includes " << header;
    }
  }
}

TEST(House, HeadersStayWhereTheyBelong) {
  for (const Source& source : read_sources({"src"})) {
    if (!is_product(source.path)) continue;
    const std::string_view folder = folder_of(source.path);
    for (const std::string& header : includes_of(source)) {
      for (const Ban& ban : bans) {
        EXPECT_FALSE(ban.folder == folder && ban.header == header)
            << source.path << " includes " << header << ": " << ban.why;
      }
      EXPECT_FALSE(header.starts_with("boost/") && folder != "net")
          << source.path << ": Boost takes seconds to compile, and only net/ includes it";
      EXPECT_FALSE(header.starts_with("fmt/") && source.path.ends_with(".h"))
          << source.path << ": fmt takes half a second in every file that a header brings it to";
    }
  }
}

TEST(House, HeadersAreIncludedOnce) {
  for (const Source& source : read_sources({"src", "tests"})) {
    if (!source.path.ends_with(".h")) continue;
    EXPECT_NE(source.text.find("#pragma once\n"), std::string::npos) << source.path;
  }
}

TEST(House, NothingIsLeftForLater) {
  // Spelled in two halves, because this file is looked at as well.
  const std::vector<std::pair<std::string, std::string>> words = {
      {"TO", "DO"}, {"FIX", "ME"}, {"HA", "CK:"}, {"\nusing ", "namespace "}};
  for (const Source& source : read_sources({"src", "tests", "fuzz", "bench"})) {
    for (const auto& [begin, end] : words) {
      const std::string word = begin + end;
      EXPECT_EQ(source.text.find(word), std::string::npos) << source.path << " holds " << word;
    }
  }
}

}  // namespace
}  // namespace boltseal
