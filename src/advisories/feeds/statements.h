#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "advisories/feed.h"

// What the feeds share: the words of publishers brought to the model.

namespace boltseal::feeds {

/// Every version below this one.
VersionRange before(std::string_view version);
/// Every version up to this one, and itself.
VersionRange up_to(std::string_view version);
/// Every version there is.
VersionRange every_version();

/// "important" is high; unknown for a word that nobody uses.
Rating rating_of(std::string_view word);

/// What a longer text says first: its first sentence, on one line, at most about 200 bytes.
std::string first_sentence(std::string_view text);

/// Whether a text can be the id of an advisory: "CVE-2019-14697", "ALSA-2023:6938", "XSA-201".
bool is_advisory_id(std::string_view text);
/// The ids in a text, in order, each once; what stands behind "#" or in parentheses is a comment.
std::vector<std::string> advisory_ids_in(std::string_view text);

/// Adds a publisher's word to its claims: to the vectors that it gave, or alone.
void rate(std::vector<SeverityClaim>& claims, std::string_view source, Rating rating);

/// What RustSec calls "unmaintained" or a "notice", in `note`, is no vulnerability, as "unsound"
/// may well be.
void judge_informational(Affected& affected);

/// "2019-02-26T02:29:00Z" of "2019-02-26 02:29:00 UTC", midnight of a day alone; empty when the
/// text begins with no day.
std::string rfc3339(std::string_view date);

/// The same of seconds since 1970, until the year 9999; empty for others.
std::string rfc3339(std::int64_t seconds);

/// "nodejs:18" of a module of rpm packages, "nodejs:18:8090020240101:abcd"; empty when it is none.
std::string module_stream(std::string_view module);

/// "1.2-3" of "0:1.2-3": an rpm without an epoch has epoch 0.
std::string_view without_zero_epoch(std::string_view version);

/// Whether the path has these folders, or this one, above the file: "data/DSA".
bool is_below(std::string_view path, std::string_view folders);
/// Whether the first bytes of a file, `window` of them, hold all these words.
bool begins_with(std::string_view bytes, std::initializer_list<std::string_view> words,
                 std::size_t window = 512);
/// The first byte that is no white space (and no byte order mark); 0 when there is none.
char first_byte(std::string_view bytes);

}  // namespace boltseal::feeds
