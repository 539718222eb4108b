#include "audit/audit.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <memory>
#include <thread>

#include "audit/clusters.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "check/check.h"
#include "cli/advisory_file.h"
#include "cli/command.h"
#include "cli/failed.h"
#include "cli/output_files.h"
#include "cli/project.h"
#include "cli/scan_run.h"
#include "cli/verdict_flags.h"
#include "engines/endpoints.h"
#include "engines/look.h"
#include "report/network_text.h"
#include "report/report.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

std::vector<std::string_view> part_names() { return {"containers", "machine", "network"}; }

constexpr std::array flags = {
    verdict_flags::format,
    verdict_flags::output,
    verdict_flags::fail_on,
    verdict_flags::profile,
    verdict_flags::rule,
    Flag{.name = "engine",
         .value = "NAME",
         .help =
             "Ask this kind of engine alone: docker, podman, containerd, cri, lxc, or nomad and "
             "kubernetes, whose agent or API server may be another machine",
         .choices = engine_kinds,
         .repeatable = true},
    Flag{.name = "kubeconfig",
         .value = "FILE",
         .help = "Also ask the API server of Kubernetes that this file names"},
    Flag{.name = "kube-context",
         .value = "NAME",
         .help = "Also ask the API server of this context, instead of the current one"},
    Flag{.name = "namespace",
         .value = "NAME",
         .help = "Of Kubernetes, look at this namespace alone, and at nothing of the whole cluster",
         .repeatable = true},
    Flag{.name = "only",
         .value = "PART",
         .help = "Judge only what runs (containers), only the machine and its engines' settings "
                 "(machine), or only who reaches whom (network)",
         .choices = part_names},
    Flag{.name = "probe",
         .help = "Try a sample of who reaches whom: connections from inside of the containers' "
                 "networks to each other, without a byte sent (as root)"},
    Flag{.name = "against",
         .value = "FILE",
         .help = "Say only what differs from this Compose file: what was weakened since, and "
                 "containers that it does not declare",
         .repeatable = true},
    scan_flags::db,
    scan_flags::db_key,
    Flag{.name = "patience",
         .value = "SECONDS",
         .help = "How long each answer of an engine may take (default: 30)",
         .is_number = true},
    Flag{.name = "watch",
         .value = "SECONDS",
         .help = "Look again every few seconds (5 when none are named) and show what is so now, "
                 "until you stop it",
         .implied = "5",
         .is_number = true},
    policy_flags::config,
    policy_flags::isolated,
    verdict_flags::allow_gaps,
    verdict_flags::quiet,
    verdict_flags::verbose,
    verdict_flags::jobs,
};

constexpr std::array examples = {
    Example{"boltseal audit", "Every engine of this machine that you may ask"},
    Example{"boltseal audit --engine=docker --format=json", "Docker alone, for a program"},
    Example{"sudo boltseal audit --only=machine --profile=strict",
            "The host and its engines' settings, by all items of the CIS Docker Benchmark"},
    Example{"sudo boltseal audit --only=network --probe",
            "Networks, ports and who reaches whom, some of it tried out"},
    Example{"boltseal audit --against=compose.yaml", "What is not as the file says"},
    Example{"boltseal audit --engine=kubernetes --kube-context=shop",
            "The cluster of this context, which may be elsewhere"},
    Example{"DOCKER_HOST=unix:///run/other.sock boltseal audit",
            "An engine that listens elsewhere"},
};

void say_engines(const AuditResult& result, Output& out) {
  for (const AuditedEngine& engine : result.engines) {
    out.write(sanitize(engine.place + (engine.version.empty() ? "" : ", " + engine.version)) +
              ": " +
              (engine.objects ? counted(*engine.objects, "object")
                              : counted(engine.containers, "container")) +
              (engine.makers > 0 ? ", " + counted(engine.makers, engine.maker) : "") + "\n");
  }
  if (result.engines.empty()) {
    out.write(
        "no engine listens here; looked for Docker, Podman, containerd, the CRI, LXC, Nomad and "
        "Kubernetes, the machine's and every user's\n");
  }
}

KubernetesChoice kubernetes_choice(const Arguments& arguments) {
  const auto engines = arguments.values("engine");
  KubernetesChoice choice;
  choice.is_asked = std::ranges::find(engines, "kubernetes") != engines.end();
  choice.kubeconfig = arguments.value("kubeconfig");
  choice.context = arguments.value("kube-context");
  for (const auto& name : arguments.values("namespace")) choice.namespaces.emplace_back(name);
  return choice;
}

Result<AuditOptions> options_of(const Arguments& arguments, const Policy& policy,
                                const Files& files) {
  AuditOptions options;
  options.policy = &policy;
  CheckOptions rules;
  rules.profile = asked_profile(arguments, policy);
  options.minor = rules.profile.minor;
  rules.policy = &policy;
  for (const std::string& id : arguments.values("rule")) rules.rules.push_back(find_rule(id));
  options.rules = rules_of(rules);
  for (const std::string& path : arguments.values("against")) {
    Result<Declared> declared = Declared::read(path, options.rules, files);
    if (!declared) return std::unexpected(declared.error());
    options.against.push_back(std::move(*declared));
  }
  if (const auto seconds = parse_int(arguments.value("patience"))) {
    options.patience = std::chrono::seconds(*seconds);
  }
  if (const auto jobs = parse_int(arguments.value("jobs"))) {
    options.threads = static_cast<unsigned>(*jobs);
  }
  options.endpoints = find_endpoints(net::process_environment);
  const auto wanted = arguments.values("engine");
  std::ranges::move(find_clusters(kubernetes_choice(arguments), net::process_environment, files),
                    std::back_inserter(options.endpoints));
  if (arguments.has("engine")) {
    options.are_all = false;
    std::erase_if(options.endpoints, [&](const Endpoint& endpoint) {
      return std::find(wanted.begin(), wanted.end(), endpoint.engine) == wanted.end();
    });
  }
  for (Endpoint& endpoint : options.endpoints) {
    if (!endpoint.is_elsewhere || arguments.has("engine")) continue;
    endpoint.trouble =
        "\"" + sanitize(endpoint.path) +
        "\" is another machine, which is only asked with --engine=" + endpoint.engine;
  }
  const std::string_view only = arguments.value("only");
  options.containers = only.empty() || only == "containers";
  options.probe = arguments.has("probe");
  // Of a cluster only its objects are judged, and a Compose file declares none of them.
  if (!options.containers || !options.against.empty()) {
    std::erase_if(options.endpoints,
                  [](const Endpoint& endpoint) { return endpoint.engine == "kubernetes"; });
  }
  // A cluster's API says nothing of the machine that this runs on.
  const bool is_cluster = wanted.size() == 1 && wanted.front() == "kubernetes" && only.empty();
  // Against a file, only its containers can differ.
  if (only == "containers" || !options.against.empty() || is_cluster) return options;
  const auto machine = std::make_shared<const DiskTree>("/");
  if (only != "network") options.machine = machine;
  if (only != "machine") options.network = machine;
  return options;
}

Result<PackageLook> package_look(const Arguments& arguments, const AuditOptions& options,
                                 const LookupBytes* advisories) {
  const Result<std::string> key = advisory_key(arguments.value("db-key"), arguments);
  if (!key) return std::unexpected(key.error());
  return PackageLook{.advisories = advisories,
                     .key = *key,
                     .policy = options.policy,
                     .today = options.today,
                     .threads = options.threads};
}

ReportOptions shown_as(const Arguments& arguments, const AuditOptions& options,
                       const Console& console) {
  ReportOptions shown =
      report_options(arguments, asked_profile(arguments, *options.policy), console);
  shown.place = "object";
  return shown;
}

// Shows one line for each finding, from the top of the terminal, again and again; the signal that
// stops it ends the program.
[[noreturn]] void watch(const Arguments& arguments, const AuditOptions& options, Console& console) {
  constexpr std::string_view clear = "\x1b[H\x1b[2J";
  const std::chrono::seconds pause(parse_int(arguments.value("watch")).value_or(5));
  ReportOptions shown = shown_as(arguments, options, console);
  shown.quiet = true;
  for (;;) {
    const AuditResult result = audit(options);
    // At once, so that nothing flickers.
    StringOutput view;
    view.write(clear);
    say_engines(result, view);
    view.write("\n");
    all_reports()[0]->write(result.verdict, shown, view);
    view.write("\n" + counted(result.verdict.findings.size(), "finding") + ", " +
               counted(result.verdict.errors.size(), "gap") + "; as of " + timestamp() + "\n");
    console.out.write(view.text);
    std::this_thread::sleep_for(pause);
  }
}

ExitCode run_audit(const Arguments& arguments, Console& console) {
  const DiskFiles files;
  if (arguments.has("watch") && console.out_width == 0) {
    return wrong_usage(console, "audit", {"--watch needs a terminal", {}, {}, {}});
  }
  const std::string_view only = arguments.value("only");
  if (arguments.has("probe") && (only == "machine" || only == "containers")) {
    return wrong_usage(
        console, "audit",
        {"--probe tries the network, which --only=" + std::string(only) + " leaves out",
         {},
         {},
         {}});
  }
  const Result<ProjectPolicy> project = project_policy(arguments, {"."}, files);
  if (!project) return wrong_configuration(console, project.error(), files);
  const Result<std::vector<OutputFile>> outputs = output_files(arguments.values("output"));
  if (!outputs) return wrong_usage(console, "audit", outputs.error());
  Result<AuditOptions> options = options_of(arguments, project->policy, files);
  if (!options) return wrong_configuration(console, options.error(), files);
  if (arguments.has("watch")) watch(arguments, *options, console);
  const auto advisories = open_advisories(arguments.value("db"));
  if (!advisories) return failed(console, advisories.error(), ExitCode::usage);
  // Against a file, only its containers can differ.
  if (options->against.empty()) {
    const auto look = package_look(arguments, *options, advisories->get());
    if (!look) return wrong_configuration(console, look.error(), files);
    options->packages = *look;
  }

  const Report* const report = find_report(arguments.value("format", all_reports()[0]->name));
  const auto is_html = [](const OutputFile& file) { return file.report->name == "html"; };
  options->describe = report->name == "html" || std::ranges::any_of(*outputs, is_html);
  const auto start = std::chrono::steady_clock::now();
  const AuditResult result = audit(*options);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  ReportOptions shown = shown_as(arguments, *options, console);
  shown.milliseconds = took.count();
  shown.containers = &result.containers;
  if (options->network != nullptr) shown.network = &result.network;
  if (!shown.quiet) say_engines(result, console.err);
  const bool asks_network = arguments.value("only") == "network" || shown.verbose;
  if (report == all_reports()[0] && asks_network && !shown.quiet) {
    const std::string network = network_text(result.network, shown.verbose);
    console.out.write(network + (network.empty() ? "" : "\n"));
  }
  report->write(result.verdict, shown, console.out);
  if (!result.verdict.errors.empty() && report != all_reports()[0]) {
    console.err.write(paint(console.err_color, Paint::high, "error") + ": " +
                      counted(result.verdict.errors.size(), "place") + " could not be examined\n");
  }
  if (!write_outputs(result.verdict, shown, *outputs, console)) return ExitCode::usage;
  return exit_code(result.verdict, arguments, project->policy);
}

}  // namespace

extern const CliCommand audit_command;
const CliCommand audit_command = {
    .name = "audit",
    .arguments = "",
    .summary = "Look at what really runs on this machine, under every engine",
    .description =
        "Asks the container engines of this machine for their containers and settings, and judges "
        "each by the same rules as the files that it may come from; then the machine itself: the "
        "files of its engines, groups, kernel, audit rules and updates; and its network: who "
        "reaches whom by the packet filter's rules, and what is open on the machine. Engines are "
        "found by themselves: the usual sockets, those that DOCKER_HOST and CONTAINER_HOST or the "
        "contexts of Docker name, and those of every user; Nomad where an agent runs here or "
        "NOMAD_ADDR names one; of Kubernetes, an API server that listens on this machine. Nothing "
        "is changed, and no engine of another machine is asked, unless you ask for Nomad or "
        "Kubernetes by name, or name a kubeconfig or a context. Lines are those of `docker inspect "
        "NAME`, or of `kubectl get KIND NAME -o json`.\n"
        "\n"
        "Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage, 3 something could "
        "not be examined.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 0,
    .run = run_audit,
};

}  // namespace boltseal
