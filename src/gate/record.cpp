#include "gate/record.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/file_descriptor.h"
#include "base/json_writer.h"
#include "base/timestamp.h"
#include "base/write_all.h"

namespace boltseal {
namespace {

void write_place(const Place& place, JsonWriter& out) {
  out.member("path", place.path);
  if (place.begin.line > 0) out.member("line", place.begin.line);
}

void write_denied(const Decision& decision, JsonWriter& out) {
  out.begin_array("denied");
  for (const ShownFinding& finding : decision.denied) {
    out.begin_object();
    out.member("rule", finding.rule);
    out.member("severity", name_of(finding.severity));
    out.member("message", finding.message);
    out.member("fact", finding.fact);
    write_place(finding.place, out);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

std::string record_of(const GateRequest& request, const Decision& decision,
                      const GatePolicy& policy) {
  StringOutput line;
  {
    JsonWriter out(line, JsonLayout::line);
    out.begin_object();
    out.member("schema", "boltseal/decision/1");
    out.member("time", timestamp());
    out.member("door", request.door);
    out.member("call", request.call);
    if (!request.who.empty()) out.member("who", request.who);
    out.member("what", request.what);
    if (!request.digest.empty()) out.member("digest", request.digest);
    out.member("decision", decision.passes ? "allow" : "deny");
    out.member("mode", policy.enforces ? "enforce" : "audit");
    write_denied(decision, out);
    out.begin_array("unexamined");
    for (const ShownError& error : decision.unexamined) {
      out.begin_object();
      out.member("message", error.message);
      write_place(error.place, out);
      out.end_object();
    }
    out.end_array();
    out.begin_array("accepted");
    for (const Accepted& accepted : decision.accepted) {
      out.begin_object();
      out.member("rule", accepted.finding.rule);
      out.member("reason", accepted.reason);
      if (!accepted.owner.empty()) out.member("owner", accepted.owner);
      out.end_object();
    }
    out.end_array();
    out.member("unknown", decision.unknown);
    out.member("policy", policy.revision.empty() ? "built-in" : policy.revision);
    out.member("microseconds",
               std::chrono::duration_cast<std::chrono::microseconds>(decision.took).count());
    out.end_object();
  }
  return std::move(line.text);
}

Result<void> append_record(const std::string& path, std::string_view record) {
  const FileDescriptor file(
      ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0 || !write_all(file.get(), record)) {
    return fail(std::string("cannot be written: ") + std::strerror(errno), path, {},
                "make its folder, or name another file under gate: records:");
  }
  return {};
}

}  // namespace boltseal
