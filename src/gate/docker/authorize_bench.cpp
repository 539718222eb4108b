// What the plugin costs for each container that is made: a question of dockerd with the body that
// `docker run` sends, read, judged by all default rules, and recorded as a text.

#include "gate/docker/authorize.h"

#include <benchmark/benchmark.h>

#include "base/base64.h"

namespace boltseal {
namespace {

class NoEngine final : public docker::EngineLookup {
 public:
  Result<json> get(const std::string&) const override { return json(); }
};

constexpr std::string_view body =
    R"({"Hostname":"","User":"10001","AttachStdout":true,"AttachStderr":true,"Tty":false,
"Env":["A=b","PATH=/usr/bin"],"Cmd":["sleep","1000"],"Image":"nginx:1.27","Volumes":{},
"WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":{"com.example.team":"web"},
"HostConfig":{"Binds":["data:/data:ro","/etc/hostname:/x:ro"],"ContainerIDFile":"",
"LogConfig":{"Type":"json-file","Config":{"max-size":"10m"}},"NetworkMode":"default",
"PortBindings":{"8080/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}]},
"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3},"AutoRemove":false,"VolumeDriver":"",
"VolumesFrom":null,"ConsoleSize":[24,80],"CapAdd":null,"CapDrop":["ALL"],"CgroupnsMode":"",
"Dns":[],"DnsOptions":[],"DnsSearch":[],"ExtraHosts":null,"GroupAdd":null,"IpcMode":"","Cgroup":"",
"Links":null,"OomScoreAdj":0,"PidMode":"","Privileged":false,"PublishAllPorts":false,
"ReadonlyRootfs":true,"SecurityOpt":["no-new-privileges"],"UTSMode":"","UsernsMode":"","ShmSize":0,
"Memory":67108864,"NanoCpus":0,"CgroupParent":"","Devices":[],"DeviceCgroupRules":null,
"DeviceRequests":null,"MemorySwap":0,"PidsLimit":100,"Ulimits":[],"MaskedPaths":null,
"ReadonlyPaths":null},"NetworkingConfig":{"EndpointsConfig":{"default":{}}}})";

void authorize_create(benchmark::State& state) {
  const std::string question =
      R"({"RequestMethod":"POST","RequestURI":"/v1.47/containers/create?name=web","RequestBody":")" +
      encode_base64(body) + R"(","RequestHeaders":{"Content-Type":"application/json"}})";
  GatePolicy policy;
  policy.rules = rules_of(policy.profile, {});
  const NoEngine engine;
  const docker::OwnFiles host;
  const docker::Around around{.engine = engine, .host = host};
  for (auto _ : state) {
    const auto asked = docker::read_authorization_request(question);
    const docker::Authorization answer = docker::authorize(*asked, policy, around);
    if (!answer.decision.passes) state.SkipWithError("is denied");
    benchmark::DoNotOptimize(record_of(answer.request, answer.decision, policy));
  }
}

BENCHMARK(authorize_create)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace boltseal
