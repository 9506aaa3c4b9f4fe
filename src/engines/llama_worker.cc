// The worker program of llama.cpp.
#include <filesystem>
#include <string>
#include <system_error>

#include "engines/llama_model.h"

namespace {

/// Beside the program where it was installed, else where it was built against.
std::string libraries() {
  std::error_code unknown;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
  const auto beside = self.parent_path() / "engines" / "llama" / "lib";
  return std::filesystem::is_directory(beside, unknown) ? beside.string() : ISLET_LLAMA_LIBRARIES;
}

}  // namespace

int main() {
  return islet::run_worker(islet::worker_socket, [](const islet::LoadOrder& order) {
    return islet::load_llama_model(order, libraries());
  });
}
