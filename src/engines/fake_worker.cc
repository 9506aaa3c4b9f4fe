// The worker program of the fake engine.
#include "engines/fake_model.h"

int main() {
  return islet::run_worker(islet::worker_socket, [](const islet::LoadOrder& order) {
    return islet::load_fake_model(order, islet::worker_socket);
  });
}
