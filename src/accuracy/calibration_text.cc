#include <string>
#include <string_view>

#include <fmt/format.h>

#include "accuracy/calibration_file.h"
#include "base/written_file.h"

namespace islet {
namespace {

/// A name as a field: in quotes where it has to be.
std::string field(std::string_view name) {
  const bool is_plain =
      name.find_first_of(",\"\r\n") == std::string_view::npos && !name.starts_with('#');
  if (is_plain) return std::string(name);
  std::string quoted = "\"";
  for (const char letter : name) {
    quoted += letter;
    if (letter == '"') quoted += letter;
  }
  return quoted + "\"";
}

std::string range_line(const ConformalGroup& group, double share) {
  return fmt::format("range,{},{:.6g},{:.5g},{},{},{:.4g},{:.4g}\n", field(group.name), share,
                     group.factor, group.rows, group.is_pooled ? "pooled" : "own",
                     group.median_error, group.p90_error);
}

std::string likeness_text(const std::vector<Likeness>& likenesses) {
  std::string text;
  if (!likenesses.empty()) {
    text +=
        "# likeness,kind,near,far,all,noise; alike,kind,figure or word,weight; "
        "place,kind,figures,words,weight\n";
  }
  for (const Likeness& one : likenesses) {
    const LikenessScale& scale = one.scale;
    text += fmt::format("likeness,{},{:.5g},{:.5g},{:.5g},{:.5g}\n", field(one.kind), scale.near,
                        scale.far, scale.all, scale.noise);
    for (std::size_t i = 0; i < along_count; ++i) {
      text += fmt::format("alike,{},{},{:.5g}\n", field(one.kind), name_of(static_cast<Along>(i)),
                          scale.along[i]);
    }
    for (std::size_t i = 0; i < alike_count; ++i) {
      text += fmt::format("alike,{},{},{:.5g}\n", field(one.kind), name_of(static_cast<Alike>(i)),
                          scale.words[i]);
    }
    for (const LikenessPlace& place : one.places) {
      text += "place," + field(one.kind);
      for (const int figure : place.place.along) text += fmt::format(",{}", figure);
      for (const std::string& word : place.place.words) text += "," + field(word);
      text += fmt::format(",{:.5g}\n", place.weight);
    }
  }
  return text;
}

}  // namespace

std::string calibration_text(const Calibration& calibration) {
  std::string text = fmt::format("calibration,1,{}\n", calibration.date);
  text += "# table,file,rows,hash\n";
  for (const CalibratedTable& table : calibration.tables) {
    text += fmt::format("table,{},{},{:016x}\n", field(table.name), table.rows, table.hash);
  }
  text += "# family,component,family,sd\n";
  for (const EffectFamily& family : calibration.families) {
    text += fmt::format("family,{},{},{:.5g}\n", name_of(family.component), field(family.name),
                        family.sd);
  }
  text += "# noise,group,scale,rows\n";
  for (const NoiseGroup& group : calibration.noise) {
    text += fmt::format("noise,{},{:.5g},{}\n", field(group.name), group.scale, group.rows);
  }
  text += "# range,group,share,factor,rows,own or pooled,median_error,p90_error\n";
  text += range_line(calibration.ranges.pooled, calibration.ranges.share);
  for (const ConformalGroup& group : calibration.ranges.groups) {
    text += range_line(group, calibration.ranges.share);
  }
  text += "# effect,component,family,name,value,variance,rows\n";
  for (const Effect& effect : calibration.effects) {
    text += fmt::format("effect,{},{},{},{:.5g},{:.4g},{}\n", name_of(effect.key.component),
                        field(effect.key.family), field(effect.key.name), effect.value,
                        effect.variance, effect.rows);
  }
  return text + likeness_text(calibration.likenesses);
}

std::optional<Error> write_calibration(const std::string& path, const Calibration& calibration) {
  return write_file(path, calibration_text(calibration));
}

}  // namespace islet
