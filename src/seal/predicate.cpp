#include "seal/predicate.h"

#include <algorithm>

#include "base/digest.h"
#include "base/json.h"
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
  std::string trouble;

  void refuse(std::string_view what) {
    if (trouble.empty()) trouble = "is a seal whose \"" + std::string(what) + "\" cannot be read";
  }
  std::string text(const json& object, const char* key, bool is_needed = true) {
    const json& value = json_member(object, key);
    if (value.is_string() ? is_needed && value.get_ref<const std::string&>().empty()
                          : is_needed || !value.is_null()) {
      refuse(key);
    }
    return text_in(object, key);
  }
  std::string moment(const json& object, const char* key) {
    std::string said = text(object, key);
    if (!parse_timestamp(said)) refuse(key);
    return said;
  }
  std::vector<std::string> texts(const json& object, const char* key) {
    const json& values = json_member(object, key);
    std::vector<std::string> all;
    if (!values.is_array() || values.size() > most_items) return refuse(key), all;
    for (const json& value : values) {
      if (!value.is_string()) return refuse(key), all;
      all.push_back(value.get<std::string>());
    }
    return all;
  }
  bool truth(const json& object, const char* key) {
    const json& value = json_member(object, key);
    if (!value.is_boolean()) return refuse(key), false;
    return value.get<bool>();
  }
  std::size_t count(const json& value, const char* key) {
    if (!value.is_number_unsigned()) return refuse(key), 0;
    return value.get<std::size_t>();
  }
  std::map<std::string, std::size_t, std::less<>> counts(const json& object, const char* key) {
    const json& values = json_member(object, key);
    std::map<std::string, std::size_t, std::less<>> all;
    if (!values.is_object() || values.size() > most_items) return refuse(key), all;
    for (const auto& [name, value] : values.items()) all.emplace(name, count(value, key));
    return all;
  }
};

RuleBook read_book(const json& object, Reader& reader) {
  RuleBook book;
  const json& policy = json_member(object, "policy");
  book.policy = reader.text(policy, "digest");
  book.profile = reader.text(policy, "profile");
  book.fail_on = reader.text(policy, "fail_on");
  if (!refuse_fail_on(book.fail_on).empty()) reader.refuse("fail_on");
  book.trusted_registries = reader.texts(policy, "trusted_registries");
  book.honours_comments = reader.truth(policy, "honours_comments");
  const json& applied = json_member(json_member(object, "rules"), "applied");
  if (!applied.is_object()) return reader.refuse("applied"), book;
  for (const auto& [name, rules] : applied.items()) {
    const auto severity = severity_named(name);
    if (!severity || !rules.is_array() || rules.size() > most_items) {
      return reader.refuse("applied"), book;
    }
    for (const json& rule : rules) {
      if (!rule.is_string() ||
          !book.rules.emplace(rule.get_ref<const std::string&>(), *severity).second) {
        return reader.refuse("applied"), book;
      }
    }
  }
  return book;
}

UsedAllowance read_allowance(const json& object, Reader& reader) {
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
    write_texts(out, "absent", predicate.absent);
    out.end_object();
  }
  return std::string(trim(text.text));
}

Result<SealPredicate> read_predicate(const json& object) {
  Reader reader;
  SealPredicate predicate;
  predicate.version = reader.text(json_member(object, "tool"), "version");
  predicate.sealed_at = reader.moment(object, "sealed_at");
  predicate.expires_at = reader.moment(object, "expires_at");
  predicate.book = read_book(object, reader);
  const json& verdict = json_member(object, "verdict");
  if (text_in(verdict, "decision") != "pass") reader.refuse("decision");
  predicate.tolerated = reader.counts(verdict, "tolerated");
  predicate.tolerated_vulnerabilities = reader.counts(verdict, "tolerated_vulnerabilities");
  predicate.gaps = reader.count(json_member(verdict, "gaps"), "gaps");
  const json& allowances = json_member(object, "allowances");
  if (!allowances.is_array() || allowances.size() > most_items) {
    reader.refuse("allowances");
  } else {
    for (const json& each : allowances) {
      predicate.allowances.push_back(read_allowance(each, reader));
    }
  }
  const json& advisories = json_member(object, "advisories");
  if (!advisories.is_null()) {
    predicate.advisories_digest = reader.text(advisories, "digest");
    predicate.advisories_date = reader.text(advisories, "date", false);
  }
  predicate.sbom = reader.text(object, "sbom", false);
  predicate.absent = reader.texts(object, "absent");
  if (!reader.trouble.empty()) return fail(reader.trouble);
  return predicate;
}

}  // namespace boltseal
