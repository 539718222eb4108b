#include <array>
#include <string>
#include <string_view>

#include "model/secret_name.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// https://user:password@host; "oauth2:TOKEN@" as well. The part before "@", or nothing.
Text login_in_url(const Text& word) {
  const std::size_t scheme = word.bytes().find("://");
  if (scheme == std::string::npos) return {};
  const std::size_t begin = scheme + 3;
  const std::size_t end = word.bytes().find_first_of("/?#", begin);
  const std::string_view authority =
      std::string_view(word.bytes()).substr(begin, end == std::string::npos ? end : end - begin);
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return {};
  const std::size_t colon = authority.substr(0, at).find(':');
  if (colon == std::string_view::npos) return {};
  return word.substr(begin + colon + 1, at - colon - 1);
}

struct Place {
  Text secret;
  std::string_view what;  // static
};

// The secret that one word brings, by the words around it.
Place secret_at(const ShellCommand& command, std::size_t at) {
  const std::string_view program = command.program();
  const Text& word = command.words[at].text;
  const std::string& bytes = word.bytes();
  const std::string_view before =
      at > 0 ? std::string_view(command.words[at - 1].text.bytes()) : std::string_view();
  if (Text login = login_in_url(word); !login.empty()) return {login, "a password in an address"};
  if ((program == "curl" && (before == "-u" || before == "--user")) &&
      word.find(':') != std::string::npos) {
    return {word.substr(word.find(':') + 1), "the password of curl"};
  }
  // npm config set //registry/:_authToken TOKEN
  if (const std::size_t token = bytes.find("_authToken="); token != std::string::npos) {
    return {word.substr(token + 11), "the token of a package registry"};
  }
  if (before.ends_with("_authToken") && (program == "npm" || program == "yarn")) {
    return {word, "the token of a package registry"};
  }
  for (const std::string_view header : {"Authorization: Bearer ", "Authorization: token ",
                                        "Authorization: Basic ", "PRIVATE-TOKEN: "}) {
    if (bytes.starts_with(header)) return {word.substr(header.size()), "a token in a header"};
  }
  // useradd -p '$6$…' takes a hash; chpasswd takes "root:secret".
  return {};
}

bool is_literal(const Item& item, const Text& secret) {
  return secret.is_known() && !item.origin.via && !secret.empty() &&
         !cannot_be_secret(secret.bytes()) && secret.bytes().find('$') == std::string::npos;
}

void check_run(const Instruction& run, Findings& findings) {
  for (std::size_t at = 0; at < run.commands.size(); ++at) {
    const ShellCommand& command = run.commands[at];
    const std::string_view program = command.program();
    if (program == "sudo") continue;
    // echo 'root:secret' | chpasswd
    if (program == "chpasswd" && command.piped_from_previous && at > 0 &&
        run.commands[at - 1].words.size() > 1) {
      const Item& last = run.commands[at - 1].words.back();
      const std::size_t colon = last.text.find(':');
      if (colon != std::string::npos && is_literal(last, last.text.substr(colon + 1))) {
        findings.add(last.origin, "password[" + last.text.bytes().substr(0, colon) + "]",
                     "the password of " + last.text.bytes().substr(0, colon) +
                         " is the same in every container and stands in this file");
      }
      continue;
    }
    for (std::size_t word = 1; word < command.words.size(); ++word) {
      const Place place = secret_at(command, word);
      if (place.what.empty() || !is_literal(command.words[word], place.secret)) continue;
      Finding& finding = findings.add(
          command.words[word].origin, "secret[" + std::string(command.program()) + "]",
          std::string(place.what) + " stands in this file and in the history of the image");
      if (is_placeholder(place.secret.bytes())) {
        finding.severity = Severity::low;
        finding.confidence = Confidence::low;
      }
    }
    for (const Setting& setting : command.assignments) {
      if (!names_secret(setting.name) || !setting.value.is_known() ||
          cannot_be_secret(setting.value.bytes()) || is_placeholder(setting.value.bytes())) {
        continue;
      }
      findings.add(
          setting.origin, "secret[" + setting.name + "]",
          "the value of " + setting.name + " stands in this file and in the history of the image");
    }
  }
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name == "RUN") check_run(instruction, findings);
    }
  }
}

}  // namespace

extern const Rule build_secret_in_run{
    .summary = "Secret in a command of the build",
    .what =
        "A `RUN` holds a literal secret: a password in an address (`https://user:password@host`), "
        "`curl -u user:password`, an `Authorization` header, a registry token for npm, a password "
        "for `chpasswd`, or an assignment such as `API_TOKEN=… command`. Values from variables and "
        "mounted secrets are not reported.",
    .why =
        "Each `RUN` is part of the image's history, which `docker history` shows to everybody who "
        "can pull it, and of the repository. A password that is set in an image is the same in "
        "every container that is started from it.",
    .remedy =
        "Mount the secret for the one step that needs it (`RUN --mount=type=secret,id=token …`) "
        "and replace the one that was written down.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.10", "NIST SP 800-190 4.1.4",
                   "https://docs.docker.com/build/building/secrets/", "CWE-798"},
    .build = check,
    .on_images = true,
};

}  // namespace boltseal
