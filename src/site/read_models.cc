// Block `models`: which models may be used.
#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "catalog/names.h"
#include "perf/drafted_step.h"
#include "site/readers.h"

namespace islet {

namespace {

/// A licence that no model of the catalogue has rules every model out: mostly a slip.
void check_licences(const Block& models, const std::vector<std::string>& licences) {
  const Catalog& catalog = models.reading().catalog;
  const YamlNode* node = models.node("licences");
  if (node == nullptr || catalog.models.empty()) return;
  std::set<std::string_view> known;
  for (const Model& model : catalog.models) known.insert(model.licence);
  for (std::size_t i = 0; i < licences.size(); ++i) {
    const ModelWish one{.licences = {licences[i]}, .engines = {}, .drafts = {}};
    if (std::any_of(known.begin(), known.end(),
                    [&](std::string_view licence) { return one.allows(licence); })) {
      continue;
    }
    const bool own_place = node->is_list() && node->items.size() == licences.size();
    std::string hint = did_you_mean(licences[i], {known.begin(), known.end()});
    if (hint.empty()) hint = "`islet catalog show MODEL` names a model's licence";
    models.reading().error(own_place ? node->items[i].place : node->place, "D2",
                           "no model has the licence `" + shown(licences[i], 60) + "`",
                           std::move(hint));
  }
}

/// A draft that no model of the site can take is mostly a slip.
void check_drafts(const Block& models, const Site& site) {
  const Catalog& catalog = models.reading().catalog;
  const YamlNode* node = models.node("drafts");
  if (node == nullptr || catalog.models.empty()) return;
  std::vector<std::string> known;
  for (const Model& model : catalog.models) {
    if (model.shape) known.push_back(model.id);
  }
  const std::vector<std::string>& drafts = site.models.drafts;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const bool own_place = node->is_list() && node->items.size() == drafts.size();
    const Place& place = own_place ? node->items[i].place : node->place;
    const Model* draft = find_model(catalog, drafts[i]);
    if (draft == nullptr || !draft->shape) {
      models.reading().error(place, "D2",
                             "no language model is called `" + shown(drafts[i], 60) + "`",
                             did_you_mean(drafts[i], {known.begin(), known.end()}));
      continue;
    }
    bool has_target = false;
    for (const Workload& workload : site.workloads) {
      for (const std::string& name : workload.models) {
        const ModelChoice* choice = find_choice(catalog, name);
        const Model* model = choice == nullptr ? nullptr : find_model(catalog, choice->model);
        has_target |= model != nullptr && may_draft(*draft, *model);
      }
    }
    if (has_target) continue;
    models.reading().error(place, "V7",
                           "`models.drafts` names `" + shown(drafts[i], 60) +
                               "`, which is no smaller model of the family and vocabulary of any "
                               "that the workloads name",
                           "name one with the tokenizer of a workload's model, or leave it out");
  }
}

/// What a step of `when_short` falls back to must be allowed as well.
void check_steps(const Block& models, const Site& site) {
  const Catalog& catalog = models.reading().catalog;
  for (const Workload& workload : site.workloads) {
    for (const ShortageStep& step : workload.when_short) {
      const ModelChoice* choice = find_choice(catalog, step.model);
      const Model* model = choice == nullptr ? nullptr : find_model(catalog, choice->model);
      if (model == nullptr || site.models.allows(model->licence)) continue;
      models.reading().error(step.place, "V7",
                             "`workloads." + workload.name + ".when_short` falls back to `" +
                                 step.model + "`, whose licence, " + model->licence +
                                 ", is not in `models.licences`",
                             "name another model, or allow the licence");
    }
  }
}

}  // namespace

bool ModelWish::allows(std::string_view licence) const {
  return licences.empty() ||
         std::any_of(licences.begin(), licences.end(), [&](const std::string& each) {
           return folded_name(each) == folded_name(licence);
         });
}

void read_models(const Block& root, Site& site) {
  const Block models = root.child("models");
  site.models.engines = models.words("engines");
  if (site.models.engines == std::vector<std::string>{"any"}) site.models.engines.clear();
  site.models.drafts = models.words("drafts");
  site.models.may_draft = site.models.drafts != std::vector<std::string>{"never"};
  if (!site.models.may_draft || site.models.drafts == std::vector<std::string>{"any"}) {
    site.models.drafts.clear();
  }
  check_drafts(models, site);
  site.models.licences = models.words("licences");
  if (site.models.licences == std::vector<std::string>{"any"}) {
    site.models.licences.clear();
    return;
  }
  check_licences(models, site.models.licences);
  check_steps(models, site);
}

}  // namespace islet
