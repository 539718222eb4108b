#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "advisories/build.h"
#include "advisories/lookup_file.h"
#include "cli/command.h"

// The actions of `boltseal db`, and what they share. Each is called with its own name as the first
// positional argument.

namespace boltseal {

ExitCode db_update(const Arguments& arguments, Console& console);
ExitCode db_build(const Arguments& arguments, Console& console);
ExitCode db_info(const Arguments& arguments, Console& console);
ExitCode db_verify(const Arguments& arguments, Console& console);
ExitCode db_sign(const Arguments& arguments, Console& console);
ExitCode db_diff(const Arguments& arguments, Console& console);
ExitCode db_sources(const Arguments& arguments, Console& console);

/// "5.8 MB"
std::string megabytes(std::uint64_t bytes);
/// One line for each source of a file.
void list_sources(const std::vector<AdvisorySource>& sources, Output& out);
/// Says what could not be read: how much of each source, and the first few of it.
void list_complaints(const std::vector<Complaints>& complaints, bool all, Console& console);

/// The private key that --sign-with names; empty when it is not given.
Result<std::string> signing_key(const Arguments& arguments);
/// Puts a lookup file in its place in one step, with its signature when there is a private key.
/// Whoever reads meanwhile sees the old file or the new one, and for both a signature.
Result<void> keep_lookup(const std::string& path, std::string_view bytes,
                         std::string_view private_key_pem);
/// Writes the signature of a lookup file beside it.
Result<void> sign_lookup(const std::string& path, std::string_view header,
                         std::string_view private_key_pem);

}  // namespace boltseal
