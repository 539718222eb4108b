#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "model/download.h"
#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

struct Variable {
  std::string_view name, value, says;
};
// git(1), Node.js "Command-line API", npm-config(7), pip's reference, Python's PEP 493.
constexpr std::array variables = {
    Variable{"GIT_SSL_NO_VERIFY", "", "Git accepts every server's certificate"},
    Variable{"NODE_TLS_REJECT_UNAUTHORIZED", "0", "Node.js accepts every server's certificate"},
    Variable{"NPM_CONFIG_STRICT_SSL", "false", "npm accepts every registry's certificate"},
    Variable{"npm_config_strict_ssl", "false", "npm accepts every registry's certificate"},
    Variable{"YARN_ENABLE_STRICT_SSL", "false", "Yarn accepts every registry's certificate"},
    Variable{"PYTHONHTTPSVERIFY", "0", "Python accepts every server's certificate"},
    Variable{"PIP_TRUSTED_HOST", "", "pip accepts every certificate of this host"},
    Variable{"GOINSECURE", "", "Go fetches these modules without checking certificates"},
};

bool counts(const Variable& variable, const Text& value) {
  if (!value.is_known() || value.empty()) return false;
  if (!variable.value.empty()) return value.bytes() == variable.value;
  return value.bytes() != "0" && value.bytes() != "false";
}

void check_setting(std::string_view name, const Text& value, const Origin& site,
                   Findings& findings) {
  const auto found = std::ranges::find(variables, name, &Variable::name);
  if (found == variables.end() || !counts(*found, value)) return;
  findings.add(
      site, "environment[" + std::string(name) + "]",
      std::string(found->says) + ", because " + std::string(name) + " is " + value.bytes());
}

std::optional<Change> mend(const Item& option) {
  if (!stands_as_read(option)) return std::nullopt;
  const std::string& word = option.text.bytes();
  Rewriting rewriting;
  if (word == "-k" || word == "--insecure" || word == "--no-check-certificate" ||
      word == "--check-certificate=false") {
    rewriting.remove_word(option.origin);
  } else if (word.size() > 2 && word[0] == '-' && word[1] != '-') {
    // One letter of several: curl -fsSkL
    std::string others = word;
    others.erase(others.find('k'), 1);
    rewriting.replace(option.origin, std::move(others));
  }
  return rewriting.change(Safety::behaviour,
                          "servers whose certificate nobody vouches for; add their authority's");
}

void check_commands(const std::vector<ShellCommand>& commands, Findings& findings) {
  for (const ShellCommand& command : commands) {
    if (const Item* const option = certificate_check_off(command)) {
      // Asking the container itself proves nothing with a certificate either.
      const std::vector<Download> downloads = read_downloads(command);
      const bool local =
          !downloads.empty() && std::ranges::all_of(downloads, [](const Download& download) {
            return download.url.bytes().find("://localhost") != std::string::npos ||
                   download.url.bytes().find("://127.0.0.1") != std::string::npos;
          });
      if (!local) {
        const std::string program(command.program());
        findings
            .add(option->origin, "option[" + option->text.bytes() + "]",
                 program + " accepts every server's certificate (" + option->text.bytes() + ")")
            .change = mend(*option);
      }
    }
    for (const Setting& setting : command.assignments) {
      check_setting(setting.name, setting.value, setting.origin, findings);
    }
    if (command.program() == "export") {
      for (const Item& item : command.words) {
        const std::size_t equals = item.text.find('=');
        if (equals == std::string::npos) continue;
        check_setting(std::string_view(item.text.bytes()).substr(0, equals),
                      item.text.substr(equals + 1), item.origin, findings);
      }
    }
  }
}

void check_build(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    for (const Instruction& instruction : stage.instructions) {
      check_commands(instruction.commands, findings);
      if (instruction.name != "ENV" && instruction.name != "ARG") continue;
      for (const Item& item : instruction.arguments) {
        const std::size_t equals = item.text.find('=');
        if (equals == std::string::npos) continue;
        check_setting(std::string_view(item.text.bytes()).substr(0, equals),
                      item.text.substr(equals + 1), item.origin, findings);
      }
    }
  }
}

void check_host(const Host& host, Findings& findings) { check_commands(host.commands, findings); }

void check_workload(const Workload& workload, Findings& findings) {
  for (const Level& level : workload.levels) {
    // What the image brings is said where the image is built.
    if (level.kind == LevelKind::base_image || level.kind == LevelKind::build_stage) continue;
    const Value<Settings>& environment = level.facts.get(fact::environment);
    if (!environment.is_known()) continue;
    for (const Setting& setting : *environment) {
      check_setting(setting.name, setting.value, setting.origin, findings);
    }
  }
}

}  // namespace

extern const Rule supply_tls_not_verified{
    .summary = "Certificates are not checked",
    .what =
        "A command of a build or of a host's first-boot script accepts any certificate (`curl -k`, "
        "`wget --no-check-certificate`, `git -c http.sslVerify=false`), or a variable of a build "
        "or "
        "of a container says so for all programs (`NODE_TLS_REJECT_UNAUTHORIZED=0`, "
        "`GIT_SSL_NO_VERIFY`, `PYTHONHTTPSVERIFY=0`, `PIP_TRUSTED_HOST` …). Calls to the machine "
        "itself are not reported.",
    .why =
        "Without the check TLS only hides the talk from those who listen; who sits in between "
        "answers with a certificate of their own, reads every password and gives out whatever "
        "program they like.",
    .remedy =
        "Remove it. For a server with a private authority add its certificate to the system's "
        "(`update-ca-certificates`, `curl --cacert`, `NODE_EXTRA_CA_CERTS`); an old base image "
        "needs a newer `ca-certificates` package.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.11", "CWE-295", "NIST SP 800-190 4.1.5"},
    .workload = check_workload,
    .build = check_build,
    .host = check_host,
    .on_images = true,
};

}  // namespace boltseal
