#include "advisories/feeds/xml_events.h"

#include <expat.h>

#include <algorithm>
#include <memory>

#include "base/text.h"

namespace boltseal::feeds {
namespace {

constexpr std::size_t most_depth = 64, most_text = 64 * 1024;

struct State {
  const XmlEvents& events;
  XML_Parser parser;
  std::vector<std::string> texts = {};  // One for each open element.
  const char* refused = nullptr;
};

std::string_view without_prefix(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

void refuse(State& state, const char* why) {
  state.refused = why;
  XML_StopParser(state.parser, XML_FALSE);
}

void on_begin(void* user, const char* name, const char** attributes) {
  State& state = *static_cast<State*>(user);
  if (state.texts.size() >= most_depth) return refuse(state, "is nested too deep");
  state.texts.emplace_back();
  XmlAttributes given;
  for (; attributes[0] != nullptr; attributes += 2) {
    given.add(without_prefix(attributes[0]), attributes[1]);
  }
  state.events.begin(without_prefix(name), given);
}

void on_end(void* user, const char* name) {
  State& state = *static_cast<State*>(user);
  if (state.texts.empty()) return;  // Stopped meanwhile.
  state.events.end(without_prefix(name), trim(state.texts.back()));
  state.texts.pop_back();
}

void on_text(void* user, const char* text, int size) {
  State& state = *static_cast<State*>(user);
  if (state.texts.empty()) return;
  std::string& kept = state.texts.back();
  kept.append(text, std::min(static_cast<std::size_t>(size), most_text - kept.size()));
}

// No publisher needs one, and entities are what bombs are made of.
void on_doctype(void* user, const char*, const char*, const char*, int) {
  refuse(*static_cast<State*>(user), "declares a document type");
}

}  // namespace

std::string_view XmlAttributes::get(std::string_view name) const {
  const auto found = std::ranges::find(all_, name, [](const auto& one) { return one.first; });
  return found == all_.end() ? std::string_view() : found->second;
}

Result<void> read_xml(const FeedFile& file, const XmlEvents& events) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate(nullptr), XML_ParserFree);
  if (!parser) return fail("could not be read: out of memory", std::string(file.path));
  State state{events, parser.get()};
  XML_SetUserData(parser.get(), &state);
  XML_SetElementHandler(parser.get(), on_begin, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  constexpr std::size_t piece = 1 << 20;  // The library counts in int.
  std::string_view rest = file.bytes;
  do {
    const std::string_view now = rest.substr(0, piece);
    rest.remove_prefix(now.size());
    if (XML_Parse(parser.get(), now.data(), static_cast<int>(now.size()), rest.empty()) !=
        XML_STATUS_OK) {
      const std::string why = state.refused ? state.refused
                                            : std::string("is no well-formed XML: ") +
                                                  XML_ErrorString(XML_GetErrorCode(parser.get()));
      return fail(why + " (line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + ")",
                  std::string(file.path), {}, "fetch the file again");
    }
  } while (!rest.empty());
  return {};
}

}  // namespace boltseal::feeds
