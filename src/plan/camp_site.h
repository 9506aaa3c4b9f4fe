// A small site made by hand for tests of the planner: cameras, a crew's assistant, a night batch.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "catalog/catalog.h"
#include "plan/make_plan.h"
#include "site/site.h"

namespace islet {

template <class Q>
Uncertain<Q> known(Q value) {
  return {value, value, value, false, ValueOrigin::written, {}};
}

/// Off-grid camp in the Pilbara: 12 cameras, 25 users, 1400 reports a night, sun to 12 kWp, battery
/// to 60 kWh, a diesel set of 8 kW.
inline Site camp_site() {
  Site site;
  site.file = "camp.yaml";
  site.name = "camp";
  site.where.position = GeoPosition{-22.71, 118.93, 610 * metre};
  site.where.utc_offset = 8 * hour;
  site.where.air = {celsius(25), celsius(-1), celsius(47), true, ValueOrigin::written, {}};
  site.where.dust = "heavy";
  site.power.bus = 48 * volt;
  SolarSupply solar;
  solar.sizing.size = {0 * kilowatt, 12 * kilowatt, {}, ValueOrigin::written, {}};
  solar.soiling = known(0.08);
  site.power.solar = solar;
  BatterySupply battery;
  battery.sizing.size = {5 * kilowatt_hour, 60 * kilowatt_hour, {}, ValueOrigin::written, {}};
  battery.keep_above = 0.15;
  site.power.battery = battery;
  GeneratorSupply generator;
  generator.sizing.size = {8 * kilowatt, 8 * kilowatt, {}, ValueOrigin::written, {}};
  generator.fuel_price = known(1.9 * dollar / litre);
  generator.tank = 400 * litre;
  generator.refill_every = 30 * day;
  site.power.generator = generator;
  site.power.other_loads = {{"radio", known(85 * watt), Importance::high, {}}};
  site.enclosure.given = true;
  site.enclosure.rating = "IP65";
  site.enclosure.cooling = "auto";

  Workload cameras;
  cameras.name = "cameras";
  cameras.kind = WorkloadKind::video;
  cameras.models = {"object-detector/medium"};
  cameras.importance = Importance::safety;
  cameras.count = known(12.0);
  cameras.rate = known(10 * hertz);
  cameras.latency = {{0.99, 100 * millisecond, {}}};
  cameras.served_goal = 0.999;
  Workload chat;
  chat.name = "assistant";
  chat.kind = WorkloadKind::chat;
  chat.models = {"chat/8b-q4", "chat/14b-q4"};
  chat.users = {25.0, 15.0, 35.0, false, ValueOrigin::written, {}};
  chat.demand = known(4.0 / hour);
  chat.prompt = {900 * token, 500 * token, 1300 * token, false, ValueOrigin::written, {}};
  chat.reply = {250 * token, 130 * token, 370 * token, false, ValueOrigin::written, {}};
  chat.first_token = {{0.95, 2 * second, {}}};
  chat.speed = Limit<TokenRate>{10 * token / second, {}};
  chat.when = {{0x7f, 4.5 * hour, 19.5 * hour}};
  chat.peaks = {{{0x7f, 5.5 * hour, 7 * hour}, 3.0}};
  Workload batch;
  batch.name = "reports";
  batch.kind = WorkloadKind::batch;
  batch.models = {"chat/8b-q4"};
  batch.importance = Importance::low;
  batch.work = known(1400 / day);
  batch.prompt = known(2200 * token);
  batch.reply = known(300 * token);
  batch.start = 20 * hour;
  batch.finish = 4.5 * hour;
  batch.served_goal = 0.93;
  site.workloads = {cameras, chat, batch};
  site.hardware.nodes_max = 3;
  site.goals.ride_through = Limit<Duration>{36 * hour, {}};
  site.goals.renewable = Limit<double>{0.7, {}};
  site.money.life = 6 * year;
  site.money.discount = 0.09;
  return site;
}

/// The camp without cameras, on one of `cards`: machines draw most of the power and fuel is dear,
/// so that a limit on their power pays.
inline Site hungry_site(const std::vector<std::string>& cards) {
  Site site = camp_site();
  site.workloads.erase(site.workloads.begin());
  site.workloads.front().models = {"chat/8b-q4"};
  site.workloads.front().users = known(60.0);
  site.workloads.back().work = known(6000 / day);
  site.power.other_loads.clear();
  site.power.generator->fuel_price = known(4 * dollar / litre);
  site.hardware.consider = cards;
  site.goals.ride_through.reset();
  return site;
}

/// A plan by the shipped records, of few weather years.
inline PlanOptions camp_options(int weather_years = 2, int top = PlanOptions().top) {
  PlanOptions options;
  options.data_folder = "data";
  options.weather_years = weather_years;
  options.top = top;
  return options;
}

}  // namespace islet
