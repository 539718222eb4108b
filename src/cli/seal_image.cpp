#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "cli/failed.h"
#include "cli/image_choice.h"
#include "cli/project.h"
#include "cli/scan_run.h"
#include "cli/seal_run.h"
#include "cli/worker_text.h"
#include "report/scan_report.h"
#include "scan/fail_on.h"

// One image, or each of those below an index: scanned as `boltseal scan` does it, and sealed when
// all of them pass.

namespace boltseal {
namespace {

// Without the line ends and the indentation of a text for people, which none of its strings has.
std::string compact(std::string_view text) {
  std::string all;
  for (const std::string_view line : split(text, '\n')) all += trim(line);
  return all;
}

/// What a scan in a worker hands out.
struct ScannedImage {
  WorkerText name, predicate, sbom;

  /// @param asked what is to be scanned
  /// @param heading is shown above what it does not pass for; may be empty
  ExitCode fill(const ScanResult& result, const Descriptor& asked, const std::string& heading,
                const SealRun& run, const Policy& policy) {
    ScanReportOptions shown;
    shown.version = version();
    shown.timestamp = timestamp();
    const SystemInventory& inventory = result.inventory;
    if (inventory.kind != SystemInventory::Kind::image || inventory.digest != asked.digest) {
      return failed(run.console, {"is not the image any more", inventory.subject, {}, {}},
                    ExitCode::gaps);
    }
    RuleBook book = image_rule_book(run.arguments, policy);
    const bool has_failed = fails(result, book.fail_on);
    if (has_failed || (!result.gaps.empty() && !run.arguments.has("allow-gaps"))) {
      shown.color = run.console.out_color;
      shown.width = run.console.out_width;
      run.console.out.write(heading);
      all_scan_reports()[0]->write(result, shown, run.console.out);
      return has_failed ? ExitCode::findings : ExitCode::gaps;
    }
    StringOutput bill;
    find_scan_report("cyclonedx")->write(result, shown, bill);
    sbom.write(compact(bill.text));
    name.write(inventory.reference);
    SealPredicate said = predicate_of(result, std::move(book));
    date(said, run, policy);
    predicate.write(write_predicate(said));
    return ExitCode::clean;
  }
};

/// An image that has passed.
struct PassedImage {
  Descriptor image;
  std::string sbom;  ///< The statement with its bill of materials.
};

class ImageSealing {
 public:
  ImageSealing(const SealRun& run, const Policy& policy) : run_(run), policy_(policy) {}

  ExitCode seal(const ImageSet& set) {
    set_ = &set;
    const bool in_registry = run_.target.kind == SealTarget::Kind::registry_image;
    if (in_registry) name_ = run_.target.image;
    ExitCode worst = ExitCode::clean;
    for (const Descriptor& image : set.images) {
      const ExitCode code = examine(image);
      // What is found in one comes before what could not be seen in another.
      if (worst != ExitCode::findings && code != ExitCode::clean) worst = code;
    }
    if (worst != ExitCode::clean) {
      return not_sealed(run_, worst, image_rule_book(run_.arguments, policy_).fail_on);
    }
    if (name_.empty()) name_ = run_.target.paths.front();
    const auto done = sign_all();
    return done ? ExitCode::clean : failed(run_.console, done.error(), ExitCode::usage);
  }

  const SealPredicate& predicate() const { return predicate_; }
  /// What is to lie beside what the name leads to.
  const std::vector<SealToPush>& seals() const { return seals_; }
  /// What is to lie beside each of them.
  std::vector<SealsOfImage> by_image() const {
    std::vector<SealsOfImage> all;
    for (std::size_t i = 0; i < passed_.size(); ++i) {
      all.push_back({passed_[i].image, {seals_[0], seals_[i + 1]}});
    }
    if (set_->is_index()) all.push_back({set_->top, seals_});
    return all;
  }

 private:
  ExitCode examine(const Descriptor& image) {
    const bool in_registry = run_.target.kind == SealTarget::Kind::registry_image;
    const std::string word = in_registry
                                 ? "registry:" + with_digest(run_.target.image, image.digest)
                                 : run_.target.paths.front();
    Result<PreparedScan> prepared = prepare_scan(run_.arguments, word, run_.console);
    if (!prepared) return failed(run_.console, prepared.error(), ExitCode::gaps);
    ScanOptions& options = prepared->options;
    options.inventory.subject = run_.target.paths.front();
    // Only a layout tells what kind of manifest it holds.
    if (!in_registry && !image.media_type.empty()) options.inventory.image = image.digest;
    // Its digest speaks of the layers only when they have theirs.
    options.inventory.verify = true;
    options.most_age = static_cast<int>(parse_int(run_.arguments.value("max-age")).value_or(14));
    options.profile = image_profile(run_.arguments, policy_);
    options.policy = &policy_;
    ScannedImage scanned;
    const ExitCode code = scan_in_worker(
        options,
        [&](const ScanResult& result, const ScanRun&) {
          const std::string heading =
              set_->is_index() ? "== " + sanitize(platform_or_digest(image)) + "\n" : "";
          return scanned.fill(result, image, heading, run_, policy_);
        },
        run_.console);
    return code == ExitCode::clean ? take(image, scanned) : code;
  }

  ExitCode take(const Descriptor& image, const ScannedImage& scanned) {
    const auto written = StrictJson::read(scanned.predicate.read());
    auto predicate = written ? read_predicate((*written)->root())
                             : Result<SealPredicate>(std::unexpected(written.error()));
    const std::string bill = scanned.sbom.read();
    if (!predicate || bill.empty()) {
      return failed(run_.console,
                    {"there is no memory for what was found", run_.target.paths.front(), {}, {}},
                    ExitCode::gaps);
    }
    if (name_.empty()) name_ = scanned.name.read();
    const std::string name = name_.empty() ? run_.target.paths.front() : name_;
    const std::string sbom =
        write_statement({{subject_name(name, image), image.digest}}, sbom_predicate_type, bill);
    predicate->sbom = sha256_digest(sbom);
    if (set_->is_index()) {
      add_image(predicate_, std::move(*predicate),
                {image.platform ? shown(*image.platform) : "", image.digest, {}});
    } else {
      predicate_ = std::move(*predicate);
    }
    passed_.push_back({image, sbom});
    return ExitCode::clean;
  }

  std::string subject_name(const std::string& name, const Descriptor& image) const {
    return set_->is_index() ? name + " (" + platform_or_digest(image) + ")" : name;
  }

  Result<void> sign_all() {
    std::vector<SealedSubject> subjects;
    if (set_->is_index() && !set_->top.digest.empty()) {
      subjects.push_back({name_, set_->top.digest});
    }
    for (const PassedImage& each : passed_) {
      subjects.push_back({subject_name(name_, each.image), each.image.digest});
    }
    std::vector<std::pair<std::string_view, std::string>> statements;
    statements.emplace_back(seal_predicate_type, write_statement(subjects, seal_predicate_type,
                                                                 write_predicate(predicate_)));
    for (const PassedImage& each : passed_) statements.emplace_back(sbom_predicate_type, each.sbom);
    for (const auto& [type, statement] : statements) {
      auto seal = sign(run_, type, statement);
      if (!seal) return std::unexpected(seal.error());
      seals_.push_back(std::move(*seal));
    }
    return {};
  }

  const SealRun& run_;
  const Policy& policy_;
  const ImageSet* set_ = nullptr;
  std::string name_;  // as it stands in subjects
  SealPredicate predicate_;
  std::vector<PassedImage> passed_;
  std::vector<SealToPush> seals_;  // the seal, then the bill of each
};

ExitCode seal_beside(const SealRun& run, const Policy& policy, const ImageSet& set) {
  ImageSealing sealing(run, policy);
  if (const ExitCode code = sealing.seal(set); code != ExitCode::clean) return code;
  const std::string where = seal_file(run);
  if (const auto done = write_beside(where, sealing.seals()); !done) {
    return failed(run.console, done.error(), ExitCode::usage);
  }
  return say_sealed(run, run.target.paths.front(), where, sealing.predicate());
}

ExitCode seal_in_registry(const SealRun& run, const Policy& policy) {
  const DiskFiles disk;
  const auto insecure = run.arguments.values("insecure");
  const auto registry =
      RegistryImageSeals::find(run.target.image, disk, {insecure.begin(), insecure.end()});
  if (!registry) return failed(run.console, registry.error(), ExitCode::gaps);
  const auto set = asked_images(registry->images(), run.arguments, run.target.image);
  if (!set) return failed(run.console, set.error(), ExitCode::gaps);
  if (run.arguments.has("out")) return seal_beside(run, policy, *set);
  ImageSealing sealing(run, policy);
  if (const ExitCode code = sealing.seal(*set); code != ExitCode::clean) return code;
  if (const auto done = registry->push(sealing.by_image(), run.signer.key().id()); !done) {
    return failed(run.console, done.error(), ExitCode::gaps);
  }
  return say_sealed(run, run.target.image, "its registry, at " + set->top.digest,
                    sealing.predicate());
}

}  // namespace

ExitCode seal_image(const SealRun& run) {
  const DiskFiles disk;
  const Result<ProjectPolicy> project = project_policy(run.arguments, {"."}, disk);
  if (!project) return failed(run.console, project.error(), ExitCode::usage);
  if (run.target.kind == SealTarget::Kind::registry_image) {
    return seal_in_registry(run, project->policy);
  }
  auto set = stored_images(run.arguments, run.target.paths.front());
  if (set) set = asked_images(std::move(*set), run.arguments, run.target.paths.front());
  if (!set) return failed(run.console, set.error(), ExitCode::gaps);
  return seal_beside(run, project->policy, *set);
}

}  // namespace boltseal
