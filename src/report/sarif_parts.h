#pragma once

#include <string>
#include <string_view>

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

}  // namespace boltseal
