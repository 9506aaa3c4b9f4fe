// The worker program for models on other servers. The key for them comes in the environment, where
// other users of the machine cannot read it.
#include <string_view>

#include "engines/remote_model.h"

int main(int /*count*/, char** /*words*/, char** environment) {
  constexpr std::string_view name = "ISLET_UPSTREAM_KEY=";
  std::string key;
  for (char** one = environment; *one != nullptr; ++one) {
    const std::string_view entry(*one);
    if (entry.starts_with(name)) key = std::string(entry.substr(name.size()));
  }
  return islet::run_worker(islet::worker_socket, [&](const islet::LoadOrder& order) {
    return islet::load_remote_model(order, key);
  });
}
