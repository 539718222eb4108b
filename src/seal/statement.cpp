#include "seal/statement.h"

#include "base/digest.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "sources/yaml/fields.h"

namespace boltseal {
namespace {

constexpr std::string_view version_1 = "https://in-toto.io/Statement/v1";
constexpr std::string_view version_0 = "https://in-toto.io/Statement/v0.1";
constexpr std::size_t most_subjects = 100'000;

}  // namespace

Result<InTotoStatement> read_statement(std::string_view payload) {
  auto read = StrictJson::read(std::string(payload));
  if (!read) return std::unexpected(read.error());
  const yaml::Fields object(&(*read)->root());
  const std::string_view type = object.text_or_empty("_type");
  if (type != version_1 && type != version_0) return fail("holds no statement of in-toto");
  const yaml::Nodes subjects = object.list("subject");
  if (subjects.empty()) return fail("is a statement about nothing");
  if (subjects.size() > most_subjects) return fail("is a statement about too much");
  InTotoStatement statement;
  for (const yaml::Node* const each : subjects) {
    const yaml::Fields described(each);
    SealedSubject subject{std::string(described.text_or_empty("name")), {}};
    std::string digest = "sha256:";
    digest += described.object("digest").text_or_empty("sha256");
    if (is_digest(digest)) subject.digest = std::move(digest);
    statement.subjects.push_back(std::move(subject));
  }
  statement.predicate_type = object.text_or_empty("predicateType");
  statement.predicate = object.object("predicate").node();
  if (statement.predicate_type.empty() || statement.predicate == nullptr) {
    return fail("is a statement that says nothing");
  }
  statement.text = std::move(*read);
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
