#include "cli/failed.h"

#include "base/lines.h"
#include "base/text.h"
#include "report/text_layout.h"

namespace boltseal {

ExitCode failed(Console& console, const Error& error, ExitCode code) {
  if (error.span != ByteSpan{}) return wrong_configuration(console, error, DiskFiles());
  std::string text = paint(console.err_color, Paint::high, "error") + ": ";
  if (!error.path.empty()) text += sanitize(error.path) + " ";
  text += sanitize(error.message);
  if (!error.remedy.empty()) text += "; " + sanitize(error.remedy);
  console.err.write(text + "\n");
  return code;
}

ExitCode wrong_configuration(Console& console, const Error& error, const Files& files) {
  std::string text = paint(console.err_color, Paint::high, "error") + ": ";
  if (!error.path.empty()) {
    text += sanitize(error.path);
    if (const auto source = files.read(error.path); source && error.span != ByteSpan{}) {
      const LineColumn at = LineIndex(*source).locate(error.span.begin);
      text += ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    }
    text += "  ";
  }
  text += error.message;
  if (!error.remedy.empty()) text += "; " + error.remedy;
  console.err.write(text + "\n");
  return ExitCode::usage;
}

}  // namespace boltseal
