#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "model/shell_command.h"

namespace boltseal {

/// What one command fetches from a server: curl, wget, aria2c, axel, fetch.
struct Download {
  const Item* address = nullptr;    ///< The word with the address.
  Text url;                         ///< From the scheme on; "http://" is put before a bare host.
  Text file;                        ///< Where it goes; empty: standard output.
  const Item* unchecked = nullptr;  ///< The option that switches off the check of certificates.
};

/// The downloads of one command, one for each address. The answer borrows from `command`.
std::vector<Download> read_downloads(const ShellCommand& command);

/// A download whose content is trusted without a look at it.
struct BlindDownload {
  Download download;
  std::string_view use;  ///< "unpacked", "installed", "run".
};

/// The downloads among the commands of one step that are then unpacked, installed or run, although
/// none of the commands compares anything with a checksum or signature. What goes straight into a
/// shell is not among them. The answer borrows from `commands`.
std::vector<BlindDownload> blind_downloads(std::span<const ShellCommand> commands);

/// Whether the command compares something with a checksum or a signature: sha256sum, gpg --verify,
/// cosign verify-blob …
bool verifies_download(const ShellCommand& command);

/// The option of curl, wget, git, pip … with which the command accepts any certificate; null when
/// it has none.
const Item* certificate_check_off(const ShellCommand& command);

}  // namespace boltseal
