#include "seal/statement.h"

#include "base/digest.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "seal/strict_json.h"

namespace boltseal {
namespace {

constexpr std::string_view version_1 = "https://in-toto.io/Statement/v1";
constexpr std::string_view version_0 = "https://in-toto.io/Statement/v0.1";
constexpr std::size_t most_subjects = 100'000;

}  // namespace

Result<InTotoStatement> read_statement(std::string_view payload) {
  const auto read = parse_strict_json(payload);
  if (!read) return std::unexpected(read.error());
  const json& object = **read;
  const std::string type = text_in(object, "_type");
  if (type != version_1 && type != version_0) return fail("holds no statement of in-toto");
  const json& subjects = json_member(object, "subject");
  if (!subjects.is_array() || subjects.empty()) return fail("is a statement about nothing");
  if (subjects.size() > most_subjects) return fail("is a statement about too much");
  InTotoStatement statement;
  for (const json& each : subjects) {
    SealedSubject subject{text_in(each, "name"), {}};
    const std::string hex = text_in(json_member(each, "digest"), "sha256");
    if (is_digest("sha256:" + hex)) subject.digest = "sha256:" + hex;
    statement.subjects.push_back(std::move(subject));
  }
  statement.predicate_type = text_in(object, "predicateType");
  const json& predicate = json_member(object, "predicate");
  if (statement.predicate_type.empty() || !predicate.is_object()) {
    return fail("is a statement that says nothing");
  }
  // It lives as long as the document that it is in.
  statement.predicate = std::shared_ptr<const json>(*read, &predicate);
  return statement;
}

std::string write_statement(const std::vector<SealedSubject>& subjects,
                            std::string_view predicate_type, std::string_view predicate) {
  StringOutput text;
  {
    JsonWriter out(text, JsonLayout::line);
    out.begin_object();
    out.member("_type", version_1);
    out.begin_array("subject");
    for (const SealedSubject& subject : subjects) {
      out.begin_object();
      out.member("name", subject.name);
      out.begin_object("digest");
      out.member("sha256", std::string_view(subject.digest).substr(7));
      out.end_object();
      out.end_object();
    }
    out.end_array();
    out.member("predicateType", predicate_type);
    out.end_object();
  }
  std::string whole(trim(text.text));
  whole.pop_back();
  return whole.append(",\"predicate\":").append(predicate).append("}");
}

}  // namespace boltseal
