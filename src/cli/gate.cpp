#include <array>

#include "base/environment.h"
#include "cli/action.h"
#include "cli/gate_actions.h"
#include "cli/project.h"
#include "gate/decision.h"

namespace boltseal {
namespace {

constexpr CliAction all_actions[] = {
    {"hook", 0, " policy ", gate_hook},
    {"lxc", 3, " policy ", gate_lxc},
    {"docker", 0, " policy socket engine-socket ", gate_docker},
    {"kubernetes", 0, " policy listen tls-cert tls-key images ", gate_kubernetes},
    {"lock", 0, " kubeconfig kube-context webhooks namespace replicas wait ", gate_lock},
    {"unlock", 0, " kubeconfig kube-context webhooks ", gate_unlock},
    {"ci", 0, " config isolated form ", gate_ci},
    {"replay", 1, " policy format ", gate_replay},
    {"break-glass", 0, " policy reason owner hours end ", gate_break_glass},
};

std::vector<std::string_view> actions() { return names_of(all_actions); }
std::vector<std::string_view> formats() { return {"text", "json"}; }

constexpr std::array flags = {
    Flag{.name = "policy",
         .value = "FILE",
         .help = "The policy that counts (default: /etc/boltseal/gate.yaml, or BOLTSEAL_GATE)"},
    Flag{.name = "listen",
         .value = "ADDRESS",
         .help = "kubernetes: where the API server asks, as in 127.0.0.1:8443 (default: :8443)"},
    Flag{.name = "tls-cert",
         .value = "FILE",
         .help = "kubernetes: the certificate in PEM, with those above it; read again when it "
                 "changes"},
    Flag{.name = "tls-key", .value = "FILE", .help = "kubernetes: its key in PEM"},
    Flag{.name = "images",
         .value = "FOLDER",
         .help = "kubernetes: what `boltseal scan --format=json` said of images, one file each"},
    Flag{.name = "kubeconfig",
         .value = "FILE",
         .help = "lock, unlock: names the API server (default: where kubectl looks, or the service "
                 "account of the pod)"},
    Flag{.name = "kube-context",
         .value = "NAME",
         .help = "lock, unlock: which of its contexts (default: the current one)"},
    Flag{.name = "webhooks",
         .value = "NAME",
         .help = "lock, unlock: the name of the webhook configurations (default: boltseal)"},
    Flag{.name = "namespace",
         .value = "NAME",
         .help = "lock: where the Deployment boltseal-gate is (default: boltseal)"},
    Flag{.name = "replicas",
         .value = "N",
         .help = "lock: how many of its replicas have to be ready (default: 2)",
         .is_number = true},
    Flag{.name = "wait",
         .value = "SECONDS",
         .help = "lock: how long to wait for them (default: 0)",
         .is_number = true},
    Flag{.name = "format",
         .value = "NAME",
         .help = "replay: text (default) or json",
         .choices = formats},
    Flag{.name = "socket",
         .value = "PATH",
         .help = "docker: where dockerd asks (default: /run/docker/plugins/boltseal.sock)"},
    Flag{.name = "engine-socket",
         .value = "PATH",
         .help = "docker: where dockerd is asked what it has (default: /run/docker.sock)"},
    policy_flags::config,
    policy_flags::isolated,
    Flag{.name = "form",
         .value = "NAME",
         .help = "ci: for which pipeline: text, github, gitlab, jenkins or json (default: the one "
                 "whose variables are set)",
         .choices = gate_ci_forms},
    Flag{.name = "reason", .value = "TEXT", .help = "break-glass: why, as every record will say"},
    Flag{.name = "owner", .value = "NAME", .help = "break-glass: who answers for it"},
    Flag{.name = "hours",
         .value = "N",
         .help = "break-glass: how long, up to 24 (default: 1)",
         .is_number = true},
    Flag{.name = "end", .help = "break-glass: it is over, refuse again"},
};

constexpr std::array examples = {
    Example{"boltseal gate docker",
            "Judge every call of Docker's API (dockerd "
            "--authorization-plugin=boltseal)"},
    Example{"boltseal gate ci", "In a pipeline: check, scan and verify as boltseal.yaml says"},
    Example{"boltseal gate replay decisions.jsonl --policy=new.yaml",
            "What another policy would have decided"},
    Example{"boltseal gate break-glass --reason=\"INC-4711: no database\" --owner=alice --hours=2",
            "Refuse nothing for two hours, and record all"},
    Example{"boltseal gate break-glass --end", "Refuse again"},
    Example{"boltseal gate kubernetes --tls-cert=tls.crt --tls-key=tls.key --images=scans",
            "Judge what an API server is to keep"},
    Example{"boltseal gate lock --wait=120",
            "Refuse what the gate does not answer, once two replicas are ready"},
    Example{"boltseal gate unlock", "Let a cluster go on whose gate is gone"},
};

ExitCode run_gate(const Arguments& arguments, Console& console) {
  return run_action(gate_command, all_actions, arguments, console);
}

}  // namespace

std::string gate_policy_path(const Arguments& arguments) {
  if (arguments.has("policy")) return std::string(arguments.value("policy"));
  std::string path = environment_variable("BOLTSEAL_GATE");
  return path.empty() ? std::string(gate_policy_file) : path;
}

const CliCommand gate_command = {
    .name = "gate",
    .arguments = "ACTION [FILE...]",
    .summary = "Let nothing start that the policy does not let through",
    .description =
        "ci runs check, scan and verify as `gate: ci:` in boltseal.yaml says, and writes one "
        "report "
        "in the form of the pipeline that it runs in. "
        "hook stands among the createRuntime hooks of an OCI runtime, and lxc is LXC's "
        "lxc.hook.pre-start: both judge a container before it starts, and refuse. docker is an "
        "authorization plugin of dockerd: it judges every call of its API. kubernetes answers the "
        "webhooks of an API server, which asks before it keeps an object; lock makes that server "
        "refuse "
        "what nobody answers (failurePolicy: Fail), unlock makes it keep that. replay judges "
        "again what records hold (gate: record_inputs: true), by another policy, and says what "
        "would have been decided otherwise. break-glass says that for some hours nothing is "
        "refused, why, and who answers for it; every decision is still recorded. The door in the "
        "place of the OCI runtime is boltseal-runtime, the same program under another name.",
    .examples = examples,
    .flags = flags,
    .most_arguments = 4,
    .words = actions,
    .run = run_gate,
};

}  // namespace boltseal
