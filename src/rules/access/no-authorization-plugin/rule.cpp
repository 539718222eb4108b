#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  if (!applies(engine.platform, LevelKind::daemon, Fact::authorization_plugins)) return;
  const auto plugins = effective(engine, fact::authorization_plugins);
  if (plugins->is_unknown()) return findings.unknown(Fact::authorization_plugins);
  if (plugins->is_known() && !plugins.value->empty()) return;
  findings.add(plugins->is_known() ? decisive_site(engine, plugins, Fact::authorization_plugins)
                                   : site_of_absent(engine, Fact::authorization_plugins),
               fact_path(Fact::authorization_plugins),
               "whoever may ask the engine for anything may ask it for everything, because no "
               "authorization plugin is set");
}

}  // namespace

extern const Rule access_no_authorization_plugin{
    .summary = "The engine grants everything to whoever may talk to it",
    .what =
        "The Docker daemon is configured here, or runs here, without an authorization plugin "
        "(`authorization-plugins`). Strict only: most hosts have nobody but root at the socket.",
    .why =
        "Docker itself knows no rights: who may list containers may start a privileged one. A "
        "plugin sees each request with its user, and refuses what a policy does not allow.",
    .remedy =
        "Set `authorization-plugins` in daemon.json to a plugin with a policy of yours; or give "
        "the socket to root alone and let others use rootless engines.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 2.12",
                   "https://docs.docker.com/engine/extend/plugins_authorization/"},
    .engine = check,
};

}  // namespace boltseal
