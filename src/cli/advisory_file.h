#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "advisories/lookup_file.h"
#include "base/result.h"
#include "cli/command.h"

namespace boltseal {

/// A folder of ours in this user's cache ($XDG_CACHE_HOME, else ~/.cache); empty when there is no
/// home either.
std::string cache_folder(std::string_view name);

/// Where this user's advisory file is kept: $BOLTSEAL_DB, else advisories.db in cache_folder.
/// Empty when there is none.
std::string default_advisory_file();

/// The file that was asked for, else the default one when it is there; empty when there is none.
std::string advisory_file(std::string_view asked);

/// Opens that file; null when there is none to open.
Result<std::unique_ptr<const LookupBytes>> open_advisories(std::string_view asked);

/// The public key by which advisory files have to be signed, in PEM: of the file that was asked
/// for, else $BOLTSEAL_DB_KEY, else the user's policy, else the project's, which cannot take back
/// what the user wants. Empty when none is configured; fails when it is none.
Result<std::string> advisory_key(std::string_view asked, const Arguments& arguments);

}  // namespace boltseal
