#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"

namespace boltseal {

/// A path as the URI of an artifact location (RFC 3986): everything but unreserved characters and
/// "/" is written as %XX, byte by byte.
std::string sarif_uri(std::string_view path);
/// With a full stop.
std::string sarif_sentence(std::string_view text);
/// Without backticks: plain text messages have no formatting (SARIF 2.1.0, 3.11.6).
std::string sarif_plain(std::string_view prose);
/// Text from an input in GitHub-flavoured Markdown: every character that could mean something there
/// is escaped (CommonMark 0.31, 2.4).
std::string sarif_markdown(std::string_view text);

/// A message under a name (3.11).
void write_sarif_text(JsonWriter& json, std::string_view name, std::string_view prose);
/// The tool and its driver (3.18, 3.19), with its rules left open; end_sarif_tool() closes them.
void begin_sarif_tool(JsonWriter& json, std::string_view version);
void end_sarif_tool(JsonWriter& json);

}  // namespace boltseal
