#include "model/ingress_policies.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "model/network_policy.h"

namespace boltseal {
namespace {

// What is compared with each other, which bounds the time; a large shop has a hundred workloads.
constexpr std::size_t member_limit = 1'000;
constexpr std::size_t pair_limit = 20'000;     // workloads and Services
constexpr std::size_t word_limit = 1'000'000;  // that the workloads know
constexpr std::size_t namespace_limit = 50;

/// Whether a label, a name or a port can be written as it is: what a template fills in later
/// cannot.
bool is_plain_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_word(c) || c == '-' || c == '.' || c == '/';
  });
}

/// What YAML would not read as a string is quoted.
std::string spelled(const std::string& text) {
  static constexpr std::array<std::string_view, 10> words = {"true", "false", "yes", "no",   "on",
                                                             "off",  "y",     "n",   "null", ""};
  const bool typed =
      std::ranges::find(words, to_lower(text)) != words.end() || !is_letter(text.front());
  return typed ? "\"" + text + "\"" : text;
}

const Settings& labels_for(const Member& member) {
  return member.selector.empty() ? member.labels : member.selector;
}

std::string labels_text(const Settings& labels, const std::string& indentation) {
  std::string text = indentation + "matchLabels:\n";
  for (const Setting& label : labels) {
    text += indentation + "  " + label.name + ": " + spelled(label.value.bytes()) + "\n";
  }
  return text;
}

bool can_be_written(const Settings& labels) {
  return !labels.empty() && std::ranges::all_of(labels, [](const Setting& label) {
    const bool is_empty = label.value.is_known() && label.value.bytes().empty();
    return is_plain_name(label.name) &&
           (is_empty || (label.value.is_known() && is_plain_name(label.value.bytes())));
  });
}

/// Who knows which words, for all namespaces.
class Words {
 public:
  explicit Words(const Project& project) : project_(project) {
    for (const Mentioner& mentioner : project.mentioners) {
      if (mentioner.kind == "ConfigMap" || mentioner.kind == "Secret") {
        configs_.emplace(std::pair(mentioner.name_space, mentioner.kind + " " + mentioner.name),
                         &mentioner);
      } else {
        routed_.insert(mentioner.words.begin(), mentioner.words.end());
      }
    }
    for (const ServiceName& service : project.services) {
      services_.emplace(service.name_space, service.name);
    }
    for (const Member& member : project.members) {
      auto& words = words_.emplace_back(member.words.begin(), member.words.end());
      for (const std::string& config : member.configs) {
        const Mentioner* const holder = find_config(config, member.name_space);
        if (holder == nullptr || count_ > word_limit) continue;
        words.insert(holder->words.begin(), holder->words.end());
        count_ += holder->words.size();
      }
      count_ += words.size();
    }
  }

  bool are_too_many() const { return count_ > word_limit; }

  const Mentioner* find_config(const std::string& config, const std::string& name_space) const {
    const auto found = configs_.find({name_space, config});
    return found == configs_.end() ? nullptr : found->second;
  }

  /// Whether something that is no workload leads to the Service: an Ingress, a webhook.
  bool leads_to(const ServiceName& service) const { return routed_.contains(service.name); }

  bool names(const Member& member, const ServiceName& service) const {
    const auto at = static_cast<std::size_t>(&member - project_.members.data());
    if (!words_[at].contains(service.name)) return false;
    // A bare name is that of the own namespace.
    return member.name_space == service.name_space ||
           !services_.contains({member.name_space, service.name});
  }

 private:
  const Project& project_;
  std::unordered_set<std::string_view> routed_;
  std::map<std::pair<std::string, std::string>, const Mentioner*> configs_;
  std::set<std::pair<std::string_view, std::string_view>> services_;  // namespace and name
  std::vector<std::unordered_set<std::string_view>> words_;           // by member
  std::size_t count_ = 0;
};

class Planner {
 public:
  Planner(const Project& project, const Words& words, const std::string& name_space,
          const std::vector<const Member*>& open)
      : project_(project),
        words_(words),
        name_space_(name_space),
        open_(open.begin(), open.end()) {}

  IngressPolicies run() {
    IngressPolicies policies;
    if (project_.makes_more_pods) {
      refuse("an operator makes pods that no manifest here shows");
    }
    const bool is_name = is_plain_name(name_space_) && name_space_.find('/') == std::string::npos;
    if (!name_space_.empty() && !is_name) refuse_name(name_space_);
    for (const ServiceName& service : project_.services) {
      if (refusal_.empty() && service.name_space == name_space_) add(service);
    }
    for (const Target& target : targets_) {
      if (refusal_.empty() && !target.is_reached) {
        refuse("nothing here says who connects to Service " + target.name);
      }
    }
    for (const Member* const member : members_in_order()) {
      if (member->publishes && !is_behind_any(*member)) {
        refuse("no Service leads to " + member->name + ", so nothing here says who connects to it");
      }
    }
    if (refusal_.empty()) look_for_doubts();
    if (refusal_.empty()) policies.text = text();
    policies.refusal = std::move(refusal_);
    return policies;
  }

 private:
  /// Peers and ports, each as it is written; without peers everybody, without ports all of them.
  struct Rule {
    std::string from, ports;
    friend bool operator==(const Rule&, const Rule&) = default;
  };

  /// Pods behind a Service, and the rules of the policy that lets others connect to them.
  struct Target {
    std::string name;
    const Settings* selector = nullptr;
    std::vector<const Member*> pods, clients;
    std::vector<Rule> rules;
    bool is_open = false;  ///< To everybody.
    bool is_reached = false;
  };

  std::vector<const Member*> members_in_order() const {
    std::vector<const Member*> members;
    for (const Member& member : project_.members) {
      if (open_.contains(&member)) members.push_back(&member);
    }
    return members;
  }

  void refuse(std::string why) {
    if (refusal_.empty()) refusal_ = sanitize(why);
  }
  void refuse_name(std::string_view name) {
    refuse("a template decides on the name " + std::string(name));
  }

  Target& target_of(const ServiceName& service) {
    for (Target& target : targets_) {
      const bool same = target.selector->size() == service.selector.size() &&
                        std::ranges::equal(
                            *target.selector, service.selector, {},
                            [](const Setting& a) { return std::pair(a.name, a.value.bytes()); },
                            [](const Setting& b) { return std::pair(b.name, b.value.bytes()); });
      if (same) return target;
    }
    targets_.push_back({service.name, &service.selector, {}, {}, {}, false, false});
    return targets_.back();
  }

  void add(const ServiceName& service) {
    if (service.selector.empty()) return;  // its endpoints are elsewhere
    if (!can_be_written(service.selector)) return refuse_name("of the labels of " + service.name);
    if (!is_plain_name(service.name)) return refuse_name(service.name);
    std::vector<const Member*> pods;
    bool any_open = false;
    const Selector selector{service.selector, false};
    for (const Member& member : project_.members) {
      if (member.name_space != service.name_space) continue;
      const Truth selected = selects(selector, member.labels);
      if (selected == Truth::unknown) return refuse_name("of the labels of " + member.name);
      if (selected == Truth::no) continue;
      pods.push_back(&member);
      any_open = any_open || open_.contains(&member);
    }
    if (pods.empty()) return refuse("no manifest here makes the pods of Service " + service.name);
    if (!any_open) return;
    Target& target = target_of(service);
    target.pods.insert(target.pods.end(), pods.begin(), pods.end());
    if (service.published || words_.leads_to(service)) {
      target.is_open = target.is_reached = true;
      add_rule(target, "", service);
    } else {
      add_clients(target, service);
    }
    const bool is_cluster = service.headless || std::ranges::any_of(pods, [](const Member* pod) {
                              return pod->name.starts_with("StatefulSet/");
                            });
    if (is_cluster) {
      // Members of a cluster talk on ports that no Service has to name.
      put({"        - podSelector:\n" + labels_text(service.selector, "            "), ""}, target);
    }
  }

  void add_clients(Target& target, const ServiceName& service) {
    std::string peers;
    std::set<std::string> seen;
    for (const Member& client : project_.members) {
      if (!words_.names(client, service)) continue;
      if (std::ranges::find(target.pods, &client) != target.pods.end()) continue;
      if (!client.network_mode.empty()) {
        return refuse(client.name + " connects from the node's network, which no policy names");
      }
      if (!can_be_written(labels_for(client))) {
        return refuse(client.name + " has no labels by which a policy could know its pods");
      }
      std::string peer;
      if (client.name_space != service.name_space) {
        if (!is_plain_name(client.name_space)) {
          return refuse(client.name + " is in a namespace of its own that is not stated");
        }
        peer =
            "        - namespaceSelector:\n            matchLabels:\n"
            "              kubernetes.io/metadata.name: " +
            spelled(client.name_space) + "\n          podSelector:\n";
      } else {
        peer = "        - podSelector:\n";
      }
      peer += labels_text(labels_for(client), "            ");
      target.clients.push_back(&client);
      target.is_reached = true;
      if (seen.insert(peer).second) peers += peer;
    }
    if (!peers.empty()) add_rule(target, std::move(peers), service);
  }

  /// `from` is empty where everybody may connect.
  void add_rule(Target& target, std::string from, const ServiceName& service) {
    std::string ports;
    for (const ServiceName::Port& port : service.ports) {
      const std::string& number = port.target.bytes();
      if (!port.target.is_known() || !is_plain_name(number) || !is_plain_name(port.protocol)) {
        return refuse_name("of the ports of " + service.name);
      }
      ports += "        - port: " + number + "\n";
      if (port.protocol != "TCP") ports += "          protocol: " + port.protocol + "\n";
    }
    put({std::move(from), std::move(ports)}, target);
  }

  static void put(Rule rule, Target& target) {
    if (std::ranges::find(target.rules, rule) == target.rules.end()) {
      target.rules.push_back(std::move(rule));
    }
  }

  static std::string rule_text(const Rule& rule) {
    if (rule.from.empty() && rule.ports.empty()) return "    - {}\n";
    std::string text = "    ";
    if (!rule.from.empty()) text += "- from:\n" + rule.from;
    if (!rule.ports.empty())
      text += (rule.from.empty() ? "- ports:\n" : "      ports:\n") + rule.ports;
    return text;
  }

  bool is_behind_any(const Member& member) const {
    return std::ranges::any_of(targets_, [&](const Target& target) {
      return std::ranges::find(target.pods, &member) != target.pods.end();
    });
  }

  /// Whoever may connect to more than it names would be cut off.
  void look_for_doubts() {
    for (const Member& member : project_.members) {
      if (member.name_space != name_space_) continue;
      const bool loses = std::ranges::any_of(targets_, [&](const Target& target) {
        return !target.is_open && std::ranges::find(target.pods, &member) == target.pods.end() &&
               std::ranges::find(target.clients, &member) == target.clients.end();
      });
      if (!loses) continue;
      std::string why = member.may_mention_more;
      const bool names_somebody = std::ranges::any_of(
          project_.services,
          [&](const ServiceName& service) { return words_.names(member, service); });
      if (!names_somebody && !is_behind_any(member)) {
        why = "it names nobody, and no Service leads to it";
      }
      for (const std::string& config : member.configs) {
        const Mentioner* const holder = words_.find_config(config, member.name_space);
        if (holder == nullptr || holder->more) why = "what is in " + config + " is not known";
      }
      if (!why.empty()) {
        return refuse("whom " + member.name + " talks to cannot be known: " + why);
      }
    }
  }

  std::string head(std::string_view name) const {
    std::string text = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ";
    text += name;
    text += "\n";
    if (!name_space_.empty()) text += "  namespace: " + spelled(name_space_) + "\n";
    return text + "spec:\n";
  }

  static std::string selects_text(const Settings& labels) {
    return "  podSelector:\n" + labels_text(labels, "    ") + "  policyTypes: [Ingress]\n";
  }

  /// Closes the namespace; where it is not stated which it is, others may live there, and only the
  /// pods that no Service leads to are closed one by one.
  void close(std::vector<std::string>& documents) {
    if (!name_space_.empty()) {
      documents.push_back(head("default-deny-ingress") +
                          "  podSelector: {}\n  policyTypes: [Ingress]\n");
      return;
    }
    std::set<std::string> seen;
    for (const Member* const member : members_in_order()) {
      if (is_behind_any(*member)) continue;
      const Settings& labels = labels_for(*member);
      std::string name = member->name.substr(member->name.find('/') + 1);
      name = name.substr(0, name.find(' '));
      if (!can_be_written(labels)) {
        return refuse(member->name + " has no labels by which a policy could know its pods");
      }
      if (!is_plain_name(name)) return refuse_name(name);
      if (seen.insert(name).second) {
        documents.push_back(head("deny-to-" + name) + selects_text(labels));
      }
    }
  }

  std::string text() {
    std::vector<std::string> documents;
    close(documents);
    for (const Target& target : targets_) {
      std::string document =
          head("allow-to-" + target.name) + selects_text(*target.selector) + "  ingress:\n";
      for (const Rule& rule : target.rules) {
        const bool is_open_anyway =
            !rule.from.empty() &&
            std::ranges::find(target.rules, Rule{"", rule.ports}) != target.rules.end();
        if (!is_open_anyway) document += rule_text(rule);
      }
      documents.push_back(std::move(document));
    }
    std::string all = name_space_.empty()
                          ? "# Nobody connects to these pods, but whom a policy lets in.\n"
                          : "# Nobody connects to a pod of this namespace, but whom a policy lets "
                            "in.\n";
    for (std::size_t at = 0; at < documents.size(); ++at) {
      all += (at > 0 ? "---\n" : "") + documents[at];
    }
    return all;
  }

  const Project& project_;
  const Words& words_;
  const std::string& name_space_;
  const std::unordered_set<const Member*> open_;
  std::vector<Target> targets_;
  std::string refusal_;
};

}  // namespace

std::vector<IngressPolicies> ingress_policies(
    const Project& project, const std::map<std::string, std::vector<const Member*>>& open) {
  const bool too_many = project.members.size() > member_limit || open.size() > namespace_limit ||
                        project.members.size() * project.services.size() > pair_limit;
  const IngressPolicies refused{"", "there are too many workloads and Services to be compared"};
  if (too_many) return std::vector(open.size(), refused);
  const Words words(project);
  if (words.are_too_many()) return std::vector(open.size(), refused);
  std::vector<IngressPolicies> all;
  for (const auto& [name_space, members] : open) {
    all.push_back(Planner(project, words, name_space, members).run());
  }
  return all;
}

}  // namespace boltseal
