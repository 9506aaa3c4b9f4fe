// Goal: the scenarios of tiers, servers, sets, panels and gates come out as stated, or say why not.
#include "knowledge/shipped_questions.h"

namespace islet {
namespace {

TEST(PowerScenarios, ComeOutOrSayWhyNot) {
  expect_states({{"SC01", ScenarioState::corrected},
                 {"SC02", ScenarioState::corrected},
                 {"SC03", ScenarioState::corrected},
                 {"SC04", ScenarioState::corrected},
                 {"SC05", ScenarioState::corrected},
                 {"SC06", ScenarioState::reproduced},
                 {"SC07", ScenarioState::reproduced},
                 {"SC08", ScenarioState::reproduced},
                 {"SC09", ScenarioState::reproduced},
                 {"SC10", ScenarioState::reproduced},
                 {"SC11", ScenarioState::reproduced},
                 {"SC15", ScenarioState::reproduced},
                 {"SC17", ScenarioState::corrected},
                 {"SC19", ScenarioState::reproduced},
                 {"SC20", ScenarioState::reproduced},
                 {"SC21", ScenarioState::reproduced},
                 {"SC73", ScenarioState::reproduced}});
}

}  // namespace
}  // namespace islet
