#include "measure/evidence_file.h"

#include <string_view>

#include <fmt/format.h>

#include "base/text.h"

namespace islet {
namespace {

std::string field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"') out += '"';
    out += letter == '\n' ? ' ' : letter;
  }
  return out + "\"";
}

std::string number(const std::optional<double>& value) {
  return value ? fmt::format("{:.6g}", *value) : "";
}

std::string comment_lines(const std::string& text, const char* mark) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) {
    if (!line.empty()) out += mark + std::string(line) + "\n";
  }
  return out;
}

std::string meters_of(const MeasuredRun& run) {
  std::string text = run.machine.meters.empty() ? "none found" : run.machine.meters;
  if (run.machine.busy_w) text += fmt::format("; {:.4g} W at work", *run.machine.busy_w);
  if (run.machine.idle_w) text += fmt::format(", {:.4g} W idle", *run.machine.idle_w);
  if (run.machine.highest_deg) text += fmt::format("; {:.3g} C at most", *run.machine.highest_deg);
  return text;
}

std::string heading(const MeasuredRun& run) {
  std::string text = fmt::format(
      "# Measured by islet measure {} on {}; every row is of grade A.\n"
      "# machine: {}; {}\n"
      "# engine: {}, {} thread{}\n"
      "# model: {}, {}, file {}\n"
      "# meters: {}\n"
      "# memory: {:.4g} GB resident\n"
      "# Latencies count from the intended start. Read it with --evidence, or keep it in measured/ "
      "of your own catalogue.\n",
      run.islet, run.date, run.machine.name, run.machine.system, run.engine, run.threads,
      run.threads == 1 ? "" : "s", run.model, run.precision, run.model_file, meters_of(run),
      run.machine.resident_gb);
  if (!run.records.empty()) {
    text += "# Records that the catalogue does not hold:\n" + comment_lines(run.records, "#| ");
  }
  return text;
}

std::string row_text(const MeasuredRun& run, const MeasuredFigure& figure, std::size_t number_of) {
  const MeasuredRow& row = figure.row;
  std::string notes = fmt::format("date={} samples={} low={:.6g} high={:.6g}", run.date,
                                  figure.samples, figure.low, figure.high);
  if (figure.scatter > 0) notes += fmt::format(" scatter={:.3g}", figure.scatter);
  return fmt::format("M{},{},{},{},1,,{},{},{},,{},{},{},{},{},{:.6g},{},,{}\n", number_of,
                     field("islet measure " + run.islet), field(run.machine.system),
                     field(run.machine.id), field(run.precision), field(run.engine),
                     field(run.model), field(row.scenario), number(row.batch),
                     number(row.input_len), number(row.output_len), field(row.metric), figure.value,
                     field(row.unit), field(notes));
}

}  // namespace

std::string evidence_text(const MeasuredRun& run) {
  std::string text = heading(run);
  text +=
      "source_id,source,system,accelerator,count,form_factor,precision,engine,model,params_b,"
      "scenario,batch,input_len,output_len,metric,value,unit,power_w,notes\n";
  for (std::size_t index = 0; index < run.figures.size(); ++index) {
    text += row_text(run, run.figures[index], index + 1);
  }
  return text;
}

}  // namespace islet
