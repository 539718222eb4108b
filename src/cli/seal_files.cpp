#include <utility>

#include "base/text.h"
#include "check/check.h"
#include "check/discover.h"
#include "cli/failed.h"
#include "cli/project.h"
#include "cli/seal_run.h"
#include "cli/verdict_flags.h"
#include "report/report.h"

namespace boltseal {

ExitCode seal_files(const SealRun& run) {
  const auto& [arguments, target, signer, console] = run;
  const DiskFiles disk;
  const RecordingFiles files(disk);
  const Result<ProjectPolicy> project = project_policy(arguments, target.paths, disk);
  if (!project) return wrong_configuration(console, project.error(), disk);
  CheckOptions options;
  options.paths = target.paths;
  options.policy = &project->policy;
  options.whole_project = project->whole_project;
  options.honour_comments = !arguments.has("isolated");
  options.profile = asked_profile(arguments, project->policy);
  if (const auto jobs = parse_int(arguments.value("jobs"))) {
    options.threads = static_cast<unsigned>(*jobs);
  }
  const Verdict verdict = check(options, files);
  if (const ExitCode code = exit_code(verdict, arguments, project->policy);
      code != ExitCode::clean) {
    all_reports()[0]->write(verdict, report_options(arguments, options.profile, console),
                            console.out);
    return not_sealed(run, code, file_rule_book(arguments, project->policy).fail_on);
  }
  // What no rule had to say of may be what it has to say of tomorrow.
  for (const Discovered::Candidate& each : discover(target.paths).files) {
    if (each.named || project->policy.admits(each.path)) static_cast<void>(files.read(each.path));
  }
  const std::string where = seal_file(run);
  const std::string folder = directory_of(where);
  SealPredicate predicate =
      predicate_of(verdict, file_rule_book(arguments, project->policy), folder);
  predicate.absent = files.absent(folder);
  date(predicate, run, project->policy);
  const auto subjects = files.subjects(folder);
  if (subjects.empty()) {
    return failed(console, {"there is nothing to seal", target.paths.front(), {}, {}},
                  ExitCode::gaps);
  }
  auto seal = sign(run, seal_predicate_type,
                   write_statement(subjects, seal_predicate_type, write_predicate(predicate)));
  if (!seal) return failed(console, seal.error(), ExitCode::usage);
  if (const auto done = write_beside(where, {std::move(*seal)}); !done) {
    return failed(console, done.error(), ExitCode::usage);
  }
  return say_sealed(run, join(target.paths, ", "), where, predicate);
}

}  // namespace boltseal
