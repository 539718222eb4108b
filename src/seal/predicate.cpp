#include "seal/predicate.h"

#include <algorithm>
#include <charconv>

#include "base/digest.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "policy/policy.h"

namespace boltseal {
namespace {

constexpr std::size_t most_items = 100'000;

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.begin_array(name);
  for (const std::string& text : texts) out.value(text);
  out.end_array();
}

void write_counts(JsonWriter& out, std::string_view name,
                  const std::map<std::string, std::size_t, std::less<>>& counts) {
  out.begin_object(name);
  for (const auto& [what, count] : counts) out.member(what, count);
  out.end_object();
}

void write_allowance(JsonWriter& out, const UsedAllowance& allowance) {
  out.begin_object();
  if (!allowance.rule.empty()) {
    out.member("rule", allowance.rule);
    if (!allowance.path.empty()) out.member("path", allowance.path);
    write_texts(out, "subjects", allowance.subjects);
  } else {
    write_texts(out, "vulnerability", allowance.vulnerability);
    write_texts(out, "package", allowance.package);
  }
  out.member("reason", allowance.reason);
  if (!allowance.owner.empty()) out.member("owner", allowance.owner);
  if (allowance.until) out.member("until", to_text(*allowance.until));
  out.member("in_comment", allowance.in_comment);
  out.end_object();
}

void write_book(JsonWriter& out, const RuleBook& book) {
  out.begin_object("policy");
  out.member("digest", book.policy);
  out.member("profile", book.profile);
  out.member("fail_on", book.fail_on);
  write_texts(out, "trusted_registries", book.trusted_registries);
  out.member("honours_comments", book.honours_comments);
  out.end_object();
  out.begin_object("rules");
  out.member("digest", digest_of_rules(book));
  out.begin_object("applied");
  for (const Severity severity :
       {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info}) {
    std::vector<std::string> rules;
    for (const auto& [rule, its] : book.rules) {
      if (its == severity) rules.push_back(rule);
    }
    if (!rules.empty()) write_texts(out, name_of(severity), rules);
  }
  out.end_object();
  out.end_object();
}

/// Reads members and remembers the first that is not what it has to be.
struct Reader {
  using Node = yaml::Node;
  std::string trouble;

  static bool is_text(const Node& node) {
    return node.is_scalar() && node.style == yaml::Style::double_quoted;
  }
  /// The value of a member that is there and not null.
  static const Node* member(const Node* object, std::string_view key) {
    const Node* const value = object == nullptr ? nullptr : object->get(key);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  void refuse(std::string_view what) {
    if (trouble.empty()) trouble = "is a seal whose \"" + std::string(what) + "\" cannot be read";
  }
  std::string text(const Node* object, std::string_view key, bool is_needed = true) {
    const Node* const value = member(object, key);
    if (value != nullptr && is_text(*value) && !(is_needed && value->value.empty())) {
      return std::string(value->value);
    }
    if (value != nullptr || is_needed) refuse(key);
    return {};
  }
  std::string moment(const Node* object, std::string_view key) {
    std::string said = text(object, key);
    if (!parse_timestamp(said)) refuse(key);
    return said;
  }
  /// The items of a list that has to be there.
  yaml::Nodes list(const Node* object, std::string_view key) {
    const Node* const values = member(object, key);
    if (values != nullptr && values->is_sequence() && values->items.size() <= most_items) {
      return values->items;
    }
    refuse(key);
    return {};
  }
  /// The members of an object that has to be there.
  yaml::Entries members(const Node* object, std::string_view key) {
    const Node* const values = member(object, key);
    if (values != nullptr && values->is_mapping() && values->entries.size() <= most_items) {
      return values->entries;
    }
    refuse(key);
    return {};
  }
  std::vector<std::string> texts(const Node* object, std::string_view key) {
    std::vector<std::string> all;
    for (const Node* const value : list(object, key)) {
      if (!is_text(*value)) return refuse(key), all;
      all.emplace_back(value->value);
    }
    return all;
  }
  bool truth(const Node* object, std::string_view key) {
    const Node* const value = member(object, key);
    const bool is_truth = value != nullptr && value->is_scalar() && !is_text(*value) &&
                          (value->value == "true" || value->value == "false");
    if (!is_truth) return refuse(key), false;
    return value->value == "true";
  }
  std::size_t count(const Node* value, std::string_view key) {
    std::size_t number = 0;
    if (value == nullptr || !value->is_scalar() || is_text(*value)) return refuse(key), number;
    const std::string_view digits = value->value;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) refuse(key);
    return number;
  }
  std::map<std::string, std::size_t, std::less<>> counts(const Node* object, std::string_view key) {
    std::map<std::string, std::size_t, std::less<>> all;
    for (const auto& [name, value, span] : members(object, key)) {
      all.emplace(name->value, count(value, key));
    }
    return all;
  }
};

RuleBook read_book(const yaml::Node* object, Reader& reader) {
  RuleBook book;
  const yaml::Node* const policy = Reader::member(object, "policy");
  book.policy = reader.text(policy, "digest");
  book.profile = reader.text(policy, "profile");
  book.fail_on = reader.text(policy, "fail_on");
  if (!refuse_fail_on(book.fail_on).empty()) reader.refuse("fail_on");
  book.trusted_registries = reader.texts(policy, "trusted_registries");
  book.honours_comments = reader.truth(policy, "honours_comments");
  const yaml::Node* const rules = Reader::member(object, "rules");
  for (const auto& [name, its, span] : reader.members(rules, "applied")) {
    const auto severity = severity_named(name->value);
    if (!severity || !its->is_sequence() || its->items.size() > most_items) {
      return reader.refuse("applied"), book;
    }
    for (const yaml::Node* const rule : its->items) {
      if (!Reader::is_text(*rule) || !book.rules.emplace(rule->value, *severity).second) {
        return reader.refuse("applied"), book;
      }
    }
  }
  return book;
}

UsedAllowance read_allowance(const yaml::Node* object, Reader& reader) {
  UsedAllowance allowance;
  allowance.rule = reader.text(object, "rule", false);
  if (!allowance.rule.empty()) {
    allowance.path = reader.text(object, "path", false);
    allowance.subjects = reader.texts(object, "subjects");
  } else {
    allowance.vulnerability = reader.texts(object, "vulnerability");
    allowance.package = reader.texts(object, "package");
  }
  allowance.reason = reader.text(object, "reason", false);
  allowance.owner = reader.text(object, "owner", false);
  if (const std::string until = reader.text(object, "until", false); !until.empty()) {
    allowance.until = parse_date(until);
    if (!allowance.until) reader.refuse("until");
  }
  allowance.in_comment = reader.truth(object, "in_comment");
  return allowance;
}

}  // namespace

std::string shown(const std::vector<SealedImage>& images) {
  std::string text;
  for (const SealedImage& image : images) {
    text.append(text.empty() ? "" : ", ");
    text.append(image.platform.empty() ? image.digest : image.platform);
  }
  return text;
}

std::string digest_of_rules(const RuleBook& book) {
  std::string all;
  for (const auto& [rule, severity] : book.rules) {
    all.append(rule).append(" ").append(name_of(severity)).append("\n");
  }
  return sha256_digest(all);
}

std::string write_predicate(const SealPredicate& predicate) {
  StringOutput text;
  {
    JsonWriter out(text, JsonLayout::line);
    out.begin_object();
    out.begin_object("tool");
    out.member("name", "boltseal");
    out.member("version", predicate.version);
    out.end_object();
    out.member("sealed_at", predicate.sealed_at);
    out.member("expires_at", predicate.expires_at);
    write_book(out, predicate.book);
    out.begin_object("verdict");
    out.member("decision", "pass");
    write_counts(out, "tolerated", predicate.tolerated);
    write_counts(out, "tolerated_vulnerabilities", predicate.tolerated_vulnerabilities);
    out.member("gaps", predicate.gaps);
    out.end_object();
    out.begin_array("allowances");
    for (const UsedAllowance& allowance : predicate.allowances) write_allowance(out, allowance);
    out.end_array();
    if (!predicate.advisories_digest.empty()) {
      out.begin_object("advisories");
      out.member("digest", predicate.advisories_digest);
      if (!predicate.advisories_date.empty()) out.member("date", predicate.advisories_date);
      out.end_object();
    }
    if (!predicate.sbom.empty()) out.member("sbom", predicate.sbom);
    if (!predicate.images.empty()) {
      out.begin_array("images");
      for (const SealedImage& image : predicate.images) {
        out.begin_object();
        if (!image.platform.empty()) out.member("platform", image.platform);
        out.member("digest", image.digest);
        out.member("sbom", image.sbom);
        out.end_object();
      }
      out.end_array();
    }
    write_texts(out, "absent", predicate.absent);
    out.end_object();
  }
  return std::string(trim(text.text));
}

Result<SealPredicate> read_predicate(const yaml::Node& written) {
  const yaml::Node* const object = &written;
  Reader reader;
  SealPredicate predicate;
  predicate.version = reader.text(Reader::member(object, "tool"), "version");
  predicate.sealed_at = reader.moment(object, "sealed_at");
  predicate.expires_at = reader.moment(object, "expires_at");
  predicate.book = read_book(object, reader);
  const yaml::Node* const verdict = Reader::member(object, "verdict");
  if (reader.text(verdict, "decision") != "pass") reader.refuse("decision");
  predicate.tolerated = reader.counts(verdict, "tolerated");
  predicate.tolerated_vulnerabilities = reader.counts(verdict, "tolerated_vulnerabilities");
  predicate.gaps = reader.count(Reader::member(verdict, "gaps"), "gaps");
  for (const yaml::Node* const each : reader.list(object, "allowances")) {
    predicate.allowances.push_back(read_allowance(each, reader));
  }
  if (const yaml::Node* const advisories = Reader::member(object, "advisories")) {
    predicate.advisories_digest = reader.text(advisories, "digest");
    predicate.advisories_date = reader.text(advisories, "date", false);
  }
  predicate.sbom = reader.text(object, "sbom", false);
  if (Reader::member(object, "images") != nullptr) {
    for (const yaml::Node* const each : reader.list(object, "images")) {
      predicate.images.push_back({reader.text(each, "platform", false), reader.text(each, "digest"),
                                  reader.text(each, "sbom")});
    }
  }
  predicate.absent = reader.texts(object, "absent");
  if (!reader.trouble.empty()) return fail(reader.trouble);
  return predicate;
}

}  // namespace boltseal
