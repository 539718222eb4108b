#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Project& project, Findings& findings) {
  for (const ServiceName& service : project.services) {
    if (service.external_ips.empty()) continue;
    const Item& first = service.external_ips.front();
    const std::size_t others = service.external_ips.size() - 1;
    Finding& finding =
        findings.add(first.origin, "external_ips",
                     "the Service " + service.name + " takes over " + first.text.bytes() +
                         (others == 0 ? "" : " and " + std::to_string(others) + " more"));
    finding.subjects = {"Service/" + service.name};
  }
}

}  // namespace

extern const Rule network_external_ips{
    .summary = "Service takes over addresses",
    .what =
        "A Service of Kubernetes names addresses under `externalIPs`. Every node then leads what "
        "is sent to them to the pods of the Service; nobody asks whether they are its own.",
    .why =
        "Whoever may write Services so takes over any address, inside the cluster and outside "
        "(CVE-2020-8554): what others send to a database, a registry or a name server goes to pods "
        "of theirs. There is no mending it in Kubernetes: its project says that admission has to "
        "keep it out.",
    .remedy =
        "Use a Service of the type LoadBalancer, an Ingress or a Gateway, whose addresses a "
        "controller gives; those that are led to nodes by hand deserve an allowance.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CVE-2020-8554",
                   "https://kubernetes.io/docs/concepts/services-networking/service/#external-ips"},
    .project = check,
};

}  // namespace boltseal
