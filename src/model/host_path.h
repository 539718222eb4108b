#pragma once

#include <cstdint>
#include <string_view>

#include "model/value.h"

namespace boltseal {

/// What giving a container a path of the host means.
enum class HostPathKind : std::uint8_t {
  ordinary,
  unknown,        ///< An unknown part decides.
  engine_socket,  ///< The socket of a container engine, or a folder of /run that holds one: root on
                  ///< the host.
  sensitive,  ///< Configuration, devices, credentials or data of the host itself, or a parent of
              ///< these.
};

struct HostPath {
  HostPathKind kind = HostPathKind::ordinary;
  std::string_view holds;  ///< What is there, for people: "Docker's socket", "the users and
                           ///< passwords of the host".
  bool discloses = false;  ///< Mounting it read-only still gives away keys, data or control.
};

/// Judges the source of a bind mount. Every path is of exactly one kind, so that socket/mounted,
/// mount/sensitive-path and mount/writable-bind never report one mount twice.
HostPath classify_host_path(const Text& source);

}  // namespace boltseal
