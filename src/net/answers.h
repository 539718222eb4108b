#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

// What a registry and its token server say in JSON. All of it is hostile: bounded in depth, and
// read without recursion.

namespace boltseal::net {

/// The token of an answer of a token server (distribution, "Token Authentication Specification";
/// `access_token` as in OAuth 2.0).
Result<std::string> read_token(std::string_view body);

/// What an error of a registry says, to be shown: "MANIFEST_UNKNOWN: manifest unknown"; empty when
/// it says nothing (OCI distribution specification, "Error Codes").
std::string read_errors(std::string_view body);

/// The kinds of manifests that engines take: indexes of several platforms, and single images, each
/// in OCI's and in Docker's form.
std::span<const std::string_view> manifest_types();

/// Which of them a body is. It has to be what it says of itself and what the header Content-Type
/// says, where that names one of them; a body that can be read as two kinds is none
/// (CVE-2021-41190).
Result<std::string> read_manifest_type(std::string_view body, std::string_view content_type);

}  // namespace boltseal::net
