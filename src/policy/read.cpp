#include <algorithm>
#include <array>

#include "base/digest.h"
#include "policy/gate_keys.h"
#include "policy/keys.h"
#include "policy/policy.h"
#include "rules/practice.h"
#include "rules/profile.h"

namespace boltseal {
namespace {

using policy_file::date_schema;
using policy_file::Entry;
using policy_file::enumeration;
using policy_file::gate_schema;
using policy_file::Key;
using policy_file::mapping_schema;
using policy_file::Node;
using policy_file::number_of;
using policy_file::number_schema;
using policy_file::path_of;
using policy_file::paths_of;
using policy_file::read_gate;
using policy_file::read_keys;
using policy_file::Reading;
using policy_file::severities;
using policy_file::text_of;
using policy_file::text_schema;
using policy_file::texts_of;
using policy_file::texts_schema;
using policy_file::word_of;

constexpr std::array<std::string_view, 7> settings = {"off",    "on",   "info",    "low",
                                                      "medium", "high", "critical"};

// ---------------------------------------------------------------------------------------------
// paths:

constexpr std::array path_keys = {
    Key<Policy>{"only", "Patterns of the files that are checked when a folder is walked",
                [](const Node& value, Policy& policy, Reading& reading) {
                  policy.only = paths_of(value, reading);
                },
                texts_schema},
    Key<Policy>{"exclude", "Patterns of files that are not checked when a folder is walked",
                [](const Node& value, Policy& policy, Reading& reading) {
                  policy.exclude = paths_of(value, reading);
                },
                texts_schema},
};

// ---------------------------------------------------------------------------------------------
// allow:

constexpr std::array allowance_keys = {
    Key<Allowance>{"rule", "The rule, or several; user/* for a whole practice",
                   [](const Node& value, Allowance& allowance, Reading& reading) {
                     allowance.rules = texts_of(value, reading);
                     for (const std::string& rule : allowance.rules) {
                       if (std::string why = refuse_rule_pattern(rule); !why.empty()) {
                         reading.refuse(std::move(why), value, "`boltseal rules` lists them");
                       }
                     }
                   },
                   texts_schema},
    Key<Allowance>{"vulnerability",
                   "Instead of a rule: the vulnerability of a scan, or several, by any of its ids: "
                   "CVE-2023-44487",
                   [](const Node& value, Allowance& allowance, Reading& reading) {
                     allowance.vulnerabilities = texts_of(value, reading);
                   },
                   texts_schema},
    Key<Allowance>{"package",
                   "Patterns of the packages, or their sources, that may have the vulnerability "
                   "(default: all)",
                   [](const Node& value, Allowance& allowance, Reading& reading) {
                     allowance.packages = texts_of(value, reading);
                   },
                   texts_schema},
    Key<Allowance>{"image",
                   "Patterns of the images in whose scans it is allowed, and nowhere else: "
                   "registry.example/web*",
                   [](const Node& value, Allowance& allowance, Reading& reading) {
                     allowance.images = texts_of(value, reading);
                   },
                   texts_schema},
    Key<Allowance>{"path", "Patterns of the files in which it is allowed (default: all)",
                   [](const Node& value, Allowance& allowance, Reading& reading) {
                     allowance.paths = paths_of(value, reading);
                   },
                   texts_schema},
    Key<Allowance>{"subject", "Patterns of those who may, as findings name them: service web",
                   [](const Node& value, Allowance& allowance, Reading& reading) {
                     allowance.subjects = texts_of(value, reading);
                   },
                   texts_schema},
    Key<Allowance>{"reason", "Why it is accepted",
                   [](const Node& value, Allowance& allowance, Reading& reading) {
                     allowance.reason = text_of(value, reading);
                   },
                   text_schema, true},
    Key<Allowance>{"owner", "Who answers for it",
                   [](const Node& value, Allowance& allowance, Reading& reading) {
                     allowance.owner = text_of(value, reading);
                   },
                   text_schema},
    Key<Allowance>{"until", "The last day on which it holds",
                   [](const Node& value, Allowance& allowance, Reading& reading) {
                     allowance.until = parse_date(text_of(value, reading));
                     if (!allowance.until) {
                       reading.refuse("a date has to stand here", value, "as in 2027-01-31");
                     }
                   },
                   date_schema},
};

Place place_of(const Node& node, const Reading& reading) {
  Place place;
  const Origin origin = node.origin();
  place.path = origin.file->path;
  place.bytes = origin.span;
  place.begin = reading.lines.locate(origin.span.begin);
  place.end = reading.lines.locate(origin.span.end);
  const ByteSpan line = reading.lines.line(place.begin.line);
  place.excerpt = origin.file->text.substr(line.begin, line.size());
  place.excerpt_begin = line.begin;
  return place;
}

// Keys that only go together with one of the others.
void refuse_mixture(const Allowance& allowance, const Node& at, Reading& reading) {
  const bool of_rules = !allowance.rules.empty(), of_scans = !allowance.vulnerabilities.empty();
  if (of_rules == of_scans) {
    return reading.refuse("an allowance needs \"rule\" or \"vulnerability\"" +
                              std::string(of_rules ? ", and not both" : ""),
                          at);
  }
  if (of_rules && !allowance.packages.empty()) {
    reading.refuse("\"package\" goes with \"vulnerability\"", at);
  }
  if (of_scans && !(allowance.paths.empty() && allowance.subjects.empty())) {
    reading.refuse("\"path\" and \"subject\" go with \"rule\"", at,
                   "say \"package\" and \"image\"");
  }
}

void read_allowances(const Node& value, Policy& policy, Reading& reading) {
  if (!value.is_sequence()) return reading.refuse("allow has to be a list", value);
  for (const Node* item : value.items) {
    Allowance allowance;
    allowance.place = place_of(*item, reading);
    read_keys<Allowance>(*item, allowance_keys, "an allowance", allowance, reading);
    refuse_mixture(allowance, *item, reading);
    policy.allowances.push_back(std::move(allowance));
  }
}

// ---------------------------------------------------------------------------------------------
// advisories:

void read_urls(const Node& value, Policy& policy, Reading& reading) {
  if (!value.is_mapping()) return reading.refuse("urls has to be a mapping", value);
  for (const Entry& entry : value.entries) {
    policy.advisories.urls.insert_or_assign(text_of(*entry.key, reading),
                                            text_of(*entry.value, reading));
  }
}

constexpr std::array advisory_keys = {
    Key<Policy>{"sources", "The only sources of advisories that count (default: all but a few)",
                [](const Node& value, Policy& policy, Reading& reading) {
                  policy.advisories.sources = texts_of(value, reading);
                },
                texts_schema},
    Key<Policy>{"without", "Sources of advisories that do not count",
                [](const Node& value, Policy& policy, Reading& reading) {
                  policy.advisories.without = texts_of(value, reading);
                },
                texts_schema},
    Key<Policy>{"mirror", "The URL of a mirror, with a folder for each source",
                [](const Node& value, Policy& policy, Reading& reading) {
                  policy.advisories.mirror = text_of(value, reading);
                },
                text_schema},
    Key<Policy>{"urls",
                "URLs of single sources: of a folder, with a slash at its end, or of a file",
                read_urls,
                [](JsonWriter& json) {
                  json.member("type", "object");
                  json.begin_object("additionalProperties");
                  text_schema(json);
                  json.end_object();
                }},
    Key<Policy>{"key", "The file of the public key by which the advisories have to be signed",
                [](const Node& value, Policy& policy, Reading& reading) {
                  policy.advisories.key = path_of(value, reading);
                },
                text_schema},
};

// ---------------------------------------------------------------------------------------------
// seal:

constexpr std::int64_t most_days = 36'500;

constexpr std::array seal_keys = {
    Key<Policy>{"trust",
                "The file that says whose seals count; only of a policy that --config or "
                "BOLTSEAL_CONFIG names",
                [](const Node& value, Policy& policy, Reading& reading) {
                  policy.seal.trust = path_of(value, reading);
                },
                text_schema},
    Key<Policy>{"valid_for", "For how many days a seal holds (default: 30); --valid-for wins",
                [](const Node& value, Policy& policy, Reading& reading) {
                  policy.seal.valid_for = static_cast<int>(number_of(value, most_days, reading));
                },
                number_schema},
};

// ---------------------------------------------------------------------------------------------
// The file

void read_rules(const Node& value, Policy& policy, Reading& reading) {
  if (!value.is_mapping()) return reading.refuse("rules has to be a mapping", value);
  for (const Entry& entry : value.entries) {
    const std::string_view id = entry.key->value;
    if (std::string why = refuse_rule_pattern(id); !why.empty()) {
      return reading.refuse(std::move(why), *entry.key, "`boltseal rules` lists them");
    }
    RuleSetting setting;
    // YAML 1.1 reads on and off as booleans, so true and false mean the same.
    if (const auto truth = yaml::as_bool(*entry.value)) {
      setting.on = *truth;
    } else {
      setting.severity = severity_named(word_of(*entry.value, settings, reading));
    }
    for (const NamedRule& rule : all_rules()) {
      if (matches_rule(id, rule.id)) policy.rules.insert_or_assign(std::string(rule.id), setting);
    }
  }
}

constexpr std::array keys = {
    Key<Policy>{"profile", "Which rules apply; --profile wins",
                [](const Node& value, Policy& policy, Reading& reading) {
                  policy.profile = text_of(value, reading);
                  const Result<AskedProfile> asked = parse_profile(policy.profile);
                  if (!asked) reading.refuse(asked.error().message, value, asked.error().remedy);
                },
                text_schema},
    Key<Policy>{"fail_on", "The severity from which on a check fails; --fail-on wins",
                [](const Node& value, Policy& policy, Reading& reading) {
                  policy.fail_on = word_of(value, severities, reading);
                },
                [](JsonWriter& json) { enumeration(json, severities); }},
    Key<Policy>{"rules",
                "Rules (or user/* for a whole practice) that are off, on whatever the "
                "profile, or on with a severity of your own; a later line wins",
                read_rules,
                [](JsonWriter& json) {
                  json.member("type", "object");
                  json.begin_object("propertyNames");
                  json.begin_array("enum");
                  for (const Practice& practice : all_practices()) {
                    json.value(std::string(practice.group) + "/*");
                  }
                  for (const NamedRule& rule : all_rules()) json.value(rule.id);
                  json.end_array();
                  json.end_object();
                  json.begin_object("additionalProperties");
                  json.begin_array("enum");
                  json.value(true);
                  json.value(false);
                  for (const std::string_view word : settings) json.value(word);
                  json.end_array();
                  json.end_object();
                }},
    Key<Policy>{"trusted_registries",
                "Hosts that images may come from (ghcr.io), with a path where only a part is "
                "trusted (ghcr.io/acme); images from elsewhere are findings of "
                "supply/unlisted-registry",
                [](const Node& value, Policy& policy, Reading& reading) {
                  policy.trusted_registries = texts_of(value, reading);
                },
                texts_schema},
    Key<Policy>{"paths", "Which files count when a folder is walked",
                [](const Node& value, Policy& policy, Reading& reading) {
                  read_keys<Policy>(value, path_keys, "paths", policy, reading);
                },
                [](JsonWriter& json) { mapping_schema<Policy>(json, path_keys); }},
    Key<Policy>{"advisories", "Where advisories come from, and who signs them",
                [](const Node& value, Policy& policy, Reading& reading) {
                  read_keys<Policy>(value, advisory_keys, "advisories", policy, reading);
                },
                [](JsonWriter& json) { mapping_schema<Policy>(json, advisory_keys); }},
    Key<Policy>{"gate", "What gates do, and where they write what they decided",
                [](const Node& value, Policy& policy, Reading& reading) {
                  read_gate(value, policy.gate, reading);
                },
                gate_schema},
    Key<Policy>{"seal", "Whose seals count, and for how long",
                [](const Node& value, Policy& policy, Reading& reading) {
                  read_keys<Policy>(value, seal_keys, "seal", policy, reading);
                },
                [](JsonWriter& json) { mapping_schema<Policy>(json, seal_keys); }},
    Key<Policy>{"allow", "Findings that are accepted, each with a reason and, best, an end",
                read_allowances,
                [](JsonWriter& json) {
                  json.member("type", "array");
                  json.begin_object("items");
                  mapping_schema<Allowance>(json, allowance_keys);
                  json.begin_array("oneOf");
                  for (const std::string_view either : {"rule", "vulnerability"}) {
                    json.begin_object();
                    json.begin_array("required");
                    json.value(either);
                    json.end_array();
                    json.end_object();
                  }
                  json.end_array();
                  json.end_object();
                }},
};

}  // namespace

std::string refuse_fail_on(std::string_view text) {
  if (std::ranges::find(severities, text) != severities.end()) return {};
  return "there is no severity \"" + sanitize(text) + "\"" + suggestion(text, severities);
}

Result<Policy> read_policy(const File& file, std::string_view shown_folder) {
  const Document document(file);
  yaml::Tree tree;
  const Result<const Node*> mapping = policy_file::only_document(document, tree, "a policy");
  if (!mapping) return std::unexpected(mapping.error());
  Policy policy;
  policy.path = file.path;
  policy.digest = sha256_digest(file.text);
  if (*mapping == nullptr) return policy;
  const LineIndex lines(file.text);
  Reading reading{document, shown_folder, lines, {}};
  read_keys<Policy>(**mapping, keys, "boltseal.yaml", policy, reading);
  if (reading.failure) return std::unexpected(std::move(*reading.failure));
  return policy;
}

std::string policy_schema() {
  return policy_file::schema_text<Policy>("The policy of a project for Boltseal (boltseal.yaml)",
                                          keys);
}

}  // namespace boltseal
