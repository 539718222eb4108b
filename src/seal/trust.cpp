#include "seal/trust.h"

#include <utility>

#include "base/digest.h"
#include "policy/keys.h"

namespace boltseal {
namespace {

using policy_file::date_schema;
using policy_file::Key;
using policy_file::Node;
using policy_file::number_of;
using policy_file::number_schema;
using policy_file::path_of;
using policy_file::read_keys;
using policy_file::Reading;
using policy_file::text_of;
using policy_file::text_schema;

constexpr std::size_t most_keys = 64, most_revoked = 10'000;

/// A key as the file names it.
struct NamedKey {
  const Node* at = nullptr;
  std::string file, pem, name;
  std::optional<Date> from, until;
};

struct NamedRevocation {
  std::string id;
  Revocation what;
};

struct TrustFile {
  std::vector<NamedKey> keys;
  std::vector<NamedRevocation> revoked;
  std::size_t threshold = 1;
};

std::optional<Date> date_of(const Node& node, Reading& reading) {
  const auto day = parse_date(text_of(node, reading));
  if (!day) reading.refuse("a date has to stand here", node, "as in 2027-01-31");
  return day;
}

constexpr std::array key_keys = {
    Key<NamedKey>{"file", "The file with the public key in PEM, as seen from this one",
                  [](const Node& value, NamedKey& key, Reading& reading) {
                    key.file = path_of(value, reading);
                  },
                  text_schema},
    Key<NamedKey>{"pem", "Instead of a file: the public key itself",
                  [](const Node& value, NamedKey& key, Reading& reading) {
                    key.pem = text_of(value, reading);
                  },
                  text_schema},
    Key<NamedKey>{"name", "What verify calls it (default: the file, or its id)",
                  [](const Node& value, NamedKey& key, Reading& reading) {
                    key.name = text_of(value, reading);
                  },
                  text_schema},
    Key<NamedKey>{"from", "The first day whose seals it may have signed",
                  [](const Node& value, NamedKey& key, Reading& reading) {
                    key.from = date_of(value, reading);
                  },
                  date_schema},
    Key<NamedKey>{"until", "The last day whose seals it may have signed",
                  [](const Node& value, NamedKey& key, Reading& reading) {
                    key.until = date_of(value, reading);
                  },
                  date_schema},
};

constexpr std::array revocation_keys = {
    Key<NamedRevocation>{
        "id", "The key's id: sha256: and the digest of its SubjectPublicKeyInfo in DER",
        [](const Node& value, NamedRevocation& revocation, Reading& reading) {
          revocation.id = text_of(value, reading);
          if (is_digest(revocation.id) && revocation.id.starts_with("sha256:")) return;
          reading.refuse("the id of a key has to stand here", value,
                         "sha256: and the digest that `openssl pkey -pubin -in key.pem -outform "
                         "DER | sha256sum` prints");
        },
        text_schema, true},
    Key<NamedRevocation>{"reason", "Why it counts no more",
                         [](const Node& value, NamedRevocation& revocation, Reading& reading) {
                           revocation.what.reason = text_of(value, reading);
                         },
                         text_schema},
    Key<NamedRevocation>{"on", "The day on which that became known",
                         [](const Node& value, NamedRevocation& revocation, Reading& reading) {
                           revocation.what.on = date_of(value, reading);
                         },
                         date_schema},
};

template <class Item>
void read_list(const Node& node, std::size_t most, std::span<const Key<Item>> keys,
               std::string_view what, std::vector<Item>& items, Reading& reading) {
  if (!node.is_sequence() || node.items.size() > most) {
    return reading.refuse("a list of at most " + std::to_string(most) + " has to stand here", node);
  }
  for (const Node* each : node.items) {
    Item& item = items.emplace_back();
    if constexpr (requires { item.at; }) item.at = each;
    read_keys<Item>(*each, keys, what, item, reading);
  }
}

template <class Item>
void list_schema(JsonWriter& json, std::span<const Key<Item>> keys) {
  json.member("type", "array");
  json.begin_object("items");
  mapping_schema<Item>(json, keys);
  json.end_object();
}

constexpr std::array keys = {
    Key<TrustFile>{"keys", "Whose seals count",
                   [](const Node& value, TrustFile& trust, Reading& reading) {
                     read_list<NamedKey>(value, most_keys, key_keys, "a key", trust.keys, reading);
                   },
                   [](JsonWriter& json) { list_schema<NamedKey>(json, key_keys); }, true},
    Key<TrustFile>{"revoked", "Keys whose seals count no more, whenever they were made",
                   [](const Node& value, TrustFile& trust, Reading& reading) {
                     read_list<NamedRevocation>(value, most_revoked, revocation_keys,
                                                "a revocation", trust.revoked, reading);
                   },
                   [](JsonWriter& json) { list_schema<NamedRevocation>(json, revocation_keys); }},
    Key<TrustFile>{"threshold", "How many different keys have to have signed (default: 1)",
                   [](const Node& value, TrustFile& trust, Reading& reading) {
                     trust.threshold = static_cast<std::size_t>(number_of(value, 16, reading));
                   },
                   number_schema},
};

TrustedKey load(const NamedKey& named, const Files& files, Reading& reading) {
  TrustedKey trusted{{}, named.name.empty() ? named.file : named.name, named.from, named.until};
  if (named.file.empty() == named.pem.empty()) {
    reading.refuse("a key needs \"file\" or \"pem\"", *named.at);
    return trusted;
  }
  std::string pem = named.pem;
  if (!named.file.empty()) {
    auto text = files.read(named.file);
    if (!text) {
      reading.refuse(sanitize(named.file) + " " + text.error().message, *named.at);
      return trusted;
    }
    pem = std::move(*text);
  }
  auto key = PublicKey::of_pem(pem);
  if (!key) {
    reading.refuse(
        (named.file.empty() ? "the key" : sanitize(named.file)) + " " + key.error().message,
        *named.at, key.error().remedy);
    return trusted;
  }
  trusted.key = std::move(*key);
  if (trusted.name.empty()) trusted.name = trusted.key.id();
  return trusted;
}

}  // namespace

Result<Trust> read_trust(const File& file, const Files& files) {
  const Document document(file);
  yaml::Tree tree;
  const auto mapping = policy_file::only_document(document, tree, "a file of trusted keys");
  if (!mapping) return std::unexpected(mapping.error());
  if (*mapping == nullptr) return fail("is no file of trusted keys", file.path);
  const LineIndex lines(file.text);
  const std::string folder = directory_of(file.path);
  Reading reading{document, folder, lines, {}};
  TrustFile read;
  read_keys<TrustFile>(**mapping, keys, "a file of trusted keys", read, reading);
  Trust trust;
  trust.threshold = read.threshold;
  for (const NamedKey& named : read.keys) {
    if (!reading.failure) trust.keys.push_back(load(named, files, reading));
  }
  for (NamedRevocation& revocation : read.revoked) {
    trust.revoked.insert_or_assign(std::move(revocation.id), std::move(revocation.what));
  }
  if (reading.failure) return std::unexpected(std::move(*reading.failure));
  return trust;
}

std::string trust_schema() {
  return policy_file::schema_text<TrustFile>("Whose seals count (boltseal verify --trust)", keys);
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
