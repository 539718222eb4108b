#include "sources/commands/invocation.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/flags.h"

namespace boltseal::commands {
namespace {

Platform platform_of(std::string_view program) {
  if (program == "docker" || program == "docker.exe") return Platform::docker;
  if (program == "podman" || program == "podman-remote") return Platform::podman;
  if (program == "nerdctl" || program == "nerdctl.lima") return Platform::nerdctl;
  return Platform::unknown;
}

/// `item` without its first `count` bytes; the origin follows where they stand in the file so.
Item without_prefix(const Item& item, std::size_t count) {
  Item rest = item;
  rest.may_split = false;
  const std::string prefix = item.text.bytes().substr(0, count);
  rest.text = item.text.substr(count);
  const Origin& origin = item.origin;
  if (origin.has_place() && count < origin.span.size() &&
      std::string_view(origin.file->text).substr(origin.span.begin, count) == prefix) {
    rest.origin.span.begin += static_cast<std::uint32_t>(count);
  }
  return rest;
}

bool names_one_of(std::string_view written, std::span<const std::string_view> hints) {
  const std::string lower = to_lower(written);
  return std::any_of(hints.begin(), hints.end(),
                     [&](std::string_view hint) { return lower.find(hint) != std::string::npos; });
}

class Parser {
 public:
  Parser(const ShellCommand& command, bool of_container, bool interspersed, Invocation& into)
      : words_(command.words),
        of_container_(of_container),
        interspersed_(interspersed),
        into_(into) {}

  void parse() {
    for (at_ = into_.verb + 1; at_ < words_.size(); ++at_) {
      const Item& word = words_[at_];
      const std::string& text = word.text.bytes();
      if (word.may_split) {
        const Guess guess = guess_of_unknown();
        if (guess != Guess::image && !into_.may_hide) into_.may_hide = word.origin;
        if (guess == Guess::options) continue;
      }
      if (text == "--" && word.text.is_known()) {
        ++at_;
        break;
      }
      if (text.size() < 2 || text[0] != '-' || !word.text.is_known_at(0)) {
        if (!interspersed_) break;
        into_.operands.push_back(word);
        continue;
      }
      if (text[1] == '-') {
        long_option(word);
      } else {
        cluster(word);
      }
    }
    for (; at_ < words_.size(); ++at_) into_.operands.push_back(words_[at_]);
  }

 private:
  enum class Guess : std::uint8_t { image, options, either };

  /// What a word that may be any number of words stands for: by its name, else by what follows. The
  /// last word has to be the image.
  Guess guess_of_unknown() const {
    static constexpr std::array<std::string_view, 5> images = {"image", "img", "tag", "repo",
                                                               "container"};
    static constexpr std::array<std::string_view, 18> options = {
        "opt", "arg", "flag", "param", "env",   "vol",         "port", "mount", "extra",
        "net", "gpu", "tty",  "@",     "limit", "interactive", "name", "label", "cap"};
    const std::string& written = words_[at_].text.bytes();
    if (at_ + 1 == words_.size() || !of_container_) return Guess::image;
    if (names_one_of(written, options)) return Guess::options;
    if (names_one_of(written, images)) return Guess::image;
    for (std::size_t later = at_ + 1; later < words_.size(); ++later) {
      const std::string& text = words_[later].text.bytes();
      if (text.starts_with("-") || text.find('/') != std::string::npos ||
          text.find(':') != std::string::npos) {
        return Guess::options;
      }
    }
    return Guess::either;
  }

  void add(std::string_view name, Item value, const Origin& origin, bool is_switch) {
    into_.options.push_back({name, std::move(value), origin, at_, is_switch});
  }

  void take_next(std::string_view name, const Item& word) {
    if (at_ + 1 >= words_.size()) return;
    ++at_;
    Item value = words_[at_];
    value.may_split = false;
    add(name, std::move(value), word.origin, false);
  }

  void long_option(const Item& word) {
    const std::string& text = word.text.bytes();
    const std::size_t equals = word.text.find('=');
    const std::string name = text.substr(2, equals == std::string::npos ? equals : equals - 2);
    const Flag flag = word.text.known_prefix().size() >= name.size() + 2 ? find_flag(name) : Flag{};
    if (flag.name.empty()) {
      // Not a flag that is known: whether the next word is its value cannot be told.
      if (!into_.may_hide) into_.may_hide = word.origin;
      if (equals == std::string::npos && at_ + 2 < words_.size() &&
          words_[at_ + 2].text.bytes().starts_with("-") &&
          !words_[at_ + 1].text.bytes().starts_with("-")) {
        ++at_;
      }
      return;
    }
    if (equals != std::string::npos) {
      add(flag.name, without_prefix(word, equals + 1), word.origin, !flag.takes_value);
    } else if (flag.takes_value) {
      take_next(flag.name, word);
    } else {
      add(flag.name, Item{Text(), word.origin}, word.origin, true);
    }
  }

  /// -it, -p80:80, -e X=1, -itv /a:/b
  void cluster(const Item& word) {
    const std::string& text = word.text.bytes();
    for (std::size_t letter = 1; letter < text.size(); ++letter) {
      const Flag flag =
          word.text.is_known_at(letter) ? find_flag(text[letter], of_container_) : Flag{};
      if (flag.name.empty()) {
        if (!into_.may_hide) into_.may_hide = word.origin;
        return;
      }
      if (!flag.takes_value) {
        if (letter + 1 < text.size() && text[letter + 1] == '=') {  // -d=false
          add(flag.name, without_prefix(word, letter + 2), word.origin, true);
          return;
        }
        add(flag.name, Item{Text(), word.origin}, word.origin, true);
        continue;
      }
      if (letter + 1 == text.size()) return take_next(flag.name, word);
      const bool equals = text[letter + 1] == '=';
      add(flag.name, without_prefix(word, letter + (equals ? 2 : 1)), word.origin, false);
      return;
    }
  }

  const std::vector<Item>& words_;
  bool of_container_;
  bool interspersed_;
  Invocation& into_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Text> built_images(const ShellCommand& command) {
  const std::vector<Item>& words = command.words;
  std::vector<Text> names;
  if (words.empty() || !words[0].text.is_known()) return names;
  const std::string_view program = base_name(words[0].text.bytes());
  if (platform_of(program) == Platform::unknown && program != "buildah") return names;
  bool builds = false;
  for (std::size_t at = 1; at < words.size(); ++at) {
    const std::string& word = words[at].text.bytes();
    if (!builds) {
      builds = word == "build" || word == "bud";
      const bool leads = word == "buildx" || word == "image" || word == "builder" ||
                         word.starts_with("-") || words[at].may_split;
      if (!builds && !leads) return names;
    } else if ((word == "-t" || word == "--tag") && at + 1 < words.size()) {
      names.push_back(words[++at].text);
    } else if (word.starts_with("--tag=")) {
      names.push_back(words[at].text.substr(6));
    }
  }
  return names;
}

std::optional<Invocation> read_invocation(const ShellCommand& command) {
  const std::vector<Item>& words = command.words;
  if (words.empty() || !words[0].text.is_known()) return std::nullopt;
  Invocation invocation;
  invocation.platform = platform_of(base_name(words[0].text.bytes()));
  if (invocation.platform == Platform::unknown) return std::nullopt;
  std::size_t at = 1;
  for (; at < words.size(); ++at) {
    const std::string& word = words[at].text.bytes();
    if (words[at].may_split) continue;  // `docker $DOCKER_OPTS run`
    if (!word.starts_with("-")) break;
    if (find_global_flag(word).takes_value) ++at;
  }
  const auto word = [&](std::size_t index) -> std::string_view {
    return index < words.size() && words[index].text.is_known()
               ? std::string_view(words[index].text.bytes())
               : std::string_view();
  };
  const std::string_view first = word(at);
  const std::string_view second = word(at + 1);
  bool of_container = true;
  std::string name = platform_of(base_name(words[0].text.bytes())) == Platform::docker ? "docker "
                     : invocation.platform == Platform::podman                         ? "podman "
                                                                                       : "nerdctl ";
  if (first == "run" || first == "create") {
    name += first;
  } else if (first == "container" && (second == "run" || second == "create")) {
    name += second;
    ++at;
  } else if (first == "service" && second == "create") {
    name += "service create";
    if (invocation.platform == Platform::docker) invocation.platform = Platform::swarm;
    ++at;
  } else if ((first == "network" || first == "volume") && second == "create") {
    name += std::string(first) + " create";
    of_container = false;
    ++at;
  } else {
    return std::nullopt;
  }
  invocation.command = std::move(name);
  invocation.verb = at;
  invocation.site = words[0].origin;
  const Origin& verb = words[at].origin;
  if (verb.file == invocation.site.file && verb.span.end >= invocation.site.span.begin) {
    invocation.site.span.end = std::max(invocation.site.span.end, verb.span.end);
  }
  Parser(command, of_container, !of_container, invocation).parse();
  return invocation;
}

}  // namespace boltseal::commands
