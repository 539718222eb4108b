#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "advisories/feed.h"
#include "base/json.h"

// JSON and YAML of publishers as one kind of tree.

namespace boltseal::feeds {

/// The whole file; an error when it is no JSON.
Result<json> read_json(const FeedFile& file);

/// The documents of a YAML (or JSON) file, every scalar a text and null null. A key that stands
/// twice with lists (as in Alpine's secdb) has both.
Result<std::vector<json>> read_yaml(const FeedFile& file);

/// Reads every document of a YAML (or JSON) file as one advisory; one that cannot be read is a
/// trouble with the path of the file.
using ReadRecord = Result<Advisory> (*)(const json& record, const FeedFile& file);
Result<void> read_records(const FeedFile& file, AdvisorySink& sink, ReadRecord read);

/// Calls `each` for every object `depth` levels below the outermost value, with the keys that lead
/// to it (empty for the items of a list), and forgets it again: files of any size take the memory
/// of one object.
using EachObject = std::function<void(std::span<const std::string> keys, const json& object)>;
Result<void> stream_json(const FeedFile& file, std::size_t depth, const EachObject& each);

/// A member; null when there is none.
const json& in(const json& object, const char* key);
/// The items of a list; none when it is something else.
std::span<const json> items_of(const json& value);
/// The texts of a list, or the one text that stands in its place.
std::vector<std::string> texts_of(const json& value);
/// The texts of a list that can be ids of advisories.
std::vector<std::string> ids_of(const json& value);

}  // namespace boltseal::feeds
