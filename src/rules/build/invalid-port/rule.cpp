#include <string>
#include <string_view>

#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_port(std::string_view text) {
  if (!is_number(text) || text.size() > 5) return false;
  int port = 0;
  for (const char c : text) port = port * 10 + (c - '0');
  return port >= 1 && port <= 65535;
}

// What is wrong with one word of EXPOSE; empty: nothing.
std::string fault_of(std::string_view word) {
  std::string_view port = word;
  if (const std::size_t slash = word.find('/'); slash != std::string_view::npos) {
    const std::string_view protocol = word.substr(slash + 1);
    port = word.substr(0, slash);
    if (protocol != "tcp" && protocol != "udp" && protocol != "sctp" && protocol != "TCP" &&
        protocol != "UDP" && protocol != "SCTP") {
      return "names the protocol " + std::string(protocol) + ", which is none of tcp, udp and sctp";
    }
  }
  if (port.find(':') != std::string_view::npos) {
    return "maps a port of the host, which an image cannot do";
  }
  const std::size_t dash = port.find('-');
  const std::string_view first = port.substr(0, dash);
  const std::string_view last = dash == std::string_view::npos ? first : port.substr(dash + 1);
  if (!is_number(first) || !is_number(last)) return "is no port";
  if (!is_port(first) || !is_port(last)) return "is no port: they go from 1 to 65535";
  if (first.size() > last.size() || (first.size() == last.size() && first > last)) {
    return "is a range that ends before it begins";
  }
  return {};
}

std::optional<Change> mend_mapping(const Item& word) {
  const std::string& text = word.text.bytes();
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || !stands_as_read(word) ||
      !fault_of(std::string_view(text).substr(colon + 1)).empty()) {
    return std::nullopt;
  }
  Rewriting rewriting;
  rewriting.replace(word.origin, text.substr(colon + 1));
  return rewriting.change(Safety::guess, "whoever meant the other of the two ports",
                          {Fact::exposed_ports});
}

// The comment moves to a line of its own.
std::optional<Change> mend_comment(const Instruction& expose, const Item& begin) {
  Origin comment = begin.origin;
  comment.span.end = expose.origin.span.end;
  const std::string_view written = written_at(comment);
  if (&begin == &expose.arguments.front() || written.find('\n') != std::string_view::npos) {
    return std::nullopt;
  }
  Rewriting rewriting;
  rewriting.insert_line_before(expose.origin, written);
  rewriting.remove_word(comment);
  return rewriting.change(Safety::safe, {}, {Fact::exposed_ports});
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.name != "EXPOSE") continue;
      for (const Item& item : instruction.arguments) {
        if (!item.text.is_known()) {
          findings.unknown(Fact::exposed_ports);
          continue;
        }
        // A variable that is set to nothing; or the rest of a comment that Dockerfiles do not have.
        if (item.text.empty()) continue;
        if (item.text.bytes().starts_with('#')) {
          findings
              .add(item.origin, "exposed_ports",
                   "a comment must stand on a line of its own, so this is taken for ports")
              .change = mend_comment(instruction, item);
          break;
        }
        const std::string fault = fault_of(item.text.bytes());
        if (fault.empty()) continue;
        findings
            .add(item.origin, fact_path(Fact::exposed_ports, item.text.bytes()),
                 item.text.bytes() + " " + fault)
            .change = mend_mapping(item);
      }
    }
  }
}

}  // namespace

extern const Rule build_invalid_port{
    .summary = "EXPOSE of something that is no port",
    .what =
        "A word of `EXPOSE` is no number from 1 to 65535 or range of them, has a protocol other "
        "than tcp, udp and sctp, or names an address or a port of the host (`127.0.0.1:80:80`).",
    .why =
        "The build fails with newer BuildKit. Older ones take it, and the port that was meant is "
        "then neither documented nor published by `--publish-all`; who wrote `80:80` believes "
        "that the image decides what is reachable.",
    .remedy = "Write the container's port alone: `EXPOSE 8080` or `EXPOSE 53/udp`.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"https://docs.docker.com/reference/dockerfile/#expose",
                   "https://docs.docker.com/reference/build-checks/expose-invalid-format/"},
    .build = check,
};

}  // namespace boltseal
