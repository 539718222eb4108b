#include "seal/trust.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/digest.h"
#include "base/edit_distance.h"
#include "base/text.h"
#include "sources/yaml/yaml.h"

namespace boltseal {
namespace {

using yaml::Entry;
using yaml::Node;

constexpr std::size_t most_keys = 64, most_revoked = 10'000;

/// What holds while the file is read; the first thing that is wrong counts.
struct Reading {
  const Document& document;
  const Files& files;
  Trust trust = {};
  std::optional<Error> failure = {};

  void refuse(std::string message, const Node& at, std::string remedy = {}) {
    if (!failure) failure = document.error(std::move(message), at.span, std::move(remedy));
  }
  std::string text(const Node& node) {
    const auto said = yaml::as_text(node);
    if (!said || said->empty()) refuse("a text has to stand here", node);
    return std::string(said.value_or(""));
  }
  std::optional<Date> date(const Node& node) {
    const auto day = parse_date(text(node));
    if (!day) refuse("a date has to stand here", node, "as in 2027-01-31");
    return day;
  }
};

template <std::size_t N>
bool knows_keys(const Node& mapping, const std::array<std::string_view, N>& names,
                std::string_view what, Reading& reading) {
  if (!mapping.is_mapping()) {
    reading.refuse(std::string(what) + " has to be a mapping", mapping);
    return false;
  }
  for (const Entry& entry : mapping.entries) {
    if (entry.key->is_scalar() && std::ranges::count(names, entry.key->value) > 0) continue;
    reading.refuse("unknown key \"" + sanitize(entry.key->value) + "\" in " + std::string(what) +
                       suggestion(entry.key->value, names),
                   *entry.key);
    return false;
  }
  return true;
}

bool is_list(const Node& node, std::size_t most, Reading& reading) {
  if (node.is_sequence() && node.items.size() <= most) return true;
  reading.refuse("a list of at most " + std::to_string(most) + " has to stand here", node);
  return false;
}

void read_key(const Node& node, Reading& reading) {
  static constexpr std::array<std::string_view, 5> names = {"file", "pem", "name", "from", "until"};
  if (!knows_keys(node, names, "a key", reading)) return;
  const Node* const file = node.get("file");
  const Node* const pem = node.get("pem");
  if ((file == nullptr) == (pem == nullptr)) {
    return reading.refuse("a key needs \"file\" or \"pem\"", node);
  }
  TrustedKey trusted;
  std::string text;
  if (pem != nullptr) {
    text = reading.text(*pem);
  } else {
    const std::string path =
        resolve(directory_of(reading.document.path()), reading.text(*file));
    auto read = reading.files.read(path);
    if (!read) return reading.refuse(path + " " + read.error().message, *file);
    text = std::move(*read);
    trusted.name = path;
  }
  auto key = PublicKey::of_pem(text);
  if (!key) {
    return reading.refuse("the key " + key.error().message, file != nullptr ? *file : *pem,
                          key.error().remedy);
  }
  trusted.key = std::move(*key);
  if (const Node* const name = node.get("name")) trusted.name = reading.text(*name);
  if (trusted.name.empty()) trusted.name = trusted.key.id();
  if (const Node* const from = node.get("from")) trusted.from = reading.date(*from);
  if (const Node* const until = node.get("until")) trusted.until = reading.date(*until);
  reading.trust.keys.push_back(std::move(trusted));
}

void read_revocation(const Node& node, Reading& reading) {
  static constexpr std::array<std::string_view, 3> names = {"id", "reason", "on"};
  if (!knows_keys(node, names, "a revocation", reading)) return;
  const Node* const id = node.get("id");
  if (id == nullptr) return reading.refuse("a revocation needs \"id\"", node);
  const std::string digest = reading.text(*id);
  if (!is_digest(digest) || !digest.starts_with("sha256:")) {
    return reading.refuse("the id of a key has to stand here", *id,
                          "sha256: and the digest that `openssl pkey -pubin -in key.pem -outform "
                          "DER | sha256sum` prints");
  }
  Revocation revocation;
  if (const Node* const reason = node.get("reason")) revocation.reason = reading.text(*reason);
  if (const Node* const on = node.get("on")) revocation.on = reading.date(*on);
  reading.trust.revoked.insert_or_assign(digest, std::move(revocation));
}

}  // namespace

Result<Trust> read_trust(const File& file, const Files& files) {
  const Document document(file);
  yaml::Tree tree;
  if (Result<void> parsed = yaml::parse(document, tree); !parsed) {
    return std::unexpected(parsed.error());
  }
  if (!tree.duplicates.empty()) return std::unexpected(yaml::error_of(tree.duplicates.front()));
  if (tree.documents.size() != 1) return fail("is no file of trusted keys", file.path);
  static constexpr std::array<std::string_view, 3> names = {"keys", "revoked", "threshold"};
  Reading reading{document, files};
  const Node& root = *tree.documents.front();
  if (knows_keys(root, names, "a file of trusted keys", reading)) {
    const Node* const keys = root.get("keys");
    if (keys == nullptr) reading.refuse("a file of trusted keys needs \"keys\"", root);
    if (keys != nullptr && is_list(*keys, most_keys, reading)) {
      for (const Node* item : keys->items) read_key(*item, reading);
    }
    const Node* const revoked = root.get("revoked");
    if (revoked != nullptr && is_list(*revoked, most_revoked, reading)) {
      for (const Node* item : revoked->items) read_revocation(*item, reading);
    }
    if (const Node* const threshold = root.get("threshold")) {
      const auto number = yaml::as_int(*threshold);
      if (!number || *number < 1 || *number > 16) {
        reading.refuse("a number from 1 to 16 has to stand here", *threshold);
      } else {
        reading.trust.threshold = static_cast<std::size_t>(*number);
      }
    }
  }
  if (reading.failure) return std::unexpected(std::move(*reading.failure));
  return std::move(reading.trust);
}

Result<void> trust_key(Trust& trust, const std::string& path, const Files& files) {
  const auto pem = files.read(path);
  if (!pem) return std::unexpected(pem.error());
  auto key = PublicKey::of_pem(*pem);
  if (!key) return fail(key.error().message, path, {}, key.error().remedy);
  trust.keys.push_back({std::move(*key), path, {}, {}});
  return {};
}

}  // namespace boltseal
