#include "gate/docker/endpoints.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"

namespace boltseal::docker {
namespace {

using enum Judged;

constexpr std::string_view host_code =
    "a plugin runs on the host with what it asks for, and this gate is one";
constexpr std::string_view cluster = "it changes who rules this engine";
constexpr std::string_view frozen =
    "a checkpoint starts a container from files that nobody judged. Start it from its image";
constexpr std::string_view written =
    "it writes into the container as root. Put the file into the image, or mount it as a volume";
constexpr std::string_view unseen =
    "what is built through it cannot be seen here. Build without buildx: DOCKER_BUILDKIT=0 docker "
    "build";

// Of each method in the order in which they are asked: what is exact stands before what is open.
constexpr std::array endpoints = {
    Endpoint{"GET", "_ping", reads, "ping"},
    Endpoint{"HEAD", "_ping", reads, "ping"},
    Endpoint{"GET", "version", reads, "version"},
    Endpoint{"GET", "info", reads, "info"},
    Endpoint{"GET", "events", reads, "events"},
    Endpoint{"GET", "system/df", reads, "system df"},
    Endpoint{"POST", "auth", passes, "login"},

    Endpoint{"GET", "containers/json", reads, "container list"},
    Endpoint{"GET", "containers/{}/json", reads, "container inspect"},
    Endpoint{"GET", "containers/{}/export", reads, "container export"},
    Endpoint{"GET", "containers/{}/changes", reads, "container diff"},
    Endpoint{"GET", "containers/{}/top", reads, "container top"},
    Endpoint{"GET", "containers/{}/logs", reads, "container logs"},
    Endpoint{"GET", "containers/{}/stats", reads, "container stats"},
    Endpoint{"GET", "containers/{}/archive", reads, "container copy from"},
    Endpoint{"HEAD", "containers/{}/archive", reads, "container copy from"},
    Endpoint{"GET", "containers/{}/checkpoints", reads, "checkpoint list"},
    Endpoint{"GET", "containers/{}/attach/ws", passes, "container attach"},
    Endpoint{"POST", "containers/create", create, "container create"},
    Endpoint{"POST", "containers/prune", passes, "container prune"},
    Endpoint{"POST", "containers/{}/start", start, "container start"},
    Endpoint{"POST", "containers/{}/restart", start, "container restart"},
    Endpoint{"POST", "containers/{}/update", update, "container update"},
    Endpoint{"POST", "containers/{}/exec", exec, "container exec"},
    Endpoint{"POST", "containers/{}/attach", passes, "container attach"},
    Endpoint{"POST", "containers/{}/kill", passes, "container kill"},
    Endpoint{"POST", "containers/{}/pause", passes, "container pause"},
    Endpoint{"POST", "containers/{}/unpause", passes, "container unpause"},
    Endpoint{"POST", "containers/{}/stop", passes, "container stop"},
    Endpoint{"POST", "containers/{}/wait", passes, "container wait"},
    Endpoint{"POST", "containers/{}/resize", passes, "container resize"},
    Endpoint{"POST", "containers/{}/rename", passes, "container rename"},
    Endpoint{"POST", "containers/{}/checkpoints", denied, "checkpoint create", "checkpoints",
             frozen},
    Endpoint{"DELETE", "containers/{}/checkpoints/{}", denied, "checkpoint remove", "checkpoints",
             frozen},
    Endpoint{"PUT", "containers/{}/archive", denied, "container copy to", "copies", written},
    Endpoint{"DELETE", "containers/{}", passes, "container remove"},
    Endpoint{"POST", "commit", passes, "container commit"},
    Endpoint{"GET", "exec/{}/json", reads, "exec inspect"},
    Endpoint{"POST", "exec/{}/start", body_passes, "exec start"},
    Endpoint{"POST", "exec/{}/resize", passes, "exec resize"},

    Endpoint{"GET", "images/json", reads, "image list"},
    Endpoint{"GET", "images/search", reads, "image search"},
    Endpoint{"GET", "images/get", reads, "image save"},
    Endpoint{"GET", "images/{+}/get", reads, "image save"},
    Endpoint{"GET", "images/{+}/history", reads, "image history"},
    Endpoint{"GET", "images/{+}/json", reads, "image inspect"},
    Endpoint{"GET", "distribution/{+}/json", reads, "image manifest"},
    Endpoint{"POST", "images/load", passes, "image load"},
    Endpoint{"POST", "images/create", passes, "image pull"},
    Endpoint{"POST", "images/prune", passes, "image prune"},
    Endpoint{"POST", "images/{+}/push", passes, "image push"},
    Endpoint{"POST", "images/{+}/tag", passes, "image tag"},
    Endpoint{"DELETE", "images/{+}", passes, "image remove"},
    Endpoint{"POST", "build", build, "image build"},
    Endpoint{"POST", "build/prune", passes, "build prune"},
    Endpoint{"POST", "build/cancel", passes, "build cancel"},
    Endpoint{"POST", "session", passes, "build session"},
    Endpoint{"POST", "grpc", denied, "buildx", "buildx", unseen},

    Endpoint{"GET", "networks", reads, "network list"},
    Endpoint{"GET", "networks/{}", reads, "network inspect"},
    Endpoint{"POST", "networks/create", network, "network create"},
    Endpoint{"POST", "networks/prune", passes, "network prune"},
    Endpoint{"POST", "networks/{}/connect", body_passes, "network connect"},
    Endpoint{"POST", "networks/{}/disconnect", body_passes, "network disconnect"},
    Endpoint{"DELETE", "networks/{}", passes, "network remove"},

    Endpoint{"GET", "volumes", reads, "volume list"},
    Endpoint{"GET", "volumes/{}", reads, "volume inspect"},
    Endpoint{"POST", "volumes/create", volume, "volume create"},
    Endpoint{"POST", "volumes/prune", passes, "volume prune"},
    Endpoint{"PUT", "volumes/{}", body_passes, "volume update"},
    Endpoint{"DELETE", "volumes/{}", passes, "volume remove"},

    Endpoint{"GET", "plugins", reads, "plugin list"},
    Endpoint{"GET", "plugins/privileges", reads, "plugin privileges"},
    Endpoint{"GET", "plugins/{+}/json", reads, "plugin inspect"},
    Endpoint{"POST", "plugins/pull", denied, "plugin install", "plugins", host_code},
    Endpoint{"POST", "plugins/create", denied, "plugin create", "plugins", host_code},
    Endpoint{"POST", "plugins/{+}/enable", denied, "plugin enable", "plugins", host_code},
    Endpoint{"POST", "plugins/{+}/disable", denied, "plugin disable", "plugins", host_code},
    Endpoint{"POST", "plugins/{+}/upgrade", denied, "plugin upgrade", "plugins", host_code},
    Endpoint{"POST", "plugins/{+}/set", denied, "plugin set", "plugins", host_code},
    Endpoint{"POST", "plugins/{+}/push", passes, "plugin push"},
    Endpoint{"DELETE", "plugins/{+}", denied, "plugin remove", "plugins", host_code},

    Endpoint{"GET", "swarm", reads, "swarm inspect"},
    Endpoint{"GET", "swarm/unlockkey", reads, "swarm unlock key"},
    Endpoint{"POST", "swarm/init", denied, "swarm init", "swarm", cluster},
    Endpoint{"POST", "swarm/join", denied, "swarm join", "swarm", cluster},
    Endpoint{"POST", "swarm/leave", denied, "swarm leave", "swarm", cluster},
    Endpoint{"POST", "swarm/update", denied, "swarm update", "swarm", cluster},
    Endpoint{"POST", "swarm/unlock", denied, "swarm unlock", "swarm", cluster},
    Endpoint{"GET", "nodes", reads, "node list"},
    Endpoint{"GET", "nodes/{}", reads, "node inspect"},
    Endpoint{"POST", "nodes/{}/update", denied, "node update", "swarm", cluster},
    Endpoint{"DELETE", "nodes/{}", denied, "node remove", "swarm", cluster},
    Endpoint{"GET", "services", reads, "service list"},
    Endpoint{"GET", "services/{}", reads, "service inspect"},
    Endpoint{"GET", "services/{}/logs", reads, "service logs"},
    Endpoint{"POST", "services/create", service, "service create"},
    Endpoint{"POST", "services/{}/update", service, "service update"},
    Endpoint{"DELETE", "services/{}", passes, "service remove"},
    Endpoint{"GET", "tasks", reads, "task list"},
    Endpoint{"GET", "tasks/{}", reads, "task inspect"},
    Endpoint{"GET", "tasks/{}/logs", reads, "task logs"},
    Endpoint{"GET", "secrets", reads, "secret list"},
    Endpoint{"GET", "secrets/{}", reads, "secret inspect"},
    Endpoint{"POST", "secrets/create", body_passes, "secret create"},
    Endpoint{"POST", "secrets/{}/update", body_passes, "secret update"},
    Endpoint{"DELETE", "secrets/{}", passes, "secret remove"},
    Endpoint{"GET", "configs", reads, "config list"},
    Endpoint{"GET", "configs/{}", reads, "config inspect"},
    Endpoint{"POST", "configs/create", body_passes, "config create"},
    Endpoint{"POST", "configs/{}/update", body_passes, "config update"},
    Endpoint{"DELETE", "configs/{}", passes, "config remove"},
};

std::optional<unsigned char> hex_byte(std::string_view two) {
  unsigned value = 0;
  for (const char c : two) {
    const char lower = to_lower(c);
    if (!is_digit(c) && (lower < 'a' || lower > 'f')) return std::nullopt;
    value = value * 16 + static_cast<unsigned>(is_digit(c) ? c - '0' : lower - 'a' + 10);
  }
  return static_cast<unsigned char>(value);
}

// net/url, unescape; a sign of a query that stands for a space only there.
std::optional<std::string> unescape(std::string_view text, bool is_query) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+' && is_query) {
      plain += ' ';
    } else if (text[at] != '%') {
      plain += text[at];
    } else {
      const auto byte = at + 2 < text.size() ? hex_byte(text.substr(at + 1, 2)) : std::nullopt;
      if (!byte) return std::nullopt;
      plain += static_cast<char>(*byte);
      at += 2;
    }
  }
  return plain;
}

std::unexpected<Error> ambiguous(std::string_view what) {
  return fail("its path can be understood in two ways: " + std::string(what));
}

// "v1.41"; before 1.24 calls meant other things (start took a configuration).
Result<bool> is_version(std::string_view segment) {
  if (!segment.starts_with('v') || segment.size() < 2 || !is_digit(segment[1])) return false;
  const auto minor = segment.starts_with("v1.") ? parse_int(segment.substr(3)) : std::nullopt;
  if (!minor || *minor < 24 || *minor > 999 || !is_digit(segment[3])) {
    return fail("version " + sanitize(segment.substr(1)) + " of the API is none that is judged", {},
                {}, "use a client of Docker 1.12 or later");
  }
  return true;
}

Result<std::vector<std::string>> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  for (const std::string_view escaped : split(path, '/')) {
    auto segment = unescape(escaped, false);
    if (!segment) return ambiguous("a percent sign that escapes nothing");
    if (segment->empty()) return ambiguous("an empty segment");
    if (*segment == "." || *segment == "..") return ambiguous("a segment of dots");
    const bool is_odd = std::ranges::any_of(*segment, [](char c) {
      return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7F ||
             c == '/' || c == '\\' || c == '%' || c == '#' || c == '?';
    });
    if (is_odd) return ambiguous("an escaped or odd character");
    segments.push_back(std::move(*segment));
  }
  return segments;
}

// net/url, ParseQuery; a parameter given twice is one to some readers and the other to others.
Result<std::map<std::string, std::string>> read_query(std::string_view text) {
  std::map<std::string, std::string> query;
  for (const std::string_view pair : split(text, '&')) {
    if (pair.empty()) continue;
    const std::size_t sign = std::min(pair.find('='), pair.size());
    auto key = unescape(pair.substr(0, sign), true);
    auto value = unescape(pair.substr(std::min(sign + 1, pair.size())), true);
    if (!key || !value || pair.find(';') != std::string_view::npos) {
      return fail("its query can be understood in two ways");
    }
    // Lists of names, which are only read.
    const bool may_repeat = *key == "names" || *key == "t" || *key == "changes";
    if (!query.emplace(*key, std::move(*value)).second && !may_repeat) {
      return fail("its query can be understood in two ways: " + sanitize(*key) + " stands twice");
    }
  }
  return query;
}

// What stands for the open segments; nothing when the path is another.
std::optional<std::vector<std::string>> match(std::string_view pattern,
                                              const std::vector<std::string>& path) {
  const std::vector<std::string_view> wanted = split(pattern, '/');
  std::vector<std::string> names;
  std::size_t at = 0;
  for (std::size_t each = 0; each < wanted.size(); ++each) {
    const std::size_t behind = wanted.size() - each - 1;
    if (at + behind >= path.size()) return std::nullopt;
    if (wanted[each] == "{}") {
      names.push_back(path[at++]);
    } else if (wanted[each] == "{+}") {
      std::string name = path[at++];
      while (at + behind < path.size()) (name += '/') += path[at++];
      names.push_back(std::move(name));
    } else if (wanted[each] != path[at++]) {
      return std::nullopt;
    }
  }
  return at == path.size() ? std::optional(std::move(names)) : std::nullopt;
}

}  // namespace

Result<ApiCall> read_api_call(std::string_view method, std::string_view target) {
  if (!target.starts_with('/')) return ambiguous("it is none");
  const std::size_t mark = std::min(target.find('?'), target.size());
  auto path = segments_of(target.substr(1, mark - 1));
  if (!path) return std::unexpected(path.error());
  auto query = read_query(target.substr(std::min(mark + 1, target.size())));
  if (!query) return std::unexpected(query.error());
  const Result<bool> has_version = is_version(path->front());
  if (!has_version) return std::unexpected(has_version.error());
  if (*has_version) path->erase(path->begin());
  for (const Endpoint& endpoint : endpoints) {
    if (endpoint.method != method) continue;
    if (auto names = match(endpoint.path, *path)) {
      return ApiCall{&endpoint, std::move(*names), std::move(*query)};
    }
  }
  return fail(sanitize(method) + " " + sanitize(target.substr(0, mark)) +
              " is no call of Docker's API that is known here");
}

}  // namespace boltseal::docker
