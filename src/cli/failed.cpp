#include "cli/failed.h"

#include "base/text.h"
#include "report/text_layout.h"

namespace boltseal {

ExitCode failed(Console& console, const Error& error, ExitCode code) {
  std::string text = paint(console.err_color, Paint::high, "error") + ": ";
  if (!error.path.empty()) text += sanitize(error.path) + " ";
  text += sanitize(error.message);
  if (!error.remedy.empty()) text += "; " + sanitize(error.remedy);
  console.err.write(text + "\n");
  return code;
}

}  // namespace boltseal
