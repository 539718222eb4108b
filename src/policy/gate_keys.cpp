#include "policy/gate_keys.h"

#include "base/files.h"
#include "base/upper_case.h"
#include "model/running_container.h"
#include "policy/admission_keys.h"

namespace boltseal::policy_file {
namespace {

constexpr std::array<std::string_view, 3> modes = {"enforce", "audit", "harden"};
constexpr std::int64_t most_mib = 1 << 20, most_pids = 1 << 22, most_kept = 1000;

std::vector<std::string> capabilities_of(const Node& node, Reading& reading) {
  std::vector<std::string> names = texts_of(node, reading);
  for (std::string& name : names) {
    name = to_upper(name);
    if (name.starts_with("CAP_")) name.erase(0, 4);
    if (!bit_of_capability(name)) {
      reading.refuse("there is no capability " + sanitize(name), node, "as in NET_BIND_SERVICE");
    }
  }
  return names;
}

constexpr std::array docker_keys = {
    Key<GateSettings>{"allow",
                      "Calls that are let through though nobody sees what they bring: plugins, the "
                      "Swarm and its nodes, checkpoints, docker cp into containers (copies), "
                      "builds over /grpc (buildx)",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        gate.docker_allow = texts_of(value, reading);
                        for (const std::string& word : gate.docker_allow) {
                          if (std::ranges::find(withheld_calls, word) != withheld_calls.end()) {
                            continue;
                          }
                          reading.refuse("\"" + sanitize(word) + "\" cannot stand here" +
                                             suggestion(word, withheld_calls),
                                         value, "one of: " + known_words(withheld_calls));
                        }
                      },
                      [](JsonWriter& json) {
                        json.member("type", "array");
                        json.begin_object("items");
                        enumeration(json, withheld_calls);
                        json.end_object();
                      }},
};

constexpr std::array harden_keys = {
    Key<GateSettings>{"keep_capabilities",
                      "The capabilities that containers keep when they ask for them (default: "
                      "NET_BIND_SERVICE)",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        gate.keep_capabilities = capabilities_of(value, reading);
                      },
                      texts_schema},
    Key<GateSettings>{"pids", "The limit of processes where none is set (default: 512)",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        gate.pids = number_of(value, most_pids, reading);
                      },
                      number_schema},
    Key<GateSettings>{"memory", "The limit of memory in MiB where none is set (default: 512)",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        gate.memory = number_of(value, most_mib, reading);
                      },
                      number_schema},
};

// Names of images are no paths; a path is relative to the policy's folder.
std::vector<std::string> subjects_of(const Node& node, Reading& reading) {
  std::vector<std::string> subjects = texts_of(node, reading);
  for (std::string& subject : subjects) {
    const bool is_name = std::ranges::any_of(
        std::array<std::string_view, 4>{"registry:", "docker:", "podman:", "engine:"},
        [&](std::string_view prefix) { return subject.starts_with(prefix); });
    if (!is_name) subject = resolve(reading.folder.empty() ? "." : reading.folder, subject);
  }
  return subjects;
}

constexpr std::array ci_keys = {
    Key<CiSettings>{"check", "The files and folders that are checked",
                    [](const Node& value, CiSettings& ci, Reading& reading) {
                      ci.check = subjects_of(value, reading);
                    },
                    texts_schema},
    Key<CiSettings>{"scan", "The images that are scanned, as `boltseal scan` names them",
                    [](const Node& value, CiSettings& ci, Reading& reading) {
                      ci.scan = subjects_of(value, reading);
                    },
                    texts_schema},
    Key<CiSettings>{"verify", "The files and images whose seals are verified",
                    [](const Node& value, CiSettings& ci, Reading& reading) {
                      ci.verify = subjects_of(value, reading);
                    },
                    texts_schema},
};

constexpr std::array keys = {
    Key<GateSettings>{"mode",
                      "What a gate does with what the policy does not let through: refuse it "
                      "(enforce, the default), only record it (audit), or make it safer and refuse "
                      "what is still wrong then (harden)",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        gate.mode = word_of(value, modes, reading);
                      },
                      [](JsonWriter& json) { enumeration(json, modes); }},
    Key<GateSettings>{"warn_on",
                      "The severity from which on people are warned of what is not denied, where a "
                      "door can (default: never)",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        gate.warn_on = word_of(value, severities, reading);
                      },
                      [](JsonWriter& json) { enumeration(json, severities); }},
    Key<GateSettings>{"runtime", "The OCI runtime that boltseal-runtime starts (default: runc)",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        gate.runtime = text_of(value, reading);
                      },
                      text_schema},
    Key<GateSettings>{"records",
                      "The file that decisions are appended to, one JSON text a line; or syslog, "
                      "or stdout",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        gate.records = text_of(value, reading);
                        if (gate.records == "syslog" || gate.records == "stdout") return;
                        gate.records = path_of(value, reading);
                      },
                      text_schema},
    Key<GateSettings>{
        "records_size",
        "The size in MiB from which on a new file of decisions is begun (default: 64)",
        [](const Node& value, GateSettings& gate, Reading& reading) {
          gate.records_size = number_of(value, most_mib, reading);
        },
        number_schema},
    Key<GateSettings>{"records_kept", "How many old files of decisions are kept (default: 5)",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        gate.records_kept = number_of(value, most_kept, reading);
                      },
                      number_schema},
    Key<GateSettings>{"record_inputs",
                      "Whether a record holds what was judged, with the secrets in it, so that "
                      "`boltseal gate replay` can judge it again (default: false)",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        gate.record_inputs = truth_of(value, reading);
                      },
                      truth_schema},
    Key<GateSettings>{"docker", "What `boltseal gate docker` does",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        read_keys<GateSettings>(value, docker_keys, "docker", gate, reading);
                      },
                      [](JsonWriter& json) { mapping_schema<GateSettings>(json, docker_keys); }},
    Key<GateSettings>{"kubernetes", "What `boltseal gate kubernetes` does",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        read_admission(value, gate.kubernetes, reading);
                      },
                      admission_schema},
    Key<GateSettings>{"ci",
                      "What `boltseal gate ci` looks at (default: it checks the folder that it is "
                      "started in)",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        read_keys<CiSettings>(value, ci_keys, "ci", gate.ci, reading);
                      },
                      [](JsonWriter& json) { mapping_schema<CiSettings>(json, ci_keys); }},
    Key<GateSettings>{"harden", "What mode harden leaves and sets",
                      [](const Node& value, GateSettings& gate, Reading& reading) {
                        read_keys<GateSettings>(value, harden_keys, "harden", gate, reading);
                      },
                      [](JsonWriter& json) { mapping_schema<GateSettings>(json, harden_keys); }},
};

}  // namespace

void read_gate(const Node& value, GateSettings& gate, Reading& reading) {
  read_keys<GateSettings>(value, keys, "gate", gate, reading);
}

void gate_schema(JsonWriter& json) { mapping_schema<GateSettings>(json, keys); }

}  // namespace boltseal::policy_file
