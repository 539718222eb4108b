#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Subject& subject, std::string_view message, Findings& findings) {
  const auto profile = effective(subject, fact::seccomp);
  if (profile->is_unknown()) return findings.unknown(Fact::seccomp);
  if (!profile->is_known()) return;
  const Truth is_off = profile.value->equals("unconfined");
  if (is_off == Truth::unknown) return findings.unknown(Fact::seccomp);
  if (is_off == Truth::no) return;
  const Origin site = decisive_site(subject, profile, Fact::seccomp);
  Finding& finding = findings.add(site, fact_path(Fact::seccomp), std::string(message));
  // A pod without a profile has none; the engines have one of their own.
  const bool states = subject.platform == Platform::kubernetes;
  finding.change = Change{.op = states ? Change::Op::set : Change::Op::remove,
                          .fact = Fact::seccomp,
                          .safety = Safety::behaviour,
                          .breaks = "unusual system calls, such as those of debuggers",
                          .at = site};
  if (states) finding.change->value = std::string("runtime/default");
}

void check_workload(const Workload& workload, Findings& findings) {
  // A privileged container has no filter anyway, whatever it asks for.
  if (workload.windows || effective(workload, fact::privileged)->is(true)) return;
  check(workload, "may make every system call, because its seccomp profile is \"unconfined\"",
        findings);
}

void check_engine(const Engine& engine, Findings& findings) {
  check(engine,
        "containers may make every system call, because the daemon's seccomp profile is "
        "\"unconfined\"",
        findings);
}

}  // namespace

extern const Rule privilege_seccomp_off{
    .summary = "Seccomp is switched off",
    .what =
        "The seccomp profile is `unconfined`, for one container (`--security-opt "
        "seccomp=unconfined`, `seccompProfile: {type: Unconfined}`, the annotations of old) or in "
        "the daemon's configuration for all. Privileged containers belong to "
        "`privilege/privileged`; a Kubernetes container that states no profile belongs to "
        "`privilege/no-seccomp-profile`.",
    .why =
        "The default profile keeps about fifty system calls from containers that nearly no "
        "program needs and that many kernel exploits do: `keyctl`, `add_key`, `bpf`, "
        "`userfaultfd`, "
        "`unshare`, `mount`. Without it every flaw in the kernel's least used corners can be "
        "reached by whoever controls the process.",
    .remedy =
        "Remove the option, so that the engine's default profile counts again (in Kubernetes: "
        "`seccompProfile: {type: RuntimeDefault}`). A program that needs one more system call "
        "gets a profile of its own that allows just this.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.22", "CIS Kubernetes 1.8.0 5.7.2",
                   "Pod Security Standards, Baseline: Seccomp",
                   "https://docs.docker.com/engine/security/seccomp/"},
    .workload = check_workload,
    .engine = check_engine,
};

}  // namespace boltseal
