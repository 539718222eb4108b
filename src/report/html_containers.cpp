#include "report/html_containers.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "model/describe.h"
#include "report/html_parts.h"
#include "report/markup.h"

namespace boltseal {
namespace {

struct Section {
  std::string_view title;
  std::vector<Fact> facts;
};

// Each fact of a workload once, where a reader looks for it.
const std::array<Section, 5>& sections() {
  static const std::array<Section, 5> all = {{
      {"Identity",
       {Fact::image, Fact::pull_policy, Fact::entrypoint, Fact::command, Fact::environment,
        Fact::labels, Fact::restart, Fact::health_check, Fact::liveness_probe,
        Fact::readiness_probe, Fact::startup_probe, Fact::log_driver, Fact::log_options}},
      {"Privileges",
       {Fact::user,
        Fact::groups,
        Fact::run_as_non_root,
        Fact::user_namespace,
        Fact::privileged,
        Fact::capabilities_added,
        Fact::capabilities_dropped,
        Fact::privilege_escalation,
        Fact::seccomp,
        Fact::apparmor,
        Fact::selinux,
        Fact::masked_paths,
        Fact::pid_namespace,
        Fact::ipc_namespace,
        Fact::uts_namespace,
        Fact::cgroup_namespace,
        Fact::devices,
        Fact::device_cgroup_rules,
        Fact::sysctls,
        Fact::service_account,
        Fact::automount_token}},
      {"Limits", {Fact::memory_limit, Fact::cpu_limit, Fact::pids_limit, Fact::open_files_limit}},
      {"Mounts", {Fact::read_only_root, Fact::mounts}},
      {"Network",
       {Fact::network_mode, Fact::networks, Fact::published_ports, Fact::exposed_ports,
        Fact::links}},
  }};
  return all;
}

std::string row(std::string_view name, const std::string& html) {
  if (html.empty()) return {};
  return "<tr><th>" + markup(name) + "<td>" + html + "\n";
}

const TruthFact* find_fact(const AuditedContainer& container, Fact fact) {
  const auto found = std::ranges::find(container.truth.facts, fact, &TruthFact::fact);
  return found == container.truth.facts.end() ? nullptr : &*found;
}

std::string values_of(const TruthFact& fact) {
  std::string html;
  for (const TruthValue& value : fact.values) {
    if (!html.empty()) html += "<br>";
    html += value.text.empty() ? "<span class=\"faint\">empty</span>" : markup(value.text);
  }
  const std::string_view state = fact.state == TruthFact::State::unknown   ? "unknown: "
                                 : fact.state == TruthFact::State::ignored ? "ignored: "
                                                                           : "";
  if (!state.empty()) {
    html += (html.empty() ? "" : "<br>") + std::string(state) + markup(fact.why);
  }
  return html.empty() ? "<span class=\"faint\">none</span>" : html;
}

// "CHOWN, KILL", by the bits of a set.
std::string capabilities_of(std::uint64_t set) {
  std::string names;
  for (unsigned bit = 0; bit < 64; ++bit) {
    if ((set >> bit & 1) != 0) names += (names.empty() ? "" : ", ") + capability_of_bit(bit);
  }
  return names.empty() ? "none" : names;
}

std::string number_or_none(std::int64_t limit) {
  return limit < 0 ? "none" : std::to_string(limit);
}

class Page {
 public:
  Page(const AuditedContainer& container, std::size_t number, const NetworkMap* network,
       const std::vector<const ShownFinding*>& findings)
      : container_(container), number_(number), network_(network), findings_(findings) {}

  std::string write() {
    html_ = "<section class=\"page\" id=\"c" + std::to_string(number_ + 1) +
            "\">\n<p><a href=\"#\">All findings and containers</a>\n<h2>" +
            markup(container_.path) + "</h2>\n";
    identity();
    findings();
    for (const Section& section : sections()) configured(section);
    network();
    return std::move(html_) + "</section>\n";
  }

 private:
  void table(std::string_view title, const std::string& rows) {
    if (rows.empty()) return;
    html_.append("<h3>").append(title).append("</h3>\n<table class=\"facts\">\n");
    html_.append(rows).append("</table>\n");
  }

  void identity() {
    std::string rows = row("Engine", markup(container_.engine));
    rows += row("Id", "<code>" + markup(container_.id) + "</code>");
    rows += row("Image id", container_.image_id.empty()
                                ? std::string()
                                : "<code>" + markup(container_.image_id) + "</code>");
    rows += row("State", container_.pid > 0 ? "runs, process " + std::to_string(container_.pid)
                                            : std::string("does not run"));
    if (container_.made_from) rows += row("Made from", place_markup(*container_.made_from));
    html_ += "<table class=\"facts\">\n" + rows + "</table>\n";
  }

  // What the engine says, and beside it what the kernel shows.
  void configured(const Section& section) {
    std::string rows;
    for (const Fact fact : section.facts) {
      if (const TruthFact* const told = find_fact(container_, fact)) {
        rows += row(name_of(fact), values_of(*told));
      }
    }
    table(section.title, rows);
    if (!container_.kernel) return;
    const KernelView& kernel = *container_.kernel;
    if (section.title == "Privileges") table("Privileges that the kernel shows", held(kernel));
    if (section.title == "Limits") table("Limits that the kernel shows", limits(kernel));
    if (section.title == "Mounts") mounts(kernel);
  }

  static std::string held(const KernelView& kernel) {
    std::string rows;
    if (kernel.uid) rows += row("uid on the host", std::to_string(*kernel.uid));
    if (kernel.effective) rows += row("effective", capabilities_of(*kernel.effective));
    if (kernel.bounding) rows += row("bounding", capabilities_of(*kernel.bounding));
    if (kernel.seccomp) rows += row("seccomp", *kernel.seccomp == 0 ? "no filter" : "a filter");
    if (kernel.no_new_privileges) {
      rows += row("no_new_privs", *kernel.no_new_privileges ? "yes" : "no");
    }
    rows += row("label", kernel.security_label.empty() ? "none" : markup(kernel.security_label));
    rows += row("shared with the host",
                kernel.shared.empty() ? "no namespace"
                                      : join({kernel.shared.begin(), kernel.shared.end()}, ", "));
    return rows;
  }

  static std::string limits(const KernelView& kernel) {
    std::string rows;
    if (kernel.memory_limit) rows += row("memory, bytes", number_or_none(*kernel.memory_limit));
    if (kernel.pids_limit) rows += row("processes", number_or_none(*kernel.pids_limit));
    return rows;
  }

  void mounts(const KernelView& kernel) {
    if (kernel.mounts.empty()) return;
    html_ += "<details><summary>" + counted(kernel.mounts.size(), "mount") +
             " that the kernel shows</summary>\n<table>\n"
             "<tr><th>Where<th>What<th>Of<th>Written to\n";
    for (const KernelMount& mount : kernel.mounts) {
      html_ += "<tr><td>" + markup(mount.target) + "<td>" + markup(mount.file_system) + "<td>" +
               markup(mount.root) + "<td>" + (mount.read_only ? "no" : "yes") + "\n";
    }
    html_ += "</table></details>\n";
  }

  void network() {
    if (network_ == nullptr) return;
    const NetworkMap& map = *network_;
    const auto found = std::ranges::find(map.containers, container_.path, &MapContainer::label);
    if (found == map.containers.end()) return;
    const auto number = static_cast<std::size_t>(found - map.containers.begin());
    std::string rows;
    if (found->space < map.spaces.size()) {
      const MapSpace& space = map.spaces[found->space];
      if (space.is_host) rows += row("namespace", "the host's");
      for (const MapAttachment& each : space.attachments) rows += attachment(map, each);
      for (const MapListener& each : space.listeners) {
        if (each.container == no_part || each.container == number) rows += listener(each);
      }
    }
    for (const MapPublished& each : map.published) {
      if (each.container == number) rows += published(each);
    }
    for (const MapEngineSocket& each : found->engine_sockets) {
      rows += row("engine's socket", markup(each.engine + " at " + each.path) +
                                         (each.is_open ? ", open" : "") +
                                         (each.is_mounted ? ", mounted" : ""));
    }
    table("Network as it is", rows);
  }

  static std::string attachment(const NetworkMap& map, const MapAttachment& attachment) {
    const std::string network =
        attachment.network < map.networks.size() ? map.networks[attachment.network].name : "?";
    std::string text = attachment.interface;
    for (const std::string& address : {attachment.address, attachment.address6}) {
      if (!address.empty()) text += " " + address;
    }
    if (!attachment.peer.empty()) text += ", on the host " + attachment.peer;
    return row("network " + network, markup(text));
  }

  static std::string listener(const MapListener& listener) {
    return row("listens", markup(listener.protocol + " " + listener.address + ":" +
                                 std::to_string(listener.port) +
                                 (listener.program.empty() ? "" : ", " + listener.program)));
  }

  static std::string published(const MapPublished& port) {
    return row("published",
               markup(port.host_address + ":" + std::to_string(port.host_port) + " → " +
                      std::to_string(port.container_port) + "/" + port.protocol +
                      (port.by.empty() ? "" : ", by " + join(port.by, " and ")) +
                      (port.is_declared ? "" : ", though its engine does not say so")));
  }

  void findings() {
    std::string own, of_image;
    for (const ShownFinding* const finding : findings_) {
      (finding->place.path == container_.path ? own : of_image) += finding_markup(*finding);
    }
    html_ += "<h3>Findings</h3>\n" + (own.empty() ? std::string("<p>None.\n") : own);
    if (!of_image.empty()) html_ += "<h3>Of its image</h3>\n" + of_image;
  }

  const AuditedContainer& container_;
  const std::size_t number_;
  const NetworkMap* const network_;
  const std::vector<const ShownFinding*>& findings_;
  std::string html_;
};

}  // namespace

ContainerPages::ContainerPages(const std::vector<AuditedContainer>* containers,
                               const Verdict& verdict, const NetworkMap* network)
    : network_(network) {
  if (containers == nullptr) return;
  containers_ = *containers;
  for (const ShownFinding& finding : verdict.findings) {
    findings_[finding.place.path].push_back(&finding);
    for (const std::string& subject : finding.subjects) {
      if (subject != finding.place.path) findings_[subject].push_back(&finding);
    }
  }
}

std::vector<const ShownFinding*> ContainerPages::findings_of(
    const AuditedContainer& container) const {
  const auto found = findings_.find(container.path);
  if (found == findings_.end()) return {};
  std::vector<const ShownFinding*> findings = found->second;
  // An answer that holds several workloads names in its findings whose they are.
  std::erase_if(findings, [&](const ShownFinding* finding) {
    const auto& subjects = finding->subjects;
    return !subjects.empty() && std::ranges::find(subjects, container.path) == subjects.end() &&
           std::ranges::find(subjects, container.truth.name) == subjects.end();
  });
  std::ranges::stable_sort(findings, std::ranges::greater(), &ShownFinding::severity);
  return findings;
}

std::string ContainerPages::list() const {
  if (containers_.empty()) return {};
  std::string html =
      "<h2>Containers</h2>\n<table>\n<tr><th>Container<th>Image<th>User<th>State<th>Findings\n";
  for (std::size_t at = 0; at < containers_.size(); ++at) {
    const AuditedContainer& container = containers_[at];
    std::array<std::size_t, 5> counts = {};
    for (const ShownFinding* const finding : findings_of(container)) {
      ++counts[static_cast<std::size_t>(finding->severity)];
    }
    std::string said;
    for (std::size_t i = counts.size(); i-- > 0;) {
      if (counts[i] == 0) continue;
      said += (said.empty() ? "" : ", ") + std::to_string(counts[i]) + " " +
              severity_markup(static_cast<Severity>(i));
    }
    const TruthFact* const image = find_fact(container, Fact::image);
    const TruthFact* const user = find_fact(container, Fact::user);
    html += "<tr><td><a href=\"#c" + std::to_string(at + 1) + "\">" + markup(container.path) +
            "</a><td>" + (image == nullptr ? "" : values_of(*image)) + "<td>" +
            (user == nullptr ? "" : values_of(*user)) + "<td>" +
            (container.pid > 0 ? "runs" : "does not run") + "<td>" +
            (said.empty() ? "none" : said) + "\n";
  }
  return html + "</table>\n";
}

std::string ContainerPages::page(std::size_t at) const {
  return Page(containers_[at], at, network_, findings_of(containers_[at])).write();
}

}  // namespace boltseal
