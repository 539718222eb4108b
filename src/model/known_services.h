#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "model/facts.h"

namespace boltseal {

/// What the program of a widely used image shows to somebody who asks whether it works.
struct KnownService {
  std::string_view server;     ///< What a command has to name to start it; "a|b": one of them.
  std::int64_t port = 0;       ///< Of TCP, where it listens unless it is told otherwise.
  std::string_view test = {};  ///< A command in the image, for a shell; empty: none is known.
  std::string_view path = {};  ///< Answered over HTTP without a login; empty: none is known.
  std::int64_t start = 0;      ///< Milliseconds that it may take to start; 0: no more than others.
};

/// From a table of images whose contents are published (known_services.cpp); null for all others.
const KnownService* known_service(const ImageReference& image);

/// Whether a command or entrypoint that replaces the image's own still starts its server, and does
/// not say where that listens.
bool starts_unmoved(const KnownService& service, const Command& command);

/// A command that fails unless a program in the container answers on a port; nothing when the
/// image is not known to hold a program that could ask. `has` knows of programs that were
/// installed.
std::optional<Command> port_check(const ImageReference& image, std::int64_t port,
                                  const std::function<bool(std::string_view)>& has);

/// What of a command needs no shell, as words; else the line for a shell.
Command command_of_line(std::string_view line);

}  // namespace boltseal
