#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"

namespace boltseal {

/// What an engine says of one container of a project.
struct ContainerState {
  std::string service = {};
  std::string status = {};      ///< "created", "running", "restarting", "exited", "dead" …
  std::string health = {};      ///< "starting", "healthy", "unhealthy"; empty: nobody checks it.
  std::string started_at = {};  ///< Another text after each start.
  int exit_code = 0;
  bool out_of_memory = false;
  /// Ports on which it waits, on more than the loopback: "8080/tcp". Those that a program is given
  /// by the kernel count only when the image or the project names them.
  std::set<std::string> ports = {};
  bool knows_ports = false;

  friend bool operator==(const ContainerState&, const ContainerState&) = default;
};

/// A project as an engine runs it: one file that says everything, under a name of its own.
struct ComposeRun {
  std::string name;    ///< Nothing else on the engine has it.
  std::string folder;  ///< Where relative paths would be seen from.
  std::string file;
};

/// A local container engine that runs Compose projects, behind an interface so that tests need
/// none. Errors hold what the engine said, unsanitized.
class ComposeEngine {
 public:
  virtual ~ComposeEngine() = default;

  /// "Docker 20.10.24 with Compose 2.24.7"
  virtual std::string description() const = 0;
  /// The files of a project merged and expanded into one text, with absolute paths.
  virtual Result<std::string> configuration(const std::string& folder,
                                            const std::vector<std::string>& files) = 0;
  virtual Result<void> build(const ComposeRun& run, const std::string& service) = 0;
  /// Creates and starts everything, without waiting for more than what services wait for
  /// themselves.
  virtual Result<void> start(const ComposeRun& run) = 0;
  virtual Result<std::vector<ContainerState>> look(const ComposeRun& run) = 0;
  /// The last lines that a service wrote; empty when there are none.
  virtual std::string last_words(const ComposeRun& run, const std::string& service) = 0;
  /// Removes the containers, networks and volumes of the project, and these images. Also after an
  /// interruption.
  virtual Result<void> remove(const ComposeRun& run, const std::vector<std::string>& images) = 0;
};

}  // namespace boltseal
