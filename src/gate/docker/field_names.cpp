#include "gate/docker/field_names.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "base/text.h"

namespace boltseal::docker {
namespace {

// Of all that calls send which create or change something, in the order of their lower case
// (github.com/moby/moby, api/types, versions 20.10 to 28).
constexpr std::string_view fields =
    "AccessibilityRequirements AccessMode Aliases Annotations AppArmor Architecture Args "
    "ArgsEscaped Attachable AttachStderr AttachStdin AttachStdout AuthData AuthPassword AuthToken "
    "AuthUsername AutoLockManagers AutoRemove AuxiliaryAddresses Availability BindOptions Binds "
    "BlkioDeviceReadBps BlkioDeviceReadIOps BlkioDeviceWriteBps BlkioDeviceWriteIOps BlkioWeight "
    "BlkioWeightDevice BlockVolume Capabilities CapabilityAdd CapabilityDrop CapacityRange CapAdd "
    "CapDrop Cgroup CgroupnsMode CgroupParent CgroupPermissions CheckDuplicate ClusterOptions "
    "ClusterVolumeSpec Cmd Command Condition Config ConfigFrom ConfigID ConfigName ConfigOnly "
    "Configs Consistency ConsoleSize Constraints Container ContainerIDFile ContainerSpec Count "
    "CpuCount CpuPercent CpuPeriod CpuQuota CpuRealtimePeriod CpuRealtimeRuntime CpusetCpus "
    "CpusetMems CpuShares CreateMountpoint CredentialSpec Data Delay Detach DetachKeys "
    "DeviceCgroupRules DeviceIDs DeviceRequests Devices Dir Disable DiscreteResourceSpec Dns "
    "DNSConfig DNSNames DnsOptions DnsSearch Domainname Driver DriverConfig DriverOpts EnableIPv4 "
    "EnableIPv6 EndpointConfig EndpointID EndpointsConfig EndpointSpec Entrypoint Env "
    "ExposedPorts ExtraHosts FailureAction File Force ForceUpdate FsType Gateway GenericResources "
    "GID Global GlobalIPv6Address GlobalIPv6PrefixLen GlobalJob Group GroupAdd Groups GwPriority "
    "Hard Healthcheck HostConfig HostIp Hostname HostPort Hosts ID Image ImageOptions Ingress "
    "Init Internal Interval IOMaximumBandwidth IOMaximumIOps IPAddress IPAM IPAMConfig "
    "IPAMOptions IpcMode IPPrefixLen IPRange IPv4Address IPv6Address IPv6Gateway Isolation "
    "KernelMemory KernelMemoryTCP Kind Labels Level LimitBytes Limits LinkLocalIPs Links "
    "LogConfig LogDriver MacAddress MaskedPaths MaxAttempts MaxConcurrent MaxFailureRatio "
    "MaximumRetryCount MaxReplicas Memory MemoryBytes MemoryReservation MemorySwap "
    "MemorySwappiness Mode Monitor Mounts MountVolume Name NamedResourceSpec Nameservers NanoCpus "
    "Network NetworkAttachmentSpec NetworkDisabled NetworkID NetworkingConfig NetworkMode "
    "Networks NoCopy NoNewPrivileges NonRecursive OnBuild OomKillDisable OomScoreAdj OpenStdin "
    "Options Order OS Parallelism Path PathInContainer PathOnHost PidMode Pids PidsLimit "
    "Placement Platform Platforms PluginSpec PortBindings Ports Preferences Preferred Privileged "
    "Privileges Profile Propagation Protocol PublishAllPorts PublishedPort PublishMode Rate "
    "ReadOnly ReadOnlyForceRecursive ReadOnlyNonRecursive ReadonlyPaths ReadonlyRootfs Registry "
    "Replicas Replicated ReplicatedJob RequiredBytes Requisite Reservations Resources "
    "RestartPolicy Retries Role RollbackConfig Runtime Scope Search Seccomp Secret SecretID "
    "SecretName Secrets SecurityOpt Segments SELinuxContext Sharing Shell ShmSize SizeBytes Soft "
    "Source Spread SpreadDescriptor StartInterval StartPeriod StdinOnce StopGracePeriod "
    "StopSignal StopTimeout StorageOpt Subnet Subpath SwapBytes Sysctls Target TargetPort "
    "TaskTemplate Templating Test Timeout Tmpfs TmpfsOptions TotalCompletions TTY Type UID "
    "Ulimits UpdateConfig User UsernsMode UTSMode Value VolumeDriver VolumeOptions Volumes "
    "VolumesFrom Weight Window WorkingDir";

// Of Config, and what stands beside it.
constexpr std::string_view container_fields =
    "ArgsEscaped AttachStderr AttachStdin AttachStdout Cmd Domainname Entrypoint Env ExposedPorts "
    "Healthcheck HostConfig Hostname Image Labels MacAddress NetworkDisabled NetworkingConfig "
    "OnBuild OpenStdin Shell StdinOnce StopSignal StopTimeout Tty User Volumes WorkingDir";

constexpr std::string_view host_fields =
    "Annotations AutoRemove Binds BlkioDeviceReadBps BlkioDeviceReadIOps BlkioDeviceWriteBps "
    "BlkioDeviceWriteIOps BlkioWeight BlkioWeightDevice CapAdd CapDrop Cgroup CgroupParent "
    "CgroupnsMode ConsoleSize ContainerIDFile CpuCount CpuPercent CpuPeriod CpuQuota "
    "CpuRealtimePeriod CpuRealtimeRuntime CpuShares CpusetCpus CpusetMems DeviceCgroupRules "
    "DeviceRequests Devices Dns DnsOptions DnsSearch ExtraHosts GroupAdd IOMaximumBandwidth "
    "IOMaximumIOps Init IpcMode Isolation KernelMemory KernelMemoryTCP Links LogConfig "
    "MaskedPaths Memory MemoryReservation MemorySwap MemorySwappiness Mounts NanoCpus NetworkMode "
    "OomKillDisable OomScoreAdj PidMode PidsLimit PortBindings Privileged PublishAllPorts "
    "ReadonlyPaths ReadonlyRootfs RestartPolicy Runtime SecurityOpt ShmSize StorageOpt Sysctls "
    "Tmpfs UTSMode Ulimits UsernsMode VolumeDriver VolumesFrom";

// Maps of the API.
constexpr std::string_view free_fields =
    "Annotations AuxiliaryAddresses Config DriverOpts EndpointsConfig ExposedPorts Labels Options "
    "PortBindings Segments StorageOpt Sysctls Tmpfs Volumes";

bool has(const std::vector<std::string_view>& sorted, std::string_view field) {
  return std::ranges::binary_search(sorted, field);
}

struct Field {
  std::string folded;
  std::string_view name;
};

std::vector<Field> folded_fields() {
  std::vector<Field> all;
  for (const std::string_view name : split(fields, ' ')) all.push_back({to_lower(name), name});
  return all;
}

}  // namespace

std::string_view field_named(std::string_view folded) {
  static const std::vector<Field> all = folded_fields();
  const auto at = std::ranges::lower_bound(all, folded, std::ranges::less(), &Field::folded);
  return at != all.end() && at->folded == folded ? at->name : std::string_view();
}

bool holds_free_names(std::string_view field) {
  static const std::vector<std::string_view> all = split(free_fields, ' ');
  return has(all, field);
}

bool is_container_field(std::string_view field) {
  static const std::vector<std::string_view> all = split(container_fields, ' ');
  return has(all, field);
}

bool is_host_field(std::string_view field) {
  static const std::vector<std::string_view> all = split(host_fields, ' ');
  return has(all, field);
}

}  // namespace boltseal::docker
