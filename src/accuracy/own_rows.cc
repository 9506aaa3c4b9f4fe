#include "accuracy/own_rows.h"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <utility>
#include <variant>

namespace islet {
namespace {

/// "0.031" of "samples=45 scatter=0.031"; `otherwise` where it does not stand.
double noted(std::string_view notes, std::string_view key, double otherwise) {
  const std::size_t at = notes.find(key);
  if (at == std::string_view::npos) return otherwise;
  double value = otherwise;
  const std::string_view rest = notes.substr(at + key.size());
  std::from_chars(rest.data(), rest.data() + rest.size(), value);
  return std::isfinite(value) && value >= 0 ? value : otherwise;
}

std::string noted_day(std::string_view notes) {
  const std::size_t at = notes.find("date=");
  return at == std::string_view::npos ? "" : std::string(notes.substr(at + 5, 10));
}

}  // namespace

std::optional<OwnRow> own_row(const Catalog& catalog, const RowPredictor& predictor,
                              const MeasuredRow& row) {
  const auto found = joined(catalog, row);
  const auto* both = std::get_if<JoinedRow>(&found);
  if (both == nullptr) return std::nullopt;
  RowReading reading = setup_of(*both);
  if (!reading.reason.empty()) return std::nullopt;
  OwnRow out{*both, std::move(reading.setup), std::nullopt};
  out.setup.words.origin.clear();
  out.setup.words.engine = out.setup.engine;
  out.setup.words.scenario.clear();
  // Rates of one replica on one device: what a question counts.
  out.setup.words.counts_devices = true;
  out.predicted = predictor.predict(out.joined, out.setup).estimate;
  return out;
}

std::vector<OwnMeasurement> own_measurements(const Catalog& catalog, const RowPredictor& predictor,
                                             const std::vector<MeasuredRow>& rows) {
  // What a row that does not say it scatters by: a tenth.
  constexpr double unstated_scatter = 0.1;
  std::vector<OwnMeasurement> list;
  for (const MeasuredRow& row : rows) {
    const std::optional<OwnRow> own = own_row(catalog, predictor, row);
    if (!own || !own->predicted) continue;
    OwnMeasurement one;
    one.place = own_place(own->joined, own->setup);
    one.log_residual = std::log(row.value / own->predicted->value);
    one.width = std::log(own->predicted->high / own->predicted->value);
    one.scatter = noted(row.notes, "scatter=", unstated_scatter);
    one.source = row.file;
    one.date = noted_day(row.notes);
    if (one.width > 0 && std::isfinite(one.log_residual)) list.push_back(std::move(one));
  }
  return list;
}

Calibration read_calibration_of(const Catalog& catalog, const std::vector<std::string>& measured,
                                Faults& faults) {
  Calibration calibration = read_shipped_calibration(catalog.folder, faults);
  if (measured.empty() || faults.has_errors()) return calibration;
  std::vector<MeasuredRow> rows;
  for (const std::string& file : measured) {
    for (MeasuredRow& row : read_measured_file(file, faults)) rows.push_back(std::move(row));
  }
  if (!faults.has_errors()) {
    calibration.own = own_measurements(catalog, RowPredictor(calibration), rows);
  }
  return calibration;
}

}  // namespace islet
