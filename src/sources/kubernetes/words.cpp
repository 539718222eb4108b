#include "sources/kubernetes/words.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <unordered_set>

#include "base/text.h"
#include "model/host_name.h"
#include "model/image_reference.h"
#include "model/published_port.h"

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

// A workload names a dozen hosts; a ConfigMap with dashboards has thousands of words.
constexpr std::size_t words_of_a_pod = 500;
constexpr std::size_t words_of_an_object = 2000;
constexpr std::size_t configs_of_a_pod = 50;

/// Names of Services are DNS labels (RFC 1035), at most 63 bytes.
bool may_be_service(std::string_view word) {
  return word.size() <= 63 && !word.starts_with('-') && !word.ends_with('-') &&
         std::ranges::any_of(word, [](char c) { return c >= 'a' && c <= 'z'; }) &&
         std::ranges::all_of(
             word, [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; });
}

/// Collects each word once, in order.
class Words {
 public:
  Words(std::vector<std::string>& into, std::size_t limit) : into_(into), limit_(limit) {}

  void add(std::string_view text) {
    each_host_word(text, [&](std::string_view word) {
      if (!may_be_service(word) || seen_.contains(std::string(word))) return;
      if (into_.size() >= limit_) {
        full_ = true;
        return;
      }
      seen_.emplace(word);
      into_.emplace_back(word);
    });
  }
  bool is_full() const { return full_; }

 private:
  std::vector<std::string>& into_;
  const std::size_t limit_;
  std::unordered_set<std::string> seen_;
  bool full_ = false;
};

const Node* get(const Node* parent, std::string_view key) {
  return parent != nullptr && parent->is_mapping() ? parent->get(key) : nullptr;
}

/// The items of a list; none where none stands there.
std::span<const Node* const> items(const Node* parent, std::string_view key) {
  const Node* const list = get(parent, key);
  if (list == nullptr) return {};
  return list->items;
}

std::optional<Text> text(const Node* parent, std::string_view key) {
  const Node* const node = get(parent, key);
  if (node == nullptr || !node->is_scalar() || node->is_null()) return std::nullopt;
  return text_of(*node);
}

class PodWords {
 public:
  explicit PodWords(Member& member) : member_(member), words_(member.words, words_of_a_pod) {}

  void container(const Node& node) {
    for (const Node* const entry : items(&node, "env")) variable(*entry);
    for (const Node* const source : items(&node, "envFrom")) {
      config("ConfigMap", get(source, "configMapRef"));
      config("Secret", get(source, "secretRef"));
    }
    for (const std::string_view key : {"command", "args"}) {
      for (const Node* const word : items(&node, key)) words_.add(word->value);
    }
    if (words_.is_full()) doubt("it has more words than are looked at");
    const auto image = text(&node, "image");
    const bool is_store = image && is_lone_data_store(parse_image_reference(*image));
    all_are_lone_ = all_are_lone_ && is_store;
    member_.publishes = member_.publishes || is_store || !items(&node, "ports").empty();
  }

  void volume(const Node& node) {
    config("ConfigMap", get(&node, "configMap"));
    for (const Node* const source : items(get(&node, "projected"), "sources")) {
      config("ConfigMap", get(source, "configMap"));
    }
  }

  void finish() {
    if (!all_are_lone_) return;
    member_.may_mention_more.clear();
    member_.configs.clear();
  }

 private:
  void doubt(std::string why) {
    if (member_.may_mention_more.empty()) member_.may_mention_more = sanitize(why);
  }

  void variable(const Node& entry) {
    const auto name = text(&entry, "name");
    if (!name) return;
    if (const auto value = text(&entry, "value")) {
      words_.add(value->bytes());
      // `$(NAME)` is another variable of the container.
      const bool is_own = value->bytes().find("$(") != std::string::npos;
      if (!is_own && may_hide_host({name->bytes(), *value, {}})) {
        doubt("its variable " + name->bytes() + " is not known");
      }
      return;
    }
    if (!may_hold_host(name->bytes())) return;
    const Node* const from = get(&entry, "valueFrom");
    config("ConfigMap", get(from, "configMapKeyRef"));
    config("Secret", get(from, "secretKeyRef"));
  }

  void config(std::string_view kind, const Node* reference) {
    const auto name = text(reference, "name");
    if (!name || member_.configs.size() >= configs_of_a_pod) return;
    std::string config = std::string(kind) + " " + name->bytes().substr(0, 253);
    if (std::ranges::find(member_.configs, config) == member_.configs.end()) {
      member_.configs.push_back(std::move(config));
    }
    if (member_.configs.size() == configs_of_a_pod) doubt("it has more sources than are looked at");
  }

  Member& member_;
  Words words_;
  bool all_are_lone_ = true;
};

void add_scalars(const Node& node, Words& words) {
  if (words.is_full()) return;
  if (node.is_scalar()) words.add(node.value);
  for (const Node* const item : node.items) add_scalars(*item, words);
  for (const yaml::Entry& entry : node.entries) add_scalars(*entry.value, words);
}

/// Kinds of Kubernetes itself that lead connections to a Service.
bool leads_to_services(const Manifest& manifest) {
  constexpr std::array<std::string_view, 4> kinds = {"Ingress", "ValidatingWebhookConfiguration",
                                                     "MutatingWebhookConfiguration", "APIService"};
  return std::ranges::find(kinds, manifest.kind) != kinds.end() ||
         (manifest.group == "gateway.networking.k8s.io" && manifest.kind.ends_with("Route"));
}

}  // namespace

void read_words(const PodTemplate& pod, Member& member) {
  PodWords words(member);
  for (const std::string_view key : {"initContainers", "containers"}) {
    for (const Node* const container : items(pod.spec, key)) words.container(*container);
  }
  for (const Node* const volume : items(pod.spec, "volumes")) words.volume(*volume);
  words.finish();
}

std::optional<Mentioner> read_mentioner(const Manifest& manifest) {
  Mentioner mentioner{
      std::string(manifest.kind.substr(0, 253)), manifest.name, manifest.name_space, {}, false};
  Words words(mentioner.words, words_of_an_object);
  const bool is_core = manifest.group.empty();
  if (is_core && (manifest.kind == "ConfigMap" || manifest.kind == "Secret")) {
    // What stands under `data` of a Secret is in base64.
    const bool is_secret = manifest.kind == "Secret";
    const Node* const data = get(manifest.root, is_secret ? "stringData" : "data");
    if (data != nullptr) add_scalars(*data, words);
    mentioner.more = is_secret && get(manifest.root, "data") != nullptr;
  } else if (leads_to_services(manifest) || !is_built_in_group(manifest.group)) {
    add_scalars(*manifest.root, words);
  } else {
    return std::nullopt;
  }
  mentioner.more = mentioner.more || words.is_full();
  return mentioner;
}

}  // namespace boltseal::kubernetes
