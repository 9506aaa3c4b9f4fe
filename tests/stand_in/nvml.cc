// A stand-in for NVIDIA's management library, for tests on machines without cards: two cards that
// draw what their limit lets them, whose limits and clocks can be set. It is loaded like the real
// one and keeps its state while it is loaded.
#include <cstddef>

namespace {

struct StandInCard {
  unsigned limit_mw = 300'000;
  unsigned clock_mhz = 0;  // 0: free
  unsigned long long energy_mj = 1'000'000;
};
StandInCard stand_in_cards[2];

StandInCard* card_of(void* card) { return static_cast<StandInCard*>(card); }
constexpr int success = 0;
constexpr int wrong_argument = 2;

}  // namespace

extern "C" {

int nvmlInit_v2() { return success; }
int nvmlShutdown() { return success; }
int nvmlDeviceGetCount_v2(unsigned* count) {
  *count = 2;
  return success;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** card) {
  if (index >= 2) return wrong_argument;
  *card = &stand_in_cards[index];
  return success;
}
int nvmlDeviceGetPowerUsage(void* card, unsigned* milliwatts) {
  *milliwatts = card_of(card)->clock_mhz > 0 ? 120'000 : card_of(card)->limit_mw;
  return success;
}
int nvmlDeviceGetTotalEnergyConsumption(void* card, unsigned long long* millijoules) {
  *millijoules = card_of(card)->energy_mj += 500;
  return success;
}
int nvmlDeviceGetTemperature(void* card, int /*sensor*/, unsigned* celsius_deg) {
  *celsius_deg = card == &stand_in_cards[1] ? 71 : 64;
  return success;
}
int nvmlDeviceGetPowerManagementLimit(void* card, unsigned* milliwatts) {
  *milliwatts = card_of(card)->limit_mw;
  return success;
}
int nvmlDeviceGetPowerManagementLimitConstraints(void* /*card*/, unsigned* least, unsigned* most) {
  *least = 100'000;
  *most = 350'000;
  return success;
}
int nvmlDeviceSetPowerManagementLimit(void* card, unsigned milliwatts) {
  if (milliwatts < 100'000 || milliwatts > 350'000) return wrong_argument;
  card_of(card)->limit_mw = milliwatts;
  return success;
}
int nvmlDeviceSetGpuLockedClocks(void* card, unsigned /*least*/, unsigned most) {
  card_of(card)->clock_mhz = most;
  return success;
}
int nvmlDeviceResetGpuLockedClocks(void* card) {
  card_of(card)->clock_mhz = 0;
  return success;
}

}  // extern "C"
