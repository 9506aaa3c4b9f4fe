// The worker program of llama.cpp.
#include "engines/llama_model.h"

int main() {
  return islet::run_worker(islet::worker_socket, [](const islet::LoadOrder& order) {
    return islet::load_llama_model(order, ISLET_LLAMA_LIBRARIES);
  });
}
