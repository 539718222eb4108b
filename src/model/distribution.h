#pragma once

#include <string>
#include <string_view>

namespace boltseal {

/// The system of a root file system, as it names itself (os-release(5)).
struct Distribution {
  std::string id;        ///< "debian", "alpine", "rhel", "amzn"; lower case.
  std::string version;   ///< "12", "3.18.9", "22.04"; empty where it has none (rolling, unknown).
  std::string codename;  ///< "bookworm"; may be empty.
  std::string title;     ///< "Debian GNU/Linux 12 (bookworm)", for people.

  friend bool operator==(const Distribution&, const Distribution&) = default;
};

/// "12" for "bookworm": the release of Debian with this codename; the codename itself when it is
/// none of the table ("sid").
std::string_view debian_release(std::string_view codename);
/// "22.04" for "jammy".
std::string_view ubuntu_release(std::string_view codename);

}  // namespace boltseal
