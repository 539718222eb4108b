#include <algorithm>
#include <array>
#include <compare>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "cli/command.h"
#include "packages/versions/ordering.h"

namespace boltseal {
namespace {

constexpr std::array examples = {
    Example{"boltseal vercmp dpkg 1:1.2-3~deb12u1 1:1.2-3", "Whether the backport is older"},
    Example{"boltseal vercmp rpm - <pairs.txt", "An answer for each line of two versions"},
    Example{"boltseal vercmp pep440 -- -legacy 1.0", "Versions that begin like a flag"},
};

std::vector<std::string_view> schemes() {
  std::vector<std::string_view> names;
  for (const Ordering* const ordering : all_orderings()) names.push_back(ordering->name);
  return names;
}

constexpr char unparsable = '!';

char sign_of(std::optional<std::weak_ordering> order) {
  if (!order) return unparsable;
  return *order < 0 ? '<' : *order > 0 ? '>' : '=';
}

// Two words between white space, and nothing else.
char answer(const Ordering& ordering, std::string_view line) {
  line = trim(line);
  const std::size_t space =
      static_cast<std::size_t>(std::ranges::find_if(line, is_space) - line.begin());
  const std::string_view second = trim(line.substr(space));
  if (second.empty() || std::ranges::any_of(second, is_space)) return unparsable;
  return sign_of(ordering.compare(line.substr(0, space), second));
}

// Answers the lines of standard input as they come. A line that is too long is no two versions.
ExitCode answer_lines(const Ordering& ordering, Console& console) {
  constexpr std::size_t chunk = 1 << 16, longest_line = 1 << 20;
  std::vector<char> buffer(chunk);
  std::string line, answers;
  bool too_long = false;
  ExitCode code = ExitCode::clean;
  const auto end_line = [&] {
    const char sign = too_long ? unparsable : answer(ordering, line);
    if (sign == unparsable) code = ExitCode::gaps;
    answers += {sign, '\n'};
    line.clear();
    too_long = false;
  };
  const auto add = [&](std::string_view piece) {
    too_long = too_long || line.size() + piece.size() > longest_line;
    if (!too_long) line += piece;
  };
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), stdin)) {
    std::string_view rest(buffer.data(), size);
    for (std::size_t end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
      add(rest.substr(0, end));
      end_line();
      rest.remove_prefix(end + 1);
    }
    add(rest);
    console.out.write(answers);
    answers.clear();
  }
  if (!line.empty() || too_long) end_line();
  console.out.write(answers);
  return code;
}

ExitCode run_vercmp(const Arguments& arguments, Console& console) {
  const std::vector<std::string>& words = arguments.positional();
  const bool reads_input = words.size() == 2 && words[1] == "-";
  if (words.size() != 3 && !reads_input) {
    return wrong_usage(console, "vercmp",
                       {"vercmp needs a scheme and two versions, or a scheme and -", {}, {}, {}});
  }
  const Ordering* const ordering = find_ordering(words[0]);
  if (ordering == nullptr) {
    const std::vector<std::string_view> known = schemes();
    return wrong_usage(
        console, "vercmp",
        {"unknown scheme " + sanitize(words[0]) + suggestion(words[0], known), {}, {}, {}});
  }
  if (reads_input) return answer_lines(*ordering, console);
  const char sign = sign_of(ordering->compare(words[1], words[2]));
  console.out.write(std::string{sign, '\n'});
  return sign == unparsable ? ExitCode::gaps : ExitCode::clean;
}

}  // namespace

extern const CliCommand vercmp_command{
    .name = "vercmp",
    .arguments = "SCHEME A B | SCHEME -",
    .summary = "Say which of two versions is older, as its ecosystem orders them",
    .description =
        "Prints <, = or > for the order of A and B, or ! when one of them is no version of the "
        "scheme "
        "(exit code 3). With - it reads lines of two versions between white space from standard "
        "input, and answers each with a line. The schemes are dpkg, rpm, apk, pacman, semver, "
        "pep440, maven, gem, packagist, nuget, go, hex, pub, cran, hackage and opam.",
    .examples = examples,
    .flags = {},
    .most_arguments = 3,
    .words = schemes,
    .run = run_vercmp,
};

}  // namespace boltseal
