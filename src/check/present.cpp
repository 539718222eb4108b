#include "check/present.h"

#include <algorithm>

#include "sources/image_name.h"

namespace boltseal {
namespace {

// A line of a minified file may have megabytes; this much of it is shown.
constexpr std::uint32_t excerpt_limit = 400;

Place place_in(const std::string& path, std::string_view text, const LineIndex& lines,
               ByteSpan span) {
  Place place;
  place.path = path;
  place.bytes = span;
  place.begin = lines.locate(span.begin);
  place.end = lines.locate(span.end);
  ByteSpan line = lines.line(place.begin.line);
  if (line.size() > excerpt_limit) {
    const std::uint32_t before = span.begin - line.begin;
    if (before > excerpt_limit / 4) line.begin += before - excerpt_limit / 4;
    line.end = std::min(line.end, line.begin + excerpt_limit);
  }
  place.excerpt_begin = line.begin;
  place.excerpt = std::string(text.substr(line.begin, line.size()));
  return place;
}

bool names_image(const Change& change) {
  return change.fact == Fact::image && change.op == Change::Op::set && change.new_file.empty();
}

Result<std::vector<Edit>> write_at(const Reader::Visited& visited, const Change& change) {
  Result<std::vector<Edit>> local = names_image(change)
                                        ? write_image_name(visited.document, change)
                                        : visited.source->write(visited.document, change);
  return local ? visited.document.to_file(std::move(*local)) : std::move(local);
}

// The change with the digest that its registry has for the image; else why there is none.
Result<Change> with_digest(const Reader::Visited& at, const Change& change,
                           const ImageDigests* digests, std::string& asks) {
  Change filled = change;
  filled.value = change.element + "@sha256:";
  // Nobody is asked for what could not be written.
  if (const auto edits = write_at(at, filled); !edits) return std::unexpected(edits.error());
  const auto answer =
      digests != nullptr ? digests->find(change.element) : ImageDigests::const_iterator();
  if (digests == nullptr || answer == digests->end()) {
    asks = change.element;
    return fail("only its registry knows the digest: --fix=all --online asks there");
  }
  if (!answer->second) {
    const Error& error = answer->second.error();
    std::string why = "its digest is unknown: " + error.path + " " + error.message;
    if (!error.remedy.empty()) why += "; " + error.remedy;
    return fail(std::move(why));
  }
  filled.value = change.element + "@" + *answer->second;
  return filled;
}

Repair repair_of(const Unit& unit, const Change& asked, const Reader::Visited* at,
                 const Files* files, const ImageDigests* digests) {
  Change change = asked;
  Repair repair;
  repair.safety = change.safety;
  repair.breaks = change.breaks;
  repair.leaves = change.leaves;
  if (at == nullptr) {
    repair.refusal = "the place is not in a file that was read";
    return repair;
  }
  if (!change.refusal.empty()) {
    repair.refusal = change.refusal;
    return repair;
  }
  if (!change.new_file.empty()) {
    const std::string* const text = std::get_if<std::string>(&change.value);
    repair.path = resolve(directory_of(change.at.file->path), change.new_file);
    repair.facts.push_back(Fact::count_);
    if (text != nullptr && files != nullptr && !files->exists(repair.path)) {
      repair.edits.push_back({{0, 0}, *text});
    } else {
      repair.refusal = repair.path + " is there already";
    }
    return repair;
  }
  repair.path = at->document.file().path;
  repair.alone = change.alone;
  if (asks_registry(change)) {
    Result<Change> filled = with_digest(*at, change, digests, repair.asks);
    if (!filled) {
      repair.refusal = filled.error().message;
      return repair;
    }
    change = std::move(*filled);
  }
  const auto note_facts = [&](const Change& each) {
    const bool rewrites = each.op == Change::Op::rewrite;
    repair.facts.push_back(rewrites ? Fact::count_ : each.fact);
    repair.facts.insert(repair.facts.end(), each.touches.begin(), each.touches.end());
  };
  note_facts(change);
  for (const Change& each : change.together) note_facts(each);
  // Asks the document that the place is in, then those around it: continuation characters of a step
  // are no part of its script, but of the Dockerfile.
  const auto write = [&](const Change& each) -> Result<std::vector<Edit>> {
    Result<std::vector<Edit>> first = write_at(*at, each);
    if (first || each.op != Change::Op::rewrite) return first;
    for (const Reader::Visited* around = at; around != unit.visited.data();) {
      --around;
      if (&around->document.file() != each.at.file || !around->document.to_local(each.at.span)) {
        continue;
      }
      if (Result<std::vector<Edit>> edits = write_at(*around, each)) return edits;
    }
    return first;
  };
  Result<std::vector<Edit>> edits = write(change);
  for (const Change& each : change.together) {
    if (!edits) break;
    Result<std::vector<Edit>> more = write(each);
    if (!more) edits = std::move(more);
    if (edits) edits->insert(edits->end(), more->begin(), more->end());
  }
  if (edits) {
    repair.edits = std::move(*edits);
  } else {
    repair.refusal = edits.error().message;
  }
  return repair;
}

}  // namespace

Place Presenter::place_of(const Origin& origin) {
  Place place;
  if (origin.has_place()) {
    const File& file = *origin.file;
    const LineIndex& lines = lines_.try_emplace(&file, file.text).first->second;
    place = place_in(file.path, file.text, lines, origin.span);
  } else {
    place.begin = place.end = {0, 0};
  }
  place.kind = origin.kind;
  place.note = origin.note;
  return place;
}

ShownFinding Presenter::show(Finding finding, bool with_repair) {
  ShownFinding shown;
  shown.rule = finding.rule;
  shown.severity = finding.severity;
  shown.confidence = finding.confidence;
  shown.place = place_of(finding.site);
  for (const Origin* step = finding.site.via.get(); step != nullptr; step = step->via.get()) {
    shown.chain.push_back(place_of(*step));
  }
  shown.fact = std::move(finding.fact);
  shown.subjects = std::move(finding.subjects);
  shown.message = std::move(finding.message);
  shown.reason = std::move(finding.reason);
  shown.detail = std::move(finding.detail);
  shown.remedy = std::move(finding.remedy);
  if (finding.change) {
    shown.fixable = finding.change->refusal.empty();
    const Reader::Visited* at = document_at(unit_, finding.change->at);
    const bool can_spell = shown.fixable && finding.change->new_file.empty();
    if (at != nullptr && shown.remedy.empty() && can_spell) {
      shown.remedy = names_image(*finding.change)
                         ? spell_image_name(*finding.change)
                         : at->source->spell(at->document, *finding.change);
      const bool guessed = finding.change->safety == Safety::guess && !shown.remedy.empty();
      if (guessed) shown.remedy += " (a first guess)";
    }
    if (with_repair) {
      shown.repair =
          std::make_shared<const Repair>(repair_of(unit_, *finding.change, at, files_, digests_));
    }
  }
  return shown;
}

ShownError show(const Error& error) {
  ShownError shown;
  shown.message = error.message;
  shown.remedy = error.remedy;
  shown.place.path = error.path;
  shown.place.begin = shown.place.end = {0, 0};
  return shown;
}

ShownError show(const Error& error, const Files& files) {
  ShownError shown = show(error);
  if (error.span != ByteSpan{}) {
    if (const Result<std::string> text = files.read(error.path)) {
      shown.place = place_in(error.path, *text, LineIndex(*text), error.span);
    }
  }
  return shown;
}

std::vector<ShownError> show_errors(const Unit& unit) {
  std::map<std::string, std::string> texts;
  for (const auto& file : unit.files) texts.emplace(file->path, file->text);
  const MemoryFiles files(std::move(texts));
  std::vector<ShownError> shown;
  for (const Error& error : unit.inventory.errors) shown.push_back(show(error, files));
  return shown;
}

}  // namespace boltseal
