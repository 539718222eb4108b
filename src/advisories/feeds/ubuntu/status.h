#pragma once

#include <string>
#include <string_view>

#include "model/advisory.h"

namespace boltseal::ubuntu {

/// The part of a line before the package: "bionic", "trusty/esm", "esm-infra/xenial", "devel".
struct Pocket {
  std::string_view codename;  ///< Empty for what is no release ("upstream", "snap", a touch phone).
  bool extended = false;      ///< Its updates are for customers of Ubuntu Pro.
};
Pocket pocket_of(std::string_view text);

/// "bionic_openssl: released (1.1.1-1ubuntu2)", from the status on. Sets ranges, status and note;
/// false when it says nothing about versions: the package is not in the release, or "released"
/// stands without a version.
bool read_status(std::string_view text, Affected& affected);

/// "20.04" for "19.10": Ubuntu has a release each April and October.
std::string release_after(std::string_view release);
/// Whether "9.10" comes before "10.04".
bool is_older(std::string_view a, std::string_view b);

}  // namespace boltseal::ubuntu
