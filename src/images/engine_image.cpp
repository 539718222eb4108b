#include "images/engine_image.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/json.h"
#include "base/process.h"
#include "base/text.h"
#include "base/write_all.h"
#include "net/client.h"

namespace boltseal {
namespace {

std::string_view title_of(EngineKind kind) {
  return kind == EngineKind::docker ? "Docker" : "Podman";
}
std::string_view program_of(EngineKind kind) {
  return kind == EngineKind::docker ? "docker" : "podman";
}

// Names, ids and digests; in the end this is part of a URL and of a command line.
bool is_image_name(std::string_view name) {
  return !name.empty() && name.size() <= 512 && (is_word(name.front())) &&
         std::ranges::all_of(name,
                             [](char c) {
                               return is_word(c) || c == '.' || c == '-' || c == '/' || c == ':' ||
                                      c == '@';
                             }) &&
         name.find("..") == std::string_view::npos && name.find("//") == std::string_view::npos;
}

bool is_there(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

/// An archive on its way into a file; removed again when it does not get there.
class Archive final : public net::BodySink {
 public:
  Archive(const std::string& path, const EngineAccess& access)
      : path_(path),
        access_(access),
        file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)),
        error_(file_ < 0 ? errno : 0) {}
  ~Archive() override {
    if (file_ < 0) return;
    ::close(file_);
    if (!is_whole_) ::unlink(path_.c_str());
  }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  Result<void> made() const {
    if (file_ < 0) return fail(std::string("cannot be made: ") + std::strerror(error_), path_);
    return {};
  }
  void whole() { is_whole_ = true; }

  net::Outcome<bool> begin(const net::Response& head) override { return head.status == 200; }

  net::Outcome<void> take(std::string_view piece) override {
    size_ += piece.size();
    if (size_ > access_.most_bytes) {
      return net::trouble(net::Trouble::ours, "sends more than " +
                                                  std::to_string(access_.most_bytes >> 20) +
                                                  " MiB, the most that is taken");
    }
    if (!write_all(file_, piece)) {
      return net::trouble(net::Trouble::ours,
                          "sends what cannot be written to " + path_ + ": " + std::strerror(errno));
    }
    access_.progress(size_);
    return {};
  }

 private:
  const std::string path_;
  const EngineAccess& access_;
  const int file_;
  const int error_;
  std::uint64_t size_ = 0;
  bool is_whole_ = false;
};

// What went wrong with one of the engines.
using Attempt = net::Outcome<void>;

// What an engine's error says (Docker Engine API, "ErrorResponse").
Attempt refusal(const net::Response& response) {
  std::string said = text_in(parse_json(response.body), "message");
  if (said.size() > 200) said = said.substr(0, 200) + "…";
  return net::trouble(net::Trouble::refused,
                      "answers " + std::to_string(response.status) +
                          (said.empty() ? std::string() : " (" + sanitize(said) + ")"));
}

Attempt save_through(const EngineSocket& socket, const std::string& name, Archive& archive,
                     const EngineAccess& access) {
  net::HttpSettings settings;
  settings.unix_socket = socket.path;
  settings.patience = access.patience;
  settings.most_redirects = 0;
  const net::HttpClient client(settings);
  net::Url url{.scheme = "http", .user = {}, .password = {}, .host = "localhost", .port = 80};
  // Asked first, because some engines answer to a name that they do not know with an empty archive.
  url.target = "/images/" + name + "/json";
  const auto inspected = client.fetch({.url = url});
  if (!inspected) return std::unexpected(inspected.error());
  if (inspected->status == 404) {
    return net::trouble(net::Trouble::refused, "has no image of that name");
  }
  if (inspected->status != 200) return refusal(*inspected);
  url.target = "/images/" + name + "/get";
  const auto saved = client.fetch({.url = url}, &archive);
  if (!saved) return std::unexpected(saved.error());
  if (saved->status != 200) return refusal(*saved);
  archive.whole();
  return {};
}

Result<void> save_by_program(EngineKind kind, const std::string& name, const std::string& file,
                             const EngineAccess& access) {
  std::vector<std::string> command = {std::string(program_of(kind)), "save"};
  if (kind == EngineKind::podman) {
    command.insert(command.end(), {"--quiet", "--format", "docker-archive"});
  }
  command.insert(command.end(), {"-o", file, name});
  const Result<ProcessEnd> end = run_to_end(command, {.most_time = std::chrono::hours(1)});
  std::error_code error;
  if (!end || end->status != 0) {
    std::filesystem::remove(file, error);
    if (!end) return fail(end.error().message);
    return fail("says: " + sanitize(last_lines(end->err, 1)));
  }
  if (std::filesystem::file_size(file, error) > access.most_bytes || error) {
    std::filesystem::remove(file, error);
    return fail("writes more than " + std::to_string(access.most_bytes >> 20) +
                " MiB, the most that is taken");
  }
  return {};
}

bool is_on_path(std::string_view program) {
  for (const std::string_view folder : split(net::process_environment("PATH"), ':')) {
    if (folder.empty()) continue;
    if (::access((std::string(folder) + "/" + std::string(program)).c_str(), X_OK) == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<std::string> save_engine_image(const std::string& name, const std::string& file,
                                      const EngineAccess& access) {
  if (!is_image_name(name)) return fail("is no name that an image can have", sanitize(name));
  std::vector<std::string> answers;
  bool has_socket[] = {false, false};
  for (const EngineSocket& socket : access.sockets) {
    const std::string who = std::string(title_of(socket.kind)) + " at " + socket.path;
    if (!socket.trouble.empty()) {
      answers.push_back(socket.trouble);
      continue;
    }
    if (!socket.is_named && !is_there(socket.path)) continue;
    has_socket[static_cast<std::size_t>(socket.kind)] = true;
    Archive archive(file, access);
    if (const Result<void> made = archive.made(); !made) return std::unexpected(made.error());
    const Attempt saved = save_through(socket, name, archive, access);
    if (saved) return who;
    answers.push_back(who + " " + saved.error().message);
  }
  for (const EngineKind kind : {EngineKind::docker, EngineKind::podman}) {
    const bool is_wanted = std::ranges::count(access.sockets, kind, &EngineSocket::kind) > 0;
    if (!access.may_run_programs || !is_wanted || has_socket[static_cast<std::size_t>(kind)] ||
        !is_on_path(program_of(kind))) {
      continue;
    }
    const Result<void> saved = save_by_program(kind, name, file, access);
    if (saved) return "the program " + std::string(program_of(kind));
    answers.push_back("the program " + std::string(program_of(kind)) + " " + saved.error().message);
  }
  if (!answers.empty()) return fail("cannot be had: " + join(answers, "; "), name);
  std::vector<std::string> places;
  for (const EngineSocket& socket : access.sockets) places.push_back(socket.path);
  return fail("cannot be had: there is no engine; looked at " + join(places, ", "), name, {},
              "start the engine, or save the image where it is: docker save -o image.tar " + name);
}

}  // namespace boltseal
