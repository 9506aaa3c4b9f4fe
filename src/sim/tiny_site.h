// A small site for tests: one card with cameras, two kinds of chat and a daily batch, on a plant
// whose inverter cannot carry the card at full power.
#pragma once

#include <cmath>

#include "perf/known_machines.h"
#include "sim/site_run.h"

namespace islet {

template <class Q>
Uncertain<Q> sharply(Q value) {
  return {value, value, value, false, ValueOrigin::written, {}};
}

inline SiteWorkload tiny_workload(std::string name, WorkloadKind kind, WorkClass work_class,
                                  int model) {
  SiteWorkload workload;
  workload.spec.name = std::move(name);
  workload.spec.kind = kind;
  workload.work_class = work_class;
  workload.spec.importance = work_class == WorkClass::safety   ? Importance::safety
                             : work_class == WorkClass::high   ? Importance::high
                             : work_class == WorkClass::normal ? Importance::normal
                                                               : Importance::low;
  workload.model = ModelId{static_cast<std::uint8_t>(model)};
  workload.spec.prompt = {600 * token, 300 * token, 900 * token, false, ValueOrigin::written, {}};
  workload.spec.reply = sharply(60 * token);
  return workload;
}

/// Two weeks of equal days: sun from 6 to 18, 20 °C.
inline SitePower tiny_power() {
  SitePower power;
  Plant& plant = power.plant;
  plant.panel_rated = 800 * watt;
  plant.battery.capacity = 2 * kilowatt_hour;
  plant.battery.charge_max = 1 * kilowatt;
  plant.battery.discharge_max = 1 * kilowatt;
  plant.battery.charge_efficiency = 0.97;
  plant.battery.discharge_efficiency = 0.97;
  plant.inverter_max = 95 * watt;
  plant.keep_above = 0.15;
  power.policy = "load_following";
  for (int i = 0; i < hours_per_year; ++i) {
    const double sun = std::sin((i % 24 - 6) * M_PI / 12);
    power.panel_yield.push_back(std::max(0.0, 0.8 * sun));
    power.air.push_back(celsius(20));
  }
  power.others.push_back({"radio", Importance::high, 20 * watt});
  power.initial_charge = 0.6;
  return power;
}

inline SiteRun tiny_site() {
  SiteRun run;
  run.models = {"chat", "detector"};
  UnitGroup group;
  group.name = "L4";
  group.board_idle = 13 * watt;
  group.idle = 40 * watt;
  group.host_extra = 5 * watt;
  group.supply_efficiency = 0.92;
  group.importance = Importance::safety;
  UnitModel chat;
  chat.model = ModelId{0};
  chat.language.emplace(llama_3_8b(), l4(), Layout{1, 1, Precision::fp16, Precision::fp16});
  chat.engine.max_sequences = 4;
  chat.engine.token_budget = 256;
  chat.engine.cache_blocks = 2000;
  chat.engine.keeps_prefixes = false;
  UnitModel detector;
  detector.model = ModelId{1};
  detector.inputs.emplace(yolov8m(), l4(), Precision::fp16);
  group.models = {chat, detector};
  run.groups.push_back(std::move(group));

  SiteWorkload cameras = tiny_workload("cameras", WorkloadKind::video, WorkClass::safety, 1);
  cameras.spec.count = sharply(4.0);
  cameras.spec.rate = sharply(5 * hertz);
  cameras.spec.latency = {{0.99, 500 * millisecond, {}}};
  SiteWorkload urgent = tiny_workload("urgent", WorkloadKind::chat, WorkClass::high, 0);
  urgent.mean = 20.0 / hour;
  SiteWorkload chats = tiny_workload("chats", WorkloadKind::chat, WorkClass::normal, 0);
  chats.mean = 40.0 / hour;
  SiteWorkload batch = tiny_workload("batch", WorkloadKind::batch, WorkClass::batch, 0);
  batch.spec.start = 8 * hour;
  batch.spec.finish = 8.25 * hour;
  batch.mean = 1500.0 / day;
  run.workloads = {cameras, urgent, chats, batch};
  run.power = tiny_power();
  run.scheduling = "acute-first";
  run.days = 1;
  return run;
}

}  // namespace islet
