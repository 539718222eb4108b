#include "policy/keys.h"

#include "base/files.h"

namespace boltseal::policy_file {

std::string known_words(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    text.append(text.empty() ? "" : ", ").append(word);
  }
  return text;
}

std::string text_of(const Node& node, Reading& reading) {
  const auto text = yaml::as_text(node);
  if (!text || text->empty()) reading.refuse("a text has to stand here", node);
  return std::string(text.value_or(""));
}

std::string word_of(const Node& node, std::span<const std::string_view> words, Reading& reading) {
  std::string word = text_of(node, reading);
  if (std::ranges::find(words, word) == words.end()) {
    reading.refuse("\"" + sanitize(word) + "\" cannot stand here" + suggestion(word, words), node,
                   "one of: " + known_words(words));
  }
  return word;
}

std::vector<std::string> texts_of(const Node& node, Reading& reading) {
  std::vector<std::string> texts;
  if (node.is_scalar()) {
    texts.push_back(text_of(node, reading));
  } else if (node.is_sequence()) {
    for (const Node* item : node.items) texts.push_back(text_of(*item, reading));
  } else {
    reading.refuse("a list has to stand here", node);
  }
  return texts;
}

std::int64_t number_of(const Node& node, std::int64_t most, Reading& reading) {
  const auto number = parse_int(yaml::as_text(node).value_or(""));
  if (number && *number >= 1 && *number <= most) return *number;
  reading.refuse("a number from 1 to " + std::to_string(most) + " has to stand here", node);
  return 1;
}

bool truth_of(const Node& node, Reading& reading) {
  const auto truth = yaml::as_bool(node);
  if (!truth) reading.refuse("true or false has to stand here", node);
  return truth.value_or(false);
}

std::string path_of(const Node& node, Reading& reading) {
  return resolve(reading.folder.empty() ? "." : reading.folder, text_of(node, reading));
}

std::vector<std::string> paths_of(const Node& node, Reading& reading) {
  std::vector<std::string> paths = texts_of(node, reading);
  for (std::string& path : paths) {
    if (path.ends_with('/')) path += "**";
    path = resolve(reading.folder.empty() ? "." : reading.folder, path);
  }
  return paths;
}

void text_schema(JsonWriter& json) { json.member("type", "string"); }
void date_schema(JsonWriter& json) {
  json.member("type", "string");
  json.member("format", "date");
}
void texts_schema(JsonWriter& json) {
  json.begin_array("type");
  json.value("string");
  json.value("array");
  json.end_array();
  json.begin_object("items");
  json.member("type", "string");
  json.end_object();
}
void number_schema(JsonWriter& json) {
  json.member("type", "integer");
  json.member("minimum", 1);
}
void truth_schema(JsonWriter& json) { json.member("type", "boolean"); }

Result<const Node*> only_document(const Document& document, yaml::Tree& tree,
                                  std::string_view what) {
  if (Result<void> parsed = yaml::parse(document, tree); !parsed) {
    return std::unexpected(parsed.error());
  }
  if (!tree.duplicates.empty()) return std::unexpected(yaml::error_of(tree.duplicates.front()));
  if (tree.documents.size() > 1) {
    return std::unexpected(
        document.error(std::string(what) + " is one document", tree.documents[1]->span));
  }
  if (tree.documents.empty() || tree.documents.front()->is_null()) return nullptr;
  return tree.documents.front();
}

}  // namespace boltseal::policy_file
