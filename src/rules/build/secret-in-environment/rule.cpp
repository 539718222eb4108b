#include <algorithm>
#include <array>
#include <vector>

#include "rules/rule.h"

namespace boltseal {
namespace {

std::string upper(std::string_view text) {
  std::string all(text);
  for (char& c : all) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (c == '-' || c == '.') c = '_';
  }
  return all;
}

std::vector<std::string_view> words_of(std::string_view name) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('_', begin), name.size());
    if (end > begin) words.push_back(name.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

bool is_one_of(auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Whether a variable of this name holds a secret. The last word decides what it is of the secret:
// TOKEN_FILE is a path, TOKEN_TTL a time.
bool names_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 13> secrets = {
      "PASSWORD", "PASSWD", "PASSPHRASE", "SECRET",     "SECRETS",     "TOKEN",          "APIKEY",
      "APITOKEN", "PASS",   "PWD",        "CREDENTIAL", "CREDENTIALS", "SECRETACCESSKEY"};
  static constexpr std::array<std::string_view, 34> about = {
      "FILE",      "PATH",    "DIR",        "URL",      "URI",      "NAME",   "TTL",
      "EXPIRY",    "EXPIRES", "EXPIRATION", "LENGTH",   "SIZE",     "HEADER", "TYPE",
      "ALGORITHM", "ENABLED", "ENABLE",     "REQUIRED", "DISABLED", "POLICY", "COUNT",
      "LIMIT",     "ID",      "HOST",       "PORT",     "ENDPOINT", "ISSUER", "AUDIENCE",
      "VERSION",   "TIMEOUT", "HASH",       "PREFIX",   "PROVIDER", "DUMMY"};
  const std::string all = upper(name);
  const std::vector<std::string_view> words = words_of(all);
  if (words.empty() || is_one_of(about, words.back())) return false;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (word == "PUBLIC" || word == "PUB" || word == "DISABLE" || word == "ALLOW") return false;
    const std::string_view next = at + 1 < words.size() ? words[at + 1] : std::string_view();
    if (next == "KEY" && (word == "API" || word == "PRIVATE" || word == "ACCESS" ||
                          word == "SECRET" || word == "SIGNING" || word == "ENCRYPTION")) {
      return true;
    }
    // PWD alone and OLDPWD are the shell's folders; PASS alone may be a number of passes.
    if ((word == "PWD" || word == "PASS") && (at == 0 || at + 1 != words.size())) continue;
    if (is_one_of(secrets, word) || word.ends_with("PASSWORD")) return true;
  }
  return false;
}

bool is_placeholder(std::string_view value) {
  static constexpr std::array<std::string_view, 13> words = {
      "CHANGE", "EXAMPLE", "DUMMY", "PLACEHOLDER", "REPLACE", "YOUR",   "INSERT",
      "XXX",    "***",     "...",   "TEST",        "FAKE",    "DEFAULT"};
  static constexpr std::array<std::string_view, 8> whole = {"PASSWORD", "SECRET", "ROOT", "ADMIN",
                                                            "POSTGRES", "NONE",   "NULL", "DEV"};
  const std::string all = upper(value);
  if (value.starts_with('<') || is_one_of(whole, all)) return true;
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return all.find(word) != std::string::npos; });
}

// What cannot be a secret: switches, numbers of a few digits, paths and references to a store.
bool is_harmless(std::string_view value) {
  if (value.empty() || value.starts_with('/') || value.starts_with("file:") ||
      value.starts_with("arn:") || value.starts_with("vault:") || value.starts_with("http")) {
    return true;
  }
  const std::string all = upper(value);
  if (all == "TRUE" || all == "FALSE" || all == "YES" || all == "NO" || all == "ON" ||
      all == "OFF") {
    return true;
  }
  return value.size() <= 5 && value.find_first_not_of("0123456789") == std::string_view::npos;
}

void check_item(const Instruction& instruction, const Item& item, bool in_image,
                Findings& findings) {
  const std::string& written = item.text.bytes();
  const std::size_t equals = item.text.find('=');
  const std::string name = written.substr(0, equals);
  if (!names_secret(name)) return;
  const bool argument = instruction.name == "ARG";
  if (equals == std::string::npos) {
    if (!argument || !in_image) return;
    findings
        .add(item.origin, "argument[" + name + "]",
             "the build argument " + name + " stays readable in the history of the image")
        .severity = Severity::medium;
    return;
  }
  const Text value = item.text.substr(equals + 1);
  if (!value.is_known()) return findings.unknown(Fact::environment);
  // An expansion repeats what another line says.
  if (item.origin.via || is_harmless(value.bytes())) return;
  const bool placeholder = is_placeholder(value.bytes());
  Finding& finding =
      findings.add(item.origin, (argument ? "argument[" : "environment[") + name + "]",
                   placeholder ? name + " has a value that everybody can guess"
                               : "the value of " + name + " is written into the " +
                                     (argument ? "file and the history of the image" : "image"));
  if (placeholder) {
    finding.severity = Severity::low;
    finding.confidence = Confidence::low;
  }
}

void check(const Build& build, Findings& findings) {
  const std::vector<const Stage*> lineage = build.lineage();
  for (const Stage& stage : build.stages) {
    const bool in_image = std::find(lineage.begin(), lineage.end(), &stage) != lineage.end();
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name != "ARG" && instruction.name != "ENV") continue;
      for (const Item& item : instruction.arguments) {
        check_item(instruction, item, in_image, findings);
      }
    }
  }
}

}  // namespace

extern const Rule build_secret_in_environment{
    .summary = "Secret in ARG or ENV",
    .what =
        "An `ENV` or `ARG` whose name says that it is a secret (`…_PASSWORD`, `…_TOKEN`, "
        "`API_KEY`, `SECRET_KEY` …) has a literal value, or an `ARG` of such a name is declared in "
        "a stage that becomes the image. Empty values, switches, paths, `…_FILE` and values that "
        "are put together from other variables are not reported; obvious placeholders count as "
        "low.",
    .why =
        "`ENV` is part of the image's configuration and `ARG` of its history. Everybody who can "
        "pull the image reads both with `docker history` and `docker inspect`, also when a later "
        "layer deletes the file that was fetched with them, and a pushed image cannot be called "
        "back.",
    .remedy =
        "Give secrets to a build with `RUN --mount=type=secret,id=…` and to a container when it "
        "starts, as a file from a secret store. Replace every secret that was ever in an image.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.10", "NIST SP 800-190 4.1.4",
                   "https://docs.docker.com/build/building/secrets/", "CWE-798"},
    .build = check,
};

}  // namespace boltseal
