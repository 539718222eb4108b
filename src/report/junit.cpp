#include <algorithm>
#include <map>
#include <string>

#include "base/text.h"
#include "report/markup.h"
#include "report/report.h"
#include "report/text_layout.h"

// The XML that Ant's junitreport began and CI servers read (GitLab, Jenkins, Azure): one suite for
// each file, one case for each thing that is wrong in it.

namespace boltseal {
namespace {

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + markup(value) + "\"";
}

std::string place_of(const Place& place) {
  std::string text = place.path;
  if (place.begin.line > 0) text += ":" + std::to_string(place.begin.line);
  return text;
}

std::string case_of(const ShownFinding& finding) {
  std::string text = "    <testcase" + attribute("classname", finding.place.path) +
                     attribute("name", std::string(finding.rule) + " " + place_of(finding.place)) +
                     attribute("file", finding.place.path) +
                     attribute("line", std::to_string(finding.place.begin.line)) + ">\n";
  text += "      <failure" + attribute("type", name_of(finding.severity)) +
          attribute("message", finding.message) + ">" + markup(place_of(finding.place)) + ": " +
          markup(finding.message);
  for (const std::string& subject : finding.subjects) text += "\nin " + markup(subject);
  if (!finding.remedy.empty()) text += "\nwrite: " + markup(finding.remedy);
  return text + "</failure>\n    </testcase>\n";
}

std::string case_of(const ShownError& error) {
  return "    <testcase" + attribute("classname", error.place.path) +
         attribute("name", "read " + place_of(error.place)) + ">\n      <error" +
         attribute("message", error.message) + ">" + markup(error.remedy) +
         "</error>\n    </testcase>\n";
}

struct Suite {
  std::size_t failures = 0, errors = 0;
  std::string cases;
};

void write(const Verdict& verdict, const ReportOptions&, Output& out) {
  std::map<std::string, Suite> suites;
  for (const ShownFinding& finding : verdict.findings) {
    Suite& suite = suites[finding.place.path];
    ++suite.failures;
    suite.cases += case_of(finding);
  }
  for (const ShownError& error : verdict.errors) {
    Suite& suite = suites[error.place.path];
    ++suite.errors;
    suite.cases += case_of(error);
  }
  // A report without any case counts as a failed job on some servers.
  if (suites.empty()) {
    suites["boltseal"].cases = "    <testcase classname=\"boltseal\" name=\"no findings in " +
                               counted(verdict.files, "file") + "\"/>\n";
  }
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"boltseal\">\n";
  for (const auto& [path, suite] : suites) {
    const std::size_t count = std::max<std::size_t>(suite.failures + suite.errors, 1);
    text += "  <testsuite" + attribute("name", path) + attribute("tests", std::to_string(count)) +
            attribute("failures", std::to_string(suite.failures)) +
            attribute("errors", std::to_string(suite.errors)) + ">\n" + suite.cases +
            "  </testsuite>\n";
    out.write(text);
    text.clear();
  }
  out.write("</testsuites>\n");
}

}  // namespace

extern const Report junit_report{"junit", "JUnit XML, for CI servers", write};

}  // namespace boltseal
