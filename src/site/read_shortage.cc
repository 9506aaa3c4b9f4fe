// `when_short`: what a workload gives up, step by step, as the battery falls.
#include <cmath>
#include <string>

#include "base/utf8.h"
#include "site/readers.h"

namespace islet {

namespace {

std::string percent(double share) {
  const double value = share * 100;
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text + " %";
}

/// `rate 5 fps`: the amount after the word is read as the workload's own key would be.
bool read_rate_step(const Block& workload, const YamlNode& action, const std::string& rest,
                    ShortageStep& step) {
  YamlNode amount = action;
  amount.text = rest;
  const KeySpec* key = find_key(workload.reading().keys, "workloads.*.rate");
  CHECK(key != nullptr);
  KeySpec known = *key;
  known.form = KeyForm::known;
  const auto read =
      read_figures(workload.reading(), known, workload.name_of("when_short.do"), amount);
  if (!read) return false;
  step.rate = Frequency(read->typical);
  return true;
}

bool read_action(const Block& workload, const Block& row, ShortageStep& step) {
  const std::string text = row.text("do");
  const std::string word = text.substr(0, text.find(' '));
  const std::size_t blank = text.find_first_not_of(' ', word.size());
  const std::string rest = blank == std::string::npos ? "" : text.substr(blank);
  const YamlNode* node = row.node("do");
  if (node == nullptr) return false;
  if (word == "rate" && !rest.empty()) {
    step.action = ShortageAction::rate;
    return read_rate_step(workload, *node, rest, step);
  }
  if (word == "model" && !rest.empty()) {
    step.action = ShortageAction::model;
    step.model = rest;
    return check_model(workload, rest, node->place);
  }
  if (rest.empty() && (word == "stop" || word == "wait")) {
    step.action = word == "stop" ? ShortageAction::stop : ShortageAction::wait;
    return true;
  }
  row.error("do", "V3",
            "`" + row.name_of("do") + "` is `" + shown(text, 60) +
                "`, must be `rate RATE`, `model NAME`, `stop` or `wait`",
            "write it like `rate 5 fps` or `model chat/3b-q4`");
  return false;
}

/// A step must be able to happen after the one before it, and must ask for less than that one.
void check_against(const Block& row, const ShortageStep& step, const Workload& workload) {
  const Frequency usual = workload.rate.typical;
  if (step.action == ShortageAction::rate && !is_periodic(workload.kind)) {
    row.error("do", "V15",
              "`" + row.name_of("do") + "` lowers the rate, but a " +
                  std::string(name_of(workload.kind)) + " workload has no `rate`");
  } else if (step.action == ShortageAction::rate && usual > Frequency{} && step.rate >= usual) {
    row.error("do", "V5",
              "`" + row.name_of("do") + "` is `" + row.text("do") +
                  "`, must be below the workload's own rate",
              "a step of `when_short` must ask for less");
  }
  if (workload.when_short.empty()) return;
  const ShortageStep& before = workload.when_short.back();
  if (step.below >= before.below) {
    row.error("below", "V5",
              "`" + row.name_of("below") + "` is `" + percent(step.below) + "` after `" +
                  percent(before.below) + "`, must be lower",
              "write the steps in the order in which they come as the battery falls");
  }
  if (before.action == ShortageAction::stop) {
    row.error("do", "V5",
              "this step of `" + row.path() + "` comes after `stop`, so it never happens",
              "let `stop` be the last step");
  }
}

}  // namespace

void read_shortage(const Block& workload, Workload& out) {
  for (const Block& row : workload.rows("when_short")) {
    ShortageStep step;
    step.place = row.place();
    bool whole = true;
    for (const std::string_view key : {"below", "do"}) {
      if (row.has(key)) continue;
      workload.reading().error(row.place(), "S3",
                               "a step of `" + row.path() + "` lacks `" + std::string(key) + "`",
                               "write it as `below: 45 %` and `do: rate 5 fps`");
      whole = false;
    }
    const auto below = row.figures("below");
    if (!whole || !below || !read_action(workload, row, step)) continue;
    step.below = below->typical;
    check_against(row, step, out);
    out.when_short.push_back(std::move(step));
  }
}

}  // namespace islet
