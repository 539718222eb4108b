#pragma once

#include "base/json_writer.h"
#include "model/verdict.h"

namespace boltseal {

// What several of the published schemas have in common (docs/schema).

std::string_view name_of(OriginKind kind);
/// The members of a place, into an open object.
void write_place(JsonWriter& json, const Place& place);
/// A step of a chain of origins, as an object.
void write_step(JsonWriter& json, const Place& step);
void write_finding(JsonWriter& json, const ShownFinding& finding);
void write_accepted(JsonWriter& json, const Accepted& accepted);
void write_error(JsonWriter& json, const ShownError& error);

}  // namespace boltseal
